"""Firms and the rows that follow them: who moved or was renamed on a day goes on in another row.

The only place that walks from row to row.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select

from signage.store.firm_tables import firm_succession
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES

Row = dict[str, Any]
Link = tuple[int, int]  # predecessor, successor
SAME: Final = ("moved", "renamed")
GOES_ON: Final = (*SAME, "merged")  # a firm that was split is not one of its parts
_MANY = 5_000  # rows of firms from which on all steps are read at once
_TENANTS, _STEP = LAYER_TABLES["tenant"], firm_succession.c


class Lineage:
    """The rows that firms are now, by the ids that they had."""

    def __init__(self, rows: Mapping[int, Row], links: Mapping[int, int]) -> None:
        self.rows = dict(rows)
        self._links = dict(links)

    def now(self, row_id: int) -> Row:
        """The last row of a firm."""
        return self.rows[_last(row_id, self._links)]


def lineage_of(connection: Connection, ids: Iterable[int]) -> Lineage:
    """The firms of these ids with all that came before them and follows them, as far as both rows count."""
    start = set(ids)
    links = _walk(connection, start, GOES_ON, counting=True)
    known = start | {one for link in links for one in link}
    rows: dict[int, Row] = {}
    for part in parts(sorted(known)):
        query = select(_TENANTS).where(_TENANTS.c.id.in_(part))
        rows |= {row.id: dict(row._mapping) for row in connection.execute(query)}
    return Lineage(rows, dict(links))


def kin_of(connection: Connection, ids: Collection[int], kinds: Sequence[str] = SAME) -> set[int]:
    """All rows of the same firms, before and after, those that were taken back too; `ids` among them."""
    return set(ids) | {one for link in _walk(connection, set(ids), kinds) for one in link}


def before(connection: Connection, row_id: int) -> set[int]:
    """The rows that a firm was before it moved or was renamed."""
    links = _walk(connection, {row_id}, SAME, forth=False)
    return {earlier for earlier, _ in links} - {row_id}


def after(connection: Connection, row_id: int) -> set[int]:
    """The rows in which a firm goes on once it moves or is renamed."""
    return {later for _, later in _walk(connection, {row_id}, SAME, back=False)} - {row_id}


def origins(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """For each row of a firm the first row of that firm."""
    links = {later: earlier for earlier, later in _walk(connection, set(ids), SAME, forth=False)}
    return {row_id: _last(row_id, links) for row_id in ids}


def _last(row_id: int, links: Mapping[int, int]) -> int:
    seen = {row_id}
    while (following := links.get(row_id)) is not None and following not in seen:
        row_id = following
        seen.add(row_id)
    return row_id


def _walk(
    connection: Connection,
    ids: set[int],
    kinds: Sequence[str],
    *,
    counting: bool = False,
    back: bool = True,
    forth: bool = True,
) -> list[Link]:
    """The steps that lead from row to row, each once, those found in one go by the day."""
    ordered = _steps(counting).where(_STEP.kind.in_(kinds)).order_by(_STEP.since)
    ends = [end for end, is_wanted in enumerate((forth, back)) if is_wanted]
    known, waiting, found = set[int](), set(ids), dict[Link, None]()
    while waiting:
        known |= waiting
        new = _next(connection, ordered, waiting, ends)
        found |= dict.fromkeys(new)
        waiting = {one for link in new for one in link} - known
    return list(found)


def _next(connection: Connection, ordered: Any, waiting: set[int], ends: Sequence[int]) -> list[Link]:
    """The links of which an end (0: the predecessor, 1: the successor) is among the rows."""
    if len(waiting) > _MANY:
        every = [(row.predecessor, row.successor) for row in connection.execute(ordered)]
        return [link for end in ends for link in every if link[end] in waiting]
    queries = [
        ordered.where((_STEP.predecessor, _STEP.successor)[end].in_(part))
        for part in parts(sorted(waiting))
        for end in ends
    ]
    return [(row.predecessor, row.successor) for query in queries for row in connection.execute(query)]


def _steps(counting: bool) -> Any:
    """The steps; `counting`: those of which no row was taken back, and the first one ended."""
    step = firm_succession.c
    query = select(step.predecessor, step.successor)
    if not counting:
        return query
    earlier, later = _TENANTS.alias(), _TENANTS.alias()
    joined = query.join_from(firm_succession, earlier, step.predecessor == earlier.c.id)
    return joined.join(later, step.successor == later.c.id).where(
        earlier.c.withdrawn_by.is_(None), later.c.withdrawn_by.is_(None), earlier.c.valid_to.is_not(None)
    )
