"""Rows as the driver gives them, fit for JSON: answers of a thousand rows would wait for SQLAlchemy most.

Dates are `YYYY-MM-DD` text, instants end in `Z`, truth may be 0 and 1; the geometry is WKB.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal_column, select

from signage.store.base import Store, layer_table

GEOMETRY = "geometry"


def plain_rows(
    store: Store,
    layer: str,
    columns: Sequence[str],
    *,
    after: int = 0,
    limit: int | None = None,
    **filters: Any,
) -> list[tuple[Any, ...]]:
    """Tuples of `columns`, then the geometry, by id; the filters are those of `Store.selection`."""
    table = layer_table(layer)
    names = [store.plain_column(table.c[name]) for name in (*columns, GEOMETRY)]
    chosen: list[Any] = [literal_column(name) for name in names]
    query = store.selection(select(*chosen).select_from(table), table, **filters)
    query = query.where(table.c.id > after).order_by(table.c.id).limit(limit)
    with store.engine_read() as connection:
        # The driver's own tuples; SQLAlchemy has done its part with the statement.
        rows = list(connection.execute(query).cursor.fetchall())
    return [(*row[:-1], store.plain_wkb(row[-1]) if row[-1] is not None else None) for row in rows]


def cheap_count(store: Store, layer: str, *, at_most: int = 20_000, **filters: Any) -> int | None:
    """How many rows the filters leave; None where counting would cost more than reading."""
    table = layer_table(layer)
    if layer not in store.large:
        # Ids are never given twice, so the highest is a bound, and the only one that costs nothing.
        with store.engine_read() as connection:
            highest = connection.execute(select(func.max(table.c.id))).scalar() or 0
        if highest <= at_most:
            return store.count(layer, **filters)
        store.large.add(layer)
    return None
