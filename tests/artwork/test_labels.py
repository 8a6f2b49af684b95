"""Sheets of labels: what stands on them, where, and that it reads."""

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from signage.artwork.labels import label_sheet
from signage.artwork.sheets import SHEETS
from signage.codes import proof
from signage.errors import InvalidInput
from tests.artwork.samples import a_label, labels

DOT_MM = 25.4 / 72 / 4  # of `photo_of`
LONG = {
    "number": "EK-0123456789-Nord-Ost",
    "area_name": "Industriegroßgewerbegebietserweiterungsfläche " * 9,
    "place": "Am Wald " * 30,
}


def text_of(pdf: bytes, page: int = 0) -> str:
    return str(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range()).replace("\r\n", "\n")


def photo_of(pdf: bytes, page: int = 0) -> Image.Image:
    picture: Image.Image = pypdfium2.PdfDocument(pdf)[page].render(scale=4, grayscale=True).to_pil()
    return picture


def read_in(picture: Image.Image) -> list[str]:
    stream = BytesIO()
    picture.save(stream, "PNG")
    return proof.read(stream.getvalue())


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_label_of_a_full_sheet_is_read(sheet: str) -> None:
    wanted = list(labels(SHEETS[sheet].labels))
    pdf = label_sheet(wanted, sheet=sheet)
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert sorted(read_in(photo_of(pdf))) == sorted(label.address for label in wanted)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_label_shows_code_domain_number_area_and_place(sheet: str) -> None:
    label = a_label(number="EK-012", area_name="Hörselgau Süd", place="Parkplatz")
    words = text_of(label_sheet([label], sheet=sheet)).split("\n")
    assert sorted(filter(None, words)) == sorted([*label.caption, "EK-012", "Hörselgau Süd", "Parkplatz"])


@pytest.mark.parametrize("sheet", SHEETS)
def test_labels_lie_within_their_page(sheet: str) -> None:
    form = SHEETS[sheet]
    corners = list(form.corners_mm())
    assert len(set(corners)) == form.labels
    assert min(x for x, _ in corners) >= 0
    assert min(y for _, y in corners) - form.label_height_mm >= -0.001
    assert max(x for x, _ in corners) + form.label_width_mm <= form.page_width_mm
    assert max(y for _, y in corners) <= form.page_height_mm


def test_the_first_label_lies_where_its_format_says() -> None:
    form = SHEETS["A4-8"]
    left, top = next(form.corners_mm())
    picture = photo_of(label_sheet([a_label()], sheet="A4-8"))
    right, bottom = left + form.label_width_mm, form.page_height_mm - top + form.label_height_mm
    box = (left + 2, form.page_height_mm - top + 2, right - 2, bottom - 2)
    inside = picture.crop(tuple(round(end / DOT_MM) for end in box))  # type: ignore[arg-type]
    assert read_in(inside) == [a_label().address]
    dark = picture.point(lambda grey: 255 * (grey < 100)).getbbox()
    assert dark
    assert left < dark[0] * DOT_MM < dark[2] * DOT_MM < right


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_word_however_long_comes_near_the_edge_of_its_label(sheet: str) -> None:
    form = SHEETS[sheet]
    long = [replace(label, **LONG) for label in labels(form.labels)]
    picture = photo_of(label_sheet(long, sheet=sheet))
    for left, top in form.corners_mm():
        right, bottom = left + form.label_width_mm, form.page_height_mm - top + form.label_height_mm
        # along the right and the lower edge, between the cutting marks
        for box in ((right - 1, bottom - 28, right, bottom - 9), (left + 9, bottom - 1, right - 9, bottom)):
            strip = picture.crop(tuple(round(end / DOT_MM) for end in box))  # type: ignore[arg-type]
            assert strip.getextrema() == (255, 255)


@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_lies_where_printers_leave_the_paper_white(sheet: str) -> None:
    long = [replace(label, **LONG) for label in labels(SHEETS[sheet].labels)]
    picture = photo_of(label_sheet(long, sheet=sheet))
    dark = picture.point(lambda grey: 255 * (grey < 200)).getbbox()
    width_mm, height_mm = (side * DOT_MM for side in picture.size)
    assert dark
    left, top, right, bottom = (end * DOT_MM for end in dark)
    assert min(left, top) > 4
    assert max(right - width_mm, bottom - height_mm) < -4


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_line_to_cut_along_has_marks_at_both_its_ends(sheet: str) -> None:
    form = SHEETS[sheet]
    picture = photo_of(label_sheet([a_label()], sheet=sheet))
    for down in {form.page_height_mm - y for _, y in form.corners_mm()}:
        if 5 < down < form.page_height_mm - 5:
            strip = picture.crop(
                (0, round((down - 0.3) / DOT_MM), picture.width, round((down + 0.3) / DOT_MM))
            )
            dark = strip.point(lambda grey: 255 * (grey < 200)).getbbox()
            assert dark
            assert dark[0] * DOT_MM < 25
            assert dark[2] * DOT_MM > form.page_width_mm - 25


def test_the_domain_is_set_large_enough_to_be_read() -> None:
    page = pypdfium2.PdfDocument(label_sheet([a_label()]))[0]
    words = page.get_textpage()
    start = words.get_text_range().index("qr.thueringer")
    _, bottom, _, top = words.get_charbox(start, loose=True)
    assert top - bottom > 7  # points


def test_a_long_domain_is_set_smaller_and_never_cut() -> None:
    address = f"https://{'schilder.' * 7}example.de/7K3M9QX0"
    pdf = label_sheet([replace(a_label(), token="7K3M9QX0", address=address)])
    assert f"{'schilder.' * 7}example.de" in text_of(pdf)


def test_a_name_breaks_behind_its_own_stroke() -> None:
    words = text_of(label_sheet([a_label(area_name="Arnstadt-Nord/Bachschleifenweg")])).split("\n")
    assert "Arnstadt-Nord/" in words


def test_more_labels_go_on_further_pages_in_their_order() -> None:
    wanted = list(labels(50))
    pdf = label_sheet(wanted)
    assert len(pypdfium2.PdfDocument(pdf)) == 3
    assert set(read_in(photo_of(pdf, 2))) == {label.address for label in wanted[48:]}


def test_the_page_is_a4_and_every_font_is_embedded() -> None:
    pdf = label_sheet([a_label(area_name="Індустріальний парк")])
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert (width / 72 * 25.4, height / 72 * 25.4) == pytest.approx((210, 297), abs=0.01)
    assert pdf.count(b"/Type /Font ") == pdf.count(b"/FontFile2") == 4


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Індустріальний парк", "Індустріальний парк"),
        ("<img src=x onerror=alert(1)> & Söhne", "<img src=x onerror=alert(1)> & Söhne"),
        ("منطقة", "▯▯▯▯▯"),
        ("(unbalanced \\) Tj ET", "(unbalanced \\) Tj ET"),
        ("A\x00B", "A▯B"),
    ],
)
def test_a_name_in_any_script_is_shown_or_visibly_missing(name: str, shown: str) -> None:
    words = text_of(label_sheet([a_label(area_name=name, place="")], sheet="A4-2"))
    assert shown in " ".join(words.split("\n"))


def test_a_long_name_is_wrapped_and_cut_within_its_label() -> None:
    words = text_of(label_sheet([replace(a_label(), **LONG)])).split("\n")
    assert sum(line.endswith("…") for line in words) == 3
    assert len(words) <= 8


def test_the_same_labels_give_the_same_bytes() -> None:
    assert label_sheet(labels(30)) == label_sheet(labels(30))


def test_progress_is_told_after_each_page() -> None:
    told: list[int] = []
    label_sheet(labels(50), progress=told.append)
    assert told == [24, 48, 50]


def test_an_unknown_sheet_names_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="'A5' gibt es nicht; bekannt: A4-24, "):
        label_sheet([a_label()], sheet="A5")


def test_no_labels_make_no_sheet() -> None:
    with pytest.raises(InvalidInput, match="keinen Code zu drucken"):
        label_sheet([])


def test_the_sheet_says_who_made_it_and_what_it_holds() -> None:
    properties = pypdfium2.PdfDocument(label_sheet([a_label()])).get_metadata_dict()
    assert (properties["Author"], properties["Creator"]) == ("signage", "signage")
    assert "Schildern" in properties["Subject"]
