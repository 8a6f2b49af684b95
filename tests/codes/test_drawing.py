"""Codes drawn as SVG, PNG and PDF: true to the millimetre, small, and safe with any text."""

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from PIL import Image

from signage.codes import drawing, typeface
from signage.codes.drawing import Drawn, draw, draw_all
from signage.codes.matrix import Matrix, matrices, matrix
from signage.errors import InvalidInput, Said, Unavailable
from tests.codes.test_outline import windings

ADDRESS = "HTTPS://QR.THUERINGER-BOGEN.DE/7K3M9QX4"
CAPTION = ("7K3M-9QX4", "qr.thueringer-bogen.de")
UGLY = "<img src=x onerror=alert(1)> & Söhne \x00 ${x}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def code() -> Matrix:
    return matrix(ADDRESS)


def svg_of(content: bytes) -> ET.Element:
    return ET.fromstring(content)


def many(count: int) -> Iterator[Drawn]:
    addresses = [f"HTTPS://QR.DE/{number:08}" for number in range(count)]
    return (Drawn(code, CAPTION, "a title") for code in matrices(addresses))


def test_an_svg_is_under_three_kilobytes(code: Matrix) -> None:
    assert len(draw(code, "svg", title=ADDRESS)) < 3000


def test_an_svg_is_as_wide_as_asked_and_higher_by_its_caption(code: Matrix) -> None:
    plain, captioned = svg_of(draw(code, "svg", size_mm=82.5)), svg_of(draw(code, "svg", caption=CAPTION))
    assert (plain.get("width"), plain.get("height"), plain.get("viewBox")) == (
        "82.5mm",
        "82.5mm",
        "-4 -4 41 41",
    )
    assert captioned.get("width") == "60mm"
    assert 70 < float(str(captioned.get("height")).removesuffix("mm")) < 80


def test_an_svg_has_one_path_of_dark_modules_on_white(code: Matrix) -> None:
    ground, dark = svg_of(draw(code, "svg", quiet=2)).findall(f"{SVG}path")
    assert (ground.get("fill"), ground.get("d")) == ("#fff", "M-2 -2h37v37h-37z")
    drawn = windings(str(dark.get("d")), code.size)
    assert drawn == [[int(code.is_dark(x, y)) for x in range(code.size)] for y in range(code.size)]


def test_text_in_an_svg_stays_text(code: Matrix) -> None:
    svg = svg_of(draw(code, "svg", caption=(UGLY, UGLY), title=UGLY))
    legible = UGLY.replace("\x00", "\ufffd")
    assert [element.text for element in svg.iter() if element.text] == [legible] * 3
    assert not svg.findall(".//img")


def test_a_screen_reader_meets_the_title_first(code: Matrix) -> None:
    svg = svg_of(draw(code, "svg", title=ADDRESS))
    assert (svg.get("role"), svg[0].tag, svg[0].text) == ("img", f"{SVG}title", ADDRESS)


def test_a_long_caption_is_set_no_wider_than_the_code(code: Matrix) -> None:
    texts = svg_of(draw(code, "svg", caption=("7K3M-9QX4" * 5, "schilder." * 20))).iter(f"{SVG}text")
    assert [float(str(text.get("textLength"))) <= code.size + 0.01 for text in texts] == [True, True]


@pytest.mark.parametrize(("size_mm", "quiet"), [(60, 4), (25.4, 0), (333.3, 4), (2000, 4)])
def test_a_png_is_true_to_the_millimetre(code: Matrix, size_mm: float, quiet: int) -> None:
    picture = draw(code, "png", size_mm=size_mm, quiet=quiet)
    per_metre = struct.unpack(">I", picture.split(b"pHYs")[1][:4])[0]
    with Image.open(BytesIO(picture)) as image:
        assert image.mode == "1"
        assert image.width == image.height <= 4000
        assert image.width % (code.size + 2 * quiet) == 0
        assert image.width / per_metre * 1000 == pytest.approx(size_mm, rel=1e-3)


def test_a_png_has_the_modules_of_its_matrix(code: Matrix) -> None:
    with Image.open(BytesIO(draw(code, "png", caption=CAPTION))) as image:
        scale = image.width // (code.size + 8)
        pixels = image.load()
        assert pixels
        dark = [[pixels[(4.5 + x) * scale, (4.5 + y) * scale] == 0 for x in range(33)] for y in range(33)]
    assert dark == [[code.is_dark(x, y) for x in range(33)] for y in range(33)]


def test_a_pdf_is_true_to_the_millimetre_and_has_its_fonts_within(code: Matrix) -> None:
    content = draw(code, "pdf", size_mm=120, caption=CAPTION)
    width, height = pypdfium2.PdfDocument(content)[0].get_size()
    assert width / 72 * 25.4 == pytest.approx(120, abs=0.01)
    assert height > width
    assert content.count(b"/Type /Font ") == content.count(b"/FontFile2") == 2


def test_the_caption_of_a_pdf_can_be_read_as_text(code: Matrix) -> None:
    page = pypdfium2.PdfDocument(draw(code, "pdf", caption=CAPTION))[0]
    assert page.get_textpage().get_text_range().split() == list(CAPTION)


@pytest.mark.parametrize("suffix", drawing.WRITERS)
def test_the_same_code_gives_the_same_bytes(code: Matrix, suffix: str) -> None:
    assert draw(code, suffix, caption=CAPTION) == draw(code, suffix, caption=CAPTION)


@pytest.mark.parametrize("suffix", drawing.WRITERS)
def test_codes_in_bulk_are_those_drawn_one_by_one(suffix: str) -> None:
    codes = list(many(70))
    one_by_one = [draw(c.matrix, suffix, size_mm=40, caption=c.caption, title=c.title) for c in codes]
    assert list(draw_all(codes, suffix, size_mm=40)) == one_by_one


def test_codes_of_different_sizes_keep_their_order() -> None:
    codes = [Drawn(matrix("X" * length)) for length in (5, 50, 5, 80, 80)]
    assert list(draw_all(codes, "svg")) == [draw(c.matrix, "svg") for c in codes]


@pytest.mark.parametrize(
    ("wish", "field", "words"),
    [
        ({"size_mm": 0}, "size_mm", "bis 2000, nicht 0"),
        ({"size_mm": float("nan")}, "size_mm", "nicht nan"),
        ({"size_mm": 5000}, "size_mm", "nicht 5000"),
        ({"size_mm": 10}, "size_mm", "feiner als 0.3 mm; ab 13 mm geht es"),
        ({"quiet": -1}, "quiet", "0 bis 20 Module"),
        ({"quiet": 99}, "quiet", "nicht 99"),
    ],
)
@pytest.mark.parametrize("suffix", drawing.WRITERS)
def test_what_cannot_be_printed_is_refused_in_words(
    code: Matrix, suffix: str, wish: dict[str, float], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        draw(code, suffix, **wish)  # type: ignore[arg-type]  # as a caller without types would
    assert list(refused.value.problems) == [field]


def test_both_languages_name_every_field_that_is_wrong(code: Matrix) -> None:
    with pytest.raises(InvalidInput) as refused:
        draw(code, "svg", size_mm=-1, quiet=50)
    said = refused.value.message
    assert isinstance(said, Said)
    assert "size_mm: Nötig ist" in said
    assert "quiet: Die Ruhezone" in said
    assert said.english.startswith("size_mm: A width")


def test_an_unknown_format_names_the_known_ones(code: Matrix) -> None:
    with pytest.raises(InvalidInput, match="'gif' gibt es nicht; bekannt: svg, png, pdf"):
        draw(code, "gif")


def test_the_module_and_the_reading_distance_follow_from_the_width(code: Matrix) -> None:
    assert drawing.module_mm(code, size_mm=164) == 4
    assert drawing.reading_distance_m(code, size_mm=164) == pytest.approx(1.32)


def test_cyrillic_is_set_in_the_second_font_and_the_rest_becomes_a_box() -> None:
    parts = [(font.file.name[:4], text) for font, text in typeface.runs("Łódź Київ ش1", "regular")]
    assert parts == [("Barl", "Łódź "), ("Fira", "Київ"), ("Barl", " "), ("Fira", "▯"), ("Barl", "1")]


def test_what_is_invisible_by_nature_needs_no_box() -> None:
    assert [text for _, text in typeface.runs("Su\u200bhl\n\u202aO\u0308", "bold")] == ["Suhl Ö"]


def test_text_too_wide_ends_with_an_ellipsis() -> None:
    short = typeface.fitted("Gewerbegebiet Erfurter Kreuz", "semibold", 10)
    assert re.fullmatch(r"Gewerbegebiet E\w*…", short)
    assert typeface.width(short, "semibold") <= 10


def test_every_font_lies_beside_its_licence() -> None:
    folders = {font.file.parent for weight in typeface.WEIGHTS for font in typeface.fonts(weight)}
    assert len(folders) == 2
    assert all("SIL Open Font License" in (folder / "OFL.txt").read_text("utf-8") for folder in folders)


def test_a_missing_font_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeface, "FONTS", Path("nowhere"))
    typeface._font.cache_clear()
    with pytest.raises(Unavailable, match=r"fehlt die Schrift Barlow_400Regular\.ttf"):
        typeface.runs("A", "regular")
    typeface._font.cache_clear()
