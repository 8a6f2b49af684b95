"""What staff learn of scans, and what is withheld."""

from collections.abc import Callable
from datetime import date, timedelta
from math import hypot
from random import Random

import pytest

from signage.services.scan_counts import LEAST, ScanCounts
from signage.services.scan_statistics import as_table, scan_statistics, withheld
from signage.services.silence import Grid, chance_of_so_few, scanned, silence, silent_signs
from signage.store import Store
from signage.store.reach import Reach
from tests.places import a_municipality, a_sign, an_area, point

DAY = date(2026, 11, 28)
HERE, THERE = "16070028", "16067029"
Scan = Callable[..., None]


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    return an_area(store)


@pytest.fixture
def scan(store: Store) -> Scan:
    """Call with a code, a number of scans, and perhaps `days_ago` and `language`."""

    def add(code: str, number: int, days_ago: int = 0, language: str = "de") -> None:
        counts = ScanCounts(store, 3600)
        for _ in range(number):
            counts.add(code, DAY - timedelta(days=days_ago), language)
        counts.close()

    return add


def code_of(store: Store, sign: int) -> str:
    row = store.row("sign", sign)
    assert row
    return str(row["code"])


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, {}),
        ({"a": 0, "b": 5}, {"a": None, "b": 5}),
        ({"a": 4}, {"a": None}),
        ({"a": 4, "b": 9, "c": 7}, {"a": None, "b": 9, "c": None}),
        ({"a": 4, "b": 3, "c": 7}, {"a": None, "b": None, "c": 7}),
        ({"a": 1, "b": 0}, {"a": None, "b": None}),
    ],
)
def test_few_are_not_told_and_cannot_be_found_from_the_total(
    counts: dict[str, int], told: dict[str, int | None]
) -> None:
    assert withheld(counts) == told


def test_scans_are_told_by_sign_day_and_language(store: Store, area: int, scan: Scan) -> None:
    busy, quiet, never = (
        code_of(store, a_sign(store, area, number=f"EK-{n}", geometry=point(10 * n, 10))) for n in range(3)
    )
    scan(busy, 12)
    scan(busy, 6, days_ago=1, language="pl")
    scan(quiet, 3)
    found = scan_statistics(store, since=DAY - timedelta(days=7), until=DAY)
    assert found.total == 21
    assert found.by_day == {DAY - timedelta(days=1): 6, DAY: 15}
    assert found.by_language == {"de": 15, "pl": 6}
    assert [(sign.number, sign.scans) for sign in found.signs] == [
        ("EK-0", None),
        ("EK-1", None),
        ("EK-2", None),
    ]
    assert {sign.code for sign in found.signs} == {busy, quiet, never}


def test_a_sign_has_its_days_and_its_place(store: Store, area: int, scan: Scan) -> None:
    code = code_of(store, a_sign(store, area))
    scan(code, 9)
    scan(code, 8, days_ago=2)
    scan(code, 50, days_ago=30)
    [sign] = scan_statistics(store, since=DAY - timedelta(days=7), until=DAY).signs
    assert (sign.scans, sign.area) == (17, "Erfurter Kreuz")
    assert sign.days == {DAY - timedelta(days=2): 8, DAY: 9}
    assert sign.latitude == pytest.approx(50.85, abs=0.02)


def test_other_municipalities_are_not_told_of(store: Store, area: int, scan: Scan) -> None:
    scan(code_of(store, a_sign(store, area)), 9)
    foreign = scan_statistics(store, since=DAY, until=DAY, reach=Reach(frozenset({"16067029"})))
    assert (foreign.signs, foreign.total, foreign.by_day) == ((), None, {})
    own = scan_statistics(store, since=DAY, until=DAY, reach=Reach(frozenset({"16070028"})), area=area)
    assert own.total == 9


def test_the_table_opens_as_text(store: Store, area: int, scan: Scan) -> None:
    code = code_of(store, a_sign(store, area, number='=HYPERLINK("x")'))
    scan(code, LEAST)
    written = as_table(scan_statistics(store, since=DAY, until=DAY))
    assert written.startswith(b"\xef\xbb\xbf")  # by which Excel knows UTF-8
    lines = written.decode("utf-8-sig").splitlines()
    assert lines[0] == "code;number;area;day;scans"
    assert lines[1] == f'{code};"\'=HYPERLINK(""x"")";Erfurter Kreuz;;5'
    assert lines[2].endswith(";2026-11-28;5")


def every(days: range) -> set[date]:
    return {DAY - timedelta(days=day) for day in days}


def test_the_chance_is_that_of_fishers_exact_test() -> None:
    assert chance_of_so_few(0, 3, 3, 3) == pytest.approx(20 / 84)  # C(6,3)/C(9,3)
    assert chance_of_so_few(3, 0, 0, 3) == 1.0
    assert chance_of_so_few(0, 0, 0, 0) == 1.0


def test_a_sign_that_stops_while_others_go_on_is_silent() -> None:
    near = [scanned(every(range(1, 200)), on=DAY) for _ in range(8)]
    judged = silence(scanned(every(range(11, 200)), on=DAY), near)
    assert judged
    assert judged[:2] == (10, 0)
    assert judged[2] == pytest.approx(10.0)
    assert judged[3] < 0.00025


@pytest.mark.parametrize(
    ("own", "near"),
    [
        (every(range(1, 200)), every(range(1, 200))),  # goes on
        (every(range(11, 200)), every(range(11, 200))),  # all have stopped
        (every(range(11, 200)), set()),  # nobody to compare with
        (every(range(20, 200, 40)), every(range(1, 200))),  # scanned too seldom to say
        (every(range(9, 200)), every(range(1, 200))),  # too early to say
        (set(), every(range(1, 200))),  # was never scanned
    ],
)
def test_no_alarm_without_a_reason(own: set[date], near: set[date]) -> None:
    assert silence(scanned(own, on=DAY), [scanned(near, on=DAY)] * 8) is None


def test_silent_signs_of_a_store_are_named(store: Store, area: int, scan: Scan) -> None:
    signs = [a_sign(store, area, number=f"EK-{n}", geometry=point(10 * n, 10)) for n in range(4)]
    codes = [code_of(store, sign) for sign in signs]
    for days_ago in range(1, 100):
        for number, code in enumerate(codes):
            if number or days_ago > 15:
                scan(code, 1, days_ago)
    [found] = silent_signs(store, on=DAY)
    assert (found.code, found.number, found.since) == (codes[0], "EK-0", DAY - timedelta(days=14))
    assert (found.window_days, found.expected) == (14, 13.8)
    assert silent_signs(store, on=DAY, reach=Reach(frozenset({"16067029"}))) == []
    with store.change(who="Test", why="Test") as change:
        change.update("sign", signs[0], {"state": "dismantled"})
    assert silent_signs(store, on=DAY) == []


def test_neighbours_are_found_as_by_looking_at_all() -> None:
    chance = Random(7)
    spread = [(chance.gauss(0, 6000), chance.gauss(0, 6000)) for _ in range(200)]
    places = {f"{n:03}": place for n, place in enumerate([*spread, *spread[:12], (90_000.0, 0.0)])}
    grid = Grid(places)
    for code, (x, y) in places.items():
        away = {other: hypot(at[0] - x, at[1] - y) for other, at in places.items() if other != code}
        all_near = sorted((metres, other) for other, metres in away.items() if metres <= 10_000)
        assert grid.nearest(code) == [other for _, other in all_near[:8]]


def test_of_many_signs_few_are_looked_at_for_neighbours() -> None:
    looked_at: set[str] = set()

    class Places(dict[str, tuple[float, float]]):
        def __getitem__(self, code: str) -> tuple[float, float]:
            looked_at.add(code)
            return super().__getitem__(code)

    grid = Grid(Places({f"{n}": (n % 100 * 200.0, n // 100 * 200.0) for n in range(10_000)}))
    assert len(grid.nearest("5050")) == 8
    assert 8 < len(looked_at) < 200


def test_neighbours_may_be_of_another_municipality_and_only_what_counts_is_read(
    store: Store, area: int, scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [point(10 * n, 10) for n in range(4)]
    [own, *near] = [
        code_of(store, a_sign(store, number=f"X-{n}", geometry=place, municipality=THERE if n else HERE))
        for n, place in enumerate(places)
    ]
    far = code_of(store, a_sign(store, number="FAR", geometry=point(60e3, 0), municipality=THERE))
    for days_ago in range(1, 100):
        for code in (*near, *([own] if days_ago > 15 else [])):
            scan(code, 1, days_ago)
    read: list[str] = []

    def noted(codes: list[str]) -> list[list[str]]:
        read.extend(codes)
        return [codes]

    monkeypatch.setattr("signage.services.silence.parts", noted)
    assert [one.code for one in silent_signs(store, on=DAY, reach=Reach(frozenset({HERE})))] == [own]
    assert sorted(read) == sorted([own, *near])
    assert far not in read
