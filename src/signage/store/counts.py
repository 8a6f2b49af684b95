"""How many firms and signs an area has: what a map or a table shows instead of the rows themselves."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from signage.store.base import Store, layer_table


def rows_by_area(store: Store, layer: str, areas: Sequence[int], *, as_of: date) -> dict[int, int]:
    """Id of the area -> number of rows of a layer (`tenant`, `sign`) valid on the day, 0 included."""
    table = layer_table(layer)
    query = store.selection(select(table.c.area, func.count()), table, as_of=as_of)
    query = query.where(table.c.area.in_(areas)).group_by(table.c.area)
    with store.engine_read() as connection:
        found = {int(area): int(count) for area, count in connection.execute(query)}
    return {area: found.get(area, 0) for area in areas}
