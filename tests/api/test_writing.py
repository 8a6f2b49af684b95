"""Rows added, changed and ended by API, and what is refused in which words."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.codes import token as tokens
from signage.domain.validity import today
from signage.store import Store
from tests.api.conftest import HERE, PUBLIC_URL, THERE
from tests.places import a_sign, a_tenant, an_area

Headers = dict[str, str]
PLACE = {"type": "Point", "coordinates": [10.99, 50.855]}
SQUARE = [[[10.98, 50.85], [11.0, 50.85], [11.0, 50.86], [10.98, 50.86], [10.98, 50.85]]]


def feature(geometry: Any = PLACE, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def seen(version: int, headers: Headers) -> Headers:
    return {**headers, "If-Match": f'"{version}"'}


def problems_of(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    found: dict[str, str] = answer.json()["problems"]
    return found


def test_a_new_sign_has_an_address_a_version_and_a_code(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    area = an_area(inventory)
    answer = client.post("/api/v1/signs", json=feature(type="INF", area=area, number="EK-7"), headers=own)
    made = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.headers["location"] == f"{PUBLIC_URL}/api/v1/signs/{made['id']}"
    assert tokens.is_valid(made["properties"]["code"])
    assert made["properties"]["municipality"] == HERE
    assert (made["properties"]["family"], made["properties"]["state"]) == ("guide", "planned")
    assert made["geometry"]["coordinates"] == pytest.approx([10.99, 50.855])


def test_the_code_of_a_new_sign_leads_to_its_page(client: TestClient, inventory: Store, own: Headers) -> None:
    sign = feature(type="INF", area=an_area(inventory), state="mounted")
    made = client.post("/api/v1/signs", json=sign, headers=own).json()
    assert inventory.code(made["properties"]["code"])["state"] == "live"  # type: ignore[index]
    assert client.get(f"/{made['properties']['code']}").status_code == 200


def test_an_official_sign_gets_no_code_and_takes_none(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    made = client.post("/api/v1/signs", json=feature(type="AMT", municipality=HERE), headers=own).json()
    assert made["properties"]["code"] is None
    with inventory.change(who="t", why="t") as change:
        [code] = change.mint(1)
    answer = client.patch(f"/api/v1/signs/{made['id']}", json={"code": code}, headers=seen(1, own))
    assert "VwV-StVO" in problems_of(answer)["code"]


def test_a_sign_with_a_code_cannot_become_official(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    sign = a_sign(inventory)
    answer = client.patch(f"/api/v1/signs/{sign}", json={"type": "AMT"}, headers=seen(1, own))
    assert "VwV-StVO" in problems_of(answer)["family"]


def test_a_code_is_given_to_one_sign_only(client: TestClient, inventory: Store, own: Headers) -> None:
    a_sign(inventory)
    taken = client.get("/api/v1/signs").json()["features"][0]["properties"]["code"]
    for code in (taken, "7K3M9QX4", "bogus", tokens.mint()):
        answer = client.post(
            "/api/v1/signs", json=feature(type="INF", municipality=HERE, code=code), headers=own
        )
        assert problems_of(answer).keys() == {"code"}


def test_a_replaced_code_leads_to_the_new_one(client: TestClient, inventory: Store, own: Headers) -> None:
    sign = a_sign(inventory, an_area(inventory))
    old = inventory.row("sign", sign)["code"]  # type: ignore[index]
    with inventory.change(who="t", why="t") as change:
        [new] = change.mint(1)
    path, headers = f"/api/v1/signs/{sign}", seen(1, own)
    assert client.patch(path, json={"code": tokens.display(new).lower()}, headers=headers).status_code == 200
    assert client.get(f"/{old}", follow_redirects=False).headers["location"] == f"/{new}"
    assert "bleibt" in problems_of(client.patch(path, json={"code": None}, headers=seen(2, own)))["code"]


def test_a_change_names_the_version_it_saw(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/tenants/{a_tenant(inventory)}"
    for headers in (own, {**own, "If-Match": "*"}, {**own, "If-Match": "three"}):
        assert client.patch(path, json={"name": "Neu"}, headers=headers).status_code == 428
    answer = client.patch(path, json={"name": "Neu"}, headers=seen(1, own))
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert answer.json()["properties"]["name"] == "Neu"


def test_a_stale_version_is_answered_with_both(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/tenants/{a_tenant(inventory)}"
    client.patch(path, json={"name": "Erste"}, headers=seen(1, own))
    answer = client.patch(path, json={"name": "Zweite"}, headers=seen(1, own))
    body = answer.json()
    assert answer.status_code == 409
    assert (body["seen_version"], body["current_version"]) == (1, 2)
    assert body["current"]["properties"]["name"] == "Erste"


def test_the_same_values_again_are_no_change(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/tenants/{a_tenant(inventory)}"
    answer = client.patch(path, json={"name": "Muster GmbH"}, headers=seen(1, own))
    assert answer.headers["etag"] == '"1"'


def test_what_was_read_may_be_sent_back(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/signs/{a_sign(inventory)}"
    read = client.get(path, headers=own).json()
    read["properties"]["street"] = "Neue Straße"
    answer = client.patch(path, json=read, headers=seen(1, own))
    assert answer.status_code == 200
    assert answer.json()["properties"]["street"] == "Neue Straße"


def test_what_the_inventory_keeps_cannot_be_set(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/signs/{a_sign(inventory)}"
    sent = {"id": 7, "version": 9, "changed_at": "2020-01-01", "withdrawn_by": 1, "colour": "red"}
    assert problems_of(client.patch(path, json=sent, headers=seen(1, own))).keys() == sent.keys()


WRONG = {
    "name": "",
    "number": 0,
    "postcode": 99334,
    "is_person": "ja",
    "confirmed_on": "22.11.2026",
    "legal_basis": "hörensagen",
    "web": "javascript:alert(1)",
    "email": "kein Postfach",
    "phone": "0361\x00",
    "area": 4711,
    "municipality": "99999999",
    "activity": "x" * 201,
    "street": "a\nb",
}


def test_every_fault_is_named_at_once(client: TestClient, inventory: Store, own: Headers) -> None:
    clean = {"area", "municipality"}
    kinds = {name: value for name, value in WRONG.items() if name not in clean}
    answer = client.post("/api/v1/tenants", json=feature(**kinds), headers=own)
    assert problems_of(answer).keys() == kinds.keys()
    references = {name: WRONG[name] for name in clean}
    answer = client.post("/api/v1/tenants", json=feature(name="A", **references), headers=own)
    assert problems_of(answer).keys() == clean
    assert inventory.count("tenant") == 0


def test_faults_are_told_in_the_readers_language(client: TestClient, own: Headers) -> None:
    headers = {**own, "Accept-Language": "en-GB,en;q=0.9,de;q=0.5"}
    english = client.post("/api/v1/tenants", json={"name": ""}, headers=headers)
    german = client.post("/api/v1/tenants", json={"name": ""}, headers=own)
    assert problems_of(english)["name"] == "This must not be empty."
    assert problems_of(german)["name"] == "Das darf nicht leer sein."
    assert english.headers["content-language"] == "en"


def test_what_is_missing_is_named(client: TestClient, own: Headers) -> None:
    assert problems_of(client.post("/api/v1/areas", json={}, headers=own)).keys() == {"name", "geometry"}


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [50.855, 10.99]},
        {"type": "Point", "coordinates": [4456000, 5634000]},
        {"type": "Point", "coordinates": [13.4, 52.5]},
        {"type": "Point", "coordinates": [2.0, 41.0]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [10.99, "50.855"]},
        {"type": "Point", "coordinates": [10.99, None]},
        {"type": "Point"},
        {"type": "LineString", "coordinates": [[10.99, 50.85], [11, 50.86]]},
        {"type": "Polygon", "coordinates": SQUARE},
        {"type": "Point", "coordinates": [[[[[[10.99, 50.855]]]]]]},
        "POINT(10.99 50.855)",
        [10.99, 50.855],
        None,
    ],
)
def test_a_place_that_cannot_be_is_refused(client: TestClient, own: Headers, geometry: Any) -> None:
    answer = client.post("/api/v1/signs", json=feature(geometry, type="INF", municipality=HERE), headers=own)
    assert problems_of(answer).keys() == {"geometry"}


def test_swapped_axes_are_recognised(client: TestClient, own: Headers) -> None:
    swapped = {"type": "Point", "coordinates": [50.855, 10.99]}
    answer = client.post("/api/v1/signs", json=feature(swapped, municipality=HERE), headers=own)
    assert "vertauscht" in problems_of(answer)["geometry"]


def test_an_outline_may_be_a_polygon_but_must_not_cross_itself(client: TestClient, own: Headers) -> None:
    good = feature({"type": "Polygon", "coordinates": SQUARE}, name="Am Wald", municipality=HERE)
    made = client.post("/api/v1/areas", json=good, headers=own)
    assert made.json()["geometry"]["type"] == "MultiPolygon"
    bow = [[[10.98, 50.85], [11.0, 50.86], [11.0, 50.85], [10.98, 50.86], [10.98, 50.85]]]
    bad = feature({"type": "Polygon", "coordinates": bow}, name="Am Wald", municipality=HERE)
    said = problems_of(client.post("/api/v1/areas", json=bad, headers=own))["geometry"]
    assert "überschneidet sich selbst, bei 10,99 / 50,855." in said
    assert "intersection" not in said


@pytest.mark.parametrize(
    "name",
    ["<img src=x onerror=alert(1)> & Söhne", "${7*7} {{7*7}}", "שלום בע״מ", "'; DROP TABLE tenant; --"],
)
def test_a_name_with_markup_stays_the_text_that_it_is(client: TestClient, own: Headers, name: str) -> None:
    made = client.post("/api/v1/tenants", json=feature(name=name, municipality=HERE), headers=own)
    assert made.json()["properties"]["name"] == name


@pytest.mark.parametrize(
    "body", ["{", "[]", '"x"', "NaN", '{"name": NaN}', '{"name": "\\ud800"}', "\x00", "[" * 2000]
)
def test_what_is_no_json_object_is_refused(client: TestClient, own: Headers, body: str) -> None:
    answer = client.post("/api/v1/tenants", content=body, headers=own)
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:signage:problem:unreadable"


def test_a_firm_gets_the_next_number_of_its_plan(client: TestClient, inventory: Store, own: Headers) -> None:
    area = an_area(inventory)
    ended = a_tenant(inventory, area, number=8)
    client.post(f"/api/v1/tenants/{ended}/end", json={}, headers=own)
    made = client.post("/api/v1/tenants", json=feature(name="A", area=area), headers=own).json()
    assert made["properties"]["number"] == 9
    taken = client.post("/api/v1/tenants", json=feature(name="B", area=area, number=9), headers=own)
    assert "'A'" in problems_of(taken)["number"]


def test_a_firm_is_somewhere(client: TestClient, inventory: Store, own: Headers) -> None:
    nowhere = client.post("/api/v1/tenants", json=feature(None, name="A", municipality=HERE), headers=own)
    assert problems_of(nowhere) == {"area": "Weder Position noch Gewerbegebiet ist angegeben."}
    firm = a_tenant(inventory, an_area(inventory), geometry=None, number=1)
    lost = client.patch(f"/api/v1/tenants/{firm}", json={"area": None}, headers=seen(1, own))
    assert set(problems_of(lost)) == {"area"}


def test_a_row_is_ended_not_deleted(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/tenants/{a_tenant(inventory)}"
    refused = client.delete(path, headers=own)
    assert refused.status_code == 405
    assert "nur beendet" in refused.json()["detail"]
    last = today() + timedelta(days=10)
    ended = client.post(f"{path}/end", json={"on": last.isoformat(), "why": "Umzug"}, headers=own)
    assert ended.json()["properties"]["valid_to"] == last.isoformat()
    assert inventory.history(layer="tenant", limit=1)[0]["why"] == "Umzug"


def test_an_end_must_be_a_day_after_the_beginning(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/tenants/{a_tenant(inventory, valid_from=today())}/end"
    before = (today() - timedelta(days=1)).isoformat()
    assert problems_of(client.post(path, json={"on": before}, headers=own)).keys() == {"valid_to"}
    wrong = client.post(path, json={"on": "morgen", "wann": 1}, headers=own)
    assert problems_of(wrong).keys() == {"on", "wann"}


def test_an_end_may_name_the_version_it_saw(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/signs/{a_sign(inventory)}/end"
    assert client.post(path, json={}, headers=seen(7, own)).status_code == 409
    assert client.post(path, json={}, headers=seen(1, own)).status_code == 200


def test_roads_cannot_be_written(client: TestClient, admin: Headers) -> None:
    answer = client.post("/api/v1/roads", json={}, headers=admin)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_municipality_key_is_given_once(client: TestClient, admin: Headers) -> None:
    square = {"type": "Polygon", "coordinates": SQUARE}
    again = client.post("/api/v1/municipalities", json=feature(square, ags=HERE, name="B"), headers=admin)
    assert problems_of(again).keys() == {"ags"}
    fresh = client.post(
        "/api/v1/municipalities", json=feature(square, ags="16070004", name="B"), headers=admin
    )
    assert fresh.headers["location"] == f"{PUBLIC_URL}/api/v1/municipalities/16070004"
    path = "/api/v1/municipalities/16070004"
    assert client.patch(path, json={"name": "Arnstadt"}, headers=seen(1, admin)).status_code == 200


def test_a_municipality_that_ended_takes_no_rows(
    client: TestClient, inventory: Store, admin: Headers
) -> None:
    client.post(f"/api/v1/municipalities/{THERE}/end", json={}, headers=admin)
    answer = client.post("/api/v1/tenants", json=feature(None, name="A", municipality=THERE), headers=admin)
    assert "gibt es nicht mehr" in problems_of(answer)["municipality"]


def test_fifty_editors_at_once_lose_nothing(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/tenants/{a_tenant(inventory, note='')}"

    def add_line(editor: int) -> int:
        for attempt in range(1, 500):
            read = client.get(path, headers=own)
            text = (read.json()["properties"]["note"] or "") + f"{editor};"
            headers = {**own, "If-Match": read.headers["etag"]}
            if client.patch(path, json={"note": text}, headers=headers).status_code == 200:
                return attempt
        raise AssertionError("never got through")

    with ThreadPoolExecutor(50) as editors:
        list(editors.map(add_line, range(50)))
    row = client.get(path, headers=own).json()["properties"]
    assert sorted(map(int, row["note"].strip(";").split(";"))) == list(range(50))
    assert row["version"] == 51


def test_a_write_names_its_change_set_by_which_it_can_be_taken_back(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    made = client.post("/api/v1/tenants", json=feature(name="Neu", area=an_area(inventory)), headers=own)
    path = f"/api/v1/tenants/{made.json()['id']}"
    changed = client.patch(path, json={"properties": {"name": "Alt"}}, headers=seen(1, own))
    number = changed.headers["signage-change-set"]
    assert number != made.headers["signage-change-set"]
    assert client.post(f"/api/v1/changes/{number}/revert", json={}, headers=own).status_code == 201
    assert client.get(path).json()["properties"]["name"] == "Neu"


def test_what_changed_nothing_names_no_change_set(client: TestClient, inventory: Store, own: Headers) -> None:
    firm = a_tenant(inventory, an_area(inventory), name="Gleich")
    path = f"/api/v1/tenants/{firm}"
    same = client.patch(path, json={"properties": {"name": "Gleich"}}, headers=seen(1, own))
    assert "signage-change-set" not in same.headers
    until = {"on": (today() + timedelta(days=9)).isoformat()}
    assert "signage-change-set" in client.post(f"{path}/end", json=until, headers=own).headers
    assert "signage-change-set" not in client.post(f"{path}/end", json=until, headers=own).headers


def test_the_face_of_a_sign_is_kept_and_its_exceptions_are_signed(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    sign = a_sign(inventory, an_area(inventory))
    sent = {
        "face": {"slots": [{"text": "Muster GmbH"}]},
        "exceptions": {"clearance.lateral": {"reason": "Mauer"}},
    }
    changed = client.patch(f"/api/v1/signs/{sign}", json={"properties": sent}, headers=seen(1, own))
    properties = changed.json()["properties"]
    assert properties["face"] == {"slots": [{"id": 1, "text": "Muster GmbH"}]}
    excepted = properties["exceptions"]["clearance.lateral"]
    assert excepted["reason"] == "Mauer"
    assert excepted["who"]
    assert excepted["on"] == today().isoformat()
    public = client.get(f"/api/v1/signs/{sign}").json()["properties"]
    assert "face" in public
    assert "exceptions" not in public


def test_a_signature_below_an_exception_cannot_be_sent(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    sign = a_sign(inventory, an_area(inventory))
    forged = {"exceptions": {"post.signs": {"reason": "so", "who": "Landrat", "on": "1999-01-01"}}}
    changed = client.patch(f"/api/v1/signs/{sign}", json={"properties": forged}, headers=seen(1, own))
    assert changed.json()["properties"]["exceptions"]["post.signs"]["who"] != "Landrat"


def test_an_area_is_named_by_its_key_as_in_a_filter(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    area = an_area(inventory, municipality=HERE, number="XY")
    firm = feature(name="Neu GmbH", area="XY")
    made = client.post("/api/v1/tenants", json=firm, headers=own).json()
    assert made["properties"]["area"] == area
    wrong = client.post("/api/v1/tenants", json=feature(area="ZZ", web="?"), headers=own)
    assert {"area", "web"} <= set(problems_of(wrong))
