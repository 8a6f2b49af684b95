"""Counts by squares, for maps zoomed out too far to show every row; counted by the database."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from signage.store.base import Store, layer_table
from signage.store.types import Bounds


class Cluster(NamedTuple):
    """How many rows lie in a square of the grid, and the middle of their places (EPSG:25832)."""

    rows: int
    x: float
    y: float
    square: Bounds


def clusters(
    store: Store, layer: str, *, bbox: Bounds, cell_m: float, as_of: date, **filters: Any
) -> list[Cluster]:
    """The rows in `bbox` by squares of `cell_m` metres; a row lies where the middle of its bounds lies.

    The squares belong to a fixed grid: they stay where they are while a map is moved.
    """
    places = store.row_bounds(layer_table(layer))
    x, y = (places.minx + places.maxx) / 2.0, (places.miny + places.maxy) / 2.0
    column_, row = places.floor(x / cell_m), places.floor(y / cell_m)
    chosen = select(func.count(), func.avg(x), func.avg(y), column_, row).select_from(places.source)
    box = bbox if places.by_operator else None
    query = store.selection(chosen, layer_table(layer), as_of=as_of, bbox=box, **filters)
    west, south, east, north = bbox
    query = query.where(places.maxx >= west, places.minx <= east, places.maxy >= south, places.miny <= north)
    with store.engine_read() as connection:
        rows = connection.execute(query.group_by(column_, row)).all()
    return [_cluster(found, cell_m) for found in rows]


def _cluster(found: Any, cell_m: float) -> Cluster:
    count, x, y, column_, row = found
    west, south = float(column_) * cell_m, float(row) * cell_m
    return Cluster(int(count), float(x), float(y), (west, south, west + cell_m, south + cell_m))


def extent(store: Store, layer: str, as_of: date) -> Bounds | None:
    """The bounds of all rows of a layer that are valid on the day; None when there are none."""
    places = store.row_bounds(layer_table(layer))
    edges = (func.min(places.minx), func.min(places.miny), func.max(places.maxx), func.max(places.maxy))
    query = store.selection(select(*edges).select_from(places.source), layer_table(layer), as_of=as_of)
    with store.engine_read() as connection:
        west, south, east, north = connection.execute(query).one()
    return None if west is None else (float(west), float(south), float(east), float(north))
