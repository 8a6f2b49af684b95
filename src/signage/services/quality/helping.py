"""Which confirmations would help visitors most: many scan there, and the list is old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from heapq import nsmallest
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select

from signage.services.confirming.areas import DueArea, named
from signage.services.rights import Rights
from signage.services.scan_statistics import withheld
from signage.services.standing import Standing, standing
from signage.services.standing.kept import kept_places, kept_rows
from signage.store import Store
from signage.store.firm_tables import area_standing
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES, scan_count

MOST = 10
DAYS = 90  # of scans
_OLDEST_DAYS = 3 * 365  # older is no worse, and never confirmed is as old
_MANY = 5_000  # areas that were scanned, from which on all due ones are read at once
_KEPT = area_standing.c
_SIGN = LAYER_TABLES["sign"]


@dataclass(frozen=True, slots=True)
class Helpful:
    """An area whose confirmation would help; `scans` of its signs in 90 days, None where too few to tell."""

    area: DueArea
    age_days: int
    scans: int | None


def helpful_confirmations(
    store: Store,
    rights: Rights,
    *,
    on: date | None = None,
    limit: int = MOST,
    known: Standing | None = None,
) -> list[Helpful]:
    """Areas with firms that are due, by scans times the age of the oldest confirmation."""
    found = known or standing(store, rights, on=on)
    scans, age = _scans(store, found.day), cache(partial(_age, found.day))
    due = _candidates(store, found, list(scans), limit)
    told = withheld({one.area: scans[one.area] for one in due if one.area in scans})
    # One more, so that among areas that nobody scanned the oldest comes first.
    ranked = [(-(scans.get(one.area, 0) + 1) * age(bool(one.never), one.oldest), one) for one in due]
    best = [(rank, one) for rank, one in nsmallest(limit, ranked, key=lambda pair: (pair[0], pair[1][:2]))]
    areas = {(one.area, one.municipality or ""): one for one in _of_areas(store, found, best)}
    return [
        Helpful(area, age(bool(one.never), one.oldest), told.get(one.area))
        for _, one in best
        if (area := areas.get((one.area, one.owner))) is not None
    ]


class _Due(NamedTuple):
    area: int
    owner: str
    never: int
    oldest: date | None


def _candidates(store: Store, found: Standing, scanned: Sequence[int], limit: int) -> list[_Due]:
    """The due areas that may be among the first `limit`: those that somebody scanned, and of all the oldest,
    for among the others nothing but the age counts.
    """
    query = select(_KEPT.area, _KEPT.owner, _KEPT.never, _KEPT.oldest).where(_KEPT.due > 0)
    if len(scanned) > _MANY:
        rows = {*kept_rows(store, found, query)}
    else:
        is_old = or_(_KEPT.never > 0, _KEPT.oldest.is_(None), _KEPT.oldest <= _as_old_as_can_be(found.day))
        by_age = case((is_old, 0), else_=1), case((is_old, None), else_=_KEPT.oldest), _KEPT.area, _KEPT.owner
        rows = {*kept_rows(store, found, query.order_by(*by_age).limit(limit))}
        for part in parts(sorted(scanned)):
            rows |= {*kept_rows(store, found, query.where(_KEPT.area.in_(part)))}
    others = [
        _Due(one.area, one.owner or "", one.never, one.oldest) for one in found.others if one.due and one.area
    ]
    return [*(_Due(*row) for row in rows), *others]


def _as_old_as_can_be(on: date) -> date:
    return on - timedelta(days=_OLDEST_DAYS)


def _of_areas(store: Store, known: Standing, chosen: Sequence[tuple[int, _Due]]) -> list[DueArea]:
    areas = {one.area for _, one in chosen}
    kept = known.kept if known.kept is None else and_(known.kept, _KEPT.area.in_(areas))
    found = kept_places(store, replace(known, kept=kept))
    return named(store, [*found, *(one for one in known.others if one.area in areas)])


def _age(on: date, never: bool, oldest: date | None) -> int:
    if never or oldest is None:
        return _OLDEST_DAYS
    return min((on - oldest).days, _OLDEST_DAYS)


def _scans(store: Store, on: date) -> Mapping[int, int]:
    since = on - timedelta(days=DAYS)
    # Each code once, and only those that somebody scanned: most signs have no scan in these days.
    by_code = select(scan_count.c.code, func.sum(scan_count.c.scans).label("scans"))
    scanned = by_code.where(scan_count.c.day.between(since, on)).group_by(scan_count.c.code).subquery()
    query = select(_SIGN.c.area, func.sum(scanned.c.scans)).join(scanned, scanned.c.code == _SIGN.c.code)
    query = query.where(_SIGN.c.area.is_not(None), _SIGN.c.withdrawn_by.is_(None))
    with store.engine_read() as connection:
        return {area: int(scans) for area, scans in connection.execute(query.group_by(_SIGN.c.area))}
