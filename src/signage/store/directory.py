"""What a scan reads: prepared statements on the driver itself, below SQLAlchemy, without any geometry
library.

One reader serves one thread at a time. `state` tells without a query whether anything at all was committed
since.
"""

import re
import sqlite3
import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from signage.errors import Unavailable
from signage.store.base import Store
from signage.store.geopackage import GeoPackageStore
from signage.store.postgis import PostgisStore
from signage.store.types import coordinate_runs, from_geopackage

if TYPE_CHECKING:
    import psycopg

Point = tuple[float, float]
Run = tuple[float, ...]
MOST_ROADS = 300
MOST_BACKDROPS = 600


class CodePoint(NamedTuple):
    """All that decides what a code answers with; equal points mean an equal page on one day."""

    token: str
    state: str
    moved_to: str | None
    sign: int | None
    sign_version: int | None
    sign_state: str | None
    area: int | None
    municipality: str | None
    valid_to: date | None
    withdrawn_by: int | None
    area_revision: int | None


class SignRow(NamedTuple):
    """One sign as a visitor may know it; `bearing_deg` is where the face looks."""

    number: str | None
    name: str | None
    street: str | None
    bearing_deg: float | None
    position: Point


class AreaRow(NamedTuple):
    """One area; `outline` holds its rings as x, y, x, y, ... in metres."""

    name: str
    number: str | None
    municipality: str | None
    confirmed_on: date | None
    changed_on: date | None
    ended: bool
    outline: tuple[Run, ...]


class TenantRow(NamedTuple):
    """One firm with everything a page might show; consent is judged by the service."""

    id: int
    number: int | None
    name: str
    activity: str | None
    street: str | None
    house_number: str | None
    lorry_note: str | None
    phone: str | None
    web: str | None
    legal_basis: str | None
    consented_on: date | None
    confirmed_on: date | None
    changed_on: date | None
    position: Point | None


class ShapeRow(NamedTuple):
    """A road or a piece of backdrop; (`id`, `version`) names its shape for ever."""

    id: int
    version: int
    kind: str | None
    wkb: bytes

    def runs(self) -> tuple[Run, ...]:
        """Its rings or lines as x, y, x, y, ... in metres; read only when it must be drawn."""
        return tuple(coordinate_runs(self.wkb)) if self.wkb else ()


class AreaRows(NamedTuple):
    """One area on one day."""

    area: AreaRow
    tenants: list[TenantRow]
    roads: list[ShapeRow]
    backdrops: list[ShapeRow]
    signs: list[Point]


_NAME_OF_MUNICIPALITY = (
    "(SELECT m.name FROM municipality m WHERE m.ags = {}.municipality AND m.withdrawn_by IS NULL"
    " ORDER BY m.id DESC LIMIT 1)"
)
_VALID = (
    "withdrawn_by IS NULL AND (valid_from IS NULL OR valid_from <= :day)"
    " AND (valid_to IS NULL OR valid_to > :day)"
)
_POINT = f"""
    SELECT c.token, c.state, c.moved_to, s.id, s.version, s.state, s.area,
           {_NAME_OF_MUNICIPALITY.format("s")}, s.valid_to, s.withdrawn_by, r.revision
    FROM code c LEFT JOIN sign s ON s.code = c.token LEFT JOIN area_revision r ON r.area = s.area
    WHERE c.token = :token"""
_SIGN = "SELECT number, name, street, bearing_deg, {geometry} FROM sign WHERE id = :id"
_AREA = f"""
    SELECT a.name, a.number, {_NAME_OF_MUNICIPALITY.format("a")}, a.confirmed_on, a.changed_at,
           a.withdrawn_by IS NOT NULL OR (a.valid_to IS NOT NULL AND a.valid_to <= :day), {{geometry}}
    FROM area a WHERE a.id = :area"""
_TENANTS = f"""
    SELECT id, number, name, activity, street, house_number, lorry_note, phone, web, legal_basis,
           consented_on, confirmed_on, changed_at, {{geometry}}
    FROM tenant WHERE area = :area AND {_VALID} ORDER BY id"""
_ROADS = f"""
    SELECT id, version, road_class, {{geometry}} FROM road WHERE area = :area AND {_VALID}
    ORDER BY id LIMIT {MOST_ROADS}"""
_BACKDROPS = f"""
    SELECT id, version, kind, {{geometry}} FROM backdrop WHERE area = :area AND {_VALID}
    ORDER BY id LIMIT {MOST_BACKDROPS}"""
_SIGNS = f"SELECT {{geometry}} FROM sign WHERE area = :area AND code IS NOT NULL AND {_VALID}"


class DirectoryReader(ABC):
    """Point reads for scans. Raises Unavailable when the store does not answer."""

    waits = False  # whether a read may wait for the network, and so must not run in an event loop

    @abstractmethod
    def state(self) -> int:
        """A number that differs from the last one whenever something may have been committed since."""

    @abstractmethod
    def snapshot(self) -> Any:
        """A context in which all reads see one and the same state."""

    @abstractmethod
    def close(self) -> None:
        """Give the connection back."""

    @abstractmethod
    def _rows(self, statement: str, **values: object) -> Sequence[tuple[Any, ...]]: ...

    @abstractmethod
    def _wkb(self, stored: bytes) -> bytes: ...

    def point(self, token: str) -> CodePoint | None:
        """What decides about a code, None when it was never minted."""
        found = self._rows(_POINT, token=token)
        return CodePoint._make((*found[0][:8], _day(found[0][8]), *found[0][9:])) if found else None

    def sign(self, sign_id: int) -> SignRow:
        """The sign with this id, which `point` has just named."""
        row = self._rows(_SIGN, id=sign_id)[0]
        return SignRow._make((*row[:4], self._position(row[4]) or (0.0, 0.0)))

    def area_row(self, area_id: int, day: date) -> AreaRow:
        """The area itself, without what lies in it."""
        row = self._rows(_AREA, area=area_id, day=day.isoformat())[0]
        return AreaRow._make((*row[:3], _day(row[3]), _day(row[4]), bool(row[5]), self._runs(row[6])))

    def area(self, area_id: int, day: date) -> AreaRows:
        """The area as it stands on `day`, with its firms by id and at most 300 roads and 600 pieces of
        backdrop.
        """
        values = {"area": area_id, "day": day.isoformat()}
        area = self.area_row(area_id, day)
        tenants = [self._tenant(row) for row in self._rows(_TENANTS, **values)]
        signs = [self._position(row[0]) for row in self._rows(_SIGNS, **values)]
        return AreaRows(
            area,
            tenants,
            self._shapes(_ROADS, values),
            self._shapes(_BACKDROPS, values),
            [at for at in signs if at],
        )

    def _tenant(self, row: tuple[Any, ...]) -> TenantRow:
        days = (_day(row[10]), _day(row[11]), _day(row[12]))
        return TenantRow._make((*row[:10], *days, self._position(row[13])))

    def _shapes(self, statement: str, values: dict[str, Any]) -> list[ShapeRow]:
        return [
            ShapeRow._make((*row[:3], self._wkb(row[3]) if row[3] else b""))
            for row in self._rows(statement, **values)
        ]

    def _runs(self, stored: bytes | None) -> tuple[Run, ...]:
        return tuple(coordinate_runs(self._wkb(stored))) if stored else ()

    def _position(self, stored: bytes | None) -> Point | None:
        if not stored:
            return None
        wkb = self._wkb(stored)
        x, y = struct.unpack_from("<2d" if wkb[0] else ">2d", wkb, 5)
        return (x, y) if x == x else None


class GeoPackageReader(DirectoryReader):
    """On a read-only connection of SQLite's driver; `PRAGMA data_version` moves with every commit of any
    other connection.
    """

    def __init__(self, store: GeoPackageStore) -> None:
        self._connection = store.connect_reader()

    def state(self) -> int:
        """See DirectoryReader."""
        return int(self._rows("PRAGMA data_version")[0][0])

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See DirectoryReader."""
        self._rows("BEGIN")
        try:
            yield
        finally:
            self._rows("COMMIT")

    def close(self) -> None:
        """See DirectoryReader."""
        self._connection.close()

    def _rows(self, statement: str, **values: object) -> Sequence[tuple[Any, ...]]:
        try:
            return self._connection.execute(_sqlite(statement), values).fetchall()
        except sqlite3.Error as error:
            raise Unavailable(f"Der Bestand antwortet nicht: {error}") from error

    def _wkb(self, stored: bytes) -> bytes:
        return from_geopackage(stored)


class PostgisReader(DirectoryReader):
    """On one psycopg connection of its own, made anew after it broke."""

    waits = True

    def __init__(self, store: PostgisStore) -> None:
        self._url = store.driver_url
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._states = count(1)

    def state(self) -> int:
        """See DirectoryReader; PostgreSQL has no such number, so every one differs."""
        return next(self._states)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See DirectoryReader."""
        self._rows("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self._rows("COMMIT")

    def close(self) -> None:
        """See DirectoryReader."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self, statement: str, **values: object) -> Sequence[tuple[Any, ...]]:
        import psycopg

        try:
            cursor = self._connected().execute(_postgres(statement), values, prepare=bool(values))
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            with suppress(psycopg.Error):
                self.close()
            raise Unavailable(f"Die Datenbank antwortet nicht: {error}") from error

    def _connected(self) -> "psycopg.Connection[tuple[Any, ...]]":
        import psycopg

        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(
                self._url, autocommit=True, connect_timeout=3, options="-c statement_timeout=5000"
            )
        return self._connection

    def _wkb(self, stored: bytes) -> bytes:
        return stored


def directory_reader(store: Store) -> DirectoryReader:
    """The reader that fits the store's engine; close it before the store."""
    if isinstance(store, GeoPackageStore):
        return GeoPackageReader(store)
    if isinstance(store, PostgisStore):
        return PostgisReader(store)
    raise TypeError(f"no directory reader for {type(store).__name__}")


_SQLITE: dict[str, str] = {}
_POSTGRES: dict[str, str] = {}


def _sqlite(statement: str) -> str:
    known = _SQLITE.get(statement)
    if known is None:
        known = _SQLITE[statement] = statement.replace("{geometry}", "geometry")
    return known


def _postgres(statement: str) -> str:
    known = _POSTGRES.get(statement)
    if known is None:
        named = re.sub(r":([a-z]+)", r"%(\1)s", statement)
        known = _POSTGRES[statement] = named.replace("{geometry}", "ST_AsBinary(geometry)")
    return known


def _day(value: Any) -> date | None:
    """A date from what the driver gives: ISO text in the GeoPackage, date or datetime in PostGIS."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else value
