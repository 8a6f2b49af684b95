"""The embedded store: one GeoPackage file, opened by QGIS and GDAL as it is.

Reading connections see no function of ours and trust no schema (`trusted_schema=OFF`); the one writing
connection must trust the R-tree's triggers, so the triggers are checked when the store is opened. GDAL is
never used here: two copies of SQLite in one process drop each other's locks on a file.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    Table,
    cast,
    column,
    create_engine,
    event,
    func,
    text,
)
from sqlalchemy import table as table_called
from sqlalchemy.pool import NullPool, QueuePool

from signage.domain.names import folded
from signage.errors import InvalidInput, NotFound, Said, Unavailable
from signage.store import lenient, outside, rtree, schema
from signage.store.base import Store, first_and_last
from signage.store.faults import in_words
from signage.store.locks import WriteLock
from signage.store.types import Bounds, RowBounds, from_geopackage, instant_text

APPLICATION_ID = 0x47504B47
_CHECKPOINT_BYTES = 4 << 20
_TRUNCATE_BYTES = 128 << 20
_CHECKPOINT_EVERY_S = 1.0
_CACHE_KIB = 1 << 10
# Made once: making it costs more than running it.
_CHANGED = text("UPDATE gpkg_contents SET last_change = :at WHERE table_name = :name")
_CONTENTS = text(
    "UPDATE gpkg_contents SET last_change = :at, min_x = :minx, min_y = :miny, max_x = :maxx, max_y = :maxy "
    "WHERE table_name = :name"
)


class GeoPackageStore(Store):
    """A GeoPackage file opened by one server process; other processes may read it, and write in turn."""

    kind: ClassVar[str] = "geopackage"
    open_kind: ClassVar[str | None] = outside.OPEN

    def __init__(self, path: Path, *, fsync: bool = True, create: bool = False) -> None:
        self.path = path
        self._fsync = fsync
        self._written = False
        self._checkpoint_from = 0.0
        if not create:
            _require_geopackage(path)
        self._file = None if create else path.stat().st_ino
        self.lock = WriteLock(path.with_name(path.name + ".lock"))
        super().__init__(
            str(path),
            create_engine("sqlite://", creator=self.connect_reader, pool_size=20, poolclass=QueuePool),
        )
        self._writer = create_engine(
            "sqlite://", creator=self._connect_writer, pool_size=1, max_overflow=0, poolclass=QueuePool
        )
        self._anew = create_engine("sqlite://", creator=self.connect_reader, poolclass=NullPool)
        event.listen(self._reader, "begin", _begin)
        event.listen(self._writer, "begin", _begin_immediate)

    def connect_reader(self) -> sqlite3.Connection:
        """A connection of SQLite's driver that can only read; also for the scan path, which prepares its
        own statements.
        """
        connection = self._connect()
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _connect_writer(self) -> sqlite3.Connection:
        # Who only reads need not wait for the lock of those who write, not even to close.
        self._written = True
        connection = self._connect()
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if self._fsync else 'OFF'}")
        rtree.register_functions(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=30)
        except sqlite3.OperationalError as error:
            raise Unavailable(
                Said(
                    f"{self.path} lässt sich nicht öffnen: {error}", f"{self.path} cannot be opened: {error}"
                )
            ) from error
        connection.text_factory = lenient.text_in_file
        # Checkpoints happen under the write lock only (see signage.store.locks).
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        return connection

    @contextmanager
    def engine_read(self) -> Iterator[Connection]:
        """See Store."""
        self.require_same_file()
        with in_words(), self._reader.connect() as connection:
            yield connection

    def probe(self) -> None:
        """See Store; on a connection of its own, for the others remember what once was in the file."""
        self.require_same_file()
        with in_words(), self._anew.connect() as connection:
            for query in first_and_last():
                connection.execute(query).all()

    @contextmanager
    def write_plain(self, *, patience_s: float | None = None) -> Iterator[Connection]:
        """See Store; waits for its turn among threads and processes."""
        with self.lock.held(patience_s):
            self.require_same_file()
            with in_words(), self._writer.begin() as connection:
                yield connection
            self._checkpoint_when_large()

    def next_ids(self, connection: Connection, table: Table, count: int) -> Sequence[int]:
        """See Store; AUTOINCREMENT's own counter, moved on by the insertion itself."""
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = connection.execute(query, {"name": table.name}).scalar() or 0
        return range(last + 1, last + 1 + count)

    def bbox_clause(self, table: Table, bbox: Bounds) -> Any:
        """See Store; from the R-tree, whose boxes are rounded outwards to 32 bit."""
        inside = (
            f"{table.name}.id IN (SELECT id FROM {rtree.index_name(table.name)} "
            "WHERE maxx >= :minx AND minx <= :maxx AND maxy >= :miny AND miny <= :maxy)"
        )
        minx, miny, maxx, maxy = bbox
        return text(inside).bindparams(minx=minx, miny=miny, maxx=maxx, maxy=maxy)

    def row_bounds(self, table: Table) -> RowBounds:
        """See Store; those that the R-tree holds."""
        names = ("id", "minx", "miny", "maxx", "maxy")
        box = table_called(rtree.index_name(table.name), *(column(name) for name in names))
        source = box.join(table, table.c.id == box.c.id)
        # Coordinates of EPSG:25832 are positive: cutting off the fraction rounds down.
        bounds = (box.c.minx, box.c.miny, box.c.maxx, box.c.maxy)
        return RowBounds(source, *bounds, floor=lambda x: cast(x, Integer), by_operator=False)

    def plain_column(self, column: Column[Any]) -> str:
        """See Store; a GeoPackage keeps days and instants as such text. A spoiled cell is empty."""
        name = f"{column.table.name}.{column.name}"
        sound = None if column.primary_key else lenient.SOUND_IN_FILE.get(type(column.type))
        return f"CASE WHEN {sound.format(name)} THEN {name} END" if sound else name

    def plain_wkb(self, stored: bytes) -> bytes | None:
        """See Store; behind the GeoPackage's own head."""
        try:
            return from_geopackage(stored)
        except (TypeError, LookupError):
            return None

    def folded_text(self, text: Any) -> Any:
        """See Store; as bytes, for the driver hands over no text that is not in UTF-8."""
        return func.signage_folded(cast(text, LargeBinary))

    def ready_to_fold(self, connection: Connection) -> None:
        """See Store; the function folds for this one query's reader, the file itself knows none of ours."""
        driver: Any = connection.connection.driver_connection
        driver.create_function("signage_folded", 1, _folded_in_file, deterministic=True)

    def bulk_load(self, connection: Connection, table: Table) -> AbstractContextManager[None]:
        """See Store."""
        return rtree.set_aside(connection, table.name)

    def after_write(self, connection: Connection, touched: Mapping[Table, bool]) -> None:
        """Keep `gpkg_contents` true: the time of the last change, and the extent where anything moved."""
        for table, is_moved in touched.items():
            values = {"at": instant_text(datetime.now(UTC)), "name": table.name}
            if not is_moved:
                connection.execute(_CHANGED, values)
                continue
            minx, miny, maxx, maxy = rtree.extent(connection, table.name) or (None, None, None, None)
            connection.execute(_CONTENTS, values | {"minx": minx, "miny": miny, "maxx": maxx, "maxy": maxy})

    def copying(self, connection: Connection) -> AbstractContextManager[None]:
        """See Store."""
        return outside.unnoticed(connection)

    def after_copy(self, connection: Connection) -> None:
        """See Store; the counters follow by themselves, the extents are written here."""
        self.after_write(connection, dict.fromkeys(schema.LAYER_TABLES.values(), True))

    def index_counts(self) -> dict[str, tuple[int, int]]:
        """For each layer, how many rows have a geometry and how many the R-tree holds."""
        counts = {}
        with self.engine_read() as connection:
            for name in schema.LAYER_TABLES:
                rows = f"SELECT count(*) FROM {name} WHERE geometry NOT NULL"
                indexed = f"SELECT count(*) FROM {rtree.index_name(name)}"
                pair = connection.execute(text(f"SELECT ({rows}), ({indexed})")).one()
                counts[name] = (int(pair[0]), int(pair[1]))
        return counts

    def snapshot(self, target: Path) -> None:
        """A whole copy of one state, by SQLite's backup API; the copy is a single file in rollback mode
        that GDAL may open.
        """
        try:
            with closing(self.connect_reader()) as source, closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise Unavailable(
                Said(
                    f"Die Kopie nach {target} gelang nicht: {error}", f"The copy to {target} failed: {error}"
                )
            ) from error

    def check_triggers(self) -> None:
        """Make sure that a write runs no trigger but our own, to the letter.

        Refuses foreign triggers; those that another program made for the R-trees are replaced by ours.
        """
        ours = {sql for name in schema.LAYER_TABLES for sql in rtree.trigger_statements(name)}
        ours |= {sql for name in outside.WATCHED for sql in outside.trigger_statements(name)}
        named = {trigger for name in outside.WATCHED for trigger in outside.trigger_names(name)}
        prefixes = tuple(f"{rtree.index_name(name)}_" for name in schema.LAYER_TABLES)
        query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        with self.engine_read() as connection:
            found = {str(row.name): str(row.sql) for row in connection.execute(query)}
        if strange := sorted(name for name in found if not name.startswith(prefixes) and name not in named):
            raise InvalidInput(
                Said(
                    f"{self.path} enthält fremde Auslöser (Trigger): {', '.join(strange[:5])}",
                    f"{self.path} holds foreign triggers: {', '.join(strange[:5])}",
                )
            )
        if set(found.values()) != ours:
            with self.write_plain() as connection:
                rtree.replace_triggers(connection, list(found), list(schema.LAYER_TABLES))
                outside.create(connection)

    def close(self) -> None:
        """See Store; the last one to close leaves a single file without a log beside it."""
        super().close()
        if self._written:
            with self.lock.held():
                self._writer.dispose()

    def require_same_file(self) -> None:
        """A file that was removed or put in another's place takes no more rows: nobody would find them."""
        try:
            now = self.path.stat().st_ino
        except FileNotFoundError:
            now = None
        if self._file is None:
            self._file = now  # a store being made
        elif now != self._file:
            raise Unavailable(
                Said(
                    "Die Datei des Bestands wurde entfernt oder ersetzt. Bitte den Dienst neu starten.",
                    "The store's file was removed or replaced. Please restart the service.",
                )
            )

    def forget(self) -> None:
        """See Store; the file is written anew, and its log emptied."""
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            self._alone(statement)

    def checkpoint(self, mode: str = "TRUNCATE") -> None:
        """Move the log into the file itself, as far as readers allow."""
        self._alone(f"PRAGMA wal_checkpoint({mode})")

    def _alone(self, statement: str) -> None:
        """Run what cannot be part of a transaction."""
        with self.lock.held():
            raw = self._writer.raw_connection()
            try:
                raw.cursor().execute(statement)
            except sqlite3.OperationalError as error:
                raise Unavailable(
                    Said(
                        f"{self.path} lässt sich nicht fertig schreiben ({error}).",
                        f"{self.path} cannot be written to the end ({error}).",
                    )
                ) from error
            finally:
                raw.close()

    def _checkpoint_when_large(self) -> None:
        # A log is used anew from its start after a checkpoint, but its file stays as large as it was: its
        # size alone would call for one at every commit.
        if time.monotonic() < self._checkpoint_from:
            return
        log = self.path.with_name(self.path.name + "-wal")
        size = log.stat().st_size if log.exists() else 0
        if size > _CHECKPOINT_BYTES:
            self.checkpoint("TRUNCATE" if size > _TRUNCATE_BYTES else "PASSIVE")
            self._checkpoint_from = time.monotonic() + _CHECKPOINT_EVERY_S


def _folded_in_file(raw: bytes) -> str:
    return folded(lenient.text_in_file(raw))


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _require_geopackage(path: Path) -> None:
    if path.is_dir():
        raise InvalidInput(
            Said(
                f"{path} ist ein Ordner. Gebraucht wird die .gpkg-Datei darin.",
                f"{path} is a folder. Name the .gpkg file in it.",
            )
        )
    if not path.is_file():
        raise NotFound(
            Said(
                f"Den Bestand {path} gibt es nicht. Mit `signage init {path}` wird er angelegt.",
                f"There is no store {path}. `signage init {path}` makes it.",
            )
        )
    with path.open("rb") as file:
        head = file.read(100)
    if head[:15] != b"SQLite format 3" or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise InvalidInput(Said(f"{path} ist kein GeoPackage.", f"{path} is no GeoPackage."))
