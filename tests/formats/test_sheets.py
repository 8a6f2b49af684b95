"""Tables for people: nothing in a cell is carried out."""

import csv
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from signage.errors import NotFound
from signage.formats.csv_files import write_csv
from signage.formats.sheets import Sheet, write_sheets

EVIL = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "https://evil.example"]


def test_a_csv_disarms_what_looks_like_a_formula(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["=Kopf"], [[text] for text in EVIL])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row[0] for row in csv.reader(file, delimiter=";")]
    assert cells == ["'=Kopf", *(f"'{text}" for text in EVIL[:4]), EVIL[4]]


def test_a_workbook_holds_text_no_formula_and_no_link(tmp_path: Path) -> None:
    write_sheets(tmp_path / "a.xlsx", [Sheet(name="A", headings=["Text"], rows=[[text] for text in EVIL])])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_values_come_back_from_a_workbook(tmp_path: Path) -> None:
    row = ["Müller", 5, 1.5, date(2026, 4, 1), True, None]
    write_sheets(tmp_path / "a.xlsx", [Sheet(name="A", headings=list("abcdef"), rows=[row])])
    with CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")) as book:
        cells = book.get_sheet_by_name("A").to_python()[1]
    assert cells[:5] == ["Müller", 5.0, 1.5, date(2026, 4, 1), "ja"]


def test_sheets_get_names_that_excel_allows(tmp_path: Path) -> None:
    sheets = [Sheet(name=name, headings=["a"], rows=[]) for name in ("a/b:c", "x" * 60, "X" * 60, "")]
    write_sheets(tmp_path / "a.xlsx", sheets)
    with CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")) as book:
        assert len({name.casefold() for name in book.sheet_names}) == 4


@pytest.mark.parametrize(
    "name", ["Firmen der Gemeinden an der 'Apfel'", "😀" * 40, "a\x01b", "'" * 40, "\ud800"]
)
def test_a_file_of_any_name_becomes_a_sheet(tmp_path: Path, name: str) -> None:
    write_sheets(tmp_path / "a.xlsx", [Sheet(name=name, headings=["a"], rows=[["b"]])] * 12)
    with CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")) as book:
        assert len({name.casefold() for name in book.sheet_names}) == 12
        assert book.get_sheet_by_index(11).to_python() == [["a"], ["b"]]


def test_a_text_that_no_cell_holds_begins_as_it_did(tmp_path: Path) -> None:
    texts = ["x" * 40_000, "😀" * 20_000]
    write_sheets(tmp_path / "a.xlsx", [Sheet(name="A", headings=texts, rows=[texts])])
    with CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")) as book:
        assert book.get_sheet_by_index(0).to_python() == [["x" * 32_767, "😀" * 16_383]] * 2


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Ordner"):
        write_csv(tmp_path / "none" / "a.csv", ["a"], [])


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("alt", encoding="utf-8")
    rows = ([1 / number] for number in (1, 0))
    with pytest.raises(ZeroDivisionError):
        write_csv(tmp_path / "a.csv", ["a"], rows)
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "alt"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]
