"""Excel files: values, never formulas; and the ones made to fill the memory."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from signage.errors import InvalidInput, UntrustedFile
from signage.formats import limits
from signage.formats.formulas import UNCALCULATED
from signage.formats.reading import read_table
from tests.formats.files import a_sparse_workbook, a_workbook, a_zip, without_results


def test_a_formula_is_read_as_its_value(tmp_path: Path) -> None:
    a_workbook(tmp_path / "a.xlsx", {"Firmen": [["Firma", "Nr"], ["A", "=1+41"]]})
    assert read_table(tmp_path / "a.xlsx").row(0) == {"Firma": "A", "Nr": 42}


def test_whole_numbers_lose_the_point_that_excel_gives_them(tmp_path: Path) -> None:
    a_workbook(tmp_path / "a.xlsx", {"Firmen": [["Firma", "PLZ"], ["A", 7629.0]]})
    assert read_table(tmp_path / "a.xlsx").row(0)["PLZ"] == 7629


def test_dates_come_as_iso_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Firmen")
    sheet.write_row(0, 0, ["Firma", "seit"])
    sheet.write(1, 0, "A")
    sheet.write_datetime(1, 1, dt.date(2024, 4, 1), book.add_format({"num_format": "dd.mm.yyyy"}))
    book.close()
    assert str(read_table(path).row(0)["seit"]).startswith("2024-04-01")


def test_the_sheet_called_like_the_layer_is_taken(tmp_path: Path) -> None:
    sheets: dict[str, list[list[str]]] = {
        "Hinweise": [["Text"], ["Bitte lesen"]],
        "Firmen": [["Firma"], ["A"]],
        "Leer": [],
    }
    a_workbook(tmp_path / "a.xlsx", sheets)
    assert read_table(tmp_path / "a.xlsx", wanted=["tenant", "Firmen"]).layer == "Firmen"


@pytest.mark.parametrize(
    ("name", "rows"),
    [("Weitere Firmen", [["Betrieb"], ["B"]]), ("Neu 2026", [["Firma", "PLZ", "Tor"], ["B", 99867, 2]])],
)
def test_a_second_sheet_of_such_rows_is_not_dropped_in_silence(
    tmp_path: Path, name: str, rows: list[list[object]]
) -> None:
    first: list[list[object]] = [["Firma", "PLZ"], ["A", 99867]]
    a_workbook(tmp_path / "a.xlsx", {"Firmen": first, name: rows})
    with pytest.raises(InvalidInput, match=f"Firmen, {name}.*--file-layer"):
        read_table(tmp_path / "a.xlsx", wanted=["tenant", "Firmen"])


def test_the_sheets_of_other_layers_are_not_asked_about_but_named(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Name", "Nummer"], ["A", 1]]
    sheets = dict.fromkeys(("Firmen", "Schilder", "Gewerbegebiete"), rows)
    table = read_table(a_workbook(tmp_path / "a.xlsx", sheets), wanted=["tenant", "Firmen"])
    assert "das Tabellenblatt »Firmen«; nicht gelesen: »Schilder«, »Gewerbegebiete«" in table.notes[0]


def test_a_formula_that_nobody_calculated_is_no_empty_cell(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", {"Firmen": [["Firma", "Ort"], ["=B2", "Gotha"], ["=B9", None]]})
    without_results(path)
    assert [row["Firma"] for row in read_table(path).rows] == [UNCALCULATED, UNCALCULATED]


def test_a_formula_that_came_to_an_error_is_no_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "errors.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    page.write_row(0, 0, ["Firma", "Telefon"])
    page.write_row(1, 0, ["A", "1"])
    page.write_string(2, 0, "B")
    page.write_formula(2, 1, "=VLOOKUP(A3,A1:B1,2,FALSE)", None, "#N/A")
    book.close()
    assert [row["Telefon"] for row in read_table(path).rows] == ["1", UNCALCULATED]


def test_several_sheets_are_listed_when_none_is_meant(tmp_path: Path) -> None:
    a_workbook(tmp_path / "a.xlsx", {"2025": [["Firma"], ["A"]], "2026": [["Firma"], ["B"]]})
    with pytest.raises(InvalidInput, match="2025, 2026"):
        read_table(tmp_path / "a.xlsx")


def test_a_named_sheet_is_taken_and_a_wrong_name_lists_them(tmp_path: Path) -> None:
    a_workbook(tmp_path / "a.xlsx", {"2025": [["Firma"], ["A"]], "2026": [["Firma"], ["B"]]})
    assert read_table(tmp_path / "a.xlsx", layer="2026").row(0) == {"Firma": "B"}
    with pytest.raises(InvalidInput, match="2025, 2026"):
        read_table(tmp_path / "a.xlsx", layer="2027")


def test_headings_may_stand_below_a_title(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Firmenliste Stand 2026"],
        [],
        ["Firma", "Ort", "PLZ"],
        ["A", "Gotha", 99867],
    ]
    table = read_table(a_workbook(tmp_path / "a.xlsx", {"Firmen": rows}))
    assert (table.headings, list(table.file_rows)) == (("Firma", "Ort", "PLZ"), [4])


@pytest.mark.parametrize("cell", ["XFD1048576", "B9999999", "ZZZ5"])
def test_a_few_bytes_that_span_a_million_rows_are_refused(tmp_path: Path, cell: str) -> None:
    path = a_sparse_workbook(tmp_path / "a.xlsx", cell)
    assert path.stat().st_size < 10_000
    with pytest.raises(UntrustedFile, match="Tabellenblatt reicht bis"):
        read_table(path)


def test_an_archive_that_grows_beyond_reason_is_refused(tmp_path: Path) -> None:
    path = a_zip(
        tmp_path / "a.xlsx", {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(64 << 20)}
    )
    with pytest.raises(UntrustedFile, match="beim Auspacken"):
        read_table(path)


def test_a_broken_workbook_is_named_as_such(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.xlsx", {"xl/workbook.xml": b"<x", "[Content_Types].xml": b"<x"})
    with pytest.raises(UntrustedFile, match="beschädigt"):
        read_table(path)


def test_a_reader_that_outgrows_its_memory_is_stopped(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", {"Firmen": [["Firma"], *[[f"Firma {n}"] for n in range(50_000)]]})
    with pytest.raises(UntrustedFile):
        read_table(path, megabytes=36)


def test_the_limits_allow_what_a_whole_country_needs() -> None:
    assert limits.ROWS >= 1_000_000
    assert limits.CELLS >= 20 * 1_000_000
