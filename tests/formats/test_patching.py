"""Cells put into a workbook: what was in it stays, and the new cells are read as they were meant."""

import base64
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from signage.formats.patching import Cell, Sheet, put_cells
from signage.formats.spans import OddXml, spans

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with a chart, a picture, hidden rows, a filter, merged cells and a formula."""
    path = tmp_path / "book.xlsx"
    made = xlsxwriter.Workbook(path)
    page = made.add_worksheet("Liste & mehr")
    bold = made.add_format({"bold": True, "bg_color": "#171A8B"})
    page.set_column(0, 200, 12)
    page.merge_range(0, 0, 0, 2, "Unsere Firmen")
    page.write_row(2, 0, ["Firma", "Umsatz", "Anteil"], bold)
    for row in range(3, 9):
        page.write_row(row, 0, [f"Firma {row}", row])
        page.write_formula(row, 2, f"=B{row + 1}/100", None, row / 100)
    page.set_row(5, None, None, {"hidden": True})
    page.autofilter(2, 0, 8, 2)
    chart = made.add_chart({"type": "column"})
    chart.add_series({"values": ["Liste & mehr", 3, 1, 8, 1]})
    page.insert_chart("F3", chart)
    page.insert_image("F20", "pixel.png", {"image_data": BytesIO(PIXEL)})
    made.close()
    return path


def parts(path: Path) -> dict[str, bytes]:
    """Everything in a workbook, by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put(book: Path, sheet: Sheet, name: str = "Liste & mehr") -> Path:
    """The workbook with the cells."""
    target = book.with_name("target.xlsx")
    put_cells(book, target, {name: sheet})
    return target


def test_everything_but_the_sheet_and_the_looks_stays_byte_for_byte(book: Path) -> None:
    before, after = parts(book), parts(put(book, Sheet({4: {3: Cell("gut", "E2F1E4")}})))
    assert {name for name in before if before[name] != after[name]} == {
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
    }
    assert {"xl/charts/chart1.xml", "xl/media/image1.png"} <= before.keys() == after.keys()


def test_the_cells_are_there_beside_what_was_there(book: Path) -> None:
    rows = {3: {3: Cell("Ergebnis", like=2)}, 4: {3: Cell("gut", "E2F1E4"), 0: Cell(7)}}
    target = put(book, Sheet(rows, {3: 22}))
    page = openpyxl.load_workbook(target)["Liste & mehr"]
    assert (page["D4"].value, page["A4"].value, page["C4"].value) == ("gut", 7, "=B4/100")
    assert page["D4"].fill.fgColor.rgb == "FFE2F1E4"
    assert (page["D3"].font.b, page["D3"].fill.fgColor.rgb) == (True, "FF171A8B")
    assert page.row_dimensions[6].hidden
    assert (str(page.auto_filter.ref), [str(area) for area in page.merged_cells.ranges]) == (
        "A3:C9",
        ["A1:C1"],
    )


def test_a_range_of_columns_is_cut_and_none_overlaps(book: Path) -> None:
    sheet = parts(put(book, Sheet({4: {3: Cell("x", "")}}, {3: 22, 5: 60})))["xl/worksheets/sheet1.xml"]
    found = [(int(one.attributes["min"]), int(one.attributes["max"])) for one in spans(sheet, {"col"})]
    assert found == [(1, 3), (4, 4), (5, 5), (6, 6), (7, 201)]


@pytest.mark.parametrize("text", ["<&>\"'", "ä\U0001f600", "_x0041_", "=1+1", "  a\nb ", "\x01\ufffe", ""])
def test_text_stays_text(book: Path, text: str) -> None:
    page = openpyxl.load_workbook(put(book, Sheet({99: {3: Cell(text, "")}})))["Liste & mehr"]
    shown = (page["D99"].value or "").replace("_x005F_", "_")  # as Excel reads it
    assert shown == text.replace("\x01", "\ufffd").replace("\ufffe", "\ufffd")
    assert page["D99"].data_type in ("s", "inlineStr", "n" if not text else "s")


def test_a_sheet_that_is_not_there_is_added_behind_the_others(book: Path) -> None:
    book_ = openpyxl.load_workbook(put(book, Sheet({1: {0: Cell("Firma", "")}}, {0: 30}), "Neu <1>"))
    assert book_.sheetnames == ["Liste & mehr", "Neu <1>"]
    assert book_["Neu <1>"]["A1"].value == "Firma"


def test_rows_that_are_not_written_go_between_those_that_are(book: Path) -> None:
    page = openpyxl.load_workbook(put(book, Sheet({2: {0: Cell("b")}, 12: {0: Cell("c")}})))["Liste & mehr"]
    assert [page.cell(row, 1).value for row in (1, 2, 3, 12)] == ["Unsere Firmen", "b", "Firma", "c"]


def test_a_formula_is_not_written_over(book: Path) -> None:
    with pytest.raises(OddXml):
        put(book, Sheet({4: {2: Cell("x", "")}}))


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_prefixes_and_empty_elements_are_understood(book: Path, prefix: str) -> None:
    spelled = MAIN.replace("xmlns", "xmlns:x") if prefix else MAIN
    p = prefix
    xml = f'<{p}worksheet {spelled}><{p}sheetData><{p}row r="2" spans="1:9"/></{p}sheetData></{p}worksheet>'
    changed = book.with_name("changed.xlsx")
    with zipfile.ZipFile(changed, "w") as new:
        for name, content in parts(book).items():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else content)
    target = put(changed, Sheet({2: {1: Cell("x", "")}, 3: {0: Cell(4)}}))
    page = openpyxl.load_workbook(target)["Liste & mehr"]
    assert (page["B2"].value, page["A3"].value) == ("x", 4)


@pytest.mark.parametrize("raw", [b"<!DOCTYPE a><a/>", b"<a", b'<?xml version="1.0" encoding="latin-1"?><a/>'])
def test_what_is_written_oddly_is_refused(raw: bytes) -> None:
    with pytest.raises(OddXml):
        spans(raw, {"a"})
