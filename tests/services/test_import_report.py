"""The file's own table comes back with a verdict behind each row, and can be imported again."""

import csv
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from shapely import Point

from signage.errors import InvalidInput
from signage.services.importing import import_file, write_report
from signage.store import Store
from tests.formats.files import a_frame
from tests.places import EAST, NORTH
from tests.services.import_world import take

LIST = "Nr;Firma;Gebiet;Farbe\n7;=Müller;EK;rot\n8;Weber;Nirgends;blau\n"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_table_keeps_its_columns_and_order_and_gains_three(world: Store, tmp_path: Path) -> None:
    write_report(take(world, "tenants", tmp_path, LIST), tmp_path / "report.csv")
    good, bad = rows_of(tmp_path / "report.csv")
    assert list(good) == ["Nr", "Firma", "Gebiet", "Farbe", "Ergebnis", "Befund", "Was ist zu tun"]
    assert (good["Ergebnis"], bad["Ergebnis"]) == ("übernommen", "geparkt")
    assert "»Nirgends« ist nicht im Bestand" in bad["Befund"]


def test_a_formula_comes_back_disarmed(world: Store, tmp_path: Path) -> None:
    write_report(take(world, "tenants", tmp_path, LIST), tmp_path / "report.csv")
    assert rows_of(tmp_path / "report.csv")[0]["Firma"] == "'=Müller"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_report_can_be_imported_again(world: Store, tmp_path: Path, suffix: str) -> None:
    report = take(world, "tenants", tmp_path, LIST)
    write_report(report, tmp_path / f"report{suffix}")
    again = import_file(
        world,
        "tenants",
        tmp_path / f"report{suffix}",
        who="test",
        sheet="list" if suffix == ".xlsx" else None,
    )
    assert (again.taken, again.unchanged, again.parked) == (0, 1, 1)


def test_a_workbook_explains_itself_on_a_second_sheet(world: Store, tmp_path: Path) -> None:
    write_report(take(world, "tenants", tmp_path, LIST), tmp_path / "report.xlsx")
    with CalamineWorkbook.from_path(str(tmp_path / "report.xlsx")) as book:
        assert book.sheet_names == ["list", "Zusammenfassung"]
        lines = [str(row[0]) for row in book.get_sheet_by_name("Zusammenfassung").to_python()]
    assert "2 Zeilen: 1 neu, 0 geändert, 0 unverändert, 1 geparkt." in lines
    assert "»Farbe« nicht übernommen" in lines


def test_a_workbook_shows_parked_rows_in_colour_under_a_fixed_head(world: Store, tmp_path: Path) -> None:
    write_report(take(world, "tenants", tmp_path, LIST), tmp_path / "report.xlsx")
    with zipfile.ZipFile(tmp_path / "report.xlsx") as archive:
        assert b"FBE3DE" in archive.read("xl/styles.xml")
        assert b'state="frozen"' in archive.read("xl/worksheets/sheet1.xml")


def test_positions_of_geodata_come_back_too(world: Store, tmp_path: Path) -> None:
    frame = a_frame([Point(EAST + 1500, NORTH + 1500), Point(0, 0)], Firma=["A", "B"])
    frame.to_file(tmp_path / "a.gpkg", layer="firmen")
    write_report(import_file(world, "tenants", tmp_path / "a.gpkg", who="test"), tmp_path / "report.csv")
    assert rows_of(tmp_path / "report.csv")[0]["geometry"].startswith("POINT (641500")
    assert import_file(world, "tenants", tmp_path / "report.csv", who="test").unchanged == 1


def test_another_ending_is_an_error_in_words(world: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="xlsx"):
        write_report(take(world, "tenants", tmp_path, LIST), tmp_path / "report.pdf")
