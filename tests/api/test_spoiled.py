"""A cell that another program spoiled does not keep anybody from the rest."""

import pytest
from starlette.testclient import TestClient

from signage.store import Store
from tests.places import a_sign, a_tenant, an_area, point
from tests.store.outsiders import as_outsider

Headers = dict[str, str]


@pytest.mark.parametrize(
    "spoiled",
    [
        "1" + "0" * 30,
        "[" * 5000,
        '{"slots": 5}',
        "[1]",
        '{"a": 5}',
        '{"r": {}}',
        '{"letter_height_mm": 1e400}',
    ],
)
@pytest.mark.parametrize("column", ["face", "exceptions"])
def test_a_sign_with_a_spoiled_document_is_shown_judged_and_mended(
    client: TestClient, inventory: Store, admin: Headers, column: str, spoiled: str
) -> None:
    sign = a_sign(inventory, an_area(inventory), geometry=point(0, -1))
    as_outsider(inventory, f"UPDATE sign SET {column} = '{spoiled}'")
    path = f"/api/v1/signs/{sign}"
    asked = [path, "/api/v1/signs?limit=5", f"{path}/findings", f"/api/v1/changes?layer=signs&row={sign}"]
    assert [client.get(one, headers=admin).status_code for one in asked] == [200] * 4
    assert client.get(path, headers=admin).json()["properties"][column] == {}
    tag = {"If-Match": client.get(path).headers["etag"]}
    sent: dict[str, object] = {"properties": {column: {} if column == "face" else None, "name": "Tor 1"}}
    assert client.patch(path, json=sent, headers=admin | tag).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"face": "[" * 100_000},
        {"face": '{"letter_height_mm": 1' + "0" * 400 + "}"},
        {"exceptions": '{"\\ud800": "r"}'},
        {"exceptions": {"clearance.lateral": {"reason": "r", "on": "gestern"}}},
        {"exceptions": {"no.such.rule": "r"}},
    ],
)
def test_a_document_that_cannot_be_kept_is_refused_in_words(
    client: TestClient, inventory: Store, own: Headers, sent: dict[str, object]
) -> None:
    sign = a_sign(inventory, an_area(inventory))
    answer = client.patch(
        f"/api/v1/signs/{sign}", json={"properties": sent}, headers=own | {"If-Match": '"1"'}
    )
    assert answer.status_code == 422, answer.text
    checked = {"type": "Feature", "geometry": client.get(f"/api/v1/signs/{sign}").json()["geometry"]}
    answer = client.post("/api/v1/signs/check", json=checked | {"properties": sent}, headers=own)
    assert answer.status_code in (200, 422), answer.text


IN_FILE = [
    "valid_from = 'morgen'",
    "valid_to = 20991231",
    "consented_on = 'gestern', legal_basis = 'consent'",
    "number = 'abc'",
    "number = 9e999",
    "is_person = 'vielleicht'",
    "name = 'A' || char(0) || 'B'",
    "name = CAST(x'4DFC6C6C6572' AS text)",  # Müller in Latin-1
    "street = CAST(x'FF' AS text)",
    "valid_to = 'nie'",
    "geometry = x'00'",
    "geometry = 'hier'",
    "geometry = substr(geometry, 1, 20)",
    "geometry = CAST(substr(geometry, 1, 8) || x'0103000000FFFF0000' AS BLOB)",
]
IN_DATABASE = [
    "valid_to = 'infinity'",
    "valid_from = '-infinity'",
    "valid_from = '4000-01-01 BC'",
]


def spoilt(store: Store, edit: str) -> tuple[str, int]:
    """The code of a sign, and a firm beside another one, whose row was spoiled."""
    area = an_area(store)
    a_tenant(store, area, name="Gute GmbH")
    firm = a_tenant(store, area)
    [row] = store.read("sign", ids=[a_sign(store, area)])
    as_outsider(store, f"UPDATE tenant SET {edit} WHERE id = {firm}")
    return row["code"], firm


@pytest.mark.parametrize("edit", IN_FILE + IN_DATABASE)
def test_a_spoiled_cell_stops_neither_lists_nor_history_nor_the_page_at_the_sign(
    client: TestClient, inventory: Store, admin: Headers, edit: str
) -> None:
    if (edit in IN_FILE) != (inventory.kind == "geopackage"):
        return
    code, firm = spoilt(inventory, edit)
    asked = [
        f"/api/v1/tenants/{firm}",
        "/api/v1/tenants?limit=9",
        f"/api/v1/changes?layer=tenants&row={firm}",
    ]
    for path in [
        *asked,
        f"/{code}",
        f"/{code}.json",
        "/api/v1/search?q=gute",
        "/api/v1/tenants?as_of=2026-01-01",
    ]:
        assert client.get(path, headers=admin).status_code == 200, path
    assert "Gute GmbH" in client.get(f"/{code}").text
    listed = {one["id"]: one["properties"] for one in client.get(asked[1]).json()["features"]}
    alone = client.get(asked[0]).json()["properties"]
    assert listed.get(firm, alone) == alone  # one that is not yet valid, for all we know, is not listed
    path = f"/api/v1/changes/{inventory.revision()}/revert"
    assert client.post(path, json={}, headers=admin).status_code in (201, 409)  # nothing to see is no change


@pytest.mark.parametrize("edit", ["bearing_deg = 'nord'", "bearing_deg = 9e999", "mounted_on = 'morgen'"])
def test_a_sign_with_a_spoiled_cell_answers_and_is_judged(
    client: TestClient, inventory: Store, admin: Headers, edit: str
) -> None:
    if inventory.kind != "geopackage":
        return
    code, _ = spoilt(inventory, "name = 'Neu'")
    as_outsider(inventory, f"UPDATE sign SET {edit}")
    [sign] = inventory.read("sign")
    for path in (f"/{code}", f"/api/v1/signs/{sign['id']}/findings", "/api/v1/signs"):
        assert client.get(path, headers=admin).status_code == 200, path
