"""Rows that imports could not take, read back on either engine."""

import json
from pathlib import Path

import pytest

from signage.errors import InvalidInput
from signage.services.importing import import_file
from signage.services.parked import clear_parked, list_parked, write_parked
from signage.store import Store
from tests.services.import_world import fill_world, take

BAD = "Firma;Gewerbegebiet\nA;Nirgendwo\n;EK\n"
OTHER = BAD.replace("A;", "B;")


@pytest.fixture
def world(store: Store) -> Store:
    """Two towns and two areas on either engine."""
    fill_world(store)
    return store


def test_a_parked_row_says_what_is_wrong_and_what_to_do(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, BAD)
    first, second = list_parked(world)
    assert (first.layer, first.file, first.row, first.who) == ("tenant", "list.csv", 2, "test")
    assert first.problem.startswith("Gewerbegebiet: Das Gebiet »Nirgendwo«")
    assert first.content == {"Firma": "A", "Gewerbegebiet": "Nirgendwo"}
    assert (second.row, second.advice) == (3, "Tragen Sie den Namen ein.")


def test_what_is_wrong_is_kept_in_both_languages(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, BAD)
    first, second = list_parked(world)
    assert first.problem.english == "Gewerbegebiet: The area 'Nirgendwo' is not in the inventory."
    assert first.advice.english == "Add the area, or correct the name."
    assert (second.problem.english, second.advice.english) == (
        "Firma: The name is missing.",
        "Enter the name.",
    )


def test_rows_of_one_file_can_be_let_go(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, BAD)
    take(world, "tenants", tmp_path, OTHER, name="other.csv")
    assert clear_parked(world, file="list.csv") == 2
    assert {row.file for row in list_parked(world)} == {"other.csv"}
    assert clear_parked(world) == 2
    assert list_parked(world) == []


def test_a_row_that_a_later_import_takes_is_parked_no_more(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, BAD)
    take(world, "tenants", tmp_path, "Firma;Gewerbegebiet\nA;EK\nB;EK\n")
    assert list_parked(world) == []


LIST = "Firma;Straße;PLZ;Ort;Gewerbegebiet\nA;Weg 1;99310;Arnstadt;Nirgendwo\n;Weg 2;99310;Arnstadt;EK\n"


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_rows_that_another_file_brings_again_do_not_wait_twice(
    world: Store, tmp_path: Path, ending: str
) -> None:
    take(world, "tenants", tmp_path, LIST)
    report = tmp_path / f"report{ending}"
    write_parked(list_parked(world), report)
    import_file(world, "tenants", report, who="t")
    assert [(row.file, row.row) for row in list_parked(world)] == [(report.name, 2), (report.name, 3)]


def test_rows_mended_in_another_file_wait_no_longer(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, LIST)
    take(world, "tenants", tmp_path, LIST.replace("Nirgendwo", "EK"), name="mended.csv")
    assert [(row.file, row.row) for row in list_parked(world)] == [("mended.csv", 3)]
    take(world, "tenants", tmp_path, LIST.replace(";Weg 2", "B;Weg 2"), name="again.csv")
    assert [row.file for row in list_parked(world)] == ["again.csv"]


def test_another_firm_settles_nothing(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, BAD)
    take(world, "tenants", tmp_path, "Firma;Gewerbegebiet\nC;EK\nD;EK\n", name="other.csv")
    assert [row.row for row in list_parked(world)] == [2, 3]


def test_a_report_of_several_files_is_a_workbook(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, BAD)
    take(world, "tenants", tmp_path, OTHER, name="other.csv")
    with pytest.raises(InvalidInput, match="--file"):
        write_parked(list_parked(world), tmp_path / "out.csv")
    write_parked(list_parked(world), tmp_path / "out.xlsx")
    report = import_file(world, "tenants", tmp_path / "out.xlsx", who="t", sheet="Firmen other")
    assert report.parked == 2


def test_the_place_of_a_parked_row_comes_back_too(world: Store, tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [11.0, 52.5]}
    feature = {"type": "Feature", "properties": {"Firma": "A"}, "geometry": point}
    file = tmp_path / "far.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    import_file(world, "tenants", file, who="t")
    [row] = list_parked(world)
    assert row.content["geometry"] == "POINT (11 52.5)"
