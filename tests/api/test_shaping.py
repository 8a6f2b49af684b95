"""Outlines by API: checked before they are saved, split, merged; previews, versions and rights."""

import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.services.degrees import as_geojson
from signage.services.topology import check_outline
from signage.store import Store
from tests.api.conftest import THERE
from tests.parts.stores import new_geopackage
from tests.places import a_sign, a_tenant, an_area, line, outline, point

Headers = dict[str, str]
SEEN = {"If-Match": '"1"'}


def degrees(wkb: bytes) -> dict[str, Any]:
    [found] = as_geojson([wkb])
    assert found is not None
    return found


ACROSS = {"line": degrees(line((700, -10), (700, 1010)))}


def checked(client: TestClient, headers: Headers, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answer = client.post("/api/v1/areas/check", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return {finding["rule"]: finding for finding in answer.json()["findings"]}


def split(client: TestClient, area: int, headers: Headers, query: str = "", **body: Any) -> Any:
    path = f"/api/v1/areas/{area}/split{query}"
    return client.post(path, json=ACROSS | body, headers=SEEN | headers)


def merge(client: TestClient, headers: Headers, *areas: int, query: str = "", **body: Any) -> Any:
    sent = {"areas": [{"id": area, "version": 1} for area in areas], "keep": areas[0]} | body
    return client.post(f"/api/v1/areas/merge{query}", json=sent, headers=headers)


def test_an_overlap_is_found_before_it_is_saved_and_its_fix_can_be_applied(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    other = an_area(inventory, name="Thörey")
    drawn = {"type": "Feature", "geometry": degrees(outline(900)), "properties": {"name": "Neu"}}
    found = checked(client, own, drawn)["area.overlap"]
    assert (found["severity"], found["neighbour"]) == ("error", other)
    assert found["measured"] == pytest.approx(100_000, rel=0.01)
    assert found["shape"]["type"] == "MultiPolygon"
    mended = drawn | found["fix"]["changes"]
    assert "area.overlap" not in checked(client, own, mended)
    assert client.post("/api/v1/areas", json=mended, headers=own).status_code == 201


def test_a_stored_area_is_no_neighbour_of_itself(client: TestClient, inventory: Store, own: Headers) -> None:
    area = an_area(inventory)
    assert not checked(client, own, client.get(f"/api/v1/areas/{area}").json())


def test_a_crossing_border_is_told_with_its_place_in_both_languages(client: TestClient, own: Headers) -> None:
    [west, south], [east, north] = (degrees(point(at, at))["coordinates"] for at in (0, 500))
    bow = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    body = {"geometry": {"type": "Polygon", "coordinates": [bow]}}
    german = checked(client, own, body)["outline.crossing"]
    english = checked(client, own | {"Accept-Language": "en"}, body)["outline.crossing"]
    assert german["shape"]["type"] == "MultiPoint"
    assert german["message"] != english["message"]
    assert german["title"] != english["title"]
    assert "outline.crossing" not in checked(client, own, german["fix"]["changes"])


def test_beyond_the_border_is_an_error_for_the_clerk_and_a_warning_for_who_has_all(
    client: TestClient, own: Headers, admin: Headers
) -> None:
    body = {"geometry": degrees(outline(19_500)), "properties": {"municipality": "16070028"}}
    clerk, boss = (checked(client, who, body)["area.outside-municipality"] for who in (own, admin))
    assert (clerk["severity"], boss["severity"]) == ("error", "warning")
    assert "Gotha" in boss["message"]
    answer = client.post("/api/v1/areas/check", json={"geometry": degrees(outline(21e3))}, headers=admin)
    assert answer.json() == {"findings": [], "municipality": THERE, "number": None}


def test_an_outline_outside_all_municipalities_on_record_is_an_error(
    client: TestClient, admin: Headers
) -> None:
    found = checked(client, admin, {"geometry": degrees(outline(90e3))})["area.outside-municipality"]
    assert (found["severity"], found["fix"]) == ("error", None)
    assert found["message"] == "Das Gebiet liegt außerhalb aller Gemeinden des Bestands."


def test_a_store_without_municipalities_holds_no_outline_against_them(tmp_path: Path) -> None:
    store = new_geopackage(tmp_path / "bare.gpkg")
    assert check_outline(store, outline(0)) == []


def test_a_new_area_is_offered_a_key_that_is_free(client: TestClient, inventory: Store, own: Headers) -> None:
    def number(**properties: str) -> str | None:
        body = {"geometry": degrees(outline(3000)), "properties": properties}
        found: str | None = client.post("/api/v1/areas/check", json=body, headers=own).json()["number"]
        return found

    assert number(name="Am Feldrain") == "AF"
    an_area(inventory, name="Am Forst", number="AF")
    assert number(name="Am Feldrain") == "AF2"
    assert number(name="Am Feldrain", number="X") is None


@pytest.mark.parametrize(
    "body", [{}, {"geometry": {"type": "Point", "coordinates": [10.9, 50.8]}}, {"geometry": 7}, {"nema": "x"}]
)
def test_what_is_no_outline_is_refused_in_words(
    client: TestClient, own: Headers, body: dict[str, Any]
) -> None:
    answer = client.post("/api/v1/areas/check", json=body, headers=own)
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_a_split_names_its_change_set_and_can_be_taken_back(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    area = an_area(inventory)
    firm = a_tenant(inventory, area, number=3, geometry=point(900, 500))
    answer = split(client, area, own, properties={"name": "Ost"}, why="Ratsbeschluss")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    new = body["areas"][1]["id"]
    assert [body["areas"][0]["id"], body["areas"][1]["properties"]["name"]] == [area, "Ost"]
    assert body["moved"] == [
        {
            "layer": "tenants",
            "id": firm,
            "name": "Muster GmbH",
            "from_area": area,
            "number": 3,
            "new_number": 3,
        }
    ]
    assert client.get(f"/api/v1/tenants/{firm}").json()["properties"]["area"] == new
    path = f"/api/v1/changes/{answer.headers['signage-change-set']}/revert"
    assert client.post(path, json={}, headers=own).status_code == 201
    assert client.get(f"/api/v1/tenants/{firm}").json()["properties"]["area"] == area
    assert client.get(f"/api/v1/areas/{new}").status_code == 404


def test_a_preview_stores_nothing(client: TestClient, inventory: Store, own: Headers) -> None:
    area, other = an_area(inventory), an_area(inventory, geometry=outline(1000))
    before = inventory.revision()
    parts = split(client, area, own, "?dry_run=true")
    whole = merge(client, own, area, other, query="?dry_run=true")
    for answer in (parts, whole):
        assert (answer.status_code, answer.json()["dry_run"]) == (200, True)
        assert "signage-change-set" not in answer.headers
    assert parts.json()["areas"][1]["id"] is None
    assert inventory.revision() == before


def test_after_a_merger_a_code_answers_with_the_kept_areas_directory(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    kept, gone = an_area(inventory), an_area(inventory, name="Thörey", geometry=outline(1000))
    a_tenant(inventory, kept, name="Vorher GmbH", number=1)
    a_tenant(inventory, gone, name="Dazu GmbH", number=1)
    code = (inventory.row("sign", a_sign(inventory, gone)) or {})["code"]
    assert "Vorher GmbH" not in client.get(f"/{code}").text
    body = merge(client, own, kept, gone).json()
    assert body["areas"][1]["properties"]["valid_to"] == today().isoformat()
    page = client.get(f"/{code}").text
    assert all(word in page for word in ("Erfurter Kreuz", "Vorher GmbH", "Dazu GmbH"))
    assert [one["new_number"] for one in body["moved"] if one["layer"] == "tenants"] == [2]


def test_a_stale_split_shows_both_versions(client: TestClient, inventory: Store, own: Headers) -> None:
    area = an_area(inventory)
    client.patch(f"/api/v1/areas/{area}", json={"note": "x"}, headers=own | SEEN)
    answer = split(client, area, own)
    assert answer.status_code == 409
    assert (answer.json()["seen_version"], answer.json()["current_version"]) == (1, 2)
    assert client.post(f"/api/v1/areas/{area}/split", json=ACROSS, headers=own).status_code == 428


def test_a_stale_merger_shows_every_area_that_moved_on(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    areas = [an_area(inventory, geometry=outline(at * 1000)) for at in range(3)]
    for area in areas[1:]:
        client.patch(f"/api/v1/areas/{area}", json={"note": "x"}, headers=own | SEEN)
    answer = merge(client, own, *areas)
    assert answer.status_code == 409
    assert [one["current"]["id"] for one in answer.json()["stale"]] == areas[1:]
    assert {one["current_version"] for one in answer.json()["stale"]} == {2}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"areas": []}, "areas"),
        ({"areas": [{"id": 1}]}, "areas"),
        ({"areas": [{"id": 1, "version": 1}, {"id": 1, "version": 1}]}, "areas"),
        ({"areas": "1,2"}, "areas"),
        ({"keep": 99}, "keep"),
        ({"kept": 1}, "kept"),
    ],
)
def test_a_merger_that_cannot_be_read_is_refused(
    client: TestClient, inventory: Store, own: Headers, body: dict[str, Any], field: str
) -> None:
    one, two = an_area(inventory), an_area(inventory, geometry=outline(1000))
    answer = merge(client, own, one, two, **body)
    assert answer.status_code == 422
    assert field in answer.json()["problems"]


@pytest.mark.parametrize("body", [{"line": None}, {"line": degrees(outline())}, {"properties": 7}, {"x": 1}])
def test_a_split_that_cannot_be_read_is_refused(
    client: TestClient, inventory: Store, own: Headers, body: dict[str, Any]
) -> None:
    assert split(client, an_area(inventory), own, **body).status_code == 422
    assert inventory.count("area") == 1


def test_a_line_that_divides_nothing_is_refused(client: TestClient, inventory: Store, own: Headers) -> None:
    answer = split(client, an_area(inventory), own, line=degrees(line((700, -10), (700, 500))))
    assert (answer.status_code, "ganz hindurch" in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize(
    ("who", "mine", "theirs"),
    [("own", 200, 404), ("foreign", 404, 200), ("admin", 200, 200), (None, 401, 401)],
)
def test_areas_are_reshaped_by_their_own_municipality(
    client: TestClient,
    inventory: Store,
    request: pytest.FixtureRequest,
    who: str | None,
    mine: int,
    theirs: int,
) -> None:
    headers = request.getfixturevalue(who) if who else {}
    here, there = an_area(inventory), an_area(inventory, municipality=THERE, geometry=outline(21e3))
    away = {"line": degrees(line((21_700, -10), (21_700, 1010)))}
    query = "?dry_run=true"
    assert split(client, here, headers, query).status_code == mine
    assert split(client, there, headers, query, **away).status_code == theirs
    assert merge(client, headers, here, there, query=query).status_code == max(mine, theirs)
    check = client.post("/api/v1/areas/check", json={"geometry": degrees(outline())}, headers=headers)
    assert check.status_code == (200 if who else 401)


def test_of_two_planners_who_split_at_once_one_is_told(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    area, answers = an_area(inventory), []
    threads = [
        threading.Thread(target=lambda: answers.append(split(client, area, own).status_code))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409]
