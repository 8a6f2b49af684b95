"""A firm becomes several, several become one, one was entered twice; many are changed at once."""

from datetime import timedelta
from typing import Any

import pytest

from signage.domain.validity import today
from signage.errors import InvalidInput, RowsRefused, StaleVersion
from signage.services.reverting import revert_change_set
from signage.services.rights import Grant, Rights
from signage.services.tenants.joining import merge_tenants, split_tenant
from signage.services.tenants.many import Wanted, change_tenants, preview_tenants
from signage.services.tenants.succession import steps_of
from signage.store import Store
from tests.places import a_municipality, a_tenant, an_area

CLERK = Rights.from_grants([Grant("clerk", "16070028")], who="Kim")
LATER = today() + timedelta(days=90)


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    return an_area(store)


def rows_of(store: Store) -> list[dict[str, Any]]:
    kept = ("version", "changed_at")
    return [{name: value for name, value in row.items() if name not in kept} for row in store.read("tenant")]


def test_a_firm_that_splits_ends_and_its_parts_begin(store: Store, area: int) -> None:
    firm = a_tenant(store, area, number=1, street="A-Straße")
    a_tenant(store, area, number=2, name="Nachbar")
    parts = [{"name": "Muster Bau"}, {"name": "Muster & Söhne", "street": "B-Straße"}]
    done = split_tenant(store, firm, parts, on=LATER, seen_version=1, rights=CLERK)
    first, second, old = done.rows
    assert [(row["name"], row["number"], row["street"]) for row in (first, second)] == [
        ("Muster Bau", 1, "A-Straße"), ("Muster & Söhne", 3, "B-Straße"),
    ]  # fmt: skip
    assert (old["valid_to"], first["valid_from"], second["valid_from"]) == (LATER, LATER, LATER)
    assert [(step.kind, step.successor) for step in steps_of(store, firm)] == [
        ("split", first["id"]), ("split", second["id"]),
    ]  # fmt: skip


@pytest.mark.parametrize("parts", [[], [{"name": "A"}], [{"name": "A"}, {"name": "A"}], [{"name": "A"}, {}]])
def test_a_firm_splits_into_at_least_two_names(store: Store, area: int, parts: list[dict[str, str]]) -> None:
    firm = a_tenant(store, area)
    with pytest.raises(InvalidInput) as refused:
        split_tenant(store, firm, parts, on=LATER, seen_version=1, rights=CLERK)
    assert list(refused.value.problems) == ["name"]


def test_firms_that_merge_go_on_as_one_of_them(store: Store, area: int) -> None:
    one, two = a_tenant(store, area, number=1), a_tenant(store, area, number=2, name="Zweite")
    done = merge_tenants(store, one, {two: 1}, on=LATER, seen_version=1, rights=CLERK)
    kept, gone = done.rows
    assert (kept["id"], kept["valid_to"], gone["id"], gone["valid_to"]) == (one, None, two, LATER)
    assert [(s.predecessor, s.successor, s.kind) for s in steps_of(store, two)] == [(two, one, "merged")]


def test_firms_that_merge_under_a_new_name_all_end(store: Store, area: int) -> None:
    one, two = a_tenant(store, area, number=1), a_tenant(store, area, number=2, name="Zweite")
    done = merge_tenants(store, one, {two: 1}, on=LATER, seen_version=1, rights=CLERK, name="Beide")
    new = done.rows[0]
    assert (new["name"], new["valid_from"], new["number"]) == ("Beide", LATER, 1)
    assert {row["id"] for row in done.rows if row["valid_to"] == LATER} == {one, two}
    assert {step.predecessor for step in steps_of(store, new["id"])} == {one, two}


def test_a_second_entry_is_taken_back_and_gives_what_only_it_knew(store: Store, area: int) -> None:
    one = a_tenant(store, area, number=1, street="Richtig", activity=None)
    two = a_tenant(
        store, area, number=2, name="Muster Gmbh", street="Falsch", activity="Bau", phone="0361", gate="2"
    )
    done = merge_tenants(store, one, {two: 1}, on=None, seen_version=1, rights=CLERK)
    kept = done.rows[0]
    # The phone was published on a consent that was given for the other entry.
    assert [kept[name] for name in ("street", "activity", "gate", "phone")] == ["Richtig", "Bau", "2", None]
    assert [row["id"] for row in store.read("tenant")] == [one]


@pytest.mark.parametrize("on", [None, LATER])
def test_merging_is_taken_back_as_one(store: Store, area: int, on: Any) -> None:
    one = a_tenant(store, area, number=1)
    two = a_tenant(store, area, number=2, name="Zweite", activity="Bau")
    before = rows_of(store)
    done = merge_tenants(store, one, {two: 1}, on=on, seen_version=1, rights=CLERK, name="Beide")
    assert done.change_set is not None
    revert_change_set(store, done.change_set, rights=CLERK)
    assert rows_of(store) == before


def test_splitting_is_taken_back_as_one(store: Store, area: int) -> None:
    firm = a_tenant(store, area, number=1, source_name="x", source_id="1")
    before = rows_of(store)
    parts = [{"name": "A"}, {"name": "B"}]
    done = split_tenant(store, firm, parts, on=today(), seen_version=1, rights=CLERK)
    assert done.change_set is not None
    revert_change_set(store, done.change_set, rights=CLERK)
    assert rows_of(store) == before


def test_a_stale_firm_among_them_merges_and_splits_none(store: Store, area: int) -> None:
    one, two = a_tenant(store, area, number=1), a_tenant(store, area, number=2)
    with pytest.raises(StaleVersion):
        merge_tenants(store, one, {two: 7}, on=LATER, seen_version=1, rights=CLERK)
    with pytest.raises(StaleVersion):
        merge_tenants(store, one, {two: 1}, on=LATER, seen_version=7, rights=CLERK)
    with pytest.raises(StaleVersion):
        split_tenant(store, one, [{"name": "A"}, {"name": "B"}], on=LATER, seen_version=7, rights=CLERK)
    with pytest.raises(InvalidInput):
        merge_tenants(store, one, {one: 1}, on=LATER, seen_version=1, rights=CLERK)
    assert [row["valid_to"] for row in store.read("tenant")] == [None, None]


def test_a_preview_says_what_would_be_and_stores_nothing(store: Store, area: int) -> None:
    one, two = a_tenant(store, area, number=1), a_tenant(store, area, number=2, name="Zweite")
    three = a_tenant(store, area, number=3, name="Dritte")
    wanted = [
        Wanted(one, 1, {"activity": " Bau "}),
        Wanted(two, 7, {"confirmed_on": "gestern"}),
        Wanted(three, 1, {"number": 1}),
    ]
    newest = store.revision()
    first, second, third = preview_tenants(store, wanted, rights=CLERK)
    assert (first.changed, first.before["activity"], first.after["activity"]) == (["activity"], None, "Bau")
    assert (list(second.problems), second.stale, second.changed) == (["confirmed_on"], True, [])
    assert list(third.problems) == ["number"]
    assert (store.revision(), store.read("tenant")[0]["activity"]) == (newest, None)
    with pytest.raises((StaleVersion, RowsRefused)):
        change_tenants(store, wanted, rights=CLERK)
    done = change_tenants(store, wanted[:1], rights=CLERK)
    assert done.rows[0]["activity"] == "Bau"
