"""The large store: PostgreSQL with PostGIS, for many editors or several machines."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, Table, collate, create_engine, event, func, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NotSupportedError, ProgrammingError

from signage.domain.layers import SRID
from signage.domain.names import AFTER_A_VOWEL, LETTERS, folded
from signage.errors import InvalidInput, Said, Unavailable
from signage.store import lenient, outside
from signage.store.base import Store
from signage.store.faults import NO_POSTGIS, READ_ONLY, in_words
from signage.store.schema import LAYER_TABLES, metadata
from signage.store.types import Bounds, RowBounds

_ISOLATION = "READ COMMITTED"
_UPPER = {"ẞ": "ss", "Æ": "ae", "Ø": "o", "Œ": "oe", "Ł": "l", "Đ": "d"}
_TASKS = 0x5163  # the first half of the locks of tasks, which are apart from those of one number
_TRIED = text(f"SELECT pg_try_advisory_xact_lock({_TASKS}, hashtext(:task))")
_WAITED = text(f"SELECT pg_advisory_xact_lock({_TASKS}, hashtext(:task))")
_HELD = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    f"AND classid = {_TASKS} AND objid::bigint = hashtext(:task)::bigint & 4294967295)"
)
_UNREADABLE = Said(
    "Die Adresse der Datenbank ist nicht lesbar. Gebraucht wird "
    "postgresql://benutzer:passwort@rechner:5432/datenbank; :, / und @ im Passwort als %3A, %2F und %40.",
    "The address of the database cannot be read. Give postgresql://user:password@host:5432/database, with "
    "%3A, %2F and %40 for :, / and @ in the password.",
)
_ACCENTED = "äöüáàâãåčćçďéèêëěíìîïňñóòôõřšśťúùûůýžźż"


class PostgisStore(Store):
    """A database reached as `postgresql://user@host/name`; any number of servers may use it at once."""

    kind: ClassVar[str] = "postgis"

    def __init__(self, url: str) -> None:
        self.engine = create_engine(
            _parted(url).set(drivername="postgresql+psycopg"),
            pool_size=20,
            pool_pre_ping=True,
            isolation_level=_ISOLATION,
            connect_args={
                "connect_timeout": 5,
                "application_name": outside.APPLICATION,
                # Who waits longer for somebody's lock is told so, and holds no thread of the service.
                "options": "-c lock_timeout=10s",
            },
        )
        event.listen(self.engine, "connect", _read_leniently)
        # Every statement of a reading connection sees the same state, as in the GeoPackage.
        super().__init__(url, self.engine.execution_options(isolation_level="REPEATABLE READ"))

    def provide_postgis(self) -> None:
        """Add the extension to the database unless it is there; Unavailable when that is not allowed."""
        there = text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")
        try:
            with in_words(), self.engine.begin() as connection:
                if connection.execute(there).first() is None:
                    connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
        except (ProgrammingError, NotSupportedError, Unavailable) as error:
            if isinstance(error, Unavailable) and error.message != READ_ONLY:
                raise
            raise Unavailable(NO_POSTGIS) from error

    @property
    def driver_url(self) -> str:
        """The address for psycopg itself; the scan path prepares its own statements."""
        return self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def engine_read(self) -> Iterator[Connection]:
        """See Store."""
        with in_words(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write_plain(self, *, patience_s: float | None = None) -> Iterator[Connection]:
        """See Store."""
        with in_words(), self.engine.begin() as connection:
            if patience_s is not None:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(patience_s * 1000)}")
            yield connection

    def state(self) -> str:
        """See Store. Sets commit in another order than they are numbered, so the database's own snapshot is
        asked: it differs whenever a transaction ended in between.
        """
        with self.engine_read() as connection:
            return str(connection.execute(text("SELECT pg_current_snapshot()")).scalar_one())

    def layer_state(self, layer: str) -> str:
        """See Store. A row is never deleted and its version only grows, so their sum grows with each change;
        the snapshot is another one after every scan that is counted.
        """
        table = LAYER_TABLES[layer]
        with self.engine_read() as connection:
            return str(connection.execute(select(func.coalesce(func.sum(table.c.version), 0))).scalar_one())

    def next_ids(self, connection: Connection, table: Table, count: int) -> Sequence[int]:
        """See Store; from the table's sequence."""
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(connection.execute(query, {"name": table.name, "count": count}).scalars())

    def forget(self) -> None:
        """See Store; the space of former versions of rows is given back, so that none can be read."""
        with in_words(), self.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in metadata.sorted_tables:
                alone.exec_driver_sql(f"VACUUM {table.name}")

    def take_turn(self, connection: Connection, *, alone: bool) -> None:
        """See Store; edits share a lock of the database that an import has alone."""
        lock = "pg_advisory_xact_lock" + ("" if alone else "_shared")
        connection.exec_driver_sql(f"SELECT {lock}({outside.EDITING})")

    @contextmanager
    def sole(self, task: str) -> Iterator[bool]:
        """See Store; a lock of the database, which goes with the connection of who dies."""
        with self.write_plain() as connection:
            yield bool(connection.execute(_TRIED, {"task": task}).scalar_one())

    def wait_for(self, connection: Connection, task: str) -> None:
        """See Store."""
        connection.execute(_WAITED, {"task": task})

    @contextmanager
    def making(self) -> Iterator[None]:
        """See Store."""
        with self.write_plain() as connection:
            self.wait_for(connection, "tables")
            yield

    def is_at(self, task: str) -> bool:
        """See Store; looks for the lock without trying it, for who begins then would find it taken."""
        with self.engine_read() as connection:
            return bool(connection.execute(_HELD, {"task": task}).scalar_one())

    def after_copy(self, connection: Connection) -> None:
        """See Store."""
        for table in metadata.sorted_tables:
            if "id" in table.c:
                sequence = "SELECT setval(pg_get_serial_sequence(:name, 'id'), greatest(max(id), 1)) FROM "
                connection.execute(text(sequence + table.name), {"name": table.name})

    def bbox_clause(self, table: Table, bbox: Bounds) -> Any:
        """See Store; from the GiST index."""
        return table.c.geometry.op("&&")(func.ST_MakeEnvelope(*bbox, SRID))

    def row_bounds(self, table: Table) -> RowBounds:
        """See Store."""
        shape = table.c.geometry
        bounds = (func.ST_XMin(shape), func.ST_YMin(shape), func.ST_XMax(shape), func.ST_YMax(shape))
        return RowBounds(table, *bounds, floor=func.floor, by_operator=True)

    def plain_column(self, column: Column[Any]) -> str:
        """See Store."""
        name = f"{column.table.name}.{column.name}"
        if column.name == "geometry":
            return f"ST_AsBinary({name})"
        if column.name == "changed_at":
            return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
        if isinstance(column.type, lenient.Day):
            return f"CASE WHEN isfinite({name}) AND {name} >= '0001-01-01' THEN {name}::text END"
        return name

    def folded_text(self, text: Any) -> Any:
        """See Store; letter by letter, for a database of the C locale lowers A to Z only."""
        both = _ACCENTED + _ACCENTED.upper()
        text = func.translate(func.lower(text), both, "".join(map(folded, both)))
        for found, plain in (*LETTERS.items(), *_UPPER.items(), *AFTER_A_VOWEL):
            text = func.replace(text, found, plain)
        # Sorted letter by letter, as in a file.
        return collate(text, "C")


def _parted(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise InvalidInput(_UNREADABLE) from None  # its text may be a part of the password


def _read_leniently(connection: Any, _record: object) -> None:
    lenient.days_of_a_calendar(connection)
