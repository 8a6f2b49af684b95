"""Who may do what: own clerk, another municipality's clerk, nobody, for each way to write."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.services.degrees import as_geojson
from signage.services.tokens import list_tokens, revoke_token
from signage.store import Store
from tests.api.conftest import HERE, THERE, bearer
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline, point

Headers = dict[str, str]
SEEN = {"If-Match": '"1"'}
FORBIDDEN = "urn:signage:problem:forbidden"


def rows(store: Store) -> dict[str, int]:
    """An area, a firm and a sign of Amt Wachsenburg, and an area of Gotha."""
    area = an_area(store)
    gotha = an_area(store, municipality=THERE, geometry=outline(21e3))
    return {"area": area, "firm": a_tenant(store, area), "sign": a_sign(store, area), "gotha": gotha}


OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "add": ("POST", "/tenants", {"name": "Neu", "area": "{area}"}),
    "change": ("PATCH", "/tenants/{firm}", {"name": "Neu"}),
    "end": ("POST", "/tenants/{firm}/end", {}),
    "change sign": ("PATCH", "/signs/{sign}", {"state": "defective"}),
    "change area": ("PATCH", "/areas/{area}", {"name": "Neu"}),
    "change municipality": ("PATCH", f"/municipalities/{HERE}", {"note": "Neu"}),
    "see history": ("GET", "/changes?layer=tenants&row={firm}", {}),
    "revert": ("POST", "/changes/{change_set}/revert", {}),
}


def degrees(wkb: bytes) -> dict[str, Any]:
    """A geometry as the API takes it."""
    [found] = as_geojson([wkb])
    assert isinstance(found, dict)
    return found


def in_gotha() -> dict[str, Any]:
    """A place in Gotha, a kilometre behind the border."""
    return degrees(point(21_000, 500))


def ask(client: TestClient, store: Store, operation: str, headers: Headers) -> int:
    made = rows(store)
    made["change_set"] = store.history(layer="tenant", row=made["firm"])[0]["change_set"]
    method, path, body = OPERATIONS[operation]
    filled = {
        name: int(str(value).format(**made)) if "{" in str(value) else value for name, value in body.items()
    }
    sent = filled if method != "GET" else None
    answer = client.request(method, "/api/v1" + path.format(**made), headers={**headers, **SEEN}, json=sent)
    return answer.status_code


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_own_clerk_may(client: TestClient, inventory: Store, own: Headers, operation: str) -> None:
    assert ask(client, inventory, operation, own) in (200, 201)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_who_has_all_may(client: TestClient, inventory: Store, admin: Headers, operation: str) -> None:
    assert ask(client, inventory, operation, admin) in (200, 201)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_to_another_clerk_it_is_not_there(
    client: TestClient, inventory: Store, foreign: Headers, operation: str
) -> None:
    before = inventory.revision()
    assert ask(client, inventory, operation, foreign) == 404
    assert inventory.revision() == before + 4  # the rows that the test itself made


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer ", "Basic YTpi", "Bearer \u00fc"])
def test_without_a_valid_token_nobody_may(
    client: TestClient, inventory: Store, operation: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    assert ask(client, inventory, operation, headers) == 401  # type: ignore[arg-type]


def test_a_missing_and_a_foreign_row_are_refused_in_the_same_words(
    client: TestClient, inventory: Store, foreign: Headers
) -> None:
    firm = a_tenant(inventory)
    said = [
        client.patch(f"/api/v1/tenants/{key}", json={"name": "A"}, headers={**foreign, **SEEN}).json()[
            "detail"
        ]
        for key in (firm, 999)
    ]
    assert said[0].replace(str(firm), "999") == said[1]


@pytest.mark.parametrize("moved", [{"municipality": THERE}, {"area": "gotha"}])
def test_a_row_cannot_be_moved_to_another_municipality(
    client: TestClient, inventory: Store, own: Headers, moved: dict[str, Any]
) -> None:
    made = rows(inventory)
    change = {name: made.get(str(value), value) for name, value in moved.items()}
    for path in (f"/api/v1/tenants/{made['firm']}", f"/api/v1/signs/{made['sign']}"):
        assert client.patch(path, json=change, headers={**own, **SEEN}).status_code == 404
    new = {"name": "A", "geometry": in_gotha(), **change}
    assert client.post("/api/v1/tenants", json=new, headers=own).status_code == 404


def test_whose_rights_reach_all_may_move_a_row(client: TestClient, inventory: Store, admin: Headers) -> None:
    made = rows(inventory)
    change = {"area": made["gotha"], "municipality": THERE, "geometry": in_gotha()}
    answer = client.patch(f"/api/v1/tenants/{made['firm']}", json=change, headers={**admin, **SEEN})
    assert answer.status_code == 200
    assert answer.json()["properties"]["number"] == 1


def test_a_row_without_municipality_belongs_to_that_of_its_area(
    client: TestClient, inventory: Store, own: Headers, foreign: Headers
) -> None:
    path = f"/api/v1/tenants/{a_tenant(inventory, an_area(inventory), municipality=None)}"
    assert client.patch(path, json={"name": "A"}, headers={**foreign, **SEEN}).status_code == 404
    assert client.patch(path, json={"name": "A"}, headers={**own, **SEEN}).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"geometry": degrees(outline(-20e3, -20e3, 60e3))},
        {"successor": THERE},
        {"district": "16067"},
        {"name": "Gotha"},
        {"valid_to": "2030-01-01"},
    ],
)
def test_master_data_of_the_own_municipality_need_a_token_for_all(
    client: TestClient, inventory: Store, own: Headers, admin: Headers, change: dict[str, Any]
) -> None:
    path, before = f"/api/v1/municipalities/{HERE}", inventory.revision()
    refused = client.patch(path, json=change, headers={**own, **SEEN})
    assert refused.status_code == 403
    assert "www-authenticate" not in refused.headers
    assert (refused.json()["type"], "Stammdaten" in refused.json()["detail"]) == (FORBIDDEN, True)
    assert client.post(f"{path}/end", json={}, headers={**own, **SEEN}).status_code == 403
    assert inventory.revision() == before
    assert client.patch(path, json=change, headers={**admin, **SEEN}).status_code == 200


def test_a_clerk_does_not_take_master_data_back(client: TestClient, inventory: Store, own: Headers) -> None:
    with inventory.change(who="Leitstelle", why="Kreisreform") as change:
        change.update("municipality", 1, {"district": "16068"})
    assert client.post(f"/api/v1/changes/{change.id}/revert", json={}, headers=own).status_code == 403
    assert inventory.row("municipality", 1)["district"] == "16068"  # type: ignore[index]


def test_a_clerk_draws_no_area_over_the_border(
    client: TestClient, inventory: Store, own: Headers, admin: Headers
) -> None:
    path = f"/api/v1/areas/{an_area(inventory)}"
    across, along = degrees(outline(19_500)), degrees(outline(19_000.5))
    refused = client.patch(path, json={"geometry": across}, headers={**own, **SEEN})
    assert refused.status_code == 422
    assert "nicht ganz in Amt Wachsenburg" in refused.json()["problems"]["geometry"]
    body = {"name": "Neu", "geometry": across}
    assert client.post("/api/v1/areas", json=body, headers=own).status_code == 422
    assert client.post("/api/v1/areas", json={**body, "geometry": along}, headers=own).status_code == 201
    assert client.patch(path, json={"geometry": across}, headers={**admin, **SEEN}).status_code == 200


def test_a_clerk_does_not_take_an_area_back_over_the_border(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    area = an_area(inventory, geometry=outline(19_500))
    with inventory.change(who="Leitstelle", why="begradigt") as change:
        change.update("area", area, {"geometry": outline(19_000)})
    answer = client.post(f"/api/v1/changes/{change.id}/revert", json={}, headers=own)
    assert answer.status_code == 409
    assert "nicht ganz in Amt Wachsenburg" in answer.json()["detail"]


@pytest.mark.parametrize("layer", ["tenants", "signs"])
@pytest.mark.parametrize("who", ["own", "admin"])
def test_a_position_lies_in_the_municipality_that_the_row_names(
    client: TestClient, inventory: Store, request: pytest.FixtureRequest, layer: str, who: str
) -> None:
    made, headers = rows(inventory), request.getfixturevalue(who)
    key = made["firm"] if layer == "tenants" else made["sign"]
    refused = client.patch(
        f"/api/v1/{layer}/{key}", json={"geometry": in_gotha()}, headers={**headers, **SEEN}
    )
    assert refused.status_code == 422
    assert (
        "liegt in Gotha, der Eintrag gehört aber zu Amt Wachsenburg" in refused.json()["problems"]["geometry"]
    )
    body = {"name": "Neu", "type": "STR", "municipality": HERE, "geometry": in_gotha()}
    body = body if layer == "signs" else {name: value for name, value in body.items() if name != "type"}
    assert client.post(f"/api/v1/{layer}", json=body, headers=headers).status_code == 422
    near = {**body, "geometry": degrees(point(20_020, 500))}  # nobody can tell on which side
    assert client.post(f"/api/v1/{layer}", json=near, headers=headers).status_code == 201


def test_an_approach_sign_may_stand_beyond_the_border_of_the_inventory(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    body = {"type": "STR", "municipality": HERE, "geometry": degrees(point(0, 21_500))}
    assert client.post("/api/v1/signs", json=body, headers=own).status_code == 201
    body["geometry"] = degrees(point(30_000, 21_500))  # near Gotha only
    assert client.post("/api/v1/signs", json=body, headers=own).status_code == 422


def test_firms_of_an_area_of_two_municipalities_may_lie_in_either(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    across = an_area(inventory, geometry=outline(19_500))
    inside = an_area(inventory, name="Diesseits", geometry=outline(18_950))
    body = {"name": "Neu", "area": across, "geometry": degrees(point(20_300, 500))}
    assert client.post("/api/v1/tenants", json=body, headers=own).status_code == 201
    far = {**body, "geometry": in_gotha()}
    assert client.post("/api/v1/tenants", json=far, headers=own).status_code == 422
    beside = {**body, "area": inside, "geometry": degrees(point(20_040, 500))}
    assert client.post("/api/v1/tenants", json=beside, headers=own).status_code == 422


def test_a_row_of_a_former_municipality_lies_where_its_successor_is(
    client: TestClient, inventory: Store, admin: Headers
) -> None:
    a_municipality(inventory, ags="16067099", name="Altdorf", successor=THERE, geometry=outline(90e3))
    path = f"/api/v1/tenants/{a_tenant(inventory, municipality='16067099', geometry=point(21_000, 400))}"
    there, elsewhere = {"geometry": in_gotha()}, {"geometry": degrees(point(500, 500))}
    assert client.patch(path, json=elsewhere, headers={**admin, **SEEN}).status_code == 422
    assert client.patch(path, json=there, headers={**admin, **SEEN}).status_code == 200


def test_a_clerk_cannot_make_a_municipality(client: TestClient, own: Headers) -> None:
    square = {
        "type": "Polygon",
        "coordinates": [[[10.98, 50.85], [11.0, 50.85], [11.0, 50.86], [10.98, 50.85]]],
    }
    body = {"properties": {"ags": "16070004", "name": "Arnstadt"}, "geometry": square}
    assert client.post("/api/v1/municipalities", json=body, headers=own).status_code == 404


def test_a_revoked_token_is_worth_nothing(client: TestClient, inventory: Store, own: Headers) -> None:
    assert client.get("/api/v1/changes", headers=own).status_code == 200
    revoke_token(inventory, list_tokens(inventory)[-1]["id"])
    answer = client.get("/api/v1/changes", headers=own)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert client.get("/api/v1/signs", headers=own).status_code == 401


def test_the_history_names_the_token_by_its_label(client: TestClient, inventory: Store) -> None:
    headers = bearer(inventory, HERE)
    firm = {"name": "Neu", "municipality": HERE, "geometry": degrees(point())}
    client.post("/api/v1/tenants", json=firm, headers=headers)
    assert inventory.history(limit=1)[0]["who"].startswith(f"Bauamt {HERE} (Token ")


def test_a_number_on_anothers_plan_tells_nothing_of_its_firms(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    gotha = rows(inventory)["gotha"]
    a_tenant(inventory, gotha, municipality=THERE, name="Geheime Ansiedlung SE", number=7, geometry=None)
    for body in ({"name": "x", "area": gotha, "number": 7}, {"name": "", "area": gotha, "number": 7}):
        answer = client.post("/api/v1/tenants", json={"properties": body}, headers=own)
        assert answer.status_code in (404, 422)
        assert "Geheime" not in answer.text
        assert "7" not in answer.json().get("problems", {}).get("number", "")


def test_checking_anothers_sign_does_not_tell_the_reasons_of_its_exceptions(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    reason = '{"code.stopping_place": {"reason": "B-Grund geheim", "who": "B", "on": "2026-01-01"}}'
    gotha = rows(inventory)["gotha"]
    sign = a_sign(
        inventory, gotha, municipality=THERE, geometry=point(21e3, 500), stopping_place="none",
        exceptions=reason,
    )  # fmt: skip
    answer = client.post("/api/v1/signs/check", json={"id": sign, "properties": {}}, headers=own)
    assert answer.status_code == 200
    assert "geheim" not in answer.text


def test_anothers_municipality_is_denied_by_its_own_key(client: TestClient, own: Headers) -> None:
    sent = {"properties": {"note": "x"}}
    answer = client.patch(f"/api/v1/municipalities/{THERE}", json=sent, headers={**own, **SEEN})
    assert answer.status_code == 404
    assert THERE in answer.json()["detail"]
