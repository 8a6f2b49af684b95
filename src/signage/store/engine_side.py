"""What each engine of a store does in a way of its own; where one need not, what is done here will do."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, Table

from signage.store.types import Bounds, RowBounds


class EngineSide:
    """The side of a store that its engine makes up."""

    kind: ClassVar[str]
    open_kind: ClassVar[str | None] = None  # the kind of a change set while it is being written

    def engine_read(self) -> AbstractContextManager[Connection]:
        """A connection for reading one consistent state; the engine's troubles are raised as our errors."""
        raise NotImplementedError

    def write_plain(self, *, patience_s: float | None = None) -> AbstractContextManager[Connection]:
        """A write transaction outside the history, for counters and tokens; commits at the end, rolls back
        on an error. Unavailable where it would wait for another for longer than `patience_s` seconds.
        """
        raise NotImplementedError

    def next_ids(self, connection: Connection, table: Table, count: int) -> Sequence[int]:
        """`count` fresh ids of `table`, never used before and never given again."""
        raise NotImplementedError

    def bbox_clause(self, table: Table, bbox: Bounds) -> Any:
        """A condition for rows whose bounds meet `bbox` (EPSG:25832), answered by the spatial index."""
        raise NotImplementedError

    def row_bounds(self, table: Table) -> RowBounds:
        """The bounds of each row that has a geometry, as expressions that the spatial index answers."""
        raise NotImplementedError

    def plain_column(self, column: Column[Any]) -> str:
        """A column in SQL such that the driver gives what JSON takes: days as ISO text, instants ending in
        `Z`.
        """
        raise NotImplementedError

    def plain_wkb(self, stored: bytes) -> bytes | None:
        """The WKB in a geometry that was read as `plain_column`; whether it is one, nobody has looked."""
        return stored

    def folded_text(self, text: Any) -> Any:
        """An expression for a text as `signage.domain.names.folded` makes it; see `ready_to_fold`."""
        raise NotImplementedError

    def ready_to_fold(self, connection: Connection) -> None:
        """Called before a query with `folded_text` is run on a connection."""

    def bulk_load(self, connection: Connection, table: Table) -> AbstractContextManager[None]:
        """Around the insertion of many rows: the engine may set its spatial index aside and fill it once."""
        del connection, table
        return nullcontext()

    def after_write(self, connection: Connection, touched: Mapping[Table, bool]) -> None:
        """Called before a write transaction commits, with the layers that it touched and whether any geometry
        of them changed.
        """

    def take_turn(self, connection: Connection, *, alone: bool) -> None:
        """Called when a change set begins: `alone` waits until no other is under way, and keeps others
        waiting. The engine may have one writer at a time anyway.
        """

    @contextmanager
    def sole(self, task: str) -> Iterator[bool]:
        """Around a long task that is done once at a time: False where another server process is at it. One
        that dies lets go of it. The engine may have one such process anyway; its threads see to themselves.
        """
        del task
        yield True

    def wait_for(self, connection: Connection, task: str) -> None:
        """Wait, within a transaction, until nobody else is at a task, and hold the others up until its end.
        Where writers take turns anyway there is nobody else.
        """
        del connection, task

    @contextmanager
    def making(self) -> Iterator[None]:
        """Around what makes or upgrades the tables: whoever does so in another process waits for its end."""
        yield

    def is_at(self, task: str) -> bool:
        """Whether some server process is at a task, as `sole` knows it."""
        del task
        return False

    def forget(self) -> None:
        """Leave nothing of what was overwritten or removed in the engine's own free space; Unavailable when
        others use the store so that this has to wait.
        """
        raise NotImplementedError

    def copying(self, connection: Connection) -> AbstractContextManager[None]:
        """Around the copying of all rows, history included, into this empty store."""
        del connection
        return nullcontext()

    def after_copy(self, connection: Connection) -> None:
        """Called after rows with their ids were copied into all tables: the next id follows the highest."""
