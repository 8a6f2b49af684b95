"""The search, and counts by squares."""

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.codes import token as tokens
from signage.domain.names import folded
from signage.domain.validity import today
from signage.settings import Settings
from signage.store import Store
from signage.store.postgis import _ACCENTED
from signage_api.app import create_app
from tests.parts.stores import new_geopackage
from tests.places import a_sign, a_tenant, an_area, point

WORLD = "-180,-90,180,90"


def names(client: TestClient, query: str) -> list[str]:
    answer = client.get("/api/v1/search", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [feature["properties"]["name"] for feature in answer.json()["features"]]


@pytest.mark.parametrize(
    "query", ["müller", "Mueller", "MULLER", "mÜller söhne", "Söhne  Mül", "%C3"[:0] + "ller"]
)
def test_a_firm_is_found_as_people_type_it(client: TestClient, inventory: Store, query: str) -> None:
    a_tenant(inventory, name="Müller & Söhne")
    a_tenant(inventory, name="Schmidt")
    assert names(client, query) == ["Müller & Söhne"]


def test_names_of_our_neighbours_are_found_without_their_accents(
    client: TestClient, inventory: Store
) -> None:
    a_tenant(inventory, name="ŁÓDŹ Přeprava Škoda Groß")
    assert names(client, "lodz preprava skoda gross") == ["ŁÓDŹ Přeprava Škoda Groß"]


def test_accents_and_their_letters_are_pairs() -> None:
    assert len(_ACCENTED) == len("".join(map(folded, _ACCENTED)))


def test_what_begins_with_the_words_comes_first(client: TestClient, inventory: Store) -> None:
    area = an_area(inventory, name="Gewerbegebiet Am Wald")
    a_tenant(inventory, area, name="Zum Wald GmbH")
    a_tenant(inventory, area, name="Waldhof")
    a_sign(inventory, area, name="Abzweig Wald", number="AW-1")
    assert names(client, "wald") == ["Waldhof", "Gewerbegebiet Am Wald", "Zum Wald GmbH", "Abzweig Wald"]


def test_a_find_says_its_layer_and_its_place(client: TestClient, inventory: Store) -> None:
    an_area(inventory, name="Erfurter Kreuz")
    [found] = client.get("/api/v1/search?q=erf").json()["features"]
    assert found["properties"]["layer"] == "areas"
    assert found["geometry"]["type"] == "MultiPolygon"


def test_a_sign_is_found_by_its_code(client: TestClient, inventory: Store) -> None:
    sign = a_sign(inventory)
    code = inventory.row("sign", sign)["code"]  # type: ignore[index]
    for written in (code, tokens.display(code), code.lower()):
        [found] = client.get("/api/v1/search", params={"q": written}).json()["features"]
        assert found["id"] == sign


def test_who_has_moved_out_is_not_found(client: TestClient, inventory: Store) -> None:
    a_tenant(inventory, name="Fort", valid_to=today())
    assert names(client, "fort") == []


def test_notes_are_neither_searched_nor_shown(client: TestClient, inventory: Store) -> None:
    a_tenant(inventory, name="A", note="geheim", contact="Geheimrat")
    assert names(client, "geheim") == []


@pytest.mark.parametrize("query", ["%", "_", "\\", "' OR 1=1 --", "\x00", "🙂", "   "])
def test_signs_of_the_databases_language_find_nothing(
    client: TestClient, inventory: Store, query: str
) -> None:
    a_tenant(inventory, name="Muster")
    assert names(client, query) == []


def test_a_search_needs_words_but_not_too_many(client: TestClient) -> None:
    for query in ({}, {"q": "x" * 81}, {"q": "a", "limit": "51"}, {"query": "a"}):
        assert client.get("/api/v1/search", params=query).status_code == 422


def clusters(client: TestClient, query: str = f"?bbox={WORLD}") -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/signs/clusters{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["features"]
    return found


def test_signs_are_counted_by_squares(client: TestClient, inventory: Store) -> None:
    for east in (0, 5, 10, 8000, 8005):
        a_sign(inventory, geometry=point(east, 0))
    found = clusters(client, "?bbox=10.9,50.8,11.2,50.9&cells=16")
    assert sorted(feature["properties"]["count"] for feature in found) == [2, 3]
    three = max(found, key=lambda feature: int(feature["properties"]["count"]))
    [longitude, latitude] = three["geometry"]["coordinates"]
    west, south, east_, north = three["bbox"]
    assert west <= longitude <= east_
    assert south <= latitude <= north


def test_counts_follow_a_change_at_once(client: TestClient, inventory: Store) -> None:
    a_sign(inventory)
    assert [feature["properties"]["count"] for feature in clusters(client)] == [1]
    a_sign(inventory)
    assert [feature["properties"]["count"] for feature in clusters(client)] == [2]


def test_counts_take_the_same_filters(client: TestClient, inventory: Store) -> None:
    a_sign(inventory, state="planned")
    a_sign(inventory, valid_to=today())
    a_sign(inventory)
    found = clusters(client, f"?bbox={WORLD}&state=mounted")
    assert [feature["properties"]["count"] for feature in found] == [1]


def test_areas_are_counted_by_their_middle(client: TestClient, inventory: Store) -> None:
    an_area(inventory)
    [found] = client.get(f"/api/v1/areas/clusters?bbox={WORLD}").json()["features"]
    assert found["properties"]["count"] == 1


def test_counts_need_a_box(client: TestClient) -> None:
    for query in ("", "?bbox=1,2", f"?bbox={WORLD}&cells=0", f"?bbox={WORLD}&limit=1"):
        assert client.get(f"/api/v1/signs/clusters{query}").status_code == 422


def test_a_store_that_was_closed_is_let_go(settings: Settings, tmp_path: Path) -> None:
    store = new_geopackage(tmp_path / "brief.gpkg")
    a_sign(store)
    with TestClient(create_app(settings, store=store)) as client:
        assert len(clusters(client)) == 1
    store.close()
    left = weakref.ref(store)
    del store, client
    gc.collect()
    assert left() is None
