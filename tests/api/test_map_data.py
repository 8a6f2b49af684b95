"""What the map asks beyond rows: how many firms an area has, and streets by name."""

from datetime import timedelta

from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.store import Store
from tests.places import a_tenant, add, an_area, line


def test_areas_come_with_the_number_of_their_firms(client: TestClient, inventory: Store) -> None:
    full, empty = an_area(inventory, name="Voll"), an_area(inventory, name="Leer")
    a_tenant(inventory, full, name="Müller")
    a_tenant(inventory, full, name="Moved out", valid_to=today())
    answer = client.get("/api/v1/areas").json()
    assert answer["tenant_counts"] == {str(full): 1, str(empty): 0}
    assert "tenant_count" not in answer["features"][0]["properties"]


def test_the_number_of_firms_on_another_day_is_nobodys_business(client: TestClient, inventory: Store) -> None:
    a_tenant(inventory, an_area(inventory), name="Müller")
    tomorrow = today() + timedelta(days=1)
    assert "tenant_counts" not in client.get(f"/api/v1/areas?as_of={tomorrow}").json()


def test_a_street_is_found_by_name(client: TestClient, inventory: Store) -> None:
    add(inventory, "road", name="Werkstraße", road_class="G", geometry=line((0, 0), (100, 0)))
    [found] = client.get("/api/v1/search?q=werkstrasse").json()["features"]
    assert (found["properties"]["layer"], found["geometry"]["type"]) == ("roads", "LineString")
