"""What a scan reads: prepared statements on the driver itself, below SQLAlchemy, without any geometry
library.

One reader serves one thread at a time.
"""

import itertools
import json
import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from signage.domain.names import sort_key
from signage.domain.validity import at_the_signs
from signage.network.streets import Street, Streets
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
    TenantHint,
    TenantRow,
)
from signage.store.lenient import day as read_day
from signage.store.lenient import real, whole
from signage.store.types import BROKEN, coordinate_runs, read_moment

MOST_ROADS = 300
MOST_BACKDROPS = 600
MOST_POINTS = 100

# One that was merged into another has that one's name, and so on once more.
_NAME_OF_MUNICIPALITY = """(
    SELECT coalesce(l.name, n.name, m.name) FROM municipality m
    LEFT JOIN municipality n ON n.ags = m.successor AND m.valid_to IS NOT NULL AND n.withdrawn_by IS NULL
    LEFT JOIN municipality l ON l.ags = n.successor AND n.valid_to IS NOT NULL AND l.withdrawn_by IS NULL
    WHERE m.ags = {}.municipality AND m.withdrawn_by IS NULL
    ORDER BY m.id DESC, n.id DESC, l.id DESC LIMIT 1)"""
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
_ALL_POINTS = _POINTS + "TRUE ORDER BY s.area, c.token"
_REVISION = "SELECT revision FROM area_revision WHERE area = :area"
_SIGN = "SELECT number, name, street, bearing_deg, {geometry}, picture FROM sign WHERE id = :id"
_AREA = f"""
    SELECT a.name, a.number, {_NAME_OF_MUNICIPALITY.format("a")}, a.confirmed_on, a.changed_at,
           a.withdrawn_by IS NOT NULL OR (a.valid_to IS NOT NULL AND a.valid_to <= :day), {{geometry}}
    FROM area a WHERE a.id = :area"""
_TENANT = """
    SELECT id, version, number, name, activity, street, house_number, postcode, place, square, lorry_note,
           gate, delivery_hours, lorry_register, phone, web, jobs, email, contact,
           consents, legal_basis,
           lorry_height_m, lorry_weight_t, entrance_east_m, entrance_north_m,
           consented_on, confirmed_on, changed_at, {geometry}
    FROM tenant WHERE """
_TENANT_BY_ID = _TENANT + "id = :id"
_OF_AREA = f"area = :area AND {_VALID} ORDER BY id"
_TENANTS_LISTED = f"SELECT id, version FROM tenant WHERE {_OF_AREA}"
_BRANCHES = f"SELECT id, wz_code, wz_edition FROM tenant WHERE {_OF_AREA}"
_MOST_NAMINGS = 2000
_A_NAME_STANDS_DAYS = 30  # what was put right sooner was a slip
# What was taken back never was, nor is it told what a person was called.
_NAMINGS = f"""
    SELECT c."row", c.action, c.before, s.at
    FROM change c JOIN change_set s ON s.id = c.change_set JOIN tenant t ON t.id = c."row"
    WHERE c.layer = 'tenant' AND t.area = :area AND t.is_person IS NOT TRUE
      AND (c.action = 'create' OR c.before LIKE :named OR c.before LIKE :person)
      AND s.kind <> 'revert' AND s.reverts IS NULL
      AND NOT EXISTS (SELECT 1 FROM change_set r WHERE r.reverts = s.id)
    ORDER BY c.id DESC LIMIT {_MOST_NAMINGS}"""
_LISTED_TENANT = (
    _TENANT + f"id = :id AND {_VALID} AND EXISTS (SELECT 1 FROM area a WHERE a.id = tenant.area"
    " AND a.withdrawn_by IS NULL AND (a.valid_to IS NULL OR a.valid_to > :day))"
)
_PICTURE = "SELECT jpeg FROM picture WHERE key = :key"
_LOGO = "SELECT png FROM logo WHERE tenant = :tenant"
_STREETS = "SELECT name, road_class, width_m, max_height_m, max_weight_t, {geometry} "
_ROADS = f"FROM road WHERE area = :area AND {_VALID} ORDER BY id LIMIT {MOST_ROADS}"
_BACKDROPS = f"FROM backdrop WHERE area = :area AND {_VALID} ORDER BY id LIMIT {MOST_BACKDROPS}"
# A row is never deleted and its version only grows, so ids with versions name the shapes exactly.
_GROUND = f"""
    SELECT (SELECT version FROM area WHERE id = :area),
           (SELECT {{listed}} FROM (SELECT id, version {_ROADS}) AS roads),
           (SELECT {{listed}} FROM (SELECT id, version {_BACKDROPS}) AS backdrops)"""
_SIGNS = f"SELECT {{geometry}} FROM sign WHERE area = :area AND code IS NOT NULL AND {_VALID}"

_FEW_TENANTS = 5  # so few are read one by one
_MOST_TENANTS = 500
_STREETS_BYTES = 1 << 19


class Naming(NamedTuple):
    """A change that ended the name of a firm, or its first day; `was_person` when it ended that as well."""

    name: str
    is_first: bool
    was_person: bool
    day: date | None


class DirectoryReader(ABC):
    """Point reads for scans. Raises Unavailable when the store does not answer."""

    waits = False  # whether a read may wait for the network, and so must not run in an event loop

    def __init__(self) -> None:
        # Most rows are as they were when they were read last.
        self._tenants: dict[int, TenantRow] = {}
        self._streets: dict[str, Streets] = {}
        self._outline = lru_cache(maxsize=64)(self._runs)
        self._sign = lru_cache(maxsize=128)(self._read_sign)

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

    def all_points(self) -> list[CodePoint]:
        """The same of every code that was minted, those of one area together."""
        return [_point(row) for row in self._rows(_ALL_POINTS)]

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

    def listed_tenant(self, tenant_id: int, day: date) -> TenantRow | None:
        """A firm that a directory shows on `day`; None for any other."""
        found = self._rows(_LISTED_TENANT, id=tenant_id, day=day.isoformat())
        return self._tenant_row(found[0]) if found else None

    def picture(self, key: str) -> bytes | None:
        """The JPEG that a sign's `picture` names; None where there is none of that key."""
        found = self._rows(_PICTURE, key=key)
        return bytes(found[0][0]) if found else None

    def logo(self, tenant_id: int) -> bytes | None:
        """The PNG of a firm's logo, whether or not it agrees to it being shown; None without one."""
        found = self._rows(_LOGO, tenant=tenant_id)
        return bytes(found[0][0]) if found else None

    def shapes(self, area_id: int, day: date) -> Shapes:
        """The shapes that `AreaRows.ground` names; to be read in the same snapshot."""
        values = {"area": area_id, "day": day.isoformat()}
        roads = self._rows("SELECT road_class, {geometry} " + _ROADS, **values)
        backdrops = self._rows("SELECT kind, {geometry} " + _BACKDROPS, **values)
        return Shapes([self._shape(row) for row in roads], [self._shape(row) for row in backdrops])

    def hints(self, area_id: int, day: date) -> dict[int, TenantHint]:
        """Id of each of the area's firms on `day` -> what else it may be found by."""
        former = self._former_names(area_id)
        rows = self._rows(_BRANCHES, area=area_id, day=day.isoformat())
        return {
            row_id: TenantHint(wz_code or "", wz_edition or "", former.get(row_id, ()))
            for row_id, wz_code, wz_edition in rows
        }

    def _former_names(self, area_id: int) -> dict[int, tuple[str, ...]]:
        """Id of a firm -> the names it went by for a while, newest first; none of those that were taken back,
        soon put right, or a person's.
        """
        namings: dict[int, list[Naming]] = {}
        for row_id, *naming in self._rows(_NAMINGS, area=area_id, named='%"name"%', person='%"is_person"%'):
            namings.setdefault(row_id, []).append(_naming(*naming))
        return {row_id: tuple(_stood(some)) for row_id, some in namings.items()}

    def streets(self, area_id: int, day: date, ground: Ground) -> Streets:
        """The streets of the area as a graph; to be read in the snapshot of `ground`, and kept for it."""
        made = self._streets.get(ground.mark)
        if made is None:
            rows = self._rows(_STREETS + _ROADS, area=area_id, day=day.isoformat())
            made = Streets([street for row in rows for street in self._street(row)])
        others = sum(streets.weight for mark, streets in self._streets.items() if mark != ground.mark)
        if others + made.weight > _STREETS_BYTES:  # what was worked out on them since has its weight too
            self._streets.clear()
        self._streets[ground.mark] = made
        return made

    def _street(self, row: tuple[Any, ...]) -> Iterator[Street]:
        name = row[0].strip() if isinstance(row[0], str) else ""
        for run in self._runs(row[5]):
            line = tuple(zip(run[0::2], run[1::2], strict=True))
            if len(set(line)) > 1:
                yield Street(name, row[1], real(row[2]), real(row[3]), real(row[4]), line)

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
        return SignRow._make((*row[:3], real(row[3]), self._position(row[4]) or (0.0, 0.0), row[5]))

    def _tenants_of(self, values: dict[str, Any]) -> list[TenantRow]:
        """The area's firms by id; only those whose version is not known yet are read whole."""
        listed = self._rows(_TENANTS_LISTED, **values)
        known = self._tenants.get
        new = [
            row_id for row_id, version in listed if (kept := known(row_id)) is None or kept.version != version
        ]
        if len(self._tenants) + len(new) > _MOST_TENANTS:
            self._tenants.clear()
            new = [row_id for row_id, _ in listed]
        if len(new) > _FEW_TENANTS:
            rows = self._rows(_TENANT + _OF_AREA, **values)
        else:
            rows = [row for row_id in new for row in self._rows(_TENANT_BY_ID, id=row_id)]
        for row in rows:
            self._tenants[row[0]] = self._tenant_row(row)
        return [self._tenants[row_id] for row_id, _ in listed]

    def _read_tenant(self, row_id: int) -> TenantRow:
        row = self._rows(_TENANT_BY_ID, id=row_id)[0]
        known = self._tenants.get(row_id)
        if known is None or known.version != row[1]:
            known = self._tenants[row_id] = self._tenant_row(row)
        return known

    def _tenant_row(self, row: tuple[Any, ...]) -> TenantRow:
        east, north = real(row[23]), real(row[24])
        entrance = (east, north) if east is not None and north is not None else None
        days = (_day(row[25]), _day(row[26]), _day_of(row[27]))
        return TenantRow(
            *row[:2], whole(row[2]), *row[3:21], real(row[21]), real(row[22]), entrance, *days,
            self._position(row[28]), _place_in_list(row),
        )  # type: ignore[call-arg]  # fmt: skip

    def _shape(self, row: tuple[Any, ...]) -> ShapeRow:
        return ShapeRow(row[0], self._runs(row[1]))

    def _runs(self, stored: bytes | None) -> tuple[Run, ...]:
        """Without those that another program spoiled."""
        try:
            runs = tuple(coordinate_runs(self._wkb(stored))) if stored else ()
        except BROKEN:
            return ()
        # A sum is finite only where every part of it is.
        return runs if all(isfinite(sum(run)) for run in runs) else ()

    def _position(self, stored: bytes | None) -> Point | None:
        if not stored:
            return None
        try:
            wkb = self._wkb(stored)
            x, y = struct.unpack_from("<2d" if wkb[0] else ">2d", wkb, 5)
        except BROKEN:
            return None
        return (x, y) if isfinite(x) and isfinite(y) else None


def _place_in_list(row: tuple[Any, ...]) -> tuple[str, int]:
    name = row[3]
    return sort_key(name) if isinstance(name, str) else "", row[0]


def _naming(action: str, before: str | None, at: Any) -> Naming:
    was = json.loads(before) if before else {}
    name = was.get("name")
    return Naming(
        name if isinstance(name, str) else "", action == "create", bool(was.get("is_person")), _day_of(at)
    )


def _stood(namings: Sequence[Naming]) -> Iterator[str]:
    """The names that stood for a while, of one firm's namings, the newest first."""
    if any(naming.was_person for naming in namings):
        return
    begun = [naming for naming in namings if naming.name or naming.is_first]
    for ended, began in itertools.pairwise(begun):
        days = (ended.day - began.day).days if ended.day and began.day else 0
        if ended.name and days >= _A_NAME_STANDS_DAYS:
            yield ended.name


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
