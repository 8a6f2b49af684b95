"""The table of firms by street and by area, out of the indexes of what it keeps: no column is sorted whole.

Firms without a value come last, whichever way it is sorted; equal ones by name and id.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, case, func, select

from signage.domain.names import folded
from signage.store.firm_tables import firm_listed
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES

_KEPT, _AREA = firm_listed.c, LAYER_TABLES["area"]


class Page(NamedTuple):
    """`limit` firms behind the first `offset` ones."""

    offset: int
    limit: int


class Wanted(NamedTuple):
    """The conditions for firms but for their state, that for the state, and whether words are looked for.

    Words stand in no index: then firms are read one behind the other, which expressions in the place of
    columns see to, for by an index each firm would be looked up.
    """

    conditions: Sequence[Any]
    of_state: Any
    down: bool
    has_words: bool


class Found(NamedTuple):
    """The ids of the page in their order, how many firms there are on all pages, and in all states."""

    ids: list[int]
    total: int
    every: int


Quick = Callable[[Connection, Wanted, Page], Found]


def quick_way(is_kept: bool, by: str) -> Quick | None:
    """What lists by a column, where what the table keeps is true and has an index for it."""
    return {"street": by_street, "area": by_area}.get(by) if is_kept else None


def by_street(connection: Connection, wanted: Wanted, page: Page) -> Found:
    """By the folded street: those that have one, then those that have none."""
    has = and_(wanted.of_state, _KEPT.street_folded.is_not(None))
    counts = func.count(), func.count(case((wanted.of_state, 1))), func.count(case((has, 1)))
    counting = select(*counts).select_from(firm_listed).where(*wanted.conditions)
    every, total, valued = connection.execute(counting).one()
    street = func.coalesce(_KEPT.street_folded, "") if wanted.has_words else _KEPT.street_folded
    key = street.desc() if wanted.down else street
    ordered = _firms(wanted, _KEPT.street_folded.is_not(None)).order_by(key, _KEPT.name_folded, _KEPT.tenant)
    ids = _page_of(connection, ordered, page) if page.offset < valued else []
    rest = Page(max(page.offset - valued, 0), page.limit - len(ids))
    if rest.limit and total > valued:
        without = _firms(wanted, _KEPT.street_folded.is_(None)).order_by(_KEPT.name_folded, _KEPT.tenant)
        ids += _page_of(connection, without, rest)
    return Found(ids, total, every)


def by_area(connection: Connection, wanted: Wanted, page: Page) -> Found:
    """By the folded name of the area: how many firms each has tells on which page it stands."""
    area = _KEPT.area + 0 if wanted.has_words else _KEPT.area
    counts = func.count(), func.count(case((wanted.of_state, 1)))
    counting = select(area, *counts).select_from(firm_listed).where(*wanted.conditions).group_by(area)
    rows = connection.execute(counting).all()
    every, total = sum(row[1] for row in rows), sum(row[2] for row in rows)
    held = {row[0]: row[2] for row in rows if row[2]}
    ids, skip = list[int](), page.offset
    for areas in _ranked(connection, held, down=wanted.down):
        firms = sum(held[area] for area in areas)
        if skip >= firms:
            skip -= firms
        elif len(ids) < page.limit:
            ids += _of_areas(connection, wanted, areas, Page(skip, page.limit - len(ids)))
            skip = 0
    return Found(ids, total, every)


def _ranked(connection: Connection, held: Any, *, down: bool) -> list[list[int | None]]:
    """The areas in the order of their names, those of one name together; last those that have none."""
    names: dict[int | None, str] = {}
    for part in parts([area for area in held if area is not None]):
        query = select(_AREA.c.id, _AREA.c.name).where(_AREA.c.id.in_(part), _AREA.c.name.is_not(None))
        names |= {number: folded(name) for number, name in connection.execute(query)}
    named = sorted((area for area in held if area in names), key=names.__getitem__, reverse=down)
    nameless = [area for area in held if area not in names]
    together = [list(areas) for _, areas in groupby(named, key=names.__getitem__)]
    return together + ([nameless] if nameless else [])


def _of_areas(connection: Connection, wanted: Wanted, areas: Sequence[int | None], page: Page) -> list[int]:
    """Of areas of one name, or of those without one: their firms by name."""
    by_name = _KEPT.name_folded, _KEPT.tenant
    if len(areas) == 1:
        return _page_of(connection, _firms(wanted, _KEPT.area == areas[0]).order_by(*by_name), page)
    known: list[Any] = [_KEPT.area.in_(part) for part in parts([area for area in areas if area is not None])]
    if None in areas:
        known.append(_KEPT.area.is_(None))
    queries = [_firms(wanted, here).with_only_columns(*by_name) for here in known]
    found = sorted((name, firm) for query in queries for name, firm in connection.execute(query))
    return [firm for _, firm in found[page.offset : page.offset + page.limit]]


def _firms(wanted: Wanted, condition: Any) -> Select[Any]:
    return select(_KEPT.tenant).where(*wanted.conditions, wanted.of_state, condition)


def _page_of(connection: Connection, ordered: Select[Any], page: Page) -> list[int]:
    return list(connection.execute(ordered.offset(page.offset).limit(page.limit)).scalars())
