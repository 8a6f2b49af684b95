"""Findings by API: of stored signs, and of positions that are not saved."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.store import Store
from tests.places import a_sign, add, an_area, line, point

Headers = dict[str, str]


@pytest.fixture
def road(inventory: Store) -> int:
    """A street in town of 6 m, running east through the place of all signs."""
    return add(
        inventory, "road", geometry=line((-300, 0), (300, 0)), road_class="G", speed_kmh=50, in_town=True,
        width_m=6.0, name="Werkstraße",
    )  # fmt: skip


def rules(answer: Any) -> dict[str, dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return {finding["rule"]: finding for finding in answer.json()["findings"]}


def test_a_sign_on_the_carriageway_is_told_so_with_its_source(
    client: TestClient, inventory: Store, road: int
) -> None:
    sign = a_sign(inventory, an_area(inventory), geometry=point(0, -1), bearing_deg=270.0, width_mm=1200.0)
    found = rules(client.get(f"/api/v1/signs/{sign}/findings"))
    worst = next(iter(found.values()))
    assert worst["severity"] == "error"
    assert worst["citation"]["source"]
    english = client.get(f"/api/v1/signs/{sign}/findings", headers={"Accept-Language": "en"}).json()
    assert english["findings"][0]["message"] != worst["message"]


def test_a_position_is_judged_before_it_is_saved_and_its_fix_can_be_applied(
    client: TestClient, inventory: Store, own: Headers, road: int
) -> None:
    sign = a_sign(inventory, an_area(inventory), geometry=point(0, -20), bearing_deg=270.0, width_mm=1200.0)
    stored = client.get(f"/api/v1/signs/{sign}").json()
    [east, north] = stored["geometry"]["coordinates"]
    moved = {"type": "Point", "coordinates": [east, north + 16.2 / 111_200]}
    sent = {"type": "Feature", "id": sign, "geometry": moved, "properties": {}}
    found = rules(client.post("/api/v1/signs/check", json=sent, headers=own))["clearance.lateral"]
    assert found["measured"] < found["required"]
    fixed = {**sent, **{name: value for name, value in found["fix"]["changes"].items() if name == "geometry"}}
    assert "clearance.lateral" not in rules(client.post("/api/v1/signs/check", json=fixed, headers=own))
    assert client.get(f"/api/v1/signs/{sign}").json() == stored


def test_a_reasoned_exception_takes_the_weight_but_its_author_is_for_staff(
    client: TestClient, inventory: Store, own: Headers, road: int
) -> None:
    sign = a_sign(inventory, an_area(inventory), geometry=point(0, -1), bearing_deg=270.0)
    rule = next(iter(rules(client.get(f"/api/v1/signs/{sign}/findings"))))
    sent = {"properties": {"exceptions": {rule: {"reason": "Mittelinsel"}}}}
    assert client.patch(f"/api/v1/signs/{sign}", json=sent, headers=own | {"If-Match": '"1"'}).is_success
    public = rules(client.get(f"/api/v1/signs/{sign}/findings"))[rule]
    assert (public["severity"], "exception" in public) == ("excepted", False)
    staff = rules(client.get(f"/api/v1/signs/{sign}/findings", headers=own))[rule]
    assert staff["exception"]["reason"] == "Mittelinsel"


def test_checking_needs_a_token_and_a_place(client: TestClient, own: Headers) -> None:
    assert client.post("/api/v1/signs/check", json={"properties": {}}).status_code == 401
    assert client.post("/api/v1/signs/check", json={"properties": {}}, headers=own).status_code == 422


def test_the_sight_triangles_come_along_for_drawing(client: TestClient, inventory: Store, road: int) -> None:
    add(
        inventory, "road", geometry=line((0, 0), (0, 200)), road_class="G", speed_kmh=30, in_town=True,
        width_m=5.0, name="Nebenweg",
    )  # fmt: skip
    sign = a_sign(inventory, an_area(inventory), geometry=point(8, 8))
    shapes = client.get(f"/api/v1/signs/{sign}/findings").json()["shapes"]["features"]
    assert shapes
    assert {shape["geometry"]["type"] for shape in shapes} == {"Polygon"}


def test_the_order_of_destinations_is_mended_with_the_slots_own_numbers(
    client: TestClient, inventory: Store, own: Headers, road: int
) -> None:
    slots = [
        {"text": "Links", "direction": "left", "id": 7},
        {"text": "Voraus", "direction": "ahead", "id": 3},
    ]
    face = {"slots": slots, "letter_height_mm": 126}
    sent = feature_at(client, a_sign(inventory, an_area(inventory), type="SAM", bearing_deg=270.0)) | {
        "properties": {"face": face}
    }
    fix = rules(client.post("/api/v1/signs/check", json=sent, headers=own))["destinations.order"]["fix"]
    assert [slot["id"] for slot in fix["changes"]["face"]["slots"]] == [3, 7]
    sent["properties"] = fix["changes"]
    assert "destinations.order" not in rules(client.post("/api/v1/signs/check", json=sent, headers=own))


def test_too_long_a_text_is_shortened_with_the_slots_own_number(
    client: TestClient, inventory: Store, own: Headers, road: int
) -> None:
    slot = {"text": "Gewerbegebiet Ost", "direction": "left", "id": 7, "tenant": 4, "width_mm": 1700}
    sign = a_sign(inventory, an_area(inventory), type="SAM", bearing_deg=270.0, geometry=point(0, -8))
    sent = feature_at(client, sign) | {"properties": {"face": {"slots": [slot], "letter_height_mm": 126}}}
    fix = rules(client.post("/api/v1/signs/check", json=sent, headers=own))["slot.text_fits"]["fix"]
    assert fix["changes"]["face"]["slots"] == [slot | {"text": "Gewerbegeb. Ost"}]
    sent["properties"] = fix["changes"]
    assert "slot.text_fits" not in rules(client.post("/api/v1/signs/check", json=sent, headers=own))


def test_a_sign_too_near_to_another_is_offered_the_nearest_free_place(
    client: TestClient, inventory: Store, own: Headers, road: int
) -> None:
    area = an_area(inventory)
    first, second = (
        a_sign(inventory, area, code=False, number=number, type="SAM", bearing_deg=270.0, geometry=place)
        for number, place in (("EK-001", point(0, -5)), ("EK-002", point(6, -5)))
    )
    found = rules(client.get(f"/api/v1/signs/{second}/findings", headers=own))["neighbour.distance"]
    assert found["fix"]["label"] == "4,0 m an der Straße entlang versetzen"
    moved = feature_at(client, second) | {"geometry": found["fix"]["changes"]["geometry"], "id": second}
    moved["properties"] = {}
    assert "neighbour.distance" not in rules(client.post("/api/v1/signs/check", json=moved, headers=own))
    assert first


def test_a_citation_is_told_in_the_readers_language(client: TestClient, inventory: Store, road: int) -> None:
    sign = a_sign(inventory, an_area(inventory), type="SAM", bearing_deg=270.0, geometry=point(0, -3.1))
    for language, source, edition in (
        ("de", "VwV-StVO zu §§ 39 bis 43, Rn. 43", "2017, Stand 2021"),
        ("en", "VwV-StVO on §§ 39 to 43, no. 43", "2017, as of 2021"),
    ):
        answer = client.get(f"/api/v1/signs/{sign}/findings", headers={"Accept-Language": language})
        citation = rules(answer)["clearance.lateral"]["citation"]
        assert (citation["source"], citation["edition"]) == (source, edition)
        assert {one["citation"]["edition"] for one in answer.json()["approvals"]} >= {""}


def test_who_must_agree_and_how_long_one_can_read_come_along(
    client: TestClient, inventory: Store, own: Headers, road: int
) -> None:
    sign = a_sign(inventory, an_area(inventory), type="SAM", bearing_deg=270.0, geometry=point(0, -5))
    sent = feature_at(client, sign) | {"properties": {"face": {"letter_height_mm": 126, "slots": []}}}
    answer = client.post("/api/v1/signs/check", json=sent, headers=own).json()
    assert {"owner", "traffic", "permit"} <= {one["role"] for one in answer["approvals"]}
    assert answer["approvals"][0]["citation"]["certainty"]
    reading = answer["site"]["reading"]
    assert 0 < reading["cautious_s"] < reading["favourable_s"]


def feature_at(client: TestClient, sign: int) -> dict[str, Any]:
    stored = client.get(f"/api/v1/signs/{sign}").json()
    return {"type": "Feature", "id": sign, "geometry": stored["geometry"]}


def test_all_signs_of_an_area_are_judged_by_one_request(
    client: TestClient, inventory: Store, road: int
) -> None:
    area = an_area(inventory)
    good = a_sign(inventory, area, geometry=point(0, -20), bearing_deg=270.0)
    bad = a_sign(inventory, area, geometry=point(60, -1), bearing_deg=270.0)
    signs = client.get(f"/api/v1/areas/{area}/findings").json()["signs"]
    assert [sign["id"] for sign in signs] == [good, bad]
    alone = client.get(f"/api/v1/signs/{bad}/findings").json()["findings"]
    told = [(one["rule"], one["severity"], one["message"]) for one in alone]
    assert [(one["rule"], one["severity"], one["message"]) for one in signs[1]["findings"]] == told


def test_the_signs_of_no_area_are_not_judged(client: TestClient) -> None:
    assert client.get("/api/v1/areas/999999/findings").status_code == 404


def test_a_logo_on_an_official_sign_is_taken_off_by_its_fix_alone(
    client: TestClient, inventory: Store, own: Headers, road: int
) -> None:
    sign = a_sign(
        inventory, an_area(inventory), geometry=point(0, -5), type="AMT", family="official", code=False
    )
    slots = [
        {"text": "Nord", "has_logo": True},
        {"text": "Süd", "reason": "Begründung", "is_single_firm": True},
    ]
    sent = {"properties": {"face": {"slots": slots}}}
    assert client.patch(f"/api/v1/signs/{sign}", json=sent, headers={**own, "If-Match": '"1"'}).is_success
    fix = rules(client.get(f"/api/v1/signs/{sign}/findings"))["official.plain"]["fix"]
    assert fix["changes"]["face"]["slots"] == [{"id": 1, "text": "Nord"}, {"id": 2, **slots[1]}]
