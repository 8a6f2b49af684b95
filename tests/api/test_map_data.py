"""What the map asks beyond rows: how many firms an area has, and streets by name."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.store import Store
from tests.parts.statements import statements
from tests.places import a_sign, a_tenant, add, an_area, line


def test_areas_come_with_the_number_of_their_firms(client: TestClient, inventory: Store) -> None:
    full, empty = an_area(inventory, name="Voll"), an_area(inventory, name="Leer")
    a_tenant(inventory, full, name="Müller")
    a_tenant(inventory, full, name="Moved out", valid_to=today())
    answer = client.get("/api/v1/areas").json()
    assert answer["tenant_counts"] == {str(full): 1, str(empty): 0}
    assert "tenant_count" not in answer["features"][0]["properties"]


def test_areas_come_with_the_number_of_their_signs(client: TestClient, inventory: Store) -> None:
    full, empty = an_area(inventory, name="Voll"), an_area(inventory, name="Leer")
    a_sign(inventory, area=full)
    a_sign(inventory, area=full, valid_to=today())
    assert client.get("/api/v1/areas").json()["sign_counts"] == {str(full): 1, str(empty): 0}


def test_the_number_of_firms_on_another_day_is_nobodys_business(client: TestClient, inventory: Store) -> None:
    a_tenant(inventory, an_area(inventory), name="Müller")
    tomorrow = today() + timedelta(days=1)
    assert "tenant_counts" not in client.get(f"/api/v1/areas?as_of={tomorrow}").json()


def test_a_street_is_found_by_name(client: TestClient, inventory: Store) -> None:
    add(inventory, "road", name="Werkstraße", road_class="G", geometry=line((0, 0), (100, 0)))
    [found] = client.get("/api/v1/search?q=werkstrasse").json()["features"]
    assert (found["properties"]["layer"], found["geometry"]["type"]) == ("roads", "LineString")


def test_what_is_found_comes_with_the_names_of_its_areas(client: TestClient, inventory: Store) -> None:
    here, there = an_area(inventory, name="Erfurter Kreuz"), an_area(inventory, name="Am Wald")
    for area in (here, there):
        add(inventory, "road", name="Querspange", road_class="G", area=area, geometry=line((0, 0), (9, 0)))
    add(inventory, "road", name="Querspange", road_class="G", geometry=line((0, 0), (50, 0)))
    with statements(inventory) as run:
        names = client.get("/api/v1/search?q=querspange").json()["area_names"]
    assert names == {str(here): "Erfurter Kreuz", str(there): "Am Wald"}
    assert sum("FROM area" in statement for statement in run) == 2, "to find areas, and all names at once"
    with inventory.change(who="t", why="t") as change:
        change.withdraw("area", there)
    names = client.get("/api/v1/search?q=querspange").json()["area_names"]
    assert names == {str(here): "Erfurter Kreuz"}, "none of what was taken back"


def test_an_area_that_is_found_comes_with_the_number_of_its_firms(
    client: TestClient, inventory: Store
) -> None:
    area = an_area(inventory, name="Erfurter Kreuz")
    a_tenant(inventory, area, name="Müller", geometry=None)
    assert client.get("/api/v1/search?q=erfurter").json()["tenant_counts"] == {str(area): 1}


def test_a_firm_without_a_position_is_found_and_names_its_area(client: TestClient, inventory: Store) -> None:
    area = an_area(inventory)
    a_tenant(inventory, area, name="Agrarservice Irgendwo", geometry=None)
    [found] = client.get("/api/v1/search?q=irgendwo").json()["features"]
    assert (found["geometry"], found["properties"]["area"]) == (None, area)


@pytest.mark.parametrize("typed", ["Kreuzalee", "kreuzaleee", "Krautallee", "kreuzale", "Im kreuzalee"])
def test_a_slip_of_the_finger_finds_what_comes_nearest(
    client: TestClient, inventory: Store, typed: str
) -> None:
    street = {"road_class": "G", "geometry": line((0, 0), (100, 0))}
    for name in ("Im Dorf", "Im Kreuzwald", "Im Kreuzallee"):
        add(inventory, "road", name=name, **street)
    answer = client.get("/api/v1/search", params={"q": typed}).json()
    assert answer["nearest"] is True
    assert answer["features"][0]["properties"]["name"] == "Im Kreuzallee"


@pytest.mark.parametrize("typed", ["EK-0012", "4711", "ab", "xyzzyxyzzy", "%%%%%%%%", "'; drop table"])
def test_numbers_and_nonsense_are_not_guessed_at(client: TestClient, inventory: Store, typed: str) -> None:
    a_sign(inventory, an_area(inventory), number="EK-001")
    answer = client.get("/api/v1/search", params={"q": typed}).json()
    assert (answer["features"], answer["nearest"]) == ([], False)


def test_a_street_comes_before_the_firms_along_it(client: TestClient, inventory: Store) -> None:
    a_tenant(inventory, an_area(inventory), name="Alpha", street="Kreuzallee")
    add(inventory, "road", name="Kreuzallee", road_class="G", geometry=line((0, 0), (100, 0)))
    found = client.get("/api/v1/search?q=kreuzalee").json()["features"]
    assert [feature["properties"]["name"] for feature in found] == ["Kreuzallee", "Alpha"]
