"""The figures that are kept of all areas are those that counting every firm by hand would give."""

import random
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from signage.domain.cycles import due_on
from signage.domain.validity import at_the_signs, is_valid, today
from signage.errors import Said, Unavailable
from signage.services.rights import Grant, Rights
from signage.services.standing import counting, follow_standing, places
from signage.services.standing.counting import worst_order
from signage.services.standing.measures import MEASURES
from signage.store import Store
from signage.store.desk_tables import office
from signage.store.firm_tables import area_standing
from tests.places import a_municipality, a_tenant, an_area, outline, point
from tests.store.outsiders import as_outsider

HERE, THERE = "16070028", "16067029"
ALL = Rights(None, "Regie")
TODAY = today()
Row = dict[str, Any]


@pytest.fixture
def areas(store: Store) -> list[int]:
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    with store.write_plain() as connection:
        row = {"ags": THERE, "mail": "", "cycle_months": 12, "firms_direct": False, "version": 1}
        connection.execute(insert(office).values(row))
    here = [an_area(store, name=f"G{n}", number=f"G{n}", geometry=outline(2000 * n)) for n in range(4)]
    ended = an_area(store, name="Alt", number="A", valid_to=TODAY + timedelta(1), geometry=outline(9000))
    return [*here, ended, an_area(store, name="Leer", number="L", geometry=outline(12_000))]


def by_hand(store: Store, day: Any = TODAY) -> dict[tuple[int | None, str | None], Row]:
    """Firm by firm, without any SQL but reading."""
    areas = {row["id"]: row for row in store.read("area", withdrawn=True)}
    firms = [row for row in store.read("tenant") if is_valid(row["valid_from"], row["valid_to"], day)]
    twins: dict[Any, int] = defaultdict(int)
    for row in firms:
        for key in (("number", row["number"]), ("name", row["name"].lower())):
            twins[row["area"], key] += 1
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in firms:
        area = areas.get(row["area"])
        owner = row["municipality"] or (area["municipality"] if area else None)
        fresh = row["confirmed_on"] and due_on(row["confirmed_on"], 12 if owner == THERE else 6) > day
        numbers = [("number", row["number"])] if row["number"] is not None else []
        keys = [*numbers, ("name", row["name"].lower())]
        held = {
            "confirmed": bool(fresh),
            "placed": row["geometry"] is not None,
            "addressed": bool(row["street"] and row["house_number"]),
            "assigned": area is not None and is_valid(area["valid_from"], area["valid_to"], day),
            "numbered": row["number"] is not None,
            "branch": bool(row["activity"] or row["wz_code"]),
            "single": area is None or all(twins[row["area"], key] == 1 for key in keys),
        }
        found[row["area"], owner].append((row, held))
    return {key: _summed(rows, 12 if key[1] == THERE else 6) for key, rows in found.items()}


def _summed(rows: list[tuple[Row, Row]], months: int) -> Row:
    scored = []
    for row, held in rows:
        score = sum(MEASURES[key].weight for key, has in held.items() if has) + MEASURES["unreported"].weight
        scored.append(worst_order(score, row["confirmed_on"], row["id"]))
    never = [at_the_signs(row["changed_at"]).date() for row, _ in rows if row["confirmed_on"] is None]
    days = [due_on(row["confirmed_on"], months) for row, _ in rows if row["confirmed_on"]] + never
    return {
        "firms": len(rows),
        "due": sum(not held["confirmed"] for _, held in rows),
        "never": len(never),
        "oldest": min((row["confirmed_on"] for row, _ in rows if row["confirmed_on"]), default=None),
        "due_from": min(days),
        "points": sum(key[0] for key in scored),
        "held": {key: sum(held[key] for _, held in rows) for key in rows[0][1]},
        "worst_key": min(scored),
    }


def kept(store: Store, rights: Rights = ALL, **asked: Any) -> dict[tuple[int | None, str | None], Row]:
    names = ("firms", "due", "never", "oldest", "due_from", "held", "points", "worst_key")
    found = places(store, rights, **asked)
    return {(one.area, one.owner): {name: getattr(one, name) for name in names} for one in found}


def _values(chance: random.Random, areas: list[int]) -> Row:
    def day(*spans: int) -> Any:
        span = chance.choice((None, *spans))
        return None if span is None else TODAY + timedelta(days=span)

    return {
        "area": chance.choice((*areas, None)),
        "municipality": chance.choice((None, None, HERE, THERE)),
        "name": chance.choice(("Muster GmbH", "MUSTER GmbH", "Nord AG", "Süd KG", "Ost e. K.")),
        "number": chance.choice((None, 1, 2, 3)),
        "street": chance.choice((None, "Am Rand")),
        "house_number": chance.choice((None, "1")),
        "activity": chance.choice((None, "Lager")),
        "wz_code": chance.choice((None, "52.10")),
        "geometry": chance.choice((None, point(10, 10))),
        "confirmed_on": day(0, -100, -181, -185, -250, -365, -366, -900),
        "valid_from": day(-10, 0, 1, 5),
        "valid_to": day(-1, 0, 1, 300),
    }


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_counting_by_hand_gives_after_every_change(
    store: Store, areas: list[int], seed: int
) -> None:
    chance, ids = random.Random(seed), []
    for _ in range(6):
        with store.change(who="t", why="t") as change:
            ids += change.create_many("tenant", [_values(chance, areas) for _ in range(12)])
            for row in chance.sample(ids, 4):
                change.update("tenant", row, _values(chance, areas))
            if chance.random() < 0.5:
                change.update("area", areas[0], {"municipality": chance.choice((HERE, THERE))})
        assert kept(store) == by_hand(store)
    row = chance.choice(ids)
    as_outsider(store, f"UPDATE tenant SET area = {areas[1]}, confirmed_on = NULL WHERE id = {row}")
    assert kept(store) == by_hand(store)
    another = TODAY + timedelta(days=1)
    assert kept(store, on=another) == by_hand(store, another)


def test_the_day_turns_what_nobody_changed(
    store: Store, areas: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, ends, due = (TODAY + timedelta(days=n) for n in (2, 4, 6))
    a_tenant(store, areas[0], name="Kommt", valid_from=begins)
    a_tenant(store, areas[1], name="Geht", valid_to=ends)
    a_tenant(store, areas[2], name="Fällig", confirmed_on=TODAY - timedelta(days=170))
    last = TODAY - timedelta(days=170)
    assert due_on(last, 6) > due
    for ahead in range(20):
        day = TODAY + timedelta(days=ahead)
        monkeypatch.setattr("signage.services.standing.kept.today", lambda day=day: day)
        assert kept(store) == by_hand(store, day), day


def test_another_cycle_of_a_municipality_counts_at_once(store: Store, areas: list[int]) -> None:
    a_tenant(store, areas[0], municipality=THERE, confirmed_on=TODAY - timedelta(days=300))
    assert [one.due for one in places(store, ALL)] == [0]
    with store.write_plain() as connection:
        connection.execute(update(office).values(cycle_months=6))
    assert [one.due for one in places(store, ALL)] == [1]


def test_figures_are_of_the_own_firms_and_areas_only(store: Store, areas: list[int]) -> None:
    a_tenant(store, areas[0])
    a_tenant(store, areas[0], name="Nebenan", municipality=THERE)
    a_tenant(store, None, name="Nirgends", municipality=THERE)
    for ags, expected in ((HERE, [(areas[0], HERE)]), (THERE, [(areas[0], THERE), (None, THERE)])):
        rights = Rights.from_grants([Grant("clerk", ags)], who="Kim")
        assert sorted(kept(store, rights), key=str) == sorted(expected, key=str)
    only = Rights.from_grants([Grant("clerk", HERE, area=areas[1])], who="Kim")
    assert kept(store, only) == {}


def test_only_areas_that_changed_are_counted_anew(store: Store, areas: list[int]) -> None:
    a_tenant(store, areas[0])
    a_tenant(store, areas[1])
    follow_standing(store)
    with store.write_plain() as connection:
        connection.execute(update(area_standing).values(firms=7))
    a_tenant(store, areas[1], name="Neu")
    assert {one.area: one.firms for one in places(store, ALL)}[areas[1]] == 2
    assert {one.area: one.firms for one in places(store, ALL)}[areas[0]] == 7


def test_a_store_that_takes_no_change_is_counted_all_the_same(
    store: Store, areas: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_tenant(store, areas[0])
    a_tenant(store, None, name="Nirgends")

    def refuse(**_: object) -> None:
        raise Unavailable(Said("Nur lesbar.", "Read only."))

    monkeypatch.setattr(store, "write_plain", refuse)
    assert kept(store) == by_hand(store)
    with store.engine_read() as connection:
        assert connection.execute(select(area_standing)).all() == []


def test_what_older_software_counted_is_counted_anew(store: Store, areas: list[int]) -> None:
    a_tenant(store, areas[0])
    follow_standing(store)
    with store.write_plain() as connection:
        connection.execute(text("UPDATE area_standing SET edition = 0, firms = 99"))
    assert [one.firms for one in places(store, ALL)] == [1]


def test_a_firm_that_comes_while_its_area_is_counted_is_counted_by_the_next_look(
    postgis_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_municipality(postgis_store)
    area, worst_of = an_area(postgis_store), counting._worst

    def meanwhile(*asked: Any) -> Any:
        found = worst_of(*asked)
        monkeypatch.undo()
        a_tenant(postgis_store, area)
        return found

    monkeypatch.setattr(counting, "_worst", meanwhile)
    assert follow_standing(postgis_store)
    assert kept(postgis_store) == by_hand(postgis_store)


@pytest.mark.parametrize("column", ["valid_from", "valid_to", "confirmed_on"])
@pytest.mark.parametrize("table", ["tenant", "area"])
def test_what_is_no_day_in_a_file_holds_nobody_up(geopackage: Store, table: str, column: str) -> None:
    a_municipality(geopackage)
    area = an_area(geopackage)
    broken = {"tenant": a_tenant(geopackage, area), "area": area}[table]
    a_tenant(geopackage, area, name="Heil GmbH")
    as_outsider(geopackage, f"UPDATE {table} SET {column} = 'bald' WHERE id = {broken}")
    [place] = places(geopackage, ALL)
    assert place.firms in (1, 2)
