"""History by API, and change sets taken back."""

from typing import Any

from starlette.testclient import TestClient

from signage.store import Store
from tests.api.conftest import HERE, THERE
from tests.places import a_sign, a_tenant, an_area, outline, point

Headers = dict[str, str]


def changes(client: TestClient, headers: Headers, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/changes{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["changes"]
    return found


def test_a_change_shows_each_field_before_and_after(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    firm = a_tenant(inventory, phone="1")
    body = {"phone": "2", "confirmed_on": "2026-11-01", "why": "Anruf"}
    client.patch(f"/api/v1/tenants/{firm}", json=body, headers={**own, "If-Match": '"1"'})
    changed, made = changes(client, own, f"?layer=tenants&row={firm}")
    assert changed["before"] == {"phone": "1", "confirmed_on": None}
    assert changed["after"] == {"phone": "2", "confirmed_on": "2026-11-01"}
    assert (changed["action"], changed["version"], changed["why"]) == ("update", 2, "Anruf")
    assert made["action"] == "create"
    assert made["before"] is None
    assert (made["after"]["phone"], made["layer"]) == ("1", "tenants")


def test_a_move_is_shown_in_degrees(client: TestClient, inventory: Store, own: Headers) -> None:
    sign = a_sign(inventory)
    body = {"geometry": {"type": "Point", "coordinates": [11.0, 50.86]}}
    client.patch(f"/api/v1/signs/{sign}", json=body, headers={**own, "If-Match": '"1"'})
    [changed, made] = changes(client, own, f"?layer=signs&row={sign}")
    assert changed["after"]["geometry"]["coordinates"] == [11.0, 50.86]
    assert changed["before"] == {"geometry": made["after"]["geometry"]}


def test_the_history_is_paged_newest_first(client: TestClient, inventory: Store, own: Headers) -> None:
    made = [a_tenant(inventory) for _ in range(5)]
    seen, address = [], "/api/v1/changes?layer=tenants&limit=2"
    while address:
        answer = client.get(address, headers=own).json()
        seen += [change["row"] for change in answer["changes"]]
        address = next((link["href"] for link in answer["links"]), "")
    assert seen == made[::-1]


def test_a_clerk_sees_the_history_of_own_rows_only(
    client: TestClient, inventory: Store, own: Headers, foreign: Headers, admin: Headers
) -> None:
    a_tenant(inventory, an_area(inventory), municipality=None)
    an_area(inventory, municipality=THERE, geometry=outline(21e3))
    shown = {
        name: {(c["layer"], c["row"]) for c in changes(client, headers)}
        for name, headers in {"own": own, "foreign": foreign, "admin": admin}.items()
    }
    assert shown["own"] == {("municipalities", 1), ("areas", 1), ("tenants", 1)}
    assert shown["foreign"] == {("municipalities", 2), ("areas", 2)}
    assert shown["admin"] == shown["own"] | shown["foreign"]


def test_wrong_parameters_are_named(client: TestClient, own: Headers) -> None:
    answer = client.get("/api/v1/changes?layer=planets&row=x&colour=1", headers=own)
    assert answer.json()["problems"].keys() == {"layer", "row", "colour"}


def revert(client: TestClient, number: object, headers: Headers) -> Any:
    return client.post(f"/api/v1/changes/{number}/revert", json={"why": "Versehen"}, headers=headers)


def test_a_change_set_is_taken_back_as_one(client: TestClient, inventory: Store, own: Headers) -> None:
    area = an_area(inventory)
    firm = a_tenant(inventory, area, name="Alt")
    with inventory.change(who="t", why="Import") as change:
        change.update("tenant", firm, {"name": "Neu", "geometry": point(1, 2)})
        change.update("tenant", firm, {"name": "Noch neuer"})
        added = change.create("tenant", {"name": "Dazu", "area": area, "municipality": HERE})
    answer = revert(client, change.id, own)
    assert answer.status_code == 201
    assert answer.json()["reverts"] == change.id
    row = inventory.row("tenant", firm)
    assert row is not None
    assert (row["name"], row["geometry"], row["version"]) == ("Alt", point(500, 500), 5)
    assert client.get(f"/api/v1/tenants/{added}").status_code == 404
    assert changes(client, own)[0]["why"] == "Versehen"


def test_what_was_taken_back_can_be_brought_back(client: TestClient, inventory: Store, own: Headers) -> None:
    firm = a_tenant(inventory)
    made = inventory.revision()
    undone = revert(client, made, own).json()["change_set"]
    assert client.get(f"/api/v1/tenants/{firm}").status_code == 404
    assert revert(client, undone, own).status_code == 201
    assert client.get(f"/api/v1/tenants/{firm}").status_code == 200


def test_a_change_set_is_taken_back_once(client: TestClient, inventory: Store, own: Headers) -> None:
    a_tenant(inventory)
    made = inventory.revision()
    revert(client, made, own)
    again = revert(client, made, own)
    assert again.status_code == 409
    assert "schon zurückgenommen" in again.json()["detail"]


def test_rows_changed_since_are_named_and_nothing_is_taken_back(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    with inventory.change(who="t", why="Import") as change:
        first, second = change.create_many(
            "tenant", [{"name": name, "municipality": HERE} for name in ("Erste", "Zweite")]
        )
    client.patch(f"/api/v1/tenants/{first}", json={"name": "Berichtigt"}, headers={**own, "If-Match": '"1"'})
    answer = revert(client, change.id, own)
    assert answer.status_code == 409
    assert f"{first} Berichtigt" in answer.json()["detail"]
    assert client.get(f"/api/v1/tenants/{second}").status_code == 200


def test_several_steps_on_one_row_are_taken_back_and_brought_back_one_by_one(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    firm = a_tenant(inventory, name="eins")
    made = [inventory.revision()]
    for version, name in ((1, "zwei"), (2, "drei")):
        seen = {**own, "If-Match": f'"{version}"'}
        client.patch(f"/api/v1/tenants/{firm}", json={"name": name}, headers=seen)
        made.append(inventory.revision())
    for _ in range(2):
        done = [revert(client, number, own) for number in reversed(made)]
        assert [answer.status_code for answer in done] == [201] * 3
        assert client.get(f"/api/v1/tenants/{firm}").status_code == 404
        made = [
            revert(client, answer.json()["change_set"], own).json()["change_set"] for answer in done[::-1]
        ]
        assert client.get(f"/api/v1/tenants/{firm}").json()["properties"]["name"] == "drei"


def test_what_was_taken_back_and_then_changed_otherwise_is_changed_since(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    firm = a_tenant(inventory, name="eins")
    made = inventory.revision()
    client.patch(f"/api/v1/tenants/{firm}", json={"name": "zwei"}, headers={**own, "If-Match": '"1"'})
    assert revert(client, inventory.revision(), own).status_code == 201
    client.patch(f"/api/v1/tenants/{firm}", json={"name": "drei"}, headers={**own, "If-Match": '"3"'})
    answer = revert(client, made, own)
    assert answer.status_code == 409
    assert "weiter geändert" in answer.json()["detail"]


def test_an_area_is_not_taken_from_under_its_firms(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    area = an_area(inventory)
    made = inventory.revision()
    firm = a_tenant(inventory, area)
    answer = revert(client, made, own)
    assert answer.status_code == 409
    assert f"Firmen {firm}" in answer.json()["detail"]


def test_a_set_that_touches_foreign_rows_is_not_there(
    client: TestClient, inventory: Store, own: Headers, admin: Headers
) -> None:
    with inventory.change(who="t", why="Import") as change:
        change.create_many("tenant", [{"name": "A", "municipality": ags} for ags in (HERE, THERE)])
    assert revert(client, change.id, own).status_code == 404
    assert revert(client, change.id, admin).status_code == 201


def test_a_row_cannot_be_sent_back_to_another_municipality(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    firm = a_tenant(inventory, municipality=THERE)
    with inventory.change(who="t", why="Umzug") as change:
        change.update("tenant", firm, {"municipality": HERE})
    assert revert(client, change.id, own).status_code == 404
    assert inventory.row("tenant", firm)["municipality"] == HERE  # type: ignore[index]


def test_a_set_that_does_not_exist_is_404(client: TestClient, own: Headers) -> None:
    for number in (999, "x", "9" * 20, "-1"):
        assert revert(client, number, own).status_code == 404


def test_a_replaced_code_works_again_when_that_is_taken_back(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    sign = a_sign(inventory, an_area(inventory))
    old = inventory.row("sign", sign)["code"]  # type: ignore[index]
    with inventory.change(who="t", why="t") as change:
        [new] = change.mint(1)
    client.patch(f"/api/v1/signs/{sign}", json={"code": new}, headers={**own, "If-Match": '"1"'})
    assert revert(client, inventory.revision(), own).status_code == 201
    assert client.get(f"/{old}", follow_redirects=False).status_code == 200
    assert client.get(f"/{new}", follow_redirects=False).headers["location"] == f"/{old}"
