"""The areas that somebody answers for, to look at and to choose from."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from signage.domain.keys import id_in
from signage.domain.names import sort_key
from signage.services.editing import no_such_row
from signage.services.quick_search import called
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


def areas_within(store: Store, *, rights: Rights, day: date) -> "AreasWithin":
    """Id and name of each area that a firm may be put into, however many there are."""
    return AreasWithin(store, day, rights)


class AreasWithin(Mapping[int, str]):
    """Names of the areas of a day within reach by their ids, in the order of names. One is looked up when it
    is asked for; all are read only when somebody goes through them.
    """

    def __init__(self, store: Store, day: date, rights: Rights) -> None:
        self._store, self._day, self._rights = store, day, rights
        self._known: dict[int, str | None] = {}

    @cached_property
    def offered(self) -> Mapping[int, str] | None:
        """All of them, to choose from; None where they are more than MOST_OFFERED."""
        rows = own_areas(self._store, self._day, self._rights)
        return None if rows is None else {row["id"]: row["name"] for row in rows}

    def named(self, text: str) -> str:
        """What stands for an id in a field where an area is named: what leads back to that area."""
        area = id_in(text)
        return (called(self._store, area, rights=self._rights) if area is not None else "") or text

    def __getitem__(self, area: int) -> str:
        """The name; KeyError for an area of another time or out of reach."""
        if area not in self._known:
            conditions = [_AREA.c.id == area, *_there(self._day, self._rights)]
            with self._store.engine_read() as connection:
                found = connection.execute(select(_AREA.c.name).where(*conditions)).scalar()
            self._known[area] = found
        name = self._known[area]
        if name is None:
            raise KeyError(area)
        return name

    def __iter__(self) -> Iterator[int]:
        """All their ids."""
        return iter(self._all)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    @cached_property
    def _all(self) -> Mapping[int, str]:
        rows = _of_day(self._store, self._day, self._rights)
        found: dict[int, str] = {row["id"]: row["name"] for row in rows}
        self._known |= found
        return found


def _there(day: date, rights: Rights) -> list[Any]:
    return [_AREA.c.withdrawn_by.is_(None), valid_on(_AREA, day), *narrowed(_AREA, rights.reach)]


def _of_day(store: Store, day: date, rights: Rights, most: int | None = None) -> list[Row]:
    query = select(_AREA.c.id, _AREA.c.name, _AREA.c.number, _AREA.c.municipality)
    query = query.where(*_there(day, rights))
    with store.engine_read() as connection:
        rows = [dict(row._mapping) for row in connection.execute(query.limit(most))]
    return sorted(rows, key=lambda row: (sort_key(row["name"] or ""), row["id"]))
