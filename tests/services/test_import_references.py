"""The municipality and the area a row belongs to."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from signage.inventory import Inventory
from signage.services.editing import add_row
from signage.services.rights import everywhere
from signage.store import Store
from tests.services.import_world import ARNSTADT, GOTHA, OLD, at, parked, take, the_problem

HEAD = "Firma;Gewerbegebiet;Gemeinde;Ort;x;y\n"


def tenant(store: Store) -> dict[str, Any]:
    (row,) = store.read("tenant")
    return row


def area(store: Store, name: str) -> int:
    (row,) = store.read("area", where={"name": name})
    return int(row["id"])


@pytest.mark.parametrize("word", ["Erfurter Kreuz", "erfurter-kreuz", "EK", "ek"])
def test_an_area_is_known_by_name_and_number(world: Store, tmp_path: Path, word: str) -> None:
    take(world, "tenants", tmp_path, f"{HEAD}A;{word};;;;\n")
    assert (tenant(world)["area"], tenant(world)["municipality"]) == (area(world, "Erfurter Kreuz"), ARNSTADT)


def test_an_area_may_be_named_by_its_id(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, f"{HEAD}A;{area(world, 'Gotha-Süd')};;;;\n")
    assert tenant(world)["municipality"] == GOTHA


def test_an_unknown_area_is_parked_with_the_one_most_like_it(world: Store, tmp_path: Path) -> None:
    problem = the_problem(take(world, "tenants", tmp_path, f"{HEAD}A;Erfurtr Kreuz;;;;\n"))
    assert "Meinten Sie »Erfurter Kreuz«?" in problem


def test_without_an_area_named_the_position_tells_it(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, f"{HEAD}A;;;;{at(1500, 1500)}\n")
    assert tenant(world)["area"] == area(world, "Erfurter Kreuz")


def test_a_firm_that_lies_in_another_area_than_named_waits(world: Store, tmp_path: Path) -> None:
    report = take(world, "tenants", tmp_path, f"{HEAD}A;Gotha-Süd;;;{at(1500, 1500)}\n")
    assert world.count("tenant") == 0
    assert "die Position liegt in »Erfurter Kreuz«" in the_problem(report)
    assert "nennen Sie »Erfurter Kreuz«" in the_problem(report)


@pytest.mark.parametrize(("metres", "waits"), [(5.0, False), (6000.0, True)])
def test_what_a_check_would_call_an_error_is_not_taken(
    world: Store, tmp_path: Path, metres: float, waits: bool
) -> None:
    report = take(world, "tenants", tmp_path, f"{HEAD}A;EK;;;{at(2000 + metres, 1500)}\n")
    assert bool(parked(report)) is waits
    with Inventory(world) as inventory:
        assert inventory.check(["tenant.outside-area"]).empty


def test_the_area_of_a_sign_goes_before_its_position_with_a_remark(world: Store, tmp_path: Path) -> None:
    text = f"Nummer;Gewerbegebiet;x;y\n1;Gotha-Süd;{at(1500, 1500)}\n"
    report = take(world, "signs", tmp_path, text)
    assert world.read("sign")[0]["area"] == area(world, "Gotha-Süd")
    assert "die Position liegt in »Erfurter Kreuz«" in report.findings[0].problem


def test_neither_position_nor_area_is_parked(world: Store, tmp_path: Path) -> None:
    problem = the_problem(take(world, "tenants", tmp_path, f"{HEAD}A;;;Arnstadt;;\n"))
    assert "Weder Position noch Gewerbegebiet" in problem


def test_a_firm_outside_every_area_is_taken_with_a_remark(world: Store, tmp_path: Path) -> None:
    report = take(world, "tenants", tmp_path, f"{HEAD}A;;;;{at(8000, 8000)}\n")
    assert (tenant(world)["area"], tenant(world)["municipality"]) == (None, ARNSTADT)
    assert "in keinem Gewerbegebiet" in report.findings[0].problem


@pytest.mark.parametrize("word", ["Gotha", "Stadt Gotha", "16067029", "16067029.0", "160670029029"])
def test_a_municipality_is_known_by_name_and_key(world: Store, tmp_path: Path, word: str) -> None:
    take(world, "signs", tmp_path, f"Nummer;Gemeinde;x;y\n1;{word};{at(-500, 500)}\n")
    (row,) = world.read("sign")
    assert row["municipality"] == GOTHA


def test_an_old_key_leads_to_its_successor(world: Store, tmp_path: Path) -> None:
    report = take(world, "signs", tmp_path, f"Nummer;AGS;x;y\n1;{OLD};{at(500, 500)}\n")
    (row,) = world.read("sign")
    assert row["municipality"] == ARNSTADT
    assert "heute gehört er zu Arnstadt (16070004)" in report.findings[0].problem


def test_a_key_that_nobody_has_is_parked(world: Store, tmp_path: Path) -> None:
    problem = the_problem(take(world, "signs", tmp_path, f"Nummer;AGS;x;y\n1;16099999;{at(500, 500)}\n"))
    assert "16099999« ist nicht im Bestand" in problem


def test_a_village_named_as_municipality_gives_way_to_the_position(world: Store, tmp_path: Path) -> None:
    report = take(world, "signs", tmp_path, f"Nummer;Gemeinde;x;y\n1;Rudisleben;{at(500, 500)}\n")
    (row,) = world.read("sign")
    assert row["municipality"] == ARNSTADT
    assert "»Rudisleben« ist keine Gemeinde" in report.findings[0].problem


def test_two_areas_of_one_name_are_told_apart_by_the_municipality(world: Store, tmp_path: Path) -> None:
    from tests.places import add, outline

    other = add(world, "area", name="Erfurter Kreuz", municipality=GOTHA, geometry=outline(-8000, 1000))
    take(world, "tenants", tmp_path, f"{HEAD}A;Erfurter Kreuz;Gotha;;;\n")
    assert tenant(world)["area"] == other


def test_two_areas_of_one_name_are_a_question_otherwise(world: Store, tmp_path: Path) -> None:
    from tests.places import add, outline

    add(world, "area", name="Erfurter Kreuz", municipality=GOTHA, geometry=outline(-8000, 1000))
    problem = the_problem(take(world, "tenants", tmp_path, f"{HEAD}A;Erfurter Kreuz;;;;\n"))
    assert "Mehrere Gebiete heißen" in problem


def test_new_firms_are_numbered_a_to_z_after_the_highest(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Firma;Gebiet;Nummer auf dem Plan\nZ;EK;7\n")
    take(world, "tenants", tmp_path, "Firma;Gebiet\nWeber;EK\nÄpfel;EK\nBauer;Gotha-Süd\n", name="b.csv")
    numbers = {row["name"]: row["number"] for row in world.read("tenant")}
    assert numbers == {"Z": 7, "Äpfel": 8, "Weber": 9, "Bauer": 1}


def test_new_firms_are_numbered_in_the_order_of_the_directory(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Firma;Gebiet\nMüller;EK\n„Mugler“;EK\n")
    assert {row["name"]: row["number"] for row in world.read("tenant")} == {"„Mugler“": 1, "Müller": 2}


def test_a_number_that_another_firm_has_is_parked(world: Store, tmp_path: Path) -> None:
    text = "Firma;Gebiet;Nummer auf dem Plan\nA;EK;7\nB;EK;7\n"
    assert "Nummer 7 hat auf diesem Plan schon" in the_problem(take(world, "tenants", tmp_path, text))


def test_files_and_service_number_firms_by_one_rule(world: Store, tmp_path: Path) -> None:
    boss, head = everywhere("t"), "Firma;Gebiet;Nummer auf dem Plan\n"
    take(world, "tenants", tmp_path, f"{head}Gegangen;EK;7\nIrrtum;EK;9\n")
    gone, mistake = (row["id"] for row in world.read("tenant"))
    with world.change(who="t", why="t") as change:
        change.update("tenant", gone, {"valid_to": date(2020, 1, 1)})
        change.withdraw("tenant", mistake)
    by_service = add_row(world, "tenant", {"name": "A", "area": 1}, rights=boss)
    take(world, "tenants", tmp_path, "Firma;Gebiet\nB;EK\n", name="b.csv")
    said = add_row(world, "tenant", {"name": "C", "area": 1, "number": 7}, rights=boss)
    assert "Nummer 7" in the_problem(take(world, "tenants", tmp_path, f"{head}D;EK;7\n", name="d.csv"))
    with world.change(who="t", why="t") as change:
        change.update("tenant", said["id"], {"valid_to": date(2020, 1, 1)})
    assert take(world, "tenants", tmp_path, f"{head}D;EK;7\n", name="d.csv").taken == 1
    numbers = {row["name"]: row["number"] for row in world.read("tenant")}
    assert (by_service["number"], numbers["B"], numbers["D"]) == (8, 9, 7)


def test_addresses_in_one_cell_are_taken_apart(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, 'Firma;Gebiet;Anschrift\nA;EK;"Am Kreuz 5a, 99310 Arnstadt"\n')
    row = tenant(world)
    assert (row["street"], row["house_number"], row["postcode"], row["place"]) == (
        "Am Kreuz",
        "5a",
        "99310",
        "Arnstadt",
    )


def test_a_street_with_its_number_and_a_coded_place_are_taken_apart(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Firma;Gebiet;Straße;PLZ Ort\nA;EK;Am Kreuz 5 a;D-99310 Arnstadt\n")
    row = tenant(world)
    assert (row["street"], row["house_number"], row["postcode"], row["place"]) == (
        "Am Kreuz",
        "5a",
        "99310",
        "Arnstadt",
    )


def test_just_outside_the_area_named_nothing_is_said(world: Store, tmp_path: Path) -> None:
    report = take(world, "signs", tmp_path, f"Nummer;Typ;Gewerbegebiet;x;y\n1;INF;EK;{at(960, 1500)}\n")
    assert report.findings == ()


def test_farther_outside_the_distance_is_told(world: Store, tmp_path: Path) -> None:
    text = f"Nummer;Typ;Gewerbegebiet;x;y\n1;INF;EK;{at(850, 1500)}\n2;INF;EK;{at(3500, 1500)}\n"
    near, far = take(world, "signs", tmp_path, text).findings
    assert "die Position liegt 150 m außerhalb" in near.problem
    assert "die Position liegt 1,5 km außerhalb" in far.problem
