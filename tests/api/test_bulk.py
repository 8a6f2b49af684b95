"""Many rows changed by one request: all of them or none, each under the version that was seen."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.testclient import TestClient

from signage.services import bulk
from signage.store import Store
from tests.api.conftest import THERE
from tests.places import a_sign, a_tenant, an_area, point

Headers = dict[str, str]
SIGNS = "/api/v1/signs"


def some_signs(store: Store, several: int, **values: Any) -> list[int]:
    return [a_sign(store, number=f"EK-{n}", **values) for n in range(several)]


def seen(signs: list[int], version: int = 1) -> list[dict[str, int]]:
    return [{"id": sign, "version": version} for sign in signs]


def states(store: Store, signs: list[int]) -> list[str]:
    return [store.row("sign", sign)["state"] for sign in signs]  # type: ignore[index]


def test_many_signs_change_in_one_change_set(client: TestClient, inventory: Store, own: Headers) -> None:
    signs, before = some_signs(inventory, 3), inventory.revision()
    body = {"rows": seen(signs), "properties": {"state": "defective"}, "why": "Sturm"}
    answer = client.patch(SIGNS, json=body, headers=own)
    assert answer.status_code == 200, answer.text
    assert inventory.revision() == before + 1 == answer.json()["change_set"]
    assert answer.headers["signage-change-set"] == str(before + 1)
    assert [row["properties"]["version"] for row in answer.json()["features"]] == [2, 2, 2]
    assert states(inventory, signs) == ["defective"] * 3


def test_they_are_taken_back_as_one(client: TestClient, inventory: Store, own: Headers) -> None:
    signs = some_signs(inventory, 3)
    body = {"rows": seen(signs), "properties": {"state": "defective"}}
    done = client.patch(SIGNS, json=body, headers=own).json()["change_set"]
    assert client.post(f"/api/v1/changes/{done}/revert", json={}, headers=own).status_code == 201
    assert states(inventory, signs) == ["mounted"] * 3


def test_a_row_has_values_and_a_place_of_its_own(client: TestClient, inventory: Store, own: Headers) -> None:
    first, second = some_signs(inventory, 2)
    place = {"type": "Point", "coordinates": [10.99, 50.855]}
    rows = [
        {"id": first, "version": 1, "properties": {"name": "Tor", "height_m": 3}, "geometry": place},
        {"id": second, "version": 1},
    ]
    body = {"rows": rows, "properties": {"height_m": 2.5}}
    found = client.patch(SIGNS, json=body, headers=own).json()["features"]
    assert [row["properties"]["height_m"] for row in found] == [3, 2.5]
    assert found[0]["properties"]["name"] == "Tor"
    assert found[0]["geometry"] != found[1]["geometry"]


def test_one_stale_row_stops_all_and_is_shown_with_both_versions(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    signs = some_signs(inventory, 4)
    moved = {"rows": seen(signs[:2]), "properties": {"name": "Tor Nord"}}
    assert client.patch(SIGNS, json=moved, headers=own).status_code == 200
    answer = client.patch(
        SIGNS, json={"rows": seen(signs), "properties": {"state": "defective"}}, headers=own
    )
    body = answer.json()
    assert answer.status_code == 409
    assert "2 von 4 Einträgen wurden inzwischen geändert" in body["detail"]
    assert [(row["seen_version"], row["current_version"]) for row in body["stale"]] == [(1, 2), (1, 2)]
    assert {row["current"]["properties"]["name"] for row in body["stale"]} == {"Tor Nord"}
    assert states(inventory, signs) == ["mounted"] * 4


def test_what_is_wrong_is_said_of_each_row_and_nothing_is_stored(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    signs = some_signs(inventory, 3)
    rows: list[dict[str, Any]] = [
        *seen(signs[:1]),
        {"id": signs[1], "version": 1, "properties": {"area": 99}},
    ]
    body = {"rows": [*rows, {"id": signs[2], "version": 1, "properties": {"code": None}}]}
    body["properties"] = {"state": "defective"}  # type: ignore[assignment]
    answer = client.patch(SIGNS, json=body, headers=own)
    assert answer.status_code == 422
    assert "2 von 3 Einträgen" in answer.json()["detail"]
    refused = {row["id"]: row["problems"] for row in answer.json()["refused"]}
    assert (set(refused[signs[1]]), set(refused[signs[2]])) == ({"area"}, {"code"})
    assert states(inventory, signs) == ["mounted"] * 3


def test_a_value_that_no_row_can_take_is_refused_in_the_readers_language(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    body = {"rows": seen(some_signs(inventory, 2)), "properties": {"height_m": "hoch"}}
    answer = client.patch(SIGNS, json=body, headers={**own, "Accept-Language": "en"}).json()
    assert "Nothing was stored: 2 of 2 rows" in answer["detail"]
    assert [set(row["problems"]) for row in answer["refused"]] == [{"height_m"}, {"height_m"}]


def test_a_foreign_row_among_them_is_not_there(client: TestClient, inventory: Store, own: Headers) -> None:
    signs = some_signs(inventory, 2)
    foreign = a_sign(inventory, municipality=THERE, geometry=point(25e3, 0))
    for other in (foreign, 999):
        body = {"rows": seen([*signs, other]), "properties": {"state": "defective"}}
        answer = client.patch(SIGNS, json=body, headers=own)
        assert answer.status_code == 404
        assert f"{other} gibt es nicht" in answer.json()["detail"]
    assert states(inventory, [*signs, foreign]) == ["mounted"] * 3


def test_rows_cannot_be_given_away_to_another_municipality(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    body = {"rows": seen(some_signs(inventory, 2)), "properties": {"municipality": THERE}}
    assert client.patch(SIGNS, json=body, headers=own).status_code == 404


def test_equal_values_are_no_change(client: TestClient, inventory: Store, own: Headers) -> None:
    signs, before = some_signs(inventory, 2), inventory.revision()
    answer = client.patch(SIGNS, json={"rows": seen(signs), "properties": {"state": "mounted"}}, headers=own)
    assert answer.json()["change_set"] is None
    assert "signage-change-set" not in answer.headers
    assert inventory.revision() == before


def test_a_list_that_cannot_be_read_is_refused_by_its_place(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    [sign] = some_signs(inventory, 1)
    wrong: list[tuple[Any, str]] = [
        ([], "rows"),
        ("all", "rows"),
        ([{"id": sign}], "rows[0]"),
        ([{"id": True, "version": 1}], "rows[0]"),
        ([{"id": sign, "version": 1, "state": "planned"}], "rows[0]"),
        (seen([sign, sign]), "rows[1]"),
        (seen(list(range(1, bulk.MOST_ROWS + 2))), "rows"),
    ]
    for rows, at in wrong:
        answer = client.patch(SIGNS, json={"rows": rows, "properties": {"state": "planned"}}, headers=own)
        assert (answer.status_code, set(answer.json()["problems"])) == (422, {at})


def test_nobody_writes_without_a_token(client: TestClient, inventory: Store) -> None:
    body = {"rows": seen(some_signs(inventory, 1)), "properties": {"state": "planned"}}
    assert client.patch(SIGNS, json=body).status_code == 401


def test_two_writers_at_once_do_not_mix(client: TestClient, inventory: Store, own: Headers) -> None:
    signs = some_signs(inventory, 20)

    def write(state: str) -> int:
        body = {"rows": seen(signs), "properties": {"state": state}}
        return client.patch(SIGNS, json=body, headers=own).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(write, ["defective", "planned", "applied", "ordered"]))
    assert sorted(answers) == [200, 409, 409, 409]
    assert len(set(states(inventory, signs))) == 1


def test_firms_and_areas_are_changed_in_the_same_way(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    area = an_area(inventory)
    firms = [a_tenant(inventory, area, number=n) for n in (1, 2)]
    body = {"rows": seen(firms), "properties": {"confirmed_on": "2026-11-01", "area": "EK"}}
    assert client.patch("/api/v1/tenants", json=body, headers=own).status_code == 200
    rows = {"rows": seen([area]), "properties": {"kind": "1800"}}
    assert client.patch("/api/v1/areas", json=rows, headers=own).json()["features"][0]["id"] == area
