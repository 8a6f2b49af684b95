"""Updates of rows, gathered and run together: on a database each one alone costs a way there and back."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Update, bindparam, event, update

from signage.store import schema

MOST = 2_000
Row = dict[str, Any]


class GatheredUpdates:
    """The updates of a transaction that wait to be run. Whoever asks the connection anything has them run
    first, so that every statement sees what was changed before it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
        self._rows: set[tuple[str, int]] = set()
        listener: Callable[..., None] = self._before_others
        event.listen(connection, "before_cursor_execute", listener)

    def add(self, layer: str, row_id: int, values: Mapping[str, Any]) -> None:
        """Let an update wait with those of the same columns; two of one row are run in their order."""
        if (layer, row_id) in self._rows or len(self._rows) >= MOST:
            self.run()
        self._rows.add((layer, row_id))
        self._waiting.setdefault((layer, tuple(values)), []).append({**values, "row_id": row_id})

    def run(self) -> None:
        """Run what waits."""
        waiting = self._waiting
        self.drop()  # first, for what is run now is a statement too
        for (layer, columns), rows in waiting.items():
            self._connection.execute(_update(layer, columns), rows)

    def drop(self) -> None:
        """Let nothing wait any more."""
        self._waiting, self._rows = {}, set()

    def _before_others(self, *_statement: object) -> None:
        if self._waiting:
            self.run()


@lru_cache(maxsize=256)
def _update(layer: str, columns: tuple[str, ...]) -> Update:
    """Built once for each set of columns: building it costs more than running it."""
    table = schema.LAYER_TABLES[layer]
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return update(table).where(table.c.id == bindparam("row_id")).values(values)
