"""The directory of an area on any day, and the days on which it becomes another one."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select, union

from signage.domain.names import sort_key
from signage.domain.validity import end_of, today
from signage.services.notices.naming import TENANTS
from signage.services.own_areas import own_area
from signage.services.past.winding import changed_since, firms_known, on_day
from signage.services.rights import Rights
from signage.store import Store

Row = dict[str, Any]


class Neighbours(NamedTuple):
    """The days before and after on which firms came or left; None where there is none."""

    before: date | None
    after: date | None


def directory_on(
    store: Store, area: int, day: date, *, rights: Rights, as_known_then: bool = False
) -> list[Row]:
    """The firms of an area on a day, A to Z: with what is known now, or `as_known_then` with what was known
    at the end of a past day. `is_own` says whether the firm itself is within the rights: a list may hold
    firms of the neighbours. Raises NotFound for an area that is not there or out of reach.
    """
    town = own_area(store, area, rights)["municipality"]
    with store.engine_read() as connection:
        is_past = as_known_then and day < today()
        if is_past:
            moment = end_of(day)
            here = select(TENANTS.c.id).where(TENANTS.c.area == area)
            among = changed_since(connection, moment) | set(connection.execute(here).scalars())
            known = firms_known(connection, moment, among)
            rows = [row for row in known.values() if row["area"] == area]
        else:
            query = select(TENANTS).where(TENANTS.c.area == area, TENANTS.c.withdrawn_by.is_(None))
            rows = [dict(row._mapping) for row in connection.execute(query)]
    found = [
        row | {"is_own": rights.cover(row["municipality"] or town, area)}
        for row in on_day({row["id"]: row for row in rows}, day).values()
    ]
    return sorted(found, key=lambda row: (sort_key(row["name"] or ""), row["id"]))


def neighbouring_days(store: Store, area: int, day: date) -> Neighbours:
    """The days next to `day` on which firms came into or left an area."""
    days = turning_days(store, area)
    return Neighbours(
        max((one for one in days if one < day), default=None),
        min((one for one in days if one > day), default=None),
    )


def turning_days(store: Store, area: int) -> list[date]:
    """Every day on which firms came into or left an area, or will, the earliest first."""
    here = (TENANTS.c.area == area) & TENANTS.c.withdrawn_by.is_(None)
    turning = union(
        select(TENANTS.c.valid_from.label("day")).where(here, TENANTS.c.valid_from.is_not(None)),
        select(TENANTS.c.valid_to.label("day")).where(here, TENANTS.c.valid_to.is_not(None)),
    )
    with store.engine_read() as connection:
        return sorted(found for found in connection.execute(turning).scalars() if found is not None)
