"""Which areas are due, and since or from when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from signage.domain.validity import today
from signage.errors import Forbidden, Said
from signage.services.rights import Rights
from signage.services.standing.counting import Place, count_places
from signage.services.standing.firms import AREA, TENANT, TOWN
from signage.services.standing.kept import kept_places, kept_rows, standing
from signage.store import Store
from signage.store.firm_tables import area_standing
from signage.store.parts import parts

_FEW = 2_000  # names that are looked up one by one
_KEPT = area_standing.c


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
    store: Store,
    rights: Rights,
    *,
    on: date | None = None,
    area: int | None = None,
    limit: int | None = None,
) -> list[DueArea]:
    """Every area in which the rights reach a firm, or one of them, at most `limit`; what is due first stands
    first.
    """
    if area is not None:
        with store.engine_read() as connection:
            counted = count_places(connection, on or today(), TENANT.c.area == area)
        return named(store, [one for one in counted if rights.cover(one.owner, one.area)])
    known = standing(store, rights, on=on)
    if limit is None:
        return named(store, [*kept_places(store, known), *known.others])
    query = select(_KEPT.area, _KEPT.owner).outerjoin(AREA, AREA.c.id == _KEPT.area)
    query = query.outerjoin(TOWN, (TOWN.c.ags == _KEPT.owner) & TOWN.c.withdrawn_by.is_(None))
    query = query.order_by(_KEPT.due_from, TOWN.c.name, AREA.c.name, _KEPT.area).limit(limit)
    chosen = {(one.area, one.owner) for one in kept_rows(store, known, query)}
    some = (
        replace(known, kept=_KEPT.area.in_({area for area, _ in chosen})) if known.kept is not None else known
    )
    found = [one for one in kept_places(store, some) if (one.area, one.owner or "") in chosen]
    return named(store, [*found, *known.others])[:limit]


class Due(NamedTuple):
    """How many firms are due in how many areas; `only` is the area where there is but one."""

    firms: int
    areas: int
    only: int | None


def count_due(store: Store, rights: Rights, *, on: date | None = None) -> Due:
    """What is due within reach, in figures."""
    known = standing(store, rights, on=on)
    sums = select(func.coalesce(func.sum(_KEPT.due), 0), func.count(), func.min(_KEPT.area))
    [*rows] = kept_rows(store, known, sums.where(_KEPT.due > 0)) or [(0, 0, None)]
    firms, areas, only = rows[0]
    due = [one for one in known.others if one.due]
    if areas + len(due) != 1:
        only = None
    elif due:
        only = due[0].area
    return Due(int(firms) + sum(one.due for one in due), areas + len(due), only)


def named(store: Store, found: Sequence[Place]) -> list[DueArea]:
    """Places with the names of their areas and municipalities, what is due first first."""
    with store.engine_read() as connection:
        towns = _names_by(connection, TOWN.c.ags, {one.owner for one in found})
        names = _names_by(connection, AREA.c.id, {one.area for one in found})
    due = [_area(one, names.get(one.area or 0), towns.get(one.owner or "", "")) for one in found]
    return sorted(due, key=lambda one: (one.due_on, one.municipality_name, one.name, one.area or 0))


def _names_by(connection: Connection, key: Any, wanted: set[Any]) -> dict[Any, str]:
    query = select(key, key.table.c.name)
    if len(wanted) > _FEW:
        return dict(connection.execute(query).all())
    some = sorted(one for one in wanted if one is not None)
    found = (connection.execute(query.where(key.in_(part))).all() for part in parts(some))
    return {value: name for rows in found for value, name in rows}


def _area(one: Place, name: str | None, town: str) -> DueArea:
    figures = (one.firms, one.due, one.never, one.oldest)
    return DueArea(one.area, name or "", one.owner, town, *figures, one.due_from)


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
