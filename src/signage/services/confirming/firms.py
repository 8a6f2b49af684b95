"""The firms of one area, as a clerk goes through them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, select

from signage.domain.names import fold_name
from signage.domain.validity import today
from signage.errors import NotFound, Said
from signage.services import rules
from signage.services.confirming.answers import allowed
from signage.services.confirming.areas import DueArea, due_areas
from signage.services.rights import Rights
from signage.services.standing.firms import AREA, FIRMS, TENANT, counts, is_due
from signage.store import Store
from signage.store.base import valid_on
from signage.store.reach import narrowed

MOST_AT_ONCE = 150  # firms on one screen; those that are due come first
MOST_TARGETS = 300  # areas in a list of each firm
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AreaFirms:
    """An area's firms by name, and where they may have moved to; `left` are due and not among them."""

    area: int
    name: str
    firms: int
    due: int
    left: int
    rows: tuple[Row, ...]
    targets: tuple[tuple[int, str], ...]


def firms_to_confirm(
    store: Store, area: int, rights: Rights, *, on: date | None = None, among: Collection[int] | None = None
) -> AreaFirms:
    """The firms of an area that the rights reach, at most `MOST_AT_ONCE`, or those of them that are `among`
    these; each with `is_due`, and with what may be answered of it (`verdicts`, `correctable`).

    NotFound when there is no such area, and in the same words when the rights reach neither it nor a firm
    in it.
    """
    day = on or today()
    found = due_areas(store, rights, on=day, area=area)
    name = found[0].name if found else _name_of_own(store, area, rights)
    with store.engine_read() as connection:
        due = case((is_due(connection, day), 1), else_=0)
        query = select(TENANT, due.label("is_due")).select_from(FIRMS)
        query = query.where(TENANT.c.area == area, counts(day), *narrowed(TENANT, rights.reach))
        if among is not None:
            query = query.where(TENANT.c.id.in_(sorted(among)))
        query = query.order_by(due.desc(), TENANT.c.name, TENANT.c.id).limit(MOST_AT_ONCE)
        rows = [dict(row._mapping) for row in connection.execute(query)]
        for row in rows:
            able = allowed(rights, *rules.place_of(connection, "tenant", row))
            row["verdicts"], row["correctable"] = able
        targets = _targets(connection, rights, area, day)
    all_due = sum(one.due for one in found)
    left = all_due - sum(row["is_due"] for row in rows)
    by_name = tuple(sorted(rows, key=lambda row: (fold_name(row["name"]), row["id"])))
    return AreaFirms(area, name, _firms(found), all_due, left, by_name, targets)


def _firms(found: Collection[DueArea]) -> int:
    return sum(one.firms for one in found)


def _targets(connection: Any, rights: Rights, area: int, day: date) -> tuple[tuple[int, str], ...]:
    """The other areas that a firm may move to; where they are very many, those of the same municipality."""
    query = select(AREA.c.id, AREA.c.name).where(AREA.c.withdrawn_by.is_(None), valid_on(AREA, day))
    query = query.where(AREA.c.id != area, *narrowed(AREA, rights.reach)).order_by(AREA.c.name, AREA.c.id)
    found = connection.execute(query.limit(MOST_TARGETS + 1)).all()
    if len(found) > MOST_TARGETS:
        own = select(AREA.c.municipality).where(AREA.c.id == area).scalar_subquery()
        found = connection.execute(query.where(AREA.c.municipality == own)).all()
    return tuple((row.id, row.name) for row in found)


def _name_of_own(store: Store, area: int, rights: Rights) -> str:
    row = store.row("area", area)
    if row is None or row["withdrawn_by"] is not None or not rights.cover(row["municipality"], area):
        raise NotFound(
            Said(
                f"Ein Gewerbegebiet {area} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin.",
                f"There is no area {area}, or your rights do not reach it.",
            )
        )
    return str(row["name"])
