"""Which confirmations would help visitors most: many scan there, and the list is old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from signage.domain.validity import today
from signage.services.confirming.areas import DueArea, due_areas
from signage.services.rights import Rights
from signage.services.scan_statistics import withheld
from signage.store import Store
from signage.store.schema import LAYER_TABLES, scan_count

MOST = 10
DAYS = 90  # of scans
_OLDEST_DAYS = 3 * 365  # older is no worse, and never confirmed is as old
_SIGN = LAYER_TABLES["sign"]


@dataclass(frozen=True, slots=True)
class Helpful:
    """An area whose confirmation would help; `scans` of its signs in 90 days, None where too few to tell."""

    area: DueArea
    age_days: int
    scans: int | None


def helpful_confirmations(
    store: Store, rights: Rights, *, on: date | None = None, limit: int = MOST
) -> list[Helpful]:
    """Areas with firms that are due, by scans times the age of the oldest confirmation."""
    day = on or today()
    due = [one for one in due_areas(store, rights, on=day) if one.due and one.area is not None]
    scans = _scans(store, day)
    own = {one.area: scans.get(one.area, 0) for one in due}
    told = withheld(own)
    ages = {id(one): _age(one, day) for one in due}
    # One more, so that among areas that nobody scanned the oldest comes first.
    due.sort(key=lambda one: (-(own[one.area] + 1) * ages[id(one)], one.name, one.area or 0))
    return [Helpful(one, ages[id(one)], told[one.area]) for one in due[:limit]]


def _age(one: DueArea, on: date) -> int:
    if one.never or one.oldest is None:
        return _OLDEST_DAYS
    return min((on - one.oldest).days, _OLDEST_DAYS)


def _scans(store: Store, on: date) -> Mapping[int | None, int]:
    since = on - timedelta(days=DAYS)
    query = select(_SIGN.c.area, func.sum(scan_count.c.scans))
    query = query.join(scan_count, scan_count.c.code == _SIGN.c.code)
    query = query.where(
        scan_count.c.day.between(since, on), _SIGN.c.area.is_not(None), _SIGN.c.withdrawn_by.is_(None)
    )
    with store.engine_read() as connection:
        return {area: int(scans) for area, scans in connection.execute(query.group_by(_SIGN.c.area))}
