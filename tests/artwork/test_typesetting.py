"""Typesetting: data is inert, fonts are ours, the same data give the same bytes."""

from datetime import date
from pathlib import Path

import pytest

from signage.artwork import typesetting
from signage.artwork.lettering import printable
from signage.artwork.sign_sheet import SignSheet, draw_sign_sheet
from signage.errors import InvalidInput, Said, Unavailable, UntrustedFile
from tests.artwork.papers_read import words

DAY = date(2026, 11, 22)
UGLY = [
    "<img src=x onerror=alert(1)> & Söhne",
    '#panic("x") #sys.inputs $a/0$ `raw` *fett* _kursiv_ \\ @label <label> // weg',
    '#{ while true {} } #read("/etc/passwd")',
    "Ä" * 80,
    "W" * 4000,
    "شركة النقل الدولية \u202eedoc",
    "NUL\x00 und \x1b[31m",
    "Feuer 🔥 und 日本",
    "Київ Győr Łódź Ășț",
    "\ud800 halb",
    "zwei\nZeilen\u2028drei",
]


def a_sheet(**values: object) -> SignSheet:
    return SignSheet(**({"number": "EK-001", "type": "Pylon", "name": "Tor", "chips": []} | values))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", UGLY)
def test_data_is_shown_as_it_is_and_never_run(text: str) -> None:
    pdf = draw_sign_sheet(a_sheet(name=text, number=text[:30], operator=text), made_on=DAY)
    shown = words(pdf)
    beginning = printable(text).replace("\u200b", "").split()[0][:10]
    # What runs from right to left is read back in the order in which it lies on the paper.
    assert beginning in shown or (text[0] == "ش" and set(beginning) <= set(shown))


def test_what_no_font_has_is_seen_to_be_missing() -> None:
    assert printable("a\x00b🔥") == "a▯b▯"
    assert printable("a\uffffb\ufffe") == "a▯b▯"
    assert printable("\u202eedoc\u200d") == "edoc"
    assert printable("Київ") == "Київ"


@pytest.mark.parametrize(
    ("text", "font"), [("شركة النقل", "NotoSansArabic"), ("חברת הובלה", "NotoSansHebrew")]
)
def test_arabic_and_hebrew_are_set_in_fonts_of_their_own(text: str, font: str) -> None:
    assert printable(text) == text
    assert font.encode() in draw_sign_sheet(a_sheet(name=text), made_on=DAY)


def test_a_long_word_may_be_broken_behind_its_strokes_first() -> None:
    assert printable("Arnstadt-Nord/Bachschleife") == "Arnstadt-Nord/\u200bBachschleife"
    assert max(map(len, printable("W" * 80).split("\u200b"))) == 12
    assert printable("Übersichtstafel") == "Übersichtstafel"


def test_the_same_data_on_the_same_day_give_the_same_bytes() -> None:
    first, again = (draw_sign_sheet(a_sheet(), made_on=DAY) for _ in range(2))
    assert first == again
    assert first != draw_sign_sheet(a_sheet(), made_on=date(2026, 11, 23))


def test_every_font_is_embedded_and_one_of_ours() -> None:
    pdf = draw_sign_sheet(a_sheet(name="Müller Київ"), made_on=DAY)
    fonts = {name for name in (b"Barlow", b"FiraSans", b"Helvetica", b"Libertinus") if name in pdf}
    assert fonts == {b"Barlow", b"FiraSans"}


def test_a_font_that_is_missing_is_an_error_and_no_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    with pytest.raises(Unavailable, match="fehlt die Schrift Barlow"):
        typesetting._compiled("sheet", {"data": "{}", "drawings": "{}"}, DAY)


def test_a_font_that_the_template_names_wrongly_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    (tmp_path / "x.typ").write_text('#set document(title: "x")\n#set text(font: "Barlov", lang: "de")\nx')
    with pytest.raises(Unavailable, match="barlov"):
        typesetting._compiled("x", {}, DAY)


def test_a_document_too_large_to_be_set_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object, **__: object) -> None:
        raise UntrustedFile(Said("kein Speicher", "no memory"))

    monkeypatch.setattr(typesetting, "run_in_child", give_up)
    with pytest.raises(InvalidInput, match="kleineren Ausschnitt"):
        draw_sign_sheet(a_sheet(), made_on=DAY)
