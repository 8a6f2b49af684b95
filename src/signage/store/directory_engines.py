"""The readers of both engines: what a scan reads, on the driver itself."""

import json
import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from signage.errors import Said, Unavailable
from signage.store.base import Store
from signage.store.directory import DirectoryReader
from signage.store.directory_rows import AreaRows, CodePoint
from signage.store.geopackage import GeoPackageStore
from signage.store.lenient import days_of_a_calendar
from signage.store.postgis import PostgisStore
from signage.store.recent import RecentChanges
from signage.store.types import from_geopackage

if TYPE_CHECKING:
    import psycopg

_MOST_RAISED = 1000  # so many revisions are remembered
_RAISED = f"SELECT area, revision FROM area_revision WHERE revision > :seen LIMIT {_MOST_RAISED}"
_HIGHEST = "SELECT coalesce(max(revision), 0) FROM area_revision"
_MOST_AREAS = 32
_CODES = """
    SELECT token, state, moved_to, (SELECT revision FROM area_revision WHERE area = :area)
    FROM code WHERE token IN (SELECT value FROM json_each(:tokens))"""
_LOOK_EVERY_S = 0.5


class _Known(NamedTuple):
    """An area as it was read when `seen` was the newest change; `places` tells where in it firms stand."""

    seen: int
    rows: AreaRows
    places: dict[int, int]


class GeoPackageReader(DirectoryReader):
    """On a read-only connection of SQLite's driver; `PRAGMA data_version` moves with every commit of any
    other connection.
    """

    def __init__(self, store: GeoPackageStore) -> None:
        super().__init__()
        self._recent = RecentChanges(self._rows)
        self._in_snapshot = self._has_looked = False
        self._areas: dict[tuple[int, date], _Known] = {}
        self._points: dict[int, tuple[int, list[CodePoint]]] = {}
        self._revisions: dict[int, int | None] = {}
        self._revisions_of = self._highest = -1
        self._store = store
        self._looked_at = time.monotonic()
        self._connection = store.connect_reader()
        # Half a dozen indexed rows a visit: the file's own cache in the system serves them as well.
        self._connection.execute("PRAGMA cache_size = -256")

    def area_revision(self, area_id: int) -> int | None:
        """See DirectoryReader; asked once for all areas that were changed since the last commit."""
        state = self._rows("PRAGMA data_version")[0][0]
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
            return
        highest = self._rows(_HIGHEST)[0][0]
        if highest < self._highest:  # another program has put an older state back into the file
            self._recent.forget()
            self._areas.clear()
            self._points.clear()
            self._tenants.clear()
            self._streets.clear()
            self._sign.cache_clear()
        if raised or highest < self._highest or not self._revisions:
            self._revisions.clear()
            self._highest = highest

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See DirectoryReader."""
        self._rows("BEGIN")
        self._in_snapshot = True
        try:
            yield
        finally:
            self._in_snapshot = self._has_looked = False
            self._rows("COMMIT")

    def close(self) -> None:
        """See DirectoryReader."""
        self._connection.close()

    def area(self, area_id: int, day: date) -> AreaRows:
        """See DirectoryReader; only the firms that were changed since it was read before are read again."""
        self._look()
        known = self._areas.get((area_id, day))
        changed = self._recent.firms_changed(area_id, known.seen) if known else None
        if known is None or changed is None:
            rows = super().area(area_id, day)
            if known and (known.rows.area, known.rows.ground) == (rows.area, rows.ground):
                # One object for as long as it says the same: what was made from it is good then.
                rows = AreaRows(known.rows.area, known.rows.ground, rows.tenants)
            places = {tenant.id: place for place, tenant in enumerate(rows.tenants)}
        else:
            rows, places = known.rows, known.places
            if mine := changed & places.keys():
                tenants = [*rows.tenants]
                for firm in mine:
                    tenants[places[firm]] = self._read_tenant(firm)
                rows = AreaRows(rows.area, rows.ground, tenants)
        if len(self._areas) >= _MOST_AREAS:
            self._areas.clear()
        self._areas[area_id, day] = _Known(self._recent.newest, rows, places)
        return rows

    def _look(self) -> None:
        """Once in a snapshot is enough."""
        if not self._has_looked:
            self._recent.look()
            self._has_looked = self._in_snapshot

    def points_of(self, area_id: int) -> list[CodePoint]:
        """See DirectoryReader; where no sign was changed, the codes alone are asked whether they still stand
        as they did: changes of codes are not in the history.
        """
        self._look()
        known = self._points.get(area_id)
        if known and self._recent.firms_changed(area_id, known[0]) is not None:
            points = self._with_codes(area_id, known[1])
        else:
            points = super().points_of(area_id)
        if len(self._points) >= _MOST_AREAS:
            self._points.clear()
        self._points[area_id] = (self._recent.newest, points)
        return points

    def _with_codes(self, area_id: int, points: list[CodePoint]) -> list[CodePoint]:
        tokens = json.dumps([point.token for point in points])
        codes = {row[0]: row[1:] for row in self._rows(_CODES, area=area_id, tokens=tokens)}
        return [
            point._replace(state=state, moved_to=moved_to, area_revision=revision)
            for point in points
            for state, moved_to, revision in [codes[point.token]]
        ]

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
