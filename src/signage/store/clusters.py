"""Counts by squares, for maps zoomed out too far to show every row; counted by the database."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, cast, column, func, select, table

from signage.store import rtree
from signage.store.base import Store, layer_table
from signage.store.types import Bounds


class Cluster(NamedTuple):
    """How many rows lie in a square of the grid, and the middle of their places (EPSG:25832)."""

    rows: int
    x: float
    y: float
    square: Bounds


class _Places(NamedTuple):
    """The bounds of each row as expressions, what they are read from, and how a number is rounded down."""

    source: Any
    minx: Any
    miny: Any
    maxx: Any
    maxy: Any
    floor: Any


def clusters(
    store: Store, layer: str, *, bbox: Bounds, cell_m: float, as_of: date, **filters: Any
) -> list[Cluster]:
    """The rows in `bbox` by squares of `cell_m` metres; a row lies where the middle of its bounds lies.

    The squares belong to a fixed grid: they stay where they are while a map is moved.
    """
    places = _from_gist(layer) if store.kind == "postgis" else _from_rtree(layer)
    x, y = (places.minx + places.maxx) / 2.0, (places.miny + places.maxy) / 2.0
    column_, row = places.floor(x / cell_m), places.floor(y / cell_m)
    chosen = select(func.count(), func.avg(x), func.avg(y), column_, row).select_from(places.source)
    # In a file the R-tree itself is asked; a database comes to its index only by its own operator.
    box = bbox if store.kind == "postgis" else None
    query = store.selection(chosen, layer_table(layer), as_of=as_of, bbox=box, **filters)
    west, south, east, north = bbox
    query = query.where(places.maxx >= west, places.minx <= east, places.maxy >= south, places.miny <= north)
    with store.engine_read() as connection:
        rows = connection.execute(query.group_by(column_, row)).all()
    return [_cluster(found, cell_m) for found in rows]


def _from_rtree(layer: str) -> _Places:
    names = ("id", "minx", "miny", "maxx", "maxy")
    index = table(rtree.index_name(layer), *(column(name) for name in names))
    rows = layer_table(layer)
    source = index.join(rows, rows.c.id == index.c.id)
    # Coordinates of EPSG:25832 are positive: cutting off the fraction rounds down.
    return _Places(source, index.c.minx, index.c.miny, index.c.maxx, index.c.maxy, lambda x: cast(x, Integer))


def _from_gist(layer: str) -> _Places:
    rows = layer_table(layer)
    shape = rows.c.geometry
    bounds = (func.ST_XMin(shape), func.ST_YMin(shape), func.ST_XMax(shape), func.ST_YMax(shape))
    return _Places(rows, *bounds, func.floor)


def _cluster(found: Any, cell_m: float) -> Cluster:
    count, x, y, column_, row = found
    west, south = float(column_) * cell_m, float(row) * cell_m
    return Cluster(int(count), float(x), float(y), (west, south, west + cell_m, south + cell_m))


def extent(store: Store, layer: str, as_of: date) -> Bounds | None:
    """The bounds of all rows of a layer that are valid on the day; None when there are none."""
    places = _from_gist(layer) if store.kind == "postgis" else _from_rtree(layer)
    edges = (func.min(places.minx), func.min(places.miny), func.max(places.maxx), func.max(places.maxy))
    query = store.selection(select(*edges).select_from(places.source), layer_table(layer), as_of=as_of)
    with store.engine_read() as connection:
        west, south, east, north = connection.execute(query).one()
    return None if west is None else (float(west), float(south), float(east), float(north))
