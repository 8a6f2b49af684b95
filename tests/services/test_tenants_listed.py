"""The table of firms by its own index: the same as the plain slow way, whatever was edited and by whom."""

import random
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from sqlalchemy import delete, event

from signage.domain.names import folded
from signage.domain.validity import is_valid, today
from signage.errors import Said, Unavailable
from signage.services.rights import Grant, Rights, everywhere
from signage.services.tenants import listed, listing
from signage.services.tenants.listed import follow_listed
from signage.services.tenants.listing import Asked, list_tenants
from signage.store import GeoPackageStore, Store
from signage.store.firm_tables import firm_listed
from tests.places import a_tenant, an_area
from tests.store.outsiders import as_outsider

ME = everywhere("Kim")
HERE = Rights.from_grants([Grant("clerk", "16070028")], who="Kim")
SEARCHED = ("name", "street", "house_number", "activity", "place", "note")
AREAS = ("Ölmühle", "Oelmühle", "ölmuhle", "Zoo", "Übersee", "Alt")
LETTERS = "aeouäöüÄÖÜßéèçšžÆøł %_-\\.z"


def a_name(chance: random.Random) -> str:
    return "F" + "".join(chance.choices(LETTERS, k=chance.randint(1, 9))).rstrip()


@pytest.fixture
def town(store: Store) -> Store:
    """300 firms with names of all sorts, in areas of which some have one name, or in none."""
    chance, areas = random.Random(7), [an_area(store), *(an_area(store, name=name) for name in AREAS)]
    streets = [a_name(chance) for _ in range(60)]
    days = (None, today() - timedelta(days=9), today() + timedelta(days=9))
    rows = [
        {
            "name": a_name(chance), "street": chance.choice((None, *streets)),
            "note": chance.choice((None, "Öl & Gas")), "area": chance.choice((None, *areas)),
            "municipality": chance.choice(("16070028", "16067029")),
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
    rows.sort(key=lambda row: folded(row["name"]), reverse=asked.down and asked.by == "name")
    if asked.by != "name":
        areas = {row["id"]: row["name"] for row in store.read_ids("area", range(1, 20))}
        values = {row["id"]: areas.get(row["area"]) if asked.by == "area" else row[asked.by] for row in rows}
        rows.sort(key=lambda row: folded(values[row["id"]] or ""), reverse=asked.down)
        rows.sort(key=lambda row: values[row["id"]] is None)
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
     {"area": 1, "words": "u"}, {"person": True, "down": True, "words": "o"},
     {"by": "street"}, {"by": "street", "down": True, "state": "all"}, {"by": "street", "words": "e"},
     {"by": "street", "area": 0, "down": True}, {"by": "area"}, {"by": "area", "down": True, "words": "e"},
     {"by": "area", "down": True}, {"by": "area", "area": 0}],
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


def test_the_longest_names_and_streets_fit_the_indexes(town: Store) -> None:
    chance, letters = random.Random(3), [chr(code) for code in range(0x20000, 0x2A000)]
    for name, street in ((500, 300), (200, 200)):
        texts = ["".join(chance.choices(letters, k=long)) for long in (name, street)]
        a_tenant(town, None, name=texts[0], street=texts[1])
    assert follow_listed(town)
    assert same(town, Asked(day=today(), by="street", down=True))


def plans(store: GeoPackageStore, asked: Asked, *, offset: int = 0) -> list[str]:
    """How the file answers each query on what the table keeps."""
    asked_for: list[tuple[str, Any]] = []

    def listen(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked_for.append((statement, values))

    event.listen(store._reader, "before_cursor_execute", listen)
    list_tenants(store, asked, rights=ME, offset=offset, limit=40)
    event.remove(store._reader, "before_cursor_execute", listen)
    found = [one for one in asked_for if "FROM firm_listed" in one[0]]
    with closing(store.connect_reader()) as reader:
        return [
            str(row[3])
            for query, values in found
            for row in reader.execute(f"EXPLAIN QUERY PLAN {query}", values)
        ]


@pytest.mark.parametrize("store", ["geopackage"], indirect=True)
@pytest.mark.parametrize("by", ["name", "street", "area"])
@pytest.mark.parametrize("offset", [0, 120])
def test_an_index_alone_answers_a_page_by_name_street_or_area(town: Store, by: str, offset: int) -> None:
    assert isinstance(town, GeoPackageStore)
    assert follow_listed(town)
    said = plans(town, Asked(day=today(), by=by), offset=offset)
    assert f"firm_listed_by_{by}" in " ".join(said)
    assert [one for one in said if "COVERING" not in one] == []


@pytest.mark.parametrize("store", ["geopackage"], indirect=True)
def test_by_street_downwards_only_firms_of_one_street_are_sorted(town: Store) -> None:
    assert isinstance(town, GeoPackageStore)
    assert follow_listed(town)
    said = [one for one in plans(town, Asked(day=today(), by="street", down=True)) if "B-TREE" in one]
    assert len(said) == 1
    assert said != ["USE TEMP B-TREE FOR ORDER BY"]  # but for its last terms


def _entered(name: str) -> str:
    return f"INSERT INTO tenant (name, version, changed_at) VALUES ('{name}', 1, '2026-01-01T00:00:00.000Z')"
