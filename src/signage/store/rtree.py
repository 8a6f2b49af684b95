"""The spatial index of a GeoPackage layer (OGC 12-128r19, annex F.3 "RTree Spatial Indexes"): made, filled,
read.
"""

import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Connection, TextClause, text

from signage.store import outside
from signage.store.parts import MOST_ROWS, parts
from signage.store.types import Bounds, blob_bounds

URL = "http://www.geopackage.org/spec120/#extension_rtree"
_VALUES = "NEW.id, ST_MinX(NEW.geometry), ST_MaxX(NEW.geometry), ST_MinY(NEW.geometry), ST_MaxY(NEW.geometry)"
_FULL = "({0}.geometry NOT NULL AND NOT ST_IsEmpty({0}.geometry))"
_BARE = "({0}.geometry ISNULL OR ST_IsEmpty({0}.geometry))"
_NEW, _OLD, _NEW_BARE, _OLD_BARE = (
    _FULL.format("NEW"),
    _FULL.format("OLD"),
    _BARE.format("NEW"),
    _BARE.format("OLD"),
)
_SET = (
    "minx = ST_MinX(NEW.geometry), maxx = ST_MaxX(NEW.geometry), "
    "miny = ST_MinY(NEW.geometry), maxy = ST_MaxY(NEW.geometry)"
)

# name -> (event, condition, what happens); the set of GeoPackage 1.4, which replaced two faulty triggers of
# 1.3.
_TRIGGERS = {
    "insert": ("INSERT ON {t}", _NEW, f"INSERT OR REPLACE INTO {{r}} VALUES ({_VALUES});"),
    "update2": (
        "UPDATE OF geometry ON {t}",
        f"OLD.id = NEW.id AND {_NEW_BARE}",
        "DELETE FROM {r} WHERE id = OLD.id;",
    ),
    "update4": (
        "UPDATE ON {t}",
        f"OLD.id != NEW.id AND {_NEW_BARE}",
        "DELETE FROM {r} WHERE id IN (OLD.id, NEW.id);",
    ),
    "update5": (
        "UPDATE ON {t}",
        f"OLD.id != NEW.id AND {_NEW}",
        f"DELETE FROM {{r}} WHERE id = OLD.id; INSERT OR REPLACE INTO {{r}} VALUES ({_VALUES});",
    ),
    "update6": (
        "UPDATE OF geometry ON {t}",
        f"OLD.id = NEW.id AND {_NEW} AND {_OLD}",
        f"UPDATE {{r}} SET {_SET} WHERE id = NEW.id;",
    ),
    "update7": (
        "UPDATE OF geometry ON {t}",
        f"OLD.id = NEW.id AND {_NEW} AND {_OLD_BARE}",
        f"INSERT INTO {{r}} VALUES ({_VALUES});",
    ),
    "delete": ("DELETE ON {t}", "OLD.geometry NOT NULL", "DELETE FROM {r} WHERE id = OLD.id;"),
}


def index_name(table: str) -> str:
    """Name of the R-tree of `table`."""
    return f"rtree_{table}_geometry"


def trigger_names(table: str) -> list[str]:
    """Names of the triggers that keep the R-tree of `table` true."""
    return [f"{index_name(table)}_{name}" for name in _TRIGGERS]


def trigger_statements(table: str) -> list[str]:
    """The statements that make those triggers, to the letter as the file keeps them."""
    made = []
    for name, (event, condition, body) in _TRIGGERS.items():
        happens = f"AFTER {event} WHEN {condition} BEGIN {body} END".format(t=table, r=index_name(table))
        made.append(f"CREATE TRIGGER {index_name(table)}_{name} {happens}")
    return made


def create(connection: Connection, table: str) -> None:
    """An empty R-tree with its triggers."""
    connection.execute(
        text(f"CREATE VIRTUAL TABLE {index_name(table)} USING rtree(id, minx, maxx, miny, maxy)")
    )
    _create_triggers(connection, table)


def _create_triggers(connection: Connection, table: str) -> None:
    for statement in trigger_statements(table):
        connection.execute(text(statement))


def replace_triggers(connection: Connection, found: Iterable[str], tables: Iterable[str]) -> None:
    """Drop the triggers `found` and make our own for `tables`."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    for name in found:
        connection.execute(text(f"DROP TRIGGER {quote(name)}"))
    for table in tables:
        _create_triggers(connection, table)


@contextmanager
def set_aside(connection: Connection, table: str) -> Iterator[None]:
    """Insert many rows without the triggers, then index them at once; part of the caller's transaction."""
    index = index_name(table)
    (last,) = connection.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}")).one()
    for name in trigger_names(table):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    with outside.unnoticed(connection):
        yield
    rows = connection.execute(
        text(f"SELECT id, geometry FROM {table} WHERE id > :last AND geometry NOT NULL"), {"last": last}
    )
    boxes = ((row_id, blob_bounds(blob)) for row_id, blob in rows)
    filled = [(row_id, box[0], box[2], box[1], box[3]) for row_id, box in boxes if box]
    for part in parts(filled, MOST_ROWS):
        connection.exec_driver_sql(f"INSERT INTO {index} VALUES (?, ?, ?, ?, ?)", part)
    _create_triggers(connection, table)


@cache
def _root(table: str) -> TextClause:
    return text(f"SELECT data FROM {index_name(table)}_node WHERE nodeno = 1")


def extent(connection: Connection, table: str) -> Bounds | None:
    """Bounds of the whole layer, read off the root of the tree; None when it is empty. To about half a
    metre, outwards.
    """
    data = connection.execute(_root(table)).scalar_one_or_none()
    if data is None:
        return None
    (cells,) = struct.unpack_from(">H", data, 2)
    boxes = [struct.unpack_from(">4f", data, 4 + 24 * cell + 8) for cell in range(cells)]
    if not boxes:
        return None
    minx, maxx, miny, maxy = zip(*boxes, strict=True)
    return min(minx), min(miny), max(maxx), max(maxy)


def register_functions(connection: sqlite3.Connection) -> None:
    """The ST_ functions that the triggers call, on one SQLite connection."""
    for at, name in enumerate(("ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY")):
        connection.create_function(name, 1, _bound(at), deterministic=True)
    connection.create_function("ST_IsEmpty", 1, _is_empty, deterministic=True)


def _bound(at: int) -> Callable[[bytes | None], float | None]:
    def bound(blob: bytes | None) -> float | None:
        bounds = blob_bounds(blob)
        return bounds[at] if bounds else None

    return bound


def _is_empty(blob: bytes | None) -> int | None:
    return None if blob is None else int(blob_bounds(blob) is None)
