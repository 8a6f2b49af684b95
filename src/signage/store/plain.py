"""Rows as the driver gives them, fit for JSON: answers of a thousand rows would wait for SQLAlchemy most.

Dates are `YYYY-MM-DD` text, instants end in `Z`, truth may be 0 and 1; the geometry is WKB.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal_column, select

from signage.store.base import Store, layer_table

GEOMETRY = "geometry"


def plain_rows(store: Store, layer: str, columns: Sequence[str], **asked: Any) -> list[tuple[Any, ...]]:
    """Tuples of `columns`, then the geometry, by id; asked for as `plain_values` are."""
    rows = plain_values(store, layer, (*columns, GEOMETRY), **asked)
    return [(*row[:-1], store.plain_wkb(row[-1]) if row[-1] is not None else None) for row in rows]


def plain_stamps(store: Store, layer: str, **asked: Any) -> list[tuple[int, int, str]]:
    """(id, version, time of the last change) of the rows that `plain_rows` would give: together they name
    what stands in a row. Much cheaper than the rows themselves.
    """
    rows: list[Any] = plain_values(store, layer, ("id", "version", "changed_at"), **asked)
    return rows


def plain_values(
    store: Store,
    layer: str,
    columns: Sequence[str],
    *,
    after: int = 0,
    limit: int | None = None,
    **filters: Any,
) -> list[tuple[Any, ...]]:
    """Tuples of `columns` by id, later than `after`; the filters are those of `Store.selection`."""
    table = layer_table(layer)
    names: list[Any] = [literal_column(store.plain_column(table.c[name])) for name in columns]
    query = store.selection(select(*names).select_from(table), table, **filters)
    query = query.where(table.c.id > after).order_by(table.c.id).limit(limit)
    with store.engine_read() as connection:
        # The driver's own tuples; SQLAlchemy has done its part with the statement.
        return list(connection.execute(query).cursor.fetchall())


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
