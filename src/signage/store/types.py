"""Column types that read the same on both engines: geometries as WKB bytes, instants as UTC datetimes.

GeoPackage keeps a geometry as a blob with a header of its own (OGC 12-128r19, clause 2.1.3), PostGIS as
EWKB; both hold EPSG:25832.
"""

import math
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TEXT, TypeDecorator, UserDefinedType

from signage.domain.layers import SRID

_EWKB_SRID = 0x20000000
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_POINT = b"\x01\x01\x00\x00\x00"
_POINT_BYTES = 21
_ONE_RING = b"\x01\x03\x00\x00\x00\x01\x00\x00\x00"
_COUNT = struct.Struct("<I").unpack_from
_KINDS = {"POINT": 1, "LINESTRING": 2, "POLYGON": 3, "MULTIPOLYGON": 6}
# What reading a geometry that is none may raise.
BROKEN = (struct.error, LookupError, TypeError, ValueError, OverflowError)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
Bounds = tuple[float, float, float, float]


def wkb_bounds(wkb: bytes) -> Bounds | None:
    """(minx, miny, maxx, maxy) of a 2-D WKB geometry, None when it is empty."""
    if wkb[:5] == _POINT:
        x, y = struct.unpack_from("<2d", wkb, 5)
        return None if math.isnan(x) else (x, y, x, y)
    xs: list[float] = []
    ys: list[float] = []
    for run in coordinate_runs(wkb):
        xs.extend(run[0::2])
        ys.extend(run[1::2])
    if not xs or math.isnan(xs[0]):
        return None
    return min(xs), min(ys), max(xs), max(ys)


def coordinate_runs(wkb: bytes) -> Iterator[tuple[float, ...]]:
    """Runs of x, y, x, y, ... of any 2-D geometry, read without a geometry library."""
    at, waiting = 0, 1
    while waiting:
        waiting -= 1
        order = "<" if wkb[at] else ">"
        (kind,) = struct.unpack_from(order + "I", wkb, at + 1)
        at += 5
        if kind == 1:
            yield struct.unpack_from(order + "2d", wkb, at)
            at += 16
            continue
        (count,) = struct.unpack_from(order + "I", wkb, at)
        at += 4
        if kind in (4, 5, 6, 7):
            waiting += count
            continue
        for _ in range(count if kind == 3 else 1):
            points = count
            if kind == 3:
                (points,) = struct.unpack_from(order + "I", wkb, at)
                at += 4
            yield struct.unpack_from(f"{order}{2 * points}d", wkb, at)
            at += 16 * points


def is_sound(wkb: bytes, kind: str) -> bool:
    """Whether a geometry library would read `wkb` as a 2-D geometry of `kind`, told without one."""
    if kind == "POINT" and wkb[:5] == _POINT:
        return len(wkb) == _POINT_BYTES
    if kind == "POLYGON" and wkb[:9] == _ONE_RING:  # as most are, so this is told quickly
        (points,) = _COUNT(wkb, 9)
        return len(wkb) == 13 + 16 * points and points > 3 and wkb[13:29] == wkb[-16:]
    return _kind_of(wkb, 0) == _KINDS[kind] and _end_of(wkb, 0) == len(wkb)


def _kind_of(wkb: bytes, at: int) -> int:
    return int.from_bytes(wkb[at + 1 : at + 5], "little" if wkb[at] else "big")


def _end_of(wkb: bytes, at: int) -> int:
    """Where the geometry at `at` ends; raises one of BROKEN where it is none."""
    order, kind = "<" if wkb[at] else ">", _kind_of(wkb, at)
    if kind == 1:
        return at + _POINT_BYTES
    (count,) = struct.unpack_from(order + "I", wkb, at + 5)
    at += 9
    if kind == 2 and count != 1:
        return at + int(16 * count)
    if kind not in (3, 6):
        raise ValueError
    for _ in range(count):
        at = _end_of_ring(wkb, at, order) if kind == 3 else _end_of_polygon(wkb, at)
    return at


def _end_of_polygon(wkb: bytes, at: int) -> int:
    if _kind_of(wkb, at) != 3:
        raise ValueError
    return _end_of(wkb, at)


def _end_of_ring(wkb: bytes, at: int, order: str) -> int:
    (points,) = struct.unpack_from(order + "I", wkb, at)
    end = at + 4 + 16 * points
    if points in (1, 2, 3) or end > len(wkb) or wkb[at + 4 : at + 20] != wkb[end - 16 : end]:
        raise ValueError
    return int(end)


def to_geopackage(wkb: bytes) -> bytes:
    """A GeoPackage geometry blob; all but points carry their envelope, so that the R-tree needs no geometry
    library.
    """
    bounds = wkb_bounds(wkb)
    if bounds is None:
        return b"GP\x00\x11" + struct.pack("<i", SRID) + wkb
    if wkb[:5] in (_POINT, b"\x00\x00\x00\x00\x01"):
        return b"GP\x00\x01" + struct.pack("<i", SRID) + wkb
    minx, miny, maxx, maxy = bounds
    return b"GP\x00\x03" + struct.pack("<i4d", SRID, minx, maxx, miny, maxy) + wkb


def from_geopackage(blob: bytes) -> bytes:
    """The WKB inside a GeoPackage geometry blob."""
    return blob[8 + _ENVELOPE_BYTES[(blob[3] >> 1) & 7] :]


def blob_bounds(blob: bytes | None) -> Bounds | None:
    """Bounds of a GeoPackage blob: from its envelope when it has one, else from its coordinates; None when
    empty.
    """
    try:
        if blob is None or blob[3] & 0x10:
            return None
        if (blob[3] >> 1) & 7:
            order = "<" if blob[3] & 1 else ">"
            minx, maxx, miny, maxy = struct.unpack_from(order + "4d", blob, 8)
            return minx, miny, maxx, maxy
        return wkb_bounds(blob[8:])
    except BROKEN:
        return None  # another program spoiled it


def to_ewkb_hex(wkb: bytes) -> str:
    """Hexadecimal EWKB with the SRID, as PostGIS reads it from text."""
    order = "<" if wkb[0] else ">"
    (kind,) = struct.unpack_from(order + "I", wkb, 1)
    return (wkb[:1] + struct.pack(order + "II", kind | _EWKB_SRID, SRID) + wkb[5:]).hex()


def from_ewkb_hex(text: str) -> bytes:
    """WKB without SRID from PostGIS' hexadecimal EWKB."""
    raw = bytes.fromhex(text)
    order = "<" if raw[0] else ">"
    (kind,) = struct.unpack_from(order + "I", raw, 1)
    if not kind & _EWKB_SRID:
        return raw
    return raw[:1] + struct.pack(order + "I", kind & ~_EWKB_SRID) + raw[9:]


class _Column(UserDefinedType[Any]):
    cache_ok = True

    def __init__(self, spec: str) -> None:
        self.spec = spec

    def get_col_spec(self, **_kw: Any) -> str:
        return self.spec


class RowBounds(NamedTuple):
    """The bounds of each row of a layer as expressions, and what they are read from."""

    source: Any
    minx: Any
    miny: Any
    maxx: Any
    maxy: Any
    floor: Callable[[Any], Any]  # rounds a number down
    by_operator: bool  # whether the index is found by `Store.bbox_clause` only, not by comparing bounds


class Geometry(TypeDecorator[bytes]):
    """A geometry of one kind (`POINT`, `MULTIPOLYGON`, ...) in EPSG:25832; WKB bytes in Python."""

    impl = TEXT
    cache_ok = True

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_Column(self.kind))
        return dialect.type_descriptor(_Column(f"geometry({self.kind},{SRID})"))

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return to_geopackage(value) if dialect.name == "sqlite" else to_ewkb_hex(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        del coltype
        return partial(_in_file, self.kind) if dialect.name == "sqlite" else _in_database


def _in_file(kind: str, blob: Any) -> bytes | None:
    """The WKB in a file's cell; None where another program left something else."""
    if blob is None:
        return None
    try:
        wkb: bytes = blob[8 + _ENVELOPE_BYTES[(blob[3] >> 1) & 7] :]
        return wkb if is_sound(wkb, kind) else None
    except BROKEN:
        return None


def _in_database(value: str | None) -> bytes | None:
    return None if value is None else from_ewkb_hex(value)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC to the millisecond; in the GeoPackage as `2026-11-22T19:00:00.000Z`."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_Column("DATETIME"))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name != "sqlite":
            return to_millisecond(value)
        return instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        del dialect
        return value if value is None or isinstance(value, datetime) else read_moment(value)


def read_moment(value: Any) -> datetime:
    """The instant in a file's cell; where another program spoiled it, long ago."""
    try:
        moment = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return LONG_AGO
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def to_millisecond(moment: datetime) -> datetime:
    """`moment` without what GeoPackage cannot keep, so that a copy between engines is exact."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def instant_text(moment: datetime) -> str:
    """`2026-11-22T19:00:00.000Z`, the form that GeoPackage demands."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
