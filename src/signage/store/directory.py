"""What a scan reads: prepared statements on the driver itself, below SQLAlchemy, without any geometry
library.

One reader serves one thread at a time. `state` tells without a query whether anything at all was committed
since.
"""

import re
import sqlite3
import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import count
from math import isfinite
from typing import TYPE_CHECKING, Any

from signage.domain.names import sort_key
from signage.domain.validity import at_the_signs
from signage.errors import Said, Unavailable
from signage.store.base import Store
from signage.store.directory_rows import (
    AreaRow,
    AreaRows,
    CodePoint,
    Ground,
    Point,
    Run,
    ShapeRow,
    Shapes,
    SignRow,
    TenantRow,
)
from signage.store.geopackage import GeoPackageStore
from signage.store.lenient import day as read_day
from signage.store.lenient import days_of_a_calendar, real, whole
from signage.store.postgis import PostgisStore
from signage.store.types import BROKEN, coordinate_runs, from_geopackage, read_moment

if TYPE_CHECKING:
    import psycopg

MOST_ROADS = 300
MOST_BACKDROPS = 600
MOST_POINTS = 100
_MOST_RAISED = 1000  # so many revisions are remembered

_NAME_OF_MUNICIPALITY = (
    "(SELECT m.name FROM municipality m WHERE m.ags = {}.municipality AND m.withdrawn_by IS NULL"
    " ORDER BY m.id DESC LIMIT 1)"
)
_VALID = (
    "withdrawn_by IS NULL AND (valid_from IS NULL OR valid_from <= :day)"
    " AND (valid_to IS NULL OR valid_to > :day)"
)
_POINTS = f"""
    SELECT c.token, c.state, c.moved_to, s.id, s.version, s.state, s.area,
           {_NAME_OF_MUNICIPALITY.format("s")}, s.valid_to, s.withdrawn_by, r.revision
    FROM code c LEFT JOIN sign s ON s.code = c.token LEFT JOIN area_revision r ON r.area = s.area
    WHERE """
_POINT = _POINTS + "c.token = :token"
_POINTS_OF_AREA = _POINTS + f"s.area = :area ORDER BY s.id LIMIT {MOST_POINTS}"
_REVISION = "SELECT revision FROM area_revision WHERE area = :area"
_RAISED = f"SELECT area, revision FROM area_revision WHERE revision > :seen LIMIT {_MOST_RAISED}"
_HIGHEST = "SELECT coalesce(max(revision), 0) FROM area_revision"
_SIGN = "SELECT number, name, street, bearing_deg, {geometry} FROM sign WHERE id = :id"
_AREA = f"""
    SELECT a.name, a.number, {_NAME_OF_MUNICIPALITY.format("a")}, a.confirmed_on, a.changed_at,
           a.withdrawn_by IS NOT NULL OR (a.valid_to IS NOT NULL AND a.valid_to <= :day), {{geometry}}
    FROM area a WHERE a.id = :area"""
_TENANT = """
    SELECT id, version, number, name, activity, street, house_number, lorry_note, phone, web, legal_basis,
           consented_on, confirmed_on, changed_at, {geometry}
    FROM tenant WHERE """
_OF_AREA = f"area = :area AND {_VALID} ORDER BY id"
_TENANTS_LISTED = f"SELECT id, version FROM tenant WHERE {_OF_AREA}"
_ROADS = f"FROM road WHERE area = :area AND {_VALID} ORDER BY id LIMIT {MOST_ROADS}"
_BACKDROPS = f"FROM backdrop WHERE area = :area AND {_VALID} ORDER BY id LIMIT {MOST_BACKDROPS}"
# A row is never deleted and its version only grows, so ids with versions name the shapes exactly.
_GROUND = f"""
    SELECT (SELECT version FROM area WHERE id = :area),
           (SELECT {{listed}} FROM (SELECT id, version {_ROADS}) AS roads),
           (SELECT {{listed}} FROM (SELECT id, version {_BACKDROPS}) AS backdrops)"""
_SIGNS = f"SELECT {{geometry}} FROM sign WHERE area = :area AND code IS NOT NULL AND {_VALID}"

_NEWEST = "SELECT coalesce(max(id), 0) FROM change"
# What was changed since, firms apart. The + keeps SQLite from its index by layer: the newest few rows are
# found by their id.
_OTHERS_CHANGED = "SELECT 1 FROM change WHERE id > :seen AND +layer <> 'tenant' LIMIT 1"
_FEW_TENANTS = 5  # so few are read one by one
_MOST_TENANTS = 1000
_SOON = 500  # so few changes are looked through more quickly than area and shapes are read
_MOST_SITES = 100
_LOOK_EVERY_S = 0.5


class DirectoryReader(ABC):
    """Point reads for scans. Raises Unavailable when the store does not answer."""

    waits = False  # whether a read may wait for the network, and so must not run in an event loop

    def __init__(self) -> None:
        # Most rows are as they were when they were read last.
        self._tenants: dict[int, TenantRow] = {}
        self._outline = lru_cache(maxsize=64)(self._runs)
        self._sign = lru_cache(maxsize=128)(self._read_sign)

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
        return _point(found[0]) if found else None

    def points_of(self, area_id: int) -> list[CodePoint]:
        """The same of all codes whose signs stand for the area; of an area with very many signs only some."""
        return [_point(row) for row in self._rows(_POINTS_OF_AREA, area=area_id)]

    def area_revision(self, area_id: int) -> int | None:
        """A number that grows with whatever may change a page of the area: its firms, signs, their codes, its
        ground, its municipality. None before the first change.
        """
        found = self._rows(_REVISION, area=area_id)
        return int(found[0][0]) if found else None

    def sign(self, point: CodePoint) -> SignRow:
        """The sign that `point` has just named."""
        return self._sign(point.sign, point.sign_version)

    def area_row(self, area_id: int, day: date) -> AreaRow:
        """The area itself, without what lies in it."""
        return self._area_row(self._rows(_AREA, area=area_id, day=day.isoformat())[0])

    def area(self, area_id: int, day: date) -> AreaRows:
        """The area as it stands on `day`."""
        tenants = self._tenants_of({"area": area_id, "day": day.isoformat()})
        return AreaRows(*self._site(area_id, day), tenants)

    def shapes(self, area_id: int, day: date) -> Shapes:
        """The shapes that `AreaRows.ground` names; to be read in the same snapshot."""
        values = {"area": area_id, "day": day.isoformat()}
        roads = self._rows("SELECT road_class, {geometry} " + _ROADS, **values)
        backdrops = self._rows("SELECT kind, {geometry} " + _BACKDROPS, **values)
        return Shapes([self._shape(row) for row in roads], [self._shape(row) for row in backdrops])

    def _site(self, area_id: int, day: date) -> tuple[AreaRow, Ground]:
        """What lies below the firms."""
        return self.area_row(area_id, day), self._ground(area_id, day)

    def _ground(self, area_id: int, day: date) -> Ground:
        values = {"area": area_id, "day": day.isoformat()}
        signs = [self._position(row[0]) for row in self._rows(_SIGNS, **values)]
        mark = f"{area_id}: {self._rows(_GROUND, **values)[0]}"
        return Ground(mark, tuple(at for at in signs if at))

    def _area_row(self, row: tuple[Any, ...]) -> AreaRow:
        return AreaRow._make((*row[:3], _day(row[3]), _day_of(row[4]), bool(row[5]), self._outline(row[6])))

    def _read_sign(self, sign_id: int, version: int) -> SignRow:  # noqa: ARG002  the version is for the cache
        row = self._rows(_SIGN, id=sign_id)[0]
        return SignRow._make((*row[:3], real(row[3]), self._position(row[4]) or (0.0, 0.0)))

    def _tenants_of(self, values: dict[str, Any]) -> list[TenantRow]:
        """The area's firms by id; only those whose version is not known yet are read whole."""
        listed = self._rows(_TENANTS_LISTED, **values)
        new = [row_id for row_id, version in listed if self._version_known(row_id) != version]
        if len(self._tenants) + len(new) > _MOST_TENANTS:
            self._tenants.clear()
            new = [row_id for row_id, _ in listed]
        if len(new) > _FEW_TENANTS:
            rows = self._rows(_TENANT + _OF_AREA, **values)
        else:
            rows = [row for row_id in new for row in self._rows(_TENANT + "id = :id", id=row_id)]
        for row in rows:
            days = (_day(row[11]), _day(row[12]), _day_of(row[13]))
            self._tenants[row[0]] = TenantRow(
                *row[:2], whole(row[2]), *row[3:11], *days, self._position(row[14]), _place_in_list(row)
            )  # type: ignore[call-arg]
        return [self._tenants[row_id] for row_id, _ in listed]

    def _version_known(self, row_id: int) -> int | None:
        known = self._tenants.get(row_id)
        return known.version if known else None

    def _shape(self, row: tuple[Any, ...]) -> ShapeRow:
        return ShapeRow(row[0], self._runs(row[1]))

    def _runs(self, stored: bytes | None) -> tuple[Run, ...]:
        """Without those that another program spoiled."""
        try:
            runs = tuple(coordinate_runs(self._wkb(stored))) if stored else ()
        except BROKEN:
            return ()
        return runs if all(isfinite(number) for run in runs for number in run) else ()

    def _position(self, stored: bytes | None) -> Point | None:
        if not stored:
            return None
        try:
            wkb = self._wkb(stored)
            x, y = struct.unpack_from("<2d" if wkb[0] else ">2d", wkb, 5)
        except BROKEN:
            return None
        return (x, y) if isfinite(x) and isfinite(y) else None


class GeoPackageReader(DirectoryReader):
    """On a read-only connection of SQLite's driver; `PRAGMA data_version` moves with every commit of any
    other connection.
    """

    def __init__(self, store: GeoPackageStore) -> None:
        super().__init__()
        self._sites: dict[tuple[int, date], tuple[int, tuple[AreaRow, Ground]]] = {}
        self._revisions: dict[int, int | None] = {}
        self._revisions_of = self._highest = -1
        self._store = store
        self._looked_at = time.monotonic()
        self._connection = store.connect_reader()
        # Half a dozen indexed rows a visit: the file's own cache in the system serves them as well.
        self._connection.execute("PRAGMA cache_size = -1024")

    def state(self) -> int:
        """See DirectoryReader."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def area_revision(self, area_id: int) -> int | None:
        """See DirectoryReader; asked once for all areas that were changed since the last commit."""
        state = self.state()
        if state != self._revisions_of:
            self._learn_revisions()
            self._revisions_of = state
        if area_id not in self._revisions:
            if len(self._revisions) >= _MOST_RAISED:
                self._revisions.clear()
            self._revisions[area_id] = super().area_revision(area_id)
        return self._revisions[area_id]

    def _learn_revisions(self) -> None:
        raised = self._rows(_RAISED, seen=self._highest) if self._revisions else []
        if 0 < len(raised) < _MOST_RAISED:
            self._revisions |= {area: number for area, number in raised if area in self._revisions}
            self._highest = max(number for _, number in raised)
        elif raised or not self._revisions:
            self._revisions.clear()
            self._highest = self._rows(_HIGHEST)[0][0]

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

    def _site(self, area_id: int, day: date) -> tuple[AreaRow, Ground]:
        """Kept until more than firms is changed in the history, whose order holds: a file's writers take
        turns.
        """
        newest, known = self._rows(_NEWEST)[0][0], self._sites.get((area_id, day))
        few = known is not None and newest - known[0] < _SOON
        if known and few and not self._rows(_OTHERS_CHANGED, seen=known[0]):
            site = known[1]
        else:
            site = super()._site(area_id, day)
        if len(self._sites) >= _MOST_SITES:
            self._sites.clear()
        self._sites[area_id, day] = (newest, site)
        return site

    def _rows(self, statement: str, **values: object) -> Sequence[tuple[Any, ...]]:
        if time.monotonic() - self._looked_at > _LOOK_EVERY_S:
            # SQLite goes on reading a file that was removed or replaced.
            self._store.require_same_file()
            self._looked_at = time.monotonic()
        try:
            return self._connection.execute(_sqlite(statement), values).fetchall()
        except sqlite3.Error as error:
            raise Unavailable(
                Said(f"Der Bestand antwortet nicht: {error}", f"The store does not answer: {error}")
            ) from error

    def _wkb(self, stored: bytes) -> bytes:
        return from_geopackage(stored)


class PostgisReader(DirectoryReader):
    """On one psycopg connection of its own, made anew after it broke."""

    waits = True

    def __init__(self, store: PostgisStore) -> None:
        super().__init__()
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
            raise Unavailable(
                Said(f"Die Datenbank antwortet nicht: {error}", f"The database does not answer: {error}")
            ) from error

    def _connected(self) -> "psycopg.Connection[tuple[Any, ...]]":
        import psycopg

        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(
                self._url, autocommit=True, connect_timeout=3, options="-c statement_timeout=5000"
            )
            days_of_a_calendar(self._connection)
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


_IN_SQLITE = {
    "geometry": "geometry",
    "listed": "group_concat(id || ' ' || version)",
}
_IN_POSTGRES = {
    "geometry": "ST_AsBinary(geometry)",
    "listed": "string_agg(id || ' ' || version, ',')",
}


@cache
def _sqlite(statement: str) -> str:
    return statement.format_map(_IN_SQLITE)


@cache
def _postgres(statement: str) -> str:
    named = re.sub(r":([a-z]+)", r"%(\1)s", statement)
    return named.format_map(_IN_POSTGRES)


def _place_in_list(row: tuple[Any, ...]) -> tuple[str, int]:
    name = row[3]
    return sort_key(name) if isinstance(name, str) else "", row[0]


def _point(row: tuple[Any, ...]) -> CodePoint:
    return CodePoint._make((*row[:8], _day(row[8]), *row[9:]))


def _day_of(instant: Any) -> date | None:
    """The day at the signs on which something happened: late in the evening of UTC it is the next."""
    if not instant:
        return None
    moment = instant if isinstance(instant, datetime) else read_moment(instant)
    return at_the_signs(moment).date()


def _day(value: Any) -> date | None:
    """A date from what the driver gives: ISO text in the GeoPackage, date or datetime in PostGIS."""
    if isinstance(value, str):
        return read_day(value[:10])
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
