"""Silence: a sign whose scans stop while its neighbours' go on may be covered, pasted over or gone.

Counted is on how many days a sign was scanned at all, for one lorry's crew may scan five times in a row. Of
all such days of the sign and its neighbours, before and now, those of the sign would fall into the newest
window by chance: that they are so few has the probability of Fisher's exact test (hypergeometric, one-sided).
Weather, holidays and the end of a season meet the neighbours too and so do not count. Windows of several
lengths share the chance of a false alarm (Bonferroni): a busy sign is missed after days, a quiet one after
weeks. docs/statistics.md has the error rates, tools/simulate_silence.py found them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb, hypot

from sqlalchemy import select

from signage.domain.validity import is_valid
from signage.domain.words import STANDING
from signage.services.scan_counts import LEAST
from signage.store import Store
from signage.store.schema import LAYER_TABLES, scan_count
from signage.store.types import coordinate_runs

WINDOWS = {10: 84, 14: 84, 28: 84, 56: 168}  # days: so many before them are what they are held against
HISTORY = 56 + 168
CHANCE = 0.001  # of a false alarm for one sign on one day, all windows together
NEIGHBOURS, REACH_M = 8, 10_000.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Silent:
    """A sign that fell silent: in the newest `window_days` it was scanned on `days_now` days, `expected` ones
    would fit its neighbours; `chance` is that of so few.
    """

    code: str
    number: str
    area: int | None
    window_days: int
    days_now: int
    expected: float
    chance: float
    last_scan_on: date | None


def chance_of_so_few(now: int, before: int, near_now: int, near_before: int) -> float:
    """P(X <= `now`) where of all days with scans, `now` + `near_now` lie in the window and the sign has
    `now` + `before`: X is hypergeometric. 1.0 where there is nothing to compare.
    """
    own, window = now + before, now + near_now
    everything = own + near_now + near_before
    lowest = max(0, own + window - everything)
    ways = sum(comb(own, x) * comb(everything - own, window - x) for x in range(lowest, now + 1))
    return min(1.0, ways / comb(everything, window)) if everything else 1.0


def silence(
    own: Collection[date], near: Sequence[Collection[date]], *, on: date
) -> tuple[int, int, float, float] | None:
    """Window, days with scans in it, how many would fit, and the chance of so few, for a sign with scans on
    the days `own` and neighbours with scans on `near`; None where it has not fallen silent.

    `on` itself is not yet over and does not count. A sign needs at least five days before to be judged, so
    that figures that are withheld elsewhere cannot be guessed from an alarm.
    """
    for length, earlier in WINDOWS.items():
        begins, first = on - timedelta(days=length), on - timedelta(days=length + earlier)
        now, before = _days(own, begins, on), _days(own, first, begins)
        near_now = sum(_days(days, begins, on) for days in near)
        near_before = sum(_days(days, first, begins) for days in near)
        if before < LEAST or not near_before:
            continue
        chance = chance_of_so_few(now, before, near_now, near_before)
        if chance < CHANCE / len(WINDOWS):
            return length, now, before * near_now / near_before, chance
    return None


def silent_signs(store: Store, *, on: date, municipalities: Collection[str] | None = None) -> list[Silent]:
    """The standing signs of these municipalities (AGS; None: all) that have fallen silent, the least likely
    first. Neighbours are the eight nearest standing signs within 10 km, of whatever municipality.
    """
    signs = _standing(store, on)
    days = _days_with_scans(store, on - timedelta(days=HISTORY), on)
    found = []
    for code, sign in signs.items():
        if municipalities is not None and sign.municipality not in municipalities:
            continue
        near = [days.get(other, frozenset()) for other in _nearest(code, signs)]
        own = days.get(code, frozenset())
        if (judged := silence(own, near, on=on)) is not None:
            window, now, expected, chance = judged
            last = max(own, default=None)
            found.append(Silent(code, sign.number, sign.area, window, now, round(expected, 1), chance, last))
    return sorted(found, key=lambda one: (one.chance, one.code))


@dataclass(frozen=True, slots=True)
class _Standing:
    number: str
    area: int | None
    municipality: str | None
    place: Point


def _standing(store: Store, on: date) -> dict[str, _Standing]:
    sign, area = LAYER_TABLES["sign"], LAYER_TABLES["area"]
    query = select(sign, area.c.municipality.label("town")).outerjoin(area, area.c.id == sign.c.area)
    query = query.where(sign.c.code.is_not(None), sign.c.withdrawn_by.is_(None))
    with store.engine_read() as connection:
        rows = connection.execute(query).all()
    return {
        row.code: _Standing(row.number or "", row.area, row.town or row.municipality, place)
        for row in rows
        if (row.state is None or row.state in STANDING)
        and is_valid(row.valid_from, row.valid_to, on)
        and (place := _place(row.geometry)) is not None
    }


def _place(geometry: bytes | None) -> Point | None:
    run = next(coordinate_runs(geometry), None) if geometry else None
    return (run[0], run[1]) if run else None


def _nearest(code: str, signs: Mapping[str, _Standing]) -> list[str]:
    x, y = signs[code].place
    away = {other: hypot(sign.place[0] - x, sign.place[1] - y) for other, sign in signs.items()}
    near = sorted((metres, other) for other, metres in away.items() if other != code and metres <= REACH_M)
    return [other for _, other in near[:NEIGHBOURS]]


def _days_with_scans(store: Store, since: date, until: date) -> dict[str, frozenset[date]]:
    query = select(scan_count.c.code, scan_count.c.day).where(
        scan_count.c.day >= since, scan_count.c.day < until, scan_count.c.scans > 0
    )
    found: dict[str, set[date]] = {}
    with store.engine_read() as connection:
        for code, day in connection.execute(query):
            found.setdefault(code, set()).add(day)
    return {code: frozenset(days) for code, days in found.items()}


def _days(days: Collection[date], since: date, until: date) -> int:
    """How many of the days lie in [since, until)."""
    return sum(since <= day < until for day in days)
