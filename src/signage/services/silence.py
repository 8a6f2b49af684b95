"""Silence: a sign whose scans stop while its neighbours' go on may be covered, pasted over or gone.

Counted is on how many days a sign was scanned at all, for one lorry's crew may scan five times in a row. Of
all such days of the sign and its neighbours, before and now, those of the sign would fall into the newest
window by chance: that they are so few has the probability of Fisher's exact test (hypergeometric, one-sided).
Weather, holidays and the end of a season meet the neighbours too and so do not count. Windows of several
lengths share the chance of a false alarm (Bonferroni): a busy sign is missed after days, a quiet one after
weeks. As little as the statistics does an alarm tell when a sign was scanned last, or on how few days.
docs/statistics.md has the error rates, tools/simulate_silence.py found them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest
from itertools import chain, islice
from math import comb, hypot
from typing import Any, NamedTuple

from sqlalchemy import and_, case, distinct, false, func, or_, select

from signage.domain.words import STANDING
from signage.services.scan_counts import LEAST
from signage.store import Store
from signage.store.base import valid_on
from signage.store.parts import parts
from signage.store.reach import Reach
from signage.store.schema import LAYER_TABLES, scan_count
from signage.store.types import coordinate_runs

WINDOWS = {10: 84, 14: 84, 28: 84, 56: 168}  # days: so many before them are what they are held against
HISTORY = 56 + 168
CHANCE = 0.001  # of a false alarm for one sign on one day, all windows together
NEIGHBOURS, REACH_M = 8, 10_000.0
_SQUARE_M = 500.0
_SIGN, _AREA = LAYER_TABLES["sign"], LAYER_TABLES["area"]
_WITH_AREA = _SIGN.outerjoin(_AREA, _AREA.c.id == _SIGN.c.area)
_TOWN = func.coalesce(_AREA.c.municipality, _SIGN.c.municipality)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Silent:
    """A sign that fell silent: in the newest `window_days`, from `since` on, it was scanned on far fewer days
    than the `expected` ones that would fit its neighbours; `chance` is that of so few, to one digit.
    """

    code: str
    number: str
    area: int | None
    window_days: int
    since: date
    expected: float
    chance: float


def chance_of_so_few(now: int, before: int, near_now: int, near_before: int) -> float:
    """P(X <= `now`) where of all days with scans, `now` + `near_now` lie in the window and the sign has
    `now` + `before`: X is hypergeometric. 1.0 where there is nothing to compare.
    """
    own, window = now + before, now + near_now
    everything = own + near_now + near_before
    lowest = max(0, own + window - everything)
    ways = sum(comb(own, x) * comb(everything - own, window - x) for x in range(lowest, now + 1))
    return min(1.0, ways / comb(everything, window)) if everything else 1.0


@dataclass(frozen=True, slots=True)
class Scanned:
    """On how many days a sign was scanned in each of `WINDOWS` and in the days before it (now, before)."""

    windows: tuple[tuple[int, int], ...]


def scanned(days: Collection[date], *, on: date) -> Scanned:
    """The same of a sign that was scanned on `days`. `on` itself is not yet over and does not count."""
    windows = [(_days(days, begins, on), _days(days, first, begins)) for first, begins in _bounds(on)]
    return Scanned(tuple(windows))


def silence(own: Scanned, near: Sequence[Scanned]) -> tuple[int, int, float, float] | None:
    """Window, days with scans in it, how many would fit, and the chance of so few, for a sign and its
    neighbours; None where it has not fallen silent. A sign needs at least five days before to be judged.
    """
    for place, length in enumerate(WINDOWS):
        now, before = own.windows[place]
        near_now = sum(sign.windows[place][0] for sign in near)
        near_before = sum(sign.windows[place][1] for sign in near)
        if before < LEAST or not near_before:
            continue
        chance = chance_of_so_few(now, before, near_now, near_before)
        if chance < CHANCE / len(WINDOWS):
            return length, now, before * near_now / near_before, chance
    return None


def silent_signs(store: Store, *, on: date, reach: Reach | None = None) -> list[Silent]:
    """The standing signs in `reach` (None: all) that have fallen silent, the least likely first.

    Neighbours are the eight nearest standing signs within 10 km, of whatever municipality.
    """
    # One municipality with what is around it at a time: all signs of a state would not fit beside scans.
    towns = _towns(store) if reach is None else reach.municipalities
    shares = [_TOWN.is_not_distinct_from(town) for town in towns]
    shares += [_SIGN.c.area == area for area in (reach.areas if reach else ())]
    found = {silent.code: silent for share in shares for silent in _silent_in(store, share, on)}
    return sorted(found.values(), key=lambda one: (one.chance, one.code))


def _silent_in(store: Store, share: Any, on: date) -> Iterator[Silent]:
    signs = {sign.code: sign for sign in _standing(store, on, share)}
    around = Grid({sign.code: sign.place for sign in _standing(store, on, _around(store, signs.values()))})
    near = {code: around.nearest(code) for code in signs}
    days = _counted(store, sorted({*signs, *(other for others in near.values() for other in others)}), on)
    for code, sign in signs.items():
        own = days.get(code, _NEVER)
        judged = silence(own, [days.get(other, _NEVER) for other in near[code]])
        if judged is not None:
            window, _, expected, chance = judged
            since, rounded = on - timedelta(days=window), float(f"{chance:.0e}")
            yield Silent(code, sign.number, sign.area, window, since, round(expected, 1), rounded)


class Grid:
    """Signs by the square they stand in, so that those near one are found without a look at all others."""

    def __init__(self, places: Mapping[str, Point]) -> None:
        self._places = places
        self._squares: dict[tuple[int, int], list[str]] = {}
        for code, place in places.items():
            self._squares.setdefault(self._square(place), []).append(code)

    def nearest(self, code: str) -> list[str]:
        """The codes of the eight nearest signs within 10 km, nearest first; equally near ones by code."""
        (x, y), found = self._places[code], list[tuple[float, str]]()
        for ring in range(int(REACH_M // _SQUARE_M) + 2):
            # What stands in this ring or beyond is at least so far away.
            if len(found) == NEIGHBOURS and found[-1][0] < (ring - 1) * _SQUARE_M:
                break
            others = (other for square in self._ring((x, y), ring) for other in self._squares.get(square, ()))
            away = ((hypot(self._places[o][0] - x, self._places[o][1] - y), o) for o in others if o != code)
            found = nsmallest(NEIGHBOURS, chain(found, (pair for pair in away if pair[0] <= REACH_M)))
        return [other for _, other in found]

    @staticmethod
    def _square(place: Point) -> tuple[int, int]:
        return int(place[0] // _SQUARE_M), int(place[1] // _SQUARE_M)

    def _ring(self, place: Point, ring: int) -> Iterator[tuple[int, int]]:
        """The squares that are so many squares away from the one of `place`."""
        column, row = self._square(place)
        for east in range(-ring, ring + 1):
            step = 1 if abs(east) == ring else 2 * ring
            yield from ((column + east, row + north) for north in range(-ring, ring + 1, step))


class _Standing(NamedTuple):
    code: str
    number: str
    area: int | None
    place: Point


def _towns(store: Store) -> list[str | None]:
    query = select(_TOWN).select_from(_WITH_AREA).where(_SIGN.c.code.is_not(None)).distinct()
    with store.engine_read() as connection:
        return list(connection.execute(query).scalars())


def _around(store: Store, signs: Collection[_Standing]) -> Any:
    """The condition for signs within reach of these."""
    if not signs:
        return false()
    xs, ys = [sign.place[0] for sign in signs], [sign.place[1] for sign in signs]
    box = (min(xs) - REACH_M, min(ys) - REACH_M, max(xs) + REACH_M, max(ys) + REACH_M)
    return store.bbox_clause(_SIGN, box)


def _standing(store: Store, on: date, where: Any) -> list[_Standing]:
    names = (_SIGN.c.code, _SIGN.c.number, _SIGN.c.area, _SIGN.c.geometry)
    query = (
        select(*names)
        .select_from(_WITH_AREA)
        .where(
            _SIGN.c.code.is_not(None),
            _SIGN.c.geometry.is_not(None),
            _SIGN.c.withdrawn_by.is_(None),
            or_(_SIGN.c.state.is_(None), _SIGN.c.state.in_(STANDING)),
            valid_on(_SIGN, on),
            where,
        )
    )
    with store.engine_read() as connection:
        return [
            _Standing(code, number or "", area, (run[0], run[1]))
            for code, number, area, geometry in connection.execute(query)
            for run in islice(coordinate_runs(geometry), 1)
        ]


def _counted(store: Store, codes: Sequence[str], on: date) -> dict[str, Scanned]:
    """The signs that were scanned, counted by the store: a code has a row for each day and language."""
    day = scan_count.c.day
    windows = [
        func.count(distinct(case((and_(day >= since, day < until), day))))
        for first, begins in _bounds(on)
        for since, until in ((begins, on), (first, begins))
    ]
    query = select(scan_count.c.code, *windows).group_by(scan_count.c.code)
    query = query.where(scan_count.c.scans > 0, day >= on - timedelta(days=HISTORY), day < on)
    found: dict[str, Scanned] = {}
    with store.engine_read() as connection:
        for part in parts(codes):
            for code, *counts in connection.execute(query.where(scan_count.c.code.in_(part))):
                pairs = zip(counts[::2], counts[1::2], strict=True)
                found[code] = Scanned(tuple(pairs))
    return found


def _bounds(on: date) -> list[tuple[date, date]]:
    """For each window the first day of those before it, and its own first day."""
    days = ((length + earlier, length) for length, earlier in WINDOWS.items())
    return [(on - timedelta(days=first), on - timedelta(days=begins)) for first, begins in days]


_NEVER = Scanned(((0, 0),) * len(WINDOWS))


def _days(days: Collection[date], since: date, until: date) -> int:
    """How many of the days lie in [since, until)."""
    return sum(since <= day < until for day in days)
