"""Two days compared: held against what the directory showed at the end of each, written down day by day."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from signage.domain.validity import today
from signage.errors import InvalidInput, NotFound
from signage.services import lineage
from signage.services.past import comparing
from signage.services.past.as_of import directory_on, neighbouring_days
from signage.services.past.comparing import Comparison, compare_days
from signage.services.rights import Rights, everywhere
from signage.services.tenants.moving import move_tenant, rename_tenant
from signage.store import Store
from signage.store.schema import change_set
from tests.parts.statements import statements
from tests.places import a_municipality, a_tenant, an_area, outline, point

HERE, THERE = "16070028", "16067029"
ALL = everywhere("test")
OWN = Rights(frozenset({HERE}), "Kim Muster")
TODAY = today()
DAYS = [TODAY - timedelta(days=back) for back in range(12, -1, -1)]
Row = dict[str, Any]


def _happened(store: Store, since: int, day: date) -> None:
    """Let the change sets after `since` be of that day's noon."""
    noon = datetime.combine(day, time(12), UTC)
    with store.write_plain() as connection:
        connection.execute(update(change_set).where(change_set.c.id > since).values(at=noon))


class Chronicle:
    """Random days of an inventory; what the directory showed at the end of each is kept."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.dice = store, random.Random(seed)
        a_municipality(store)
        self.areas = [an_area(store), an_area(store, name="Thörey", number="TH")]
        self.shown: dict[date, dict[int, Row]] = {}
        self.former: dict[int, int] = {}
        self.count = 0

    def live(self) -> "Chronicle":
        for day in DAYS:
            since = self.store.revision()
            for _ in range(self.dice.randint(0, 7)):
                self.something(day)
            _happened(self.store, since, day)
            self.shown[day] = {row["id"]: row for row in self.store.read("tenant", as_of=day)}
        return self

    def something(self, day: date) -> None:
        dice, rows = self.dice, self.store.read("tenant", as_of=day)
        verb = dice.choice(
            (
                self.enter,
                self.enter,
                self.enter,
                self.correct,
                self.end,
                self.move,
                self.rename,
                self.withdraw,
            )
        )
        if not rows or verb == self.enter:
            return self.enter(day, {})
        return verb(day, dice.choice(rows))

    def enter(self, day: date, _row: Row) -> None:
        self.count += 1
        a_tenant(
            self.store, self.dice.choice(self.areas), name=f"Firma {self.count}", activity="Bau",
            street="Weg", house_number=str(self.count), geometry=point(self.dice.randint(0, 9) * 100, 0),
            valid_from=self.dice.choice([None, day, day + timedelta(days=1), day - timedelta(days=9)]),
        )  # fmt: skip

    def correct(self, _day: date, row: Row) -> None:
        new: list[Row] = [
            {"activity": f"Handel {self.count}"},
            {"name": f"{row['name']} neu"},
            {"house_number": "99"},
            {"area": self.dice.choice(self.areas)},
            {"confirmed_on": TODAY},
        ]
        self._set(row, self.dice.choice(new))

    def end(self, day: date, row: Row) -> None:
        self._set(row, {"valid_to": day + timedelta(days=self.dice.randint(-2, 3))})

    def withdraw(self, _day: date, row: Row) -> None:
        with self.store.change(who="test", why="test") as change:
            change.withdraw("tenant", row["id"])

    def move(self, day: date, row: Row) -> None:
        to = {"area": self.dice.choice(self.areas), "street": f"Allee {self.count}"}
        self._follow(row, lambda **more: move_tenant(self.store, row["id"], to, **more), day)

    def rename(self, day: date, row: Row) -> None:
        name = f"{row['name']} Nachf."
        self._follow(row, lambda **more: rename_tenant(self.store, row["id"], name, **more), day)

    def _follow(self, row: Row, verb: Any, day: date) -> None:
        if row["valid_to"] is not None or (row["valid_from"] or date.min) >= day:
            return
        done = verb(on=day, seen_version=row["version"], rights=ALL)
        if done.change_set:
            self.former[done.rows[0]["id"]] = row["id"]

    def _set(self, row: Row, values: Row) -> None:
        with self.store.change(who="test", why="test") as change:
            change.update("tenant", row["id"], values)

    def first(self, row_id: int) -> int:
        while row_id in self.former:
            row_id = self.former[row_id]
        return row_id

    def told(self, earlier: date, later: date, area: int | None) -> tuple[list[Any], ...]:
        """By brute force: every firm of one day held against every firm of the other."""
        before, after = self.shown[earlier].values(), self.shown[later].values()

        def here(row: Row) -> bool:
            return area is None or row["area"] == area

        pairs = [(b, a) for b in before for a in after if self.first(b["id"]) == self.first(a["id"])]
        old, new = {b["id"] for b, _ in pairs}, {a["id"] for _, a in pairs}
        seen = [(b, a) for b, a in pairs if here(b) or here(a)]
        address = ("area", "street", "house_number")
        return (
            sorted(a["id"] for a in after if a["id"] not in new and here(a)),
            sorted(b["id"] for b in before if b["id"] not in old and here(b)),
            sorted(a["id"] for b, a in seen if any(b[n] != a[n] for n in address)),
            sorted(a["id"] for b, a in seen if b["name"] != a["name"]),
            sorted(a["id"] for b, a in seen if b["activity"] != a["activity"]),
        )


def _said(found: Comparison) -> tuple[list[int], ...]:
    return (
        sorted(row["id"] for row in found.arrived),
        sorted(row["id"] for row in found.left),
        *(sorted(one.after["id"] for one in pairs) for pairs in (found.moved, found.renamed, found.changed)),
    )


def both_ways(patch: pytest.MonkeyPatch, store: Store, *days: date) -> list[Comparison]:
    """As it is compared, and as where the table of firms cannot be kept and very many firms are asked of."""
    quick = compare_days(store, *days, rights=ALL)
    with patch.context() as changed:
        changed.setattr(comparing, "follow_listed", lambda _: False)
        changed.setattr(lineage, "_MANY", 0)
        return [quick, compare_days(store, *days, rights=ALL)]


def test_two_days_are_compared_alike_whatever_is_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    world = Chronicle(store, 11).live()
    pairs = [(world.dice.choice(DAYS), world.dice.choice(DAYS)) for _ in range(12)]
    found = [both_ways(monkeypatch, store, min(pair), max(pair)) for pair in pairs]
    assert [quick == plain for quick, plain in found] == [True] * 12
    assert any(quick.moved for quick, _ in found)


def test_the_firms_that_stay_are_counted_in_what_the_table_of_firms_keeps(store: Store, area: int) -> None:
    a_tenant(store, area)
    with statements(store) as run:
        compare_days(store, TODAY - timedelta(days=1), TODAY, rights=ALL)
    counts = [one for one in run if one.startswith("SELECT count(*)")]
    assert counts
    assert ["FROM firm_listed" in " ".join(one.split()) for one in counts] == [True] * len(counts)


@pytest.mark.parametrize("seed", range(4))
def test_any_two_days_differ_as_what_was_shown_on_them(store: Store, seed: int) -> None:
    world = Chronicle(store, seed).live()
    told = 0
    for _ in range(30):
        earlier, later = sorted(world.dice.choices(DAYS, k=2))
        area = world.dice.choice([None, *world.areas])
        found = _said(compare_days(store, earlier, later, rights=ALL, area=area))
        assert found == world.told(earlier, later, area), (earlier, later, area)
        told += sum(map(len, found))
    assert told > 30


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    return an_area(store)


def test_a_planned_day_shows_what_is_planned(store: Store, area: int) -> None:
    soon = TODAY + timedelta(days=40)
    a_tenant(store, area, name="Kommt", valid_from=soon)
    a_tenant(store, area, name="Geht", valid_to=soon)
    found = compare_days(store, TODAY, soon, rights=ALL, area=area)
    assert ([row["name"] for row in found.arrived], [row["name"] for row in found.left]) == (
        ["Kommt"],
        ["Geht"],
    )
    assert [row["name"] for row in directory_on(store, area, soon, rights=ALL)] == ["Kommt"]
    assert neighbouring_days(store, area, TODAY) == (None, soon)


def test_what_is_known_now_of_a_past_day_is_another_question(store: Store, area: int) -> None:
    since = store.revision()
    a_tenant(store, area, name="Nachgetragen", valid_from=TODAY - timedelta(days=60))
    _happened(store, since, TODAY - timedelta(days=1))
    then = TODAY - timedelta(days=30)
    assert [row["name"] for row in directory_on(store, area, then, rights=ALL)] == ["Nachgetragen"]
    assert directory_on(store, area, then, rights=ALL, as_known_then=True) == []
    assert len(compare_days(store, then, TODAY, rights=ALL).arrived) == 1
    assert compare_days(store, then, TODAY, rights=ALL, as_known_then=False).arrived == ()


def test_firms_of_others_are_not_compared(store: Store, area: int) -> None:
    a_tenant(store, None, name="Fremd", municipality=THERE, valid_from=TODAY)
    mine = Rights(frozenset([HERE]), "Kim")
    found = compare_days(store, TODAY - timedelta(days=1), TODAY, rights=mine, as_known_then=False)
    assert found.arrived == ()
    with pytest.raises(NotFound):
        directory_on(store, area, TODAY, rights=Rights(frozenset([THERE]), "Alex"))


def test_days_the_wrong_way_round_are_refused(store: Store, area: int) -> None:
    with pytest.raises(InvalidInput):
        compare_days(store, TODAY, TODAY - timedelta(days=1), rights=ALL, area=area)


@pytest.mark.parametrize("asked", [{"rights": OWN}, {"rights": ALL, "municipality": HERE}])
def test_a_firm_that_names_no_municipality_is_its_areas(store: Store, asked: Row) -> None:
    a_municipality(store)
    area = an_area(store)
    there = an_area(store, name="Gotha-Süd", number="GS", municipality=THERE, geometry=outline(3000))
    for where in (area, there):
        a_tenant(store, where, name=f"Alt {where}", municipality=None)
        a_tenant(store, where, name=f"Neu {where}", municipality=None, valid_from=TODAY)
    found = compare_days(store, DAYS[0], TODAY, as_known_then=False, **asked)
    assert ([row["name"] for row in found.arrived], found.same) == ([f"Neu {area}"], 1)
