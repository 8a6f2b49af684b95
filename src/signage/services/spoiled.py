"""Cells that another program spoiled: the store reads them as empty, and here they are named."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, literal_column, select
from sqlalchemy.types import TypeEngine

from signage.domain.faces import document
from signage.domain.layers import LAYERS
from signage.store import Store
from signage.store.lenient import SOUND_IN_FILE, Day
from signage.store.schema import LAYER_TABLES
from signage.store.types import Geometry

_Conditions = Mapping[type[TypeEngine[Any]], str]
_STRANGE = "\ufffd"  # what bytes that are no UTF-8 are read as
_NOT_SOUND: _Conditions = {kind: f"NOT ({sound})" for kind, sound in SOUND_IN_FILE.items()}
_IN_FILE: _Conditions = {**_NOT_SOUND, Text: "typeof({0}) <> 'text' OR instr({0}, char(0))"}
_IN_DATABASE: _Conditions = {Day: "NOT isfinite({0}) OR {0} < '0001-01-01'"}
# Only these may hold such bytes: they have letters beyond ASCII, and not that very sign.
_MAY_BE_STRANGE = f"{{0}} GLOB '*[^ -~]*' AND NOT instr({{0}}, '{_STRANGE}')"
_ID: ColumnElement[int] = literal_column("id")
_RAW: ColumnElement[object] = literal_column("geometry")
_DOCUMENTS = ("face", "exceptions")
_NONE = ("", "{}", '{"slots":[]}')


class SpoiledCell(NamedTuple):
    """Where a cell is, and how what stands in it begins."""

    layer: str
    row: int
    column: str
    value: str


def spoiled_cells(store: Store, *, limit: int = 20) -> list[SpoiledCell]:
    """The first cells of all layers that hold something else than their column says."""
    in_file = store.kind == "geopackage"
    with store.engine_read() as connection:
        found = (_in_layer(connection, table, in_file=in_file) for table in LAYER_TABLES.values())
        return list(islice(chain.from_iterable(found), limit))


def _in_layer(connection: Connection, table: Table, *, in_file: bool) -> Iterator[SpoiledCell]:
    conditions = _IN_FILE if in_file else _IN_DATABASE
    for column in table.columns:
        if condition := conditions.get(type(column.type)):
            yield from _cells(connection, column, f"({condition.format(column.name)})")
        if in_file and isinstance(column.type, Text):
            may_be = _cells(connection, column, f"({_MAY_BE_STRANGE.format(column.name)})")
            yield from (cell for cell in may_be if _STRANGE in cell.value)
        if column.name in _DOCUMENTS:
            yield from (cell for cell in _cells(connection, column, "true") if _is_no_document(cell))
    if in_file:
        yield from _shapes(connection, table)


def _cells(connection: Connection, column: Column[Any], where: str) -> Iterator[SpoiledCell]:
    name, table = column.name, column.table
    said: ColumnElement[str] = literal_column(f"CAST({name} AS text)")
    query = select(_ID, said).select_from(table).where(column.is_not(None), literal_column(where))
    for row, value in connection.execute(query.order_by(_ID)):
        yield SpoiledCell(table.description, row, name, str(value))


def _is_no_document(cell: SpoiledCell) -> bool:
    return "".join(cell.value.split()) not in _NONE and not document(cell.column, cell.value)


def _shapes(connection: Connection, table: Table) -> Iterator[SpoiledCell]:
    read = Geometry(LAYERS[table.name].geometry).result_processor(connection.dialect, None)
    query = select(_ID, _RAW).select_from(table)
    for row, blob in connection.execute(query.where(table.c.geometry.is_not(None))):
        if read(blob) is None:
            shown = blob.hex() if isinstance(blob, bytes) else str(blob)
            yield SpoiledCell(table.name, row, "geometry", shown)
