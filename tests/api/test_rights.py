"""Who may do what: own clerk, another municipality's clerk, nobody, for each way to write."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.services.tokens import list_tokens, revoke_token
from signage.store import Store
from tests.api.conftest import HERE, THERE, bearer
from tests.places import a_sign, a_tenant, an_area, outline

Headers = dict[str, str]
SEEN = {"If-Match": '"1"'}


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
    "change municipality": ("PATCH", f"/municipalities/{HERE}", {"population": 7}),
    "see history": ("GET", "/changes?layer=tenants&row={firm}", {}),
    "revert": ("POST", "/changes/{change_set}/revert", {}),
}


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
    assert client.post("/api/v1/tenants", json={"name": "A", **change}, headers=own).status_code == 404


def test_whose_rights_reach_all_may_move_a_row(client: TestClient, inventory: Store, admin: Headers) -> None:
    made = rows(inventory)
    change = {"area": made["gotha"], "municipality": THERE}
    answer = client.patch(f"/api/v1/tenants/{made['firm']}", json=change, headers={**admin, **SEEN})
    assert answer.status_code == 200
    assert answer.json()["properties"]["number"] == 1


def test_a_row_without_municipality_belongs_to_that_of_its_area(
    client: TestClient, inventory: Store, own: Headers, foreign: Headers
) -> None:
    path = f"/api/v1/tenants/{a_tenant(inventory, an_area(inventory), municipality=None)}"
    assert client.patch(path, json={"name": "A"}, headers={**foreign, **SEEN}).status_code == 404
    assert client.patch(path, json={"name": "A"}, headers={**own, **SEEN}).status_code == 200


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
    client.post("/api/v1/tenants", json={"name": "Neu", "municipality": HERE}, headers=headers)
    assert inventory.history(limit=1)[0]["who"].startswith(f"Bauamt {HERE} (Token ")
