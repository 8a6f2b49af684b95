"""Proposals in the API, for programs of the municipality in charge."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.services.proposals import Proposal, propose
from signage.services.tokens import new_token
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from tests.proposals.conftest import FIRM

AT = "/api/v1/proposals"
SEEN = {"If-Match": '"1"'}
Headers = dict[str, str]


@pytest.fixture
def number(store: Store, firm: int) -> int:
    given = Proposal(kind="correct", values={"phone": "03628 4711"}, note="neue Nummer")
    return propose(store, firm, given, seen_version=1, source="Firma selbst", rights=FIRM).number


@pytest.fixture
def client(store: Store, number: int) -> Iterator[TestClient]:
    headers = bearer(store, "16070028", "clerk") | SEEN
    with TestClient(create_app(Settings(), store=store), headers=headers) as one:
        yield one


def bearer(store: Store, ags: str, role: str | None = None) -> Headers:
    token = new_token(store, municipality=ags, label="Programm", role=role)
    return {"Authorization": f"Bearer {token}"}


def row(store: Store, firm: int) -> dict[str, Any]:
    found = store.row("tenant", firm)
    assert found is not None
    return found


def test_a_program_reads_what_a_firm_proposes_and_does_it(
    client: TestClient, store: Store, firm: int, number: int
) -> None:
    [waiting] = client.get(f"{AT}?state=open&kind=correct&tenant={firm}").json()["proposals"]
    assert (waiting["id"], waiting["values"], waiting["then"]) == (
        number,
        {"phone": "03628 4711"},
        {"phone": None},
    )
    body = {"state": "accepted", "tenant_version": waiting["tenant_version"]}
    settled = client.patch(f"{AT}/{number}", json=body)
    assert (settled.status_code, settled.json()["state"], settled.headers["etag"]) == (200, "accepted", '"2"')
    assert row(store, firm)["phone"] == "03628 4711"


def test_it_may_be_put_right_on_the_way(client: TestClient, store: Store, firm: int, number: int) -> None:
    body = {"state": "accepted", "tenant_version": 1, "values": {"phone": "03628 4712"}}
    assert client.patch(f"{AT}/{number}", json=body).status_code == 200
    assert row(store, firm)["phone"] == "03628 4712"


def test_opened_again_it_is_as_if_it_never_was(
    client: TestClient, store: Store, firm: int, number: int
) -> None:
    client.patch(f"{AT}/{number}", json={"state": "accepted", "tenant_version": 1})
    again = client.patch(f"{AT}/{number}", json={"state": "open"}, headers={"If-Match": '"2"'})
    assert (again.json()["state"], row(store, firm)["phone"]) == ("open", None)


def test_a_firm_that_was_changed_meanwhile_is_looked_at_again(
    client: TestClient, store: Store, firm: int, number: int
) -> None:
    with store.change(who="test", why="test") as change:
        change.update("tenant", firm, {"note": "anders"})
    for version in ({"tenant_version": 1}, {}):
        assert client.patch(f"{AT}/{number}", json={"state": "accepted", **version}).status_code == 409
    assert client.get(f"{AT}/{number}").json()["state"] == "open"


def test_one_is_joined_with_another_and_not_with_itself(
    client: TestClient, store: Store, firm: int, number: int
) -> None:
    given = Proposal(kind="gone", since=today())
    other = propose(store, firm, given, seen_version=1, source="Brief", rights=FIRM).number
    joined = client.patch(f"{AT}/{other}", json={"state": "duplicate", "duplicate_of": number})
    assert (joined.status_code, joined.json()["duplicate_of"]) == (200, number)
    for original in (number, None):
        wrong = client.patch(f"{AT}/{number}", json={"state": "duplicate", "duplicate_of": original})
        assert wrong.status_code in (404, 422)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"state": "through"}, {"state"}),
        ({"state": "refused"}, {"answer"}),
        ({"state": "accepted", "values": {"note": "x"}}, {"values"}),
        ({"state": "accepted", "values": []}, {"values"}),
        ({"state": 1, "answer": 5, "since": "bald", "duplicate_of": "x", "colour": 1},
         {"state", "answer", "since", "duplicate_of", "colour"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(client: TestClient, number: int, body: Any, named: set[str]) -> None:
    refused = client.patch(f"{AT}/{number}", json=body)
    assert (refused.status_code, refused.json()["problems"].keys()) == (422, named)


def test_another_towns_program_finds_nothing_and_a_reader_settles_nothing(
    client: TestClient, store: Store, number: int
) -> None:
    body = {"state": "refused", "answer": "nein"}
    foreign, reader = bearer(store, "16067029"), bearer(store, "16070028", "reader")
    assert client.get(AT, headers=foreign).json()["proposals"] == []
    assert client.patch(f"{AT}/{number}", json=body, headers=foreign).status_code == 404
    assert client.patch(f"{AT}/{number}", json=body, headers=reader).status_code == 403
    for wrong in ("999", "x", "0x1", "²"):
        assert client.get(f"{AT}/{wrong}").status_code == 404
