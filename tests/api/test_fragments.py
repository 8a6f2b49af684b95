"""Features kept as text: what is answered is always what stands in the row."""

from typing import Any

from starlette.testclient import TestClient

from signage.store import Store
from signage_api.fragments import Fragments
from tests.places import a_sign, a_tenant, point

SIGNS = "/api/v1/signs"


def properties(client: TestClient, path: str = SIGNS) -> list[dict[str, Any]]:
    return [row["properties"] for row in client.get(path).json()["features"]]


def test_a_changed_row_is_answered_as_it_is_now(client: TestClient, inventory: Store) -> None:
    sign, other = a_sign(inventory, number="A"), a_sign(inventory, number="B")
    assert [row["number"] for row in properties(client)] == ["A", "B"]
    with inventory.change(who="test", why="test") as change:
        change.update("sign", sign, {"number": "C"})
        change.withdraw("sign", other)
    assert [row["number"] for row in properties(client)] == ["C"]


def test_an_older_state_brought_back_with_the_same_version_is_no_other_row(
    client: TestClient, inventory: Store
) -> None:
    sign = a_sign(inventory, number="A")
    stamp = (sign, 1, "2020-01-01T00:00:00.000Z")
    fragments = client.app.api.state.fragments  # type: ignore[attr-defined]
    fragments._keep(("sign", stamp), b'{"properties":{"number":"of another time"}}')
    assert [row["number"] for row in properties(client)] == ["A"]


def test_what_staff_may_see_is_never_kept_for_everybody(
    client: TestClient, inventory: Store, own: dict[str, str]
) -> None:
    a_tenant(inventory, note="nur intern")
    assert client.get("/api/v1/tenants", headers=own).json()["features"][0]["properties"]["note"]
    assert "note" not in properties(client, "/api/v1/tenants")[0]


def test_the_texts_stay_within_their_bound(inventory: Store) -> None:
    signs = [a_sign(inventory, number=str(n), geometry=point(n, n)) for n in range(20)]
    few = Fragments(most_bytes=3000)
    stamps = [(sign, 1, "") for sign in signs]
    assert len(few.texts(inventory, "sign", stamps)) == 20
    assert 0 < len(few._kept) < 5
    assert few._bytes <= 3000
