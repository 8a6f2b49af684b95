"""Lists and single rows as GeoJSON."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.domain.layers import LAYERS
from signage.domain.validity import today
from signage.services.rights import Rights
from signage.store import Store
from tests.api.conftest import HERE, PUBLIC_URL, THERE
from tests.places import a_municipality, a_sign, a_tenant, add, an_area, line, outline, point, polygon

Headers = dict[str, str]
AREA_BOX = "10.98,50.84,11.02,50.86"


def ids(answer: dict[str, Any]) -> list[Any]:
    return [feature["id"] for feature in answer["features"]]


def test_a_sign_is_a_feature_in_degrees(client: TestClient, inventory: Store) -> None:
    sign = a_sign(inventory, an_area(inventory), number="EK-012")
    [found] = client.get("/api/v1/signs").json()["features"]
    assert found["id"] == found["properties"]["id"] == sign
    assert found["geometry"]["type"] == "Point"
    assert found["geometry"]["coordinates"] == pytest.approx([10.987, 50.853], abs=0.01)
    assert found["properties"]["number"] == "EK-012"
    assert found["properties"]["bearing_deg"] == 180.0


def test_every_layer_answers_as_geojson(client: TestClient, inventory: Store) -> None:
    area = an_area(inventory)
    a_sign(inventory, area, lorries_fit=True)
    a_tenant(inventory, area, geometry=None)
    add(inventory, "road", geometry=line((0, 0), (9, 9)), area=area, in_town=False)
    add(inventory, "backdrop", geometry=polygon(), area=area, kind="building")
    for layer in LAYERS.values():
        answer = client.get(f"/api/v1/{layer.plural}")
        assert answer.headers["content-type"] == "application/geo+json"
        assert answer.json()["number_returned"] == answer.json()["number_matched"] >= 1
    assert client.get("/api/v1/roads").json()["features"][0]["properties"]["in_town"] is False
    assert client.get("/api/v1/signs").json()["features"][0]["properties"]["lorries_fit"] is True
    assert client.get("/api/v1/tenants").json()["features"][0]["geometry"] is None


def test_coordinates_have_seven_decimals_at_most(client: TestClient, inventory: Store) -> None:
    for north in range(50):
        an_area(inventory, geometry=outline(7 * north, 13 * north, 333))
    text = client.get("/api/v1/areas?limit=50").text
    numbers = re.findall(r"\d+\.(\d+)", text.replace('"', ""))
    assert max(map(len, numbers)) == 7


def test_a_box_finds_what_lies_in_it(client: TestClient, inventory: Store) -> None:
    near, far = a_sign(inventory), a_sign(inventory, geometry=point(9000, 9000))
    assert ids(client.get("/api/v1/signs", params={"bbox": "10.9,50.8,11.0,50.87"}).json()) == [near]
    assert set(ids(client.get("/api/v1/signs", params={"bbox": "-180,-90,180,90"}).json())) == {near, far}
    assert ids(client.get("/api/v1/signs", params={"bbox": "100,0,101,1"}).json()) == []


def test_the_next_link_leads_through_all_rows_once(client: TestClient, inventory: Store) -> None:
    made = [a_sign(inventory) for _ in range(7)]
    seen: list[int] = []
    address = "/api/v1/signs?limit=3&state=mounted"
    while address:
        answer = client.get(address).json()
        assert answer["number_matched"] == 7 or "after" in address
        seen += ids(answer)
        address = next((link["href"] for link in answer["links"] if link["rel"] == "next"), "")
        assert not address or address.startswith(f"{PUBLIC_URL}/api/v1/signs?")
    assert seen == made


def test_a_full_last_page_has_no_next_link(client: TestClient, inventory: Store) -> None:
    a_sign(inventory)
    assert [link["rel"] for link in client.get("/api/v1/signs?limit=1").json()["links"]] == ["self"]


def test_properties_narrow_by_their_own_names(client: TestClient, inventory: Store) -> None:
    area = an_area(inventory)
    board = a_sign(inventory, area)
    pylon = a_sign(inventory, None, type="BEG", state="planned", lorries_fit=True)
    assert ids(client.get("/api/v1/signs?state=mounted&type=INF").json()) == [board]
    assert ids(client.get(f"/api/v1/signs?area={area}").json()) == [board]
    assert ids(client.get("/api/v1/signs?area=").json()) == [pylon]
    assert ids(client.get("/api/v1/signs?lorries_fit=true&bearing_deg=180").json()) == [pylon]


def test_rows_are_found_by_municipality(client: TestClient, inventory: Store) -> None:
    there = an_area(inventory, municipality=THERE)
    an_area(inventory)
    assert ids(client.get(f"/api/v1/areas?municipality={THERE}").json()) == [there]
    found = client.get(f"/api/v1/municipalities?municipality={THERE}").json()
    assert ids(found) == [THERE]


def test_every_wrong_parameter_is_named(client: TestClient) -> None:
    answer = client.get("/api/v1/signs?colour=red&bbox=1,2&limit=5000&state=blue&as_of=gestern&limit=1")
    assert answer.status_code == 422
    assert answer.json()["problems"].keys() == {"colour", "bbox", "limit", "state", "as_of"}
    assert "bearing_deg" in answer.json()["problems"]["colour"]
    assert "montiert" in answer.json()["problems"]["state"]


def test_a_firm_that_ends_today_is_not_listed(client: TestClient, inventory: Store) -> None:
    a_tenant(inventory, valid_to=today())
    stays = a_tenant(inventory, valid_to=today() + timedelta(days=1))
    assert ids(client.get("/api/v1/tenants").json()) == [stays]


def test_plans_for_another_day_are_public_but_firms_are_not(
    client: TestClient, inventory: Store, own: Headers, foreign: Headers
) -> None:
    sign = a_sign(inventory, valid_from=date(2040, 1, 1))
    firm = a_tenant(inventory, valid_from=date(2040, 1, 1))
    assert ids(client.get("/api/v1/signs?as_of=2041-01-01").json()) == [sign]
    assert client.get("/api/v1/tenants?as_of=2041-01-01").status_code == 401
    assert ids(client.get("/api/v1/tenants?as_of=2041-01-01", headers=own).json()) == [firm]
    assert ids(client.get("/api/v1/tenants?as_of=2041-01-01", headers=foreign).json()) == []


PERSONAL: dict[str, Any] = {
    "phone": "0361 1",
    "email": "a@b.de",
    "web": "b.de",
    "contact": "Eva",
    "note": "säumig",
}


def properties(client: TestClient, headers: Headers | None = None) -> dict[str, str]:
    found: dict[str, str] = client.get("/api/v1/tenants", headers=headers).json()["features"][0]["properties"]
    return found


def test_personal_fields_are_for_the_own_clerk_only(
    client: TestClient, inventory: Store, own: Headers, foreign: Headers, admin: Headers
) -> None:
    a_tenant(inventory, **PERSONAL)
    for headers in (None, foreign):
        assert not PERSONAL.keys() & properties(client, headers).keys()
    for headers in (own, admin):
        assert PERSONAL.items() <= properties(client, headers).items()


def test_consent_opens_telephone_and_web_to_all(client: TestClient, inventory: Store) -> None:
    a_tenant(inventory, **PERSONAL, legal_basis="consent", consented_on=date(2024, 1, 1))
    shown = properties(client)
    assert (shown["phone"], shown["web"]) == ("0361 1", "b.de")
    assert not {"email", "contact", "note"} & shown.keys()


def test_a_personal_field_cannot_be_guessed_by_filtering(
    client: TestClient, inventory: Store, own: Headers, foreign: Headers
) -> None:
    firm = a_tenant(inventory, **PERSONAL)
    assert client.get("/api/v1/tenants?contact=Eva").status_code == 401
    assert ids(client.get("/api/v1/tenants?contact=Eva", headers=own).json()) == [firm]
    assert ids(client.get("/api/v1/tenants?contact=Eva", headers=foreign).json()) == []
    assert ids(client.get(f"/api/v1/tenants?contact=Eva&municipality={HERE}", headers=foreign).json()) == []


def test_one_row_carries_its_version_as_etag(client: TestClient, inventory: Store) -> None:
    sign = a_sign(inventory)
    answer = client.get(f"/api/v1/signs/{sign}")
    assert answer.headers["etag"] == '"1"'
    assert answer.json()["properties"]["id"] == sign
    again = client.get(f"/api/v1/signs/{sign}", headers={"If-None-Match": '"1"'})
    assert (again.status_code, again.content) == (304, b"")


def test_an_unchanged_list_is_not_sent_again(client: TestClient, inventory: Store) -> None:
    a_sign(inventory)
    etag = client.get("/api/v1/signs").headers["etag"]
    assert client.get("/api/v1/signs", headers={"If-None-Match": etag}).status_code == 304
    a_sign(inventory)
    assert client.get("/api/v1/signs", headers={"If-None-Match": etag}).status_code == 200


def test_what_a_token_opens_is_kept_by_no_cache(client: TestClient, own: Headers) -> None:
    answer = client.get("/api/v1/signs", headers=own)
    assert answer.headers["cache-control"] == "private, no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize("key", ["99", "x", "-1", "1e3", "9" * 30, "%00", "٣"])
def test_a_row_that_is_not_there_is_404(client: TestClient, key: str) -> None:
    answer = client.get(f"/api/v1/signs/{key}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_firm_that_moved_out_is_known_to_its_clerk_only(
    client: TestClient, inventory: Store, own: Headers, foreign: Headers
) -> None:
    path = f"/api/v1/tenants/{a_tenant(inventory, valid_to=date(2020, 1, 1))}"
    answers = [client.get(path, headers=headers) for headers in ({}, foreign, own)]
    assert [answer.status_code for answer in answers] == [404, 404, 200]
    assert "seit dem 01.01.2020 beendet" in answers[0].json()["detail"]
    assert "Muster" not in answers[0].text


def test_a_row_taken_back_is_gone(client: TestClient, inventory: Store) -> None:
    sign = a_sign(inventory)
    with inventory.change(who="t", why="t") as change:
        change.withdraw("sign", sign)
    assert client.get(f"/api/v1/signs/{sign}").status_code == 404
    assert ids(client.get("/api/v1/signs").json()) == []


def test_an_old_key_leads_to_the_successor(client: TestClient, inventory: Store) -> None:
    ended = {"valid_to": date(2019, 1, 1), "geometry": outline()}
    a_municipality(inventory, ags="16067003", name="Ballstädt", successor="16067091", **ended)
    a_municipality(inventory, ags="16067091", name="Nessetal", successor=HERE, **ended)
    answer = client.get("/api/v1/municipalities/16067003", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{PUBLIC_URL}/api/v1/municipalities/{HERE}"
    then = client.get("/api/v1/municipalities/16067003?as_of=2018-01-01")
    assert then.json()["properties"]["name"] == "Ballstädt"


def test_successors_that_lead_round_in_a_circle_lead_nowhere(client: TestClient, inventory: Store) -> None:
    a_municipality(inventory, ags="16067003", successor="16067004", valid_to=date(2019, 1, 1))
    a_municipality(inventory, ags="16067004", successor="16067003", valid_to=date(2019, 1, 1))
    assert client.get("/api/v1/municipalities/16067003").status_code == 404


def test_a_municipality_without_successor_says_when_it_ended(client: TestClient, inventory: Store) -> None:
    a_municipality(inventory, ags="16067003", valid_to=date(2019, 1, 1))
    path = "/api/v1/municipalities/16067003"
    gone = client.get(path, headers={"Accept-Language": "en"})
    assert (gone.status_code, "ended on 2019-01-01" in gone.json()["detail"]) == (404, True)
    assert client.get(f"{path}?as_of=2018-12-31").status_code == 200


def test_a_single_row_knows_no_parameters(client: TestClient, inventory: Store) -> None:
    answer = client.get(f"/api/v1/tenants/{a_tenant(inventory)}?as_of=2026-01-01")
    assert answer.status_code == 422
    assert answer.json()["problems"]["as_of"] == "Diese Adresse kennt keine Parameter."


@pytest.mark.parametrize("key", ["EK", "ek", " EK"])
def test_an_area_is_meant_by_id_or_by_key(client: TestClient, inventory: Store, key: str) -> None:
    area = an_area(inventory)
    an_area(inventory, number="EK", name="Aufgegeben", valid_to=date(2020, 1, 1))
    sign = a_sign(inventory, area)
    a_sign(inventory)
    assert ids(client.get("/api/v1/signs", params={"area": key}).json()) == [sign]
    counted = client.get("/api/v1/signs/clusters", params={"area": key, "bbox": "5,47,15,55"}).json()
    assert [square["properties"]["count"] for square in counted["features"]] == [1]


@pytest.mark.parametrize("key", ["GE", "XY", "0", "9" * 18, "x" * 300, "\x00", "٣"])
def test_an_area_that_is_not_clear_is_asked_back(client: TestClient, inventory: Store, key: str) -> None:
    first, second = (an_area(inventory, number="GE", name=name) for name in ("Nord", "Süd"))
    said = client.get("/api/v1/tenants", params={"area": key})
    assert (said.status_code, said.json()["problems"].keys()) == (422, {"area"})
    if key == "GE":
        assert f"{first} (Nord, {HERE}), {second} (Süd, {HERE})" in said.json()["problems"]["area"]


def test_a_municipality_is_known_by_its_key(client: TestClient) -> None:
    answer = client.get(f"/api/v1/municipalities/{HERE}").json()
    assert answer["id"] == answer["properties"]["id"] == HERE


def test_a_large_answer_is_packed_for_who_takes_it(client: TestClient, inventory: Store) -> None:
    for _ in range(5):
        a_sign(inventory)
    packed = client.get("/api/v1/signs", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/api/v1/signs", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json()["features"] == plain.json()["features"]


def test_rights_of_one_municipality_reach_no_row_of_none() -> None:
    assert not Rights(frozenset([HERE])).cover(None)
    assert Rights(None).cover(None)


def test_a_firm_that_is_yet_to_come_is_not_public(client: TestClient, inventory: Store) -> None:
    coming = a_tenant(inventory, an_area(inventory), valid_from=today() + timedelta(days=90))
    assert client.get(f"/api/v1/tenants/{coming}").status_code == 404


@pytest.mark.parametrize("query", ["limit=00000000000110000", "after=00000000000099999999999999"])
def test_a_long_number_cannot_pass_the_limit(client: TestClient, inventory: Store, query: str) -> None:
    an_area(inventory)
    assert client.get(f"/api/v1/areas?{query}").status_code == 422


def test_a_reader_that_refuses_gzip_gets_none(client: TestClient, inventory: Store) -> None:
    for n in range(30):
        a_tenant(inventory, None, name=f"Firma {n}")
    answer = client.get("/api/v1/tenants", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in answer.headers
