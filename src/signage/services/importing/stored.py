"""The rows of the store that a file is compared with: no more of them than is compared."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from signage.services.importing.batch import Batch, Stored
from signage.store import Store
from signage.store.schema import LAYER_TABLES

_ALWAYS = ("id", "version", "withdrawn_by", "geometry", "valid_from", "valid_to", "source_name", "source_id")
_COMPARED = (
    "name", "area", "municipality", "street", "house_number", "number", "code", "ags", "type", "bearing_deg",
    "district", "family", "state",
)  # fmt: skip


class StoredRow(Mapping[str, Any]):
    """Some columns of a stored row; many of them share one table of names."""

    __slots__ = ("_cells", "_places")

    def __init__(self, places: Mapping[str, int], cells: tuple[Any, ...]) -> None:
        self._places = places
        self._cells = cells

    def __getitem__(self, name: str) -> Any:
        return self._cells[self._places[name]]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a column, `default` when it was not read."""
        at = self._places.get(name)
        return default if at is None else self._cells[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def stored_rows(store: Store, batch: Batch) -> Sequence[Stored]:
    """All rows of the batch's layer that are not withdrawn, with the columns that matter to the batch."""
    table = LAYER_TABLES[batch.layer.name]
    return _rows(store, batch, table.c.withdrawn_by.is_(None), table.c.id)


def withdrawn_rows(store: Store, batch: Batch) -> Sequence[Stored]:
    """Rows that were taken back and can be known again by a key, the newest first."""
    table = LAYER_TABLES[batch.layer.name]
    keyed: Any = table.c.source_id.is_not(None)
    if "code" in table.c:
        keyed |= table.c.code.is_not(None)
    return _rows(store, batch, table.c.withdrawn_by.is_not(None) & keyed, table.c.id.desc())


def _rows(store: Store, batch: Batch, condition: Any, order: Any) -> Sequence[Stored]:
    table = LAYER_TABLES[batch.layer.name]
    own = ("changed_at",) if batch.own else ()
    wanted = dict.fromkeys((*_ALWAYS, *own, *_COMPARED, *batch.columns.fields))
    columns = [table.c[name] for name in wanted if name in table.c]
    places = {column.name: at for at, column in enumerate(columns)}
    query = select(*columns).where(condition).order_by(order)
    with store.engine_read() as connection:
        return [StoredRow(places, tuple(row)) for row in connection.execute(query)]
