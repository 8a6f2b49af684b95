"""Rows that imports could not take, read back on either engine."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from signage.errors import InvalidInput, NotFound
from signage.services.importing import import_file
from signage.services.parked import clear_parked, count_parked, list_parked, parked_row, write_parked
from signage.services.rights import Grant, Rights
from signage.store import Store
from signage.store.schema import parked
from tests.services.import_world import ARNSTADT, GOTHA, at, fill_world, take

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


def test_a_row_that_its_reader_cannot_take_is_told_in_both_languages(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Firma;Gewerbegebiet\nA;EK;und mehr\n")
    [row] = list_parked(world)
    assert row.problem == "Die Zeile hat 3 Zellen, die Kopfzeile nur 2; steht ein Trennzeichen im Text?"
    assert row.problem.english.startswith("The row has 3 cells, the row of headings only 2;")


def test_a_geometry_that_cannot_be_read_is_told_in_both_languages(world: Store, tmp_path: Path) -> None:
    broken = {"type": "Polygon", "coordinates": [[[11.0, 50.8]]]}
    feature = {"type": "Feature", "properties": {"Firma": "A"}, "geometry": broken}
    file = tmp_path / "broken.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    import_file(world, "tenants", file, who="t")
    [row] = list_parked(world)
    assert row.problem.startswith("Geometrie: Die Geometrie ist nicht lesbar")
    assert row.problem.english.startswith("Geometry: The geometry cannot be read")


def test_a_column_that_the_file_lacks_is_named_in_both_languages(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Firma;Telefon\nA;03628 1\n")
    [row] = list_parked(world)
    titles = row.problem.partition(":")[0], row.problem.english.partition(":")[0]
    assert titles == ("Gewerbegebiet", "area"), row.problem


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


TWO_TOWNS = (
    "Firma;Gewerbegebiet;Gemeinde;gültig bis\n"
    "A;EK;;gestern\nB;Gotha-Süd;Gotha;gestern\nC;EK;Gotha;gestern\nD;;;gestern\nE;;Gotha;gestern\n"
)


def a_clerk(ags: str | None, **more: Any) -> Rights:
    """Somebody who answers for the firms of a municipality."""
    return Rights.from_grants([Grant("clerk", ags, **more)], who="Kim", account=7)


def names(store: Store, rights: Rights) -> list[str]:
    """The firms of the parked rows that somebody is shown."""
    rows = list_parked(store, rights=rights)
    assert count_parked(store, rights=rights) == len(rows)
    return [row.content["Firma"] for row in rows]


def test_a_parked_row_knows_its_municipality_where_all_that_it_says_agrees(
    world: Store, tmp_path: Path
) -> None:
    take(world, "tenants", tmp_path, TWO_TOWNS)
    assert [row.municipality for row in list_parked(world)] == [ARNSTADT, GOTHA, None, None, GOTHA]


def test_a_place_alone_tells_the_municipality_too(world: Store, tmp_path: Path) -> None:
    rows = "".join(f"{name};{at(x, 1500)};gestern\n" for name, x in (("A", 1500), ("B", -1500)))
    take(world, "tenants", tmp_path, f"Firma;x;y;gültig bis\n{rows}")
    assert [row.municipality for row in list_parked(world)] == [ARNSTADT, GOTHA]


def test_rows_are_shown_where_they_may_be_mended(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, TWO_TOWNS)
    assert names(world, a_clerk(GOTHA)) == ["B", "E"]
    assert names(world, a_clerk(ARNSTADT)) == ["A"]
    assert names(world, a_clerk(None)) == ["A", "B", "C", "D", "E"]
    assert names(world, a_clerk(GOTHA, fields=frozenset({"phone"}))) == []
    for role in ("reader", "planner"):
        assert names(world, Rights.from_grants([Grant(role, GOTHA)], who="Kim", account=7)) == []


def test_what_one_brought_oneself_is_shown_whatever_it_is_about(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, TWO_TOWNS)
    with world.write_plain() as connection:
        connection.execute(update(parked).where(parked.c.file_row == 4).values(account=7))
    assert names(world, a_clerk(GOTHA)) == ["B", "C", "E"]
    other = Rights.from_grants([Grant("clerk", GOTHA)], who="Kim", account=8)
    assert names(world, other) == ["B", "E"]


def test_a_row_of_others_is_as_if_it_were_not_there(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, TWO_TOWNS)
    first = list_parked(world)[0].id
    for number in (first, 4711):
        with pytest.raises(NotFound, match="Diese geparkten Zeilen gibt es nicht"):
            parked_row(world, number, rights=a_clerk(GOTHA))
    assert clear_parked(world, number=first, rights=a_clerk(GOTHA)) == 0
    assert clear_parked(world, rights=a_clerk(GOTHA)) == 2
    assert names(world, a_clerk(None)) == ["A", "C", "D"]


def test_who_has_no_account_brought_nothing(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, TWO_TOWNS)
    token = Rights.from_grants([Grant("clerk", GOTHA)], who="Telefonbuch (Token 3)")
    assert names(world, token) == ["B", "E"]


def test_a_long_name_in_the_list_ends_with_dots(world: Store, tmp_path: Path) -> None:
    name = "Beispielhafte Gesellschaft für Fördertechnik, Lagertechnik und Anlagenbau"
    take(world, "tenants", tmp_path, f"Firma;Gewerbegebiet\n{name};Nirgendwo\n")
    [row] = list_parked(world)
    assert row.title == "Beispielhafte Gesellschaft für Fördertechnik, Lagertechnik…"
