"""Which areas are due, and since or from when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from signage.domain.cycles import due_on
from signage.domain.validity import at_the_signs, today
from signage.errors import Forbidden, Said
from signage.services.confirming.standing import (
    AREA,
    FIRMS,
    MONTHS,
    OWNER,
    TENANT,
    TOWN,
    counts,
    is_due,
)
from signage.services.rights import Rights
from signage.store import Store
from signage.store.reach import narrowed


@dataclass(frozen=True, slots=True)
class DueArea:
    """The firms that a municipality has in an area (None: in none), and how many of them are due.

    `due_on` is the first day on which one of them is; `oldest` the oldest confirmation; `never`: so many
    have none, which are due from the day on which they were entered.
    """

    area: int | None
    name: str
    municipality: str | None
    municipality_name: str
    firms: int
    due: int
    never: int
    oldest: date | None
    due_on: date

    def is_due(self, on: date) -> bool:
        """Whether something is to be confirmed there."""
        return self.due_on <= on


def due_areas(
    store: Store, rights: Rights, *, on: date | None = None, area: int | None = None
) -> list[DueArea]:
    """Every area in which the rights reach a firm, or one of them; what is due first stands first."""
    day = on or today()
    with store.engine_read() as connection:
        due = func.sum(case((is_due(connection, day), 1), else_=0))
        came = case((TENANT.c.confirmed_on.is_(None), TENANT.c.changed_at))
        sums = (
            func.count(),
            due,
            func.count(came),
            func.min(TENANT.c.confirmed_on),
            func.min(came, type_=TENANT.c.changed_at.type),
        )
        query = select(TENANT.c.area, AREA.c.name, OWNER, MONTHS, *sums).select_from(FIRMS)
        query = query.where(counts(day), *narrowed(TENANT, rights.reach))
        if area is not None:
            query = query.where(TENANT.c.area == area)
        rows = connection.execute(query.group_by(TENANT.c.area, AREA.c.name, OWNER, MONTHS)).all()
        towns = dict(connection.execute(select(TOWN.c.ags, TOWN.c.name)).all())
    found = [_area(row, towns.get(row[2], "")) for row in rows]
    return sorted(found, key=lambda one: (one.due_on, one.municipality_name, one.name, one.area or 0))


def _area(row: Sequence[Any], town: str) -> DueArea:
    area, name, ags, months, firms, due, never, oldest, came_at = row
    days = [due_on(oldest, months)] if oldest else []
    days += [at_the_signs(came_at).date()] if came_at else []
    return DueArea(area, name or "", ags, town, firms, int(due), never, oldest, min(days, default=date.max))


def may_confirm(rights: Rights) -> bool:
    """Whether they may change a firm somewhere."""
    return not rights.nowhere and rights.writes("tenant")


def require_may_confirm(rights: Rights) -> None:
    """Raise Forbidden for who may change no firm."""
    if not may_confirm(rights):
        raise Forbidden(
            Said(
                "Firmen bestätigt, wer sie auch ändern darf; Ihre Rolle liest sie nur.",
                "Firms are confirmed by those who may change them; your role only reads them.",
            )
        )
