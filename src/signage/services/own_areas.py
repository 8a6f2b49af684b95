"""The areas that somebody answers for, to look at and to choose from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from signage.domain.names import sort_key
from signage.services.editing import no_such_row
from signage.services.rights import Rights
from signage.store import Store
from signage.store.base import valid_on
from signage.store.reach import narrowed
from signage.store.schema import LAYER_TABLES

MOST_OFFERED = 1_000  # areas in a list to choose from
Row = dict[str, Any]
_AREA = LAYER_TABLES["area"]


def own_area(store: Store, area: int, rights: Rights) -> Row:
    """The area; NotFound in the same words for one that is not there and another municipality's."""
    row = store.row("area", area)
    if row is None or row["withdrawn_by"] is not None or not rights.cover(row["municipality"], row["id"]):
        raise no_such_row("area", area)
    return row


def own_areas(store: Store, day: date, rights: Rights) -> list[Row] | None:
    """The areas of a day within reach, by name: `id`, `name`, `number`, `municipality`. None where there are
    more than MOST_OFFERED, a list that nobody would choose from.
    """
    rows = _of_day(store, day, rights, most=MOST_OFFERED + 1)
    return rows if len(rows) <= MOST_OFFERED else None


def areas_within(store: Store, *, rights: Rights, day: date) -> Mapping[int, str]:
    """Id and name of each area that a firm may be put into, by name, however many there are."""
    return {row["id"]: row["name"] for row in _of_day(store, day, rights)}


def _of_day(store: Store, day: date, rights: Rights, most: int | None = None) -> list[Row]:
    query = select(_AREA.c.id, _AREA.c.name, _AREA.c.number, _AREA.c.municipality)
    query = query.where(_AREA.c.withdrawn_by.is_(None), valid_on(_AREA, day), *narrowed(_AREA, rights.reach))
    with store.engine_read() as connection:
        rows = [dict(row._mapping) for row in connection.execute(query.limit(most))]
    return sorted(rows, key=lambda row: (sort_key(row["name"] or ""), row["id"]))
