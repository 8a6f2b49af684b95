"""Firms and the rows that follow them: who moved or was renamed on a day goes on in another row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from signage.domain.names import fold_name
from signage.services.notices.naming import TENANTS
from signage.store.desk_tables import firm_succession
from signage.store.parts import parts

Row = dict[str, Any]
_GOES_ON = ("moved", "renamed", "merged")  # a firm that was split is not one of its parts


class Lineage:
    """The rows that firms are now, by the ids that they had."""

    def __init__(self, rows: Mapping[int, Row], links: Mapping[int, int]) -> None:
        self.rows = dict(rows)
        self._links = dict(links)

    def now(self, row_id: int) -> Row:
        """The last row of a firm."""
        seen = {row_id}
        while (following := self._links.get(row_id)) is not None and following not in seen:
            row_id = following
            seen.add(row_id)
        return self.rows[row_id]


def lineage_of(connection: Connection, ids: Iterable[int]) -> Lineage:
    """The firms of these ids with all that came before them and follows them."""
    known, waiting, links = set[int](), set(ids), dict[int, int]()
    while waiting:
        known |= waiting
        found = _links(connection, sorted(waiting))
        links |= dict(found)
        waiting = {one for pair in found for one in pair} - known
    rows: dict[int, Row] = {}
    for part in parts(sorted(known)):
        query = select(TENANTS).where(TENANTS.c.id.in_(part))
        rows |= {row.id: dict(row._mapping) for row in connection.execute(query)}
    return Lineage(rows, links)


def _links(connection: Connection, ids: Sequence[int]) -> list[tuple[int, int]]:
    """Who is followed by whom, as far as both rows count."""
    step = firm_succession.c
    before, after = TENANTS.alias(), TENANTS.alias()
    found: list[tuple[int, int]] = []
    for part in parts(ids):
        query = (
            select(step.predecessor, step.successor)
            .join_from(firm_succession, before, step.predecessor == before.c.id)
            .join(after, step.successor == after.c.id)
            .where(
                step.predecessor.in_(part) | step.successor.in_(part),
                step.kind.in_(_GOES_ON),
                before.c.withdrawn_by.is_(None),
                after.c.withdrawn_by.is_(None),
                before.c.valid_to.is_not(None),
            )
        )
        found += [(row.predecessor, row.successor) for row in connection.execute(query.order_by(step.since))]
    return found


def living_names(connection: Connection, areas: Sequence[int]) -> set[tuple[int, str]]:
    """The folded names of the firms of areas that have no end, each with its area."""
    found: set[tuple[int, str]] = set()
    for part in parts(areas):
        query = select(TENANTS.c.area, TENANTS.c.name).where(
            TENANTS.c.area.in_(part), TENANTS.c.withdrawn_by.is_(None), TENANTS.c.valid_to.is_(None)
        )
        found |= {(area, fold_name(name)) for area, name in connection.execute(query)}
    return found
