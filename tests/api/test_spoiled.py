"""A cell that another program spoiled does not keep anybody from the rest."""

import pytest
from starlette.testclient import TestClient

from signage.store import Store
from tests.places import a_sign, an_area, point
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
