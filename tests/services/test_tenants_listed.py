"""The table of firms by its own index: the same as the plain slow way, whatever was edited and by whom."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from sqlalchemy import delete

from signage.domain.names import folded
from signage.domain.validity import is_valid, today
from signage.errors import Said, Unavailable
from signage.services.rights import Grant, Rights, everywhere
from signage.services.tenants import listed, listing
from signage.services.tenants.listed import follow_listed
from signage.services.tenants.listing import Asked, list_tenants
from signage.store import Store
from signage.store.firm_tables import firm_listed
from tests.places import a_tenant, an_area
from tests.store.outsiders import as_outsider

ME = everywhere("Kim")
HERE = Rights.from_grants([Grant("clerk", "16070028")], who="Kim")
SEARCHED = ("name", "street", "house_number", "activity", "place", "note")
LETTERS = "aeouäöüÄÖÜßéèçšžÆøł %_-\\.z"


def a_name(chance: random.Random) -> str:
    return "F" + "".join(chance.choices(LETTERS, k=chance.randint(1, 9))).rstrip()


@pytest.fixture
def town(store: Store) -> Store:
    """300 firms with names of all sorts."""
    chance, area = random.Random(7), an_area(store)
    days = (None, today() - timedelta(days=9), today() + timedelta(days=9))
    rows = [
        {
            "name": a_name(chance), "street": a_name(chance), "note": chance.choice((None, "Öl & Gas")),
            "area": chance.choice((None, area)), "municipality": chance.choice(("16070028", "16067029")),
            "valid_from": chance.choice(days), "confirmed_on": chance.choice(days[:2]),
            "is_person": chance.choice((None, False, True)),
        }
        for _ in range(300)
    ]  # fmt: skip
    with store.change(who="test", why="test") as change:
        change.create_many("tenant", rows)
    return store


def plainly(store: Store, asked: Asked, rights: Rights) -> list[int]:
    """The ids that are asked for, each firm looked at by itself, by name."""

    def has(row: Mapping[str, Any]) -> bool:
        text = folded(" ".join(row[name] or "" for name in SEARCHED))
        return (
            row["withdrawn_by"] is None
            and (asked.state == "all" or is_valid(row["valid_from"], row["valid_to"], asked.day))
            and (rights.municipalities is None or row["municipality"] in rights.municipalities)
            and (asked.area is None or row["area"] == (asked.area or None))
            and (asked.person is None or bool(row["is_person"]) == asked.person)
            and all(word in text for word in folded(asked.words).split())
        )

    rows = sorted(store.read_ids("tenant", range(1, 400)), key=lambda row: row["id"])
    rows.sort(key=lambda row: folded(row["name"]), reverse=asked.down)
    return [row["id"] for row in rows if has(row)]


def same(store: Store, asked: Asked, rights: Rights = ME) -> bool:
    """Whether the table lists what the plain way finds, page by page; there must be something to list."""
    wanted, found = plainly(store, asked, rights), []
    for offset in range(0, len(wanted), 40):
        page = list_tenants(store, asked, rights=rights, offset=offset, limit=40)
        assert page.total == len(wanted)
        found += [row["id"] for row in page.rows]
    return found == wanted != []


@pytest.fixture(params=["index", "plain", "many"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """By the index, as where it cannot be kept, and as where words find many."""
    if request.param == "many":
        monkeypatch.setattr(listing, "_FEW", 2)
    if request.param == "plain":
        monkeypatch.setattr(listing, "follow_listed", lambda _: False)
    return str(request.param)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "more",
    [{}, {"down": True}, {"state": "all"}, {"words": "ae"}, {"words": "Öl f"}, {"words": "ß"}, {"words": "%"},
     {"words": "_ e", "person": False}, {"words": "\\", "state": "all"}, {"area": 0},
     {"area": 1, "words": "u"}, {"person": True, "down": True, "words": "o"}],
)  # fmt: skip
def test_the_index_lists_what_the_plain_way_finds(town: Store, more: dict[str, Any]) -> None:
    assert same(town, Asked(day=today(), **more))
    assert same(town, Asked(day=today(), **more), HERE)


@pytest.mark.usefixtures("way")
def test_firms_in_other_states_are_counted_too(town: Store) -> None:
    asked = Asked(day=today(), words="e")
    every = list_tenants(town, replace(asked, state="all"), rights=ME)
    assert (
        list_tenants(town, asked, rights=ME).every == every.total > list_tenants(town, asked, rights=ME).total
    )


def test_the_table_knows_at_once_what_anybody_changed(town: Store) -> None:
    asked = Asked(day=today(), words="bussard")
    assert list_tenants(town, asked, rights=ME).total == 0
    firm = a_tenant(town, None, name="Bussard")
    as_outsider(town, "UPDATE tenant SET note = 'Büßard, Bussard' WHERE id = 3", _entered("Bussard & Söhne"))
    with town.change(who="test", why="test") as change:
        change.update("tenant", 4, {"street": "Bussardweg"})
        change.withdraw("tenant", firm)
    assert same(town, replace(asked, state="all"))
    assert len(plainly(town, replace(asked, state="all"), ME)) == 3
    assert follow_listed(town)


def test_a_change_that_was_stored_late_is_not_passed_over(town: Store) -> None:
    assert follow_listed(town)
    with town.write_plain() as connection:
        connection.execute(delete(firm_listed).where(firm_listed.c.tenant.in_((7, 8))))
    assert same(town, Asked(day=today(), state="all"))


def test_far_behind_it_catches_up_bit_by_bit_and_says_so(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed, "AT_ONCE", 100)
    monkeypatch.setattr(listed, "_LATE", 10)
    assert not follow_listed(town)
    assert same(town, Asked(day=today(), state="all"))
    told: list[tuple[int, int]] = []
    assert follow_listed(town, wholly=True, progress=lambda *done: told.append(done))
    assert told[-1][0] == told[-1][1]
    assert same(town, Asked(day=today(), state="all"))


def test_a_store_that_takes_no_change_is_listed_the_plain_way(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Store, **_more: object) -> NoReturn:
        raise Unavailable(Said("nur lesbar", "read-only"))

    monkeypatch.setattr(type(town), "write_plain", refuse)
    assert not follow_listed(town)
    assert same(town, Asked(day=today()))


def _entered(name: str) -> str:
    return f"INSERT INTO tenant (name, version, changed_at) VALUES ('{name}', 1, '2026-01-01T00:00:00.000Z')"
