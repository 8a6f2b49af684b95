"""The data sheet of a sign: what it says, and that its map is true to scale."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import shapely
from PIL import Image

from signage.artwork.ground import LOOKS, Ground
from signage.artwork.photo import prepared
from signage.artwork.sign_sheet import (
    Fact,
    FindingRow,
    Group,
    SignSheet,
    SlotRow,
    draw_sign_sheet,
    told_bearing,
)
from signage.codes import proof
from signage.errors import InvalidInput
from tests.artwork.papers_read import coloured_mm, page_mm, pages, words
from tests.artwork.test_typesetting import DAY, a_sheet

FINDING = FindingRow("error", "Abstand", "Steht zu nah", "0,20 m", "0,50 m", "RWB, 2000 · öffentliche Quelle")


def test_a_bare_sign_has_a_sheet_that_says_what_is_missing() -> None:
    shown = words(
        draw_sign_sheet(SignSheet(number="", type="Schild", name="", chips=[], judged=False), made_on=DAY)
    )
    for missing in (
        "ohne Nummer",
        "ohne Schildcode",
        "keine Lage",
        "kein Foto",
        "nicht erfasst",
        "Ohne Lage",
    ):
        assert missing in shown


def test_every_page_says_that_it_is_a_hint_and_no_decision() -> None:
    pdf = draw_sign_sheet(a_sheet(findings=[FINDING] * 40), made_on=DAY)
    assert pages(pdf) > 2
    for page in range(pages(pdf)):
        assert "Prüfhinweis, keine Entscheidung" in words(pdf, page)
        assert f"Stand 22.11.2026 · Seite {page + 1} von {pages(pdf)}" in words(pdf, page)


def test_a_finding_is_told_with_measure_requirement_source_and_reason() -> None:
    from dataclasses import replace

    excepted = replace(FINDING, severity="excepted", exception="Begründete Ausnahme: Mauer (Amt, 01.02.2026)")
    shown = words(draw_sign_sheet(a_sheet(findings=[FINDING, excepted]), made_on=DAY))
    for part in (
        "Fehler",
        "begründet",
        "Steht zu nah",
        "0,20 m",
        "0,50 m",
        "RWB, 2000 · öffentliche",
        "Ausnahme: Mauer (Amt, 01.02.2026)",
    ):
        assert part in shown


def test_facts_and_slots_are_listed() -> None:
    groups = [Group("Lage", [Fact("Abstand", "0,20 m", "verlangt 0,50 m", bad=True), Fact("Höhe", "")])]
    slots = [SlotRow("←", "Müller & Söhne", "300 m", "mit Logo")]
    shown = words(draw_sign_sheet(a_sheet(groups=groups, slots=slots, letter_height="126 mm"), made_on=DAY))
    for part in ("0,20 m · verlangt 0,50 m", "Höhe –", "← Müller & Söhne 300 m mit Logo", "126 mm"):
        assert part in shown


def test_the_code_on_the_sheet_reads_back_as_the_address() -> None:
    address = "HTTPS://QR.THUERINGER-BOGEN.DE/7K3M9QX0"
    pdf = draw_sign_sheet(a_sheet(address=address, typed="qr.thueringer-bogen.de/7K3M9QX0"), made_on=DAY)
    stream = BytesIO()
    pypdfium2.PdfDocument(pdf)[0].render(scale=3, grayscale=True).to_pil().save(stream, "PNG")
    assert proof.read(stream.getvalue()) == [address]


def test_the_map_of_the_sheet_is_true_to_1_500_within_a_fifth_of_a_millimetre() -> None:
    house = shapely.box(640_002, 5_635_002, 640_022, 5_635_012)
    sheet = a_sheet(place=(640_000.0, 5_635_000.0), ground=Ground(land={"building": [house]}))
    left, top, right, bottom = coloured_mm(draw_sign_sheet(sheet, made_on=DAY), LOOKS["building"][0])
    line = 2 * LOOKS["building"][2] / 2  # half of the outline lies over either edge
    assert right - left + line == pytest.approx(20 * 1000 / 500, abs=0.2)
    assert bottom - top + line == pytest.approx(10 * 1000 / 500, abs=0.2)


def test_the_sheet_is_a4_and_says_so_to_those_who_do_not_see_it() -> None:
    pdf = draw_sign_sheet(a_sheet(), made_on=DAY)
    assert page_mm(pdf) == pytest.approx((210, 297), abs=0.1)
    assert b"pdfuaid" in pdf
    assert pypdfium2.PdfDocument(pdf).get_metadata_value("Title") == "Datenblatt EK-001"


@pytest.mark.parametrize(
    ("bearing", "told"),
    [(0.0, "0°\u00a0N"), (244.2, "244°\u00a0WSW"), (359.7, "0°\u00a0N"), (None, "")],
)
def test_a_facing_is_told_in_degrees_and_points_of_the_compass(bearing: float | None, told: str) -> None:
    assert told_bearing(bearing) == told


def test_a_photo_is_made_small_and_loses_where_it_was_taken(tmp_path: Path) -> None:
    picture = Image.new("RGB", (3000, 2000), "#3366aa")
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    picture.save(tmp_path / "a.jpg", exif=exif)
    made = Image.open(BytesIO(prepared(tmp_path / "a.jpg")))
    assert max(made.size) == 1400
    assert not made.getexif()
    assert "kein Foto" not in words(
        draw_sign_sheet(a_sheet(), made_on=DAY, photo=prepared(tmp_path / "a.jpg"))
    )


def test_what_is_no_photo_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"%PDF-1.7")
    with pytest.raises(InvalidInput, match="ist kein Foto"):
        prepared(tmp_path / "a.jpg")
    with pytest.raises(InvalidInput):
        prepared(tmp_path / "keines.jpg")


def test_a_finding_is_never_torn_apart_by_the_end_of_a_page() -> None:
    long = "Der Anfang des Befunds steht hier, " + "danach folgt viel, " * 14 + "und hier ist sein Ende."
    findings = [FindingRow("error", f"Befund {n}", long, "", "", "Quelle") for n in range(40)]
    made = draw_sign_sheet(a_sheet(findings=findings), made_on=DAY)
    texts = [words(made, page) for page in range(pages(made))]
    assert len(texts) > 3
    assert all(text.count("Der Anfang") == text.count("sein Ende") for text in texts)
