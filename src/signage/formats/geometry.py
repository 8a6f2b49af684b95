"""Geometries of foreign files, brought to two-dimensional WKB or refused, each in its own row.

Runs in the child. The parent parses only WKB that `is_plain` has walked without recursion: GEOS follows
nested collections until the stack ends.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

UNREADABLE = "Die Geometrie ist nicht lesbar (offener oder zu kurzer Ring, oder beschädigt)."
NESTED = "Eine Geometriesammlung geht nicht; gebraucht wird ein Punkt, eine Linie oder eine Fläche."
CLOSED = "Ein offener Ring wurde geschlossen."
_TYPES = {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"}
_PARTS = {4: 1, 5: 2, 6: 3}

Answer = tuple[list[Any], dict[int, str]]


def from_wkb(raw: Sequence[bytes | None]) -> tuple[list[Any], dict[int, str], dict[int, str]]:
    """Geometries, faults and mends by position; a row's fault leaves its geometry None."""
    faults = {at: NESTED for at, wkb in enumerate(raw) if wkb is not None and not is_plain(wkb)}
    usable = np.array([None if at in faults else wkb for at, wkb in enumerate(raw)], dtype=object)
    found = shapely.from_wkb(usable, on_invalid="ignore")
    mends = {}
    for at in np.flatnonzero(shapely.is_missing(found)):
        if usable[at] is None:
            continue
        found[at] = shapely.from_wkb(usable[at], on_invalid="fix")
        if found[at] is None:
            faults[int(at)] = UNREADABLE
        else:
            mends[int(at)] = CLOSED
    return list(found), faults, mends


def from_wkt(texts: Sequence[Any]) -> Answer:
    """Geometries from text such as `POINT (10.9 50.8)`; faults by position."""
    faults = {}
    for at, text in enumerate(texts):
        if isinstance(text, str) and (text.count("((((") or "COLLECTION" in text.upper()):
            faults[at] = NESTED
    usable = np.array(
        [text if isinstance(text, str) and at not in faults else None for at, text in enumerate(texts)],
        dtype=object,
    )
    found = shapely.from_wkt(usable, on_invalid="ignore")
    for missing in np.flatnonzero(shapely.is_missing(found)):
        if usable[missing] is not None:
            faults[int(missing)] = UNREADABLE
    return list(found), faults


def from_coordinates(given: Sequence[Any]) -> Answer:
    """Geometries from GeoJSON's `geometry` members; faults by position."""
    geometries: list[Any] = [None] * len(given)
    faults: dict[int, str] = {}
    for at, member in enumerate(given):
        if member is None:
            continue
        if not isinstance(member, Mapping) or member.get("type") not in _TYPES:
            faults[at] = NESTED
            continue
        try:
            geometries[at] = shape(member)
        except (ValueError, TypeError, IndexError, KeyError, shapely.errors.ShapelyError):
            faults[at] = UNREADABLE
    return geometries, faults


def to_json_form(geometries: Sequence[Any], faults: Mapping[int, str]) -> dict[str, Any]:
    """`geometry` as hexadecimal two-dimensional WKB, and `faults`, ready for the way back to the parent."""
    array = np.array(geometries, dtype=object)
    return {
        "geometry": list(shapely.to_wkb(array, hex=True, output_dimension=2, byte_order=1)),
        "faults": dict(faults),
    }


def is_plain(wkb: bytes) -> bool:
    """Whether this is whole WKB of a point, line, polygon or a multi of these; walked without recursion."""
    try:
        kind, at = _head(wkb, 0)
        if kind not in _PARTS:
            return _skip(wkb, at, kind) is not None
        count = int.from_bytes(wkb[at : at + 4], "little" if wkb[0] else "big")
        at += 4
        for _ in range(count):
            inner, at = _head(wkb, at)
            if inner != _PARTS[kind]:
                return False
            end = _skip(wkb, at, inner)
            if end is None:
                return False
            at = end
    except (struct.error, IndexError):
        return False
    return True


def _head(wkb: bytes, at: int) -> tuple[int, int]:
    order = "<" if wkb[at] else ">"
    (kind,) = struct.unpack_from(order + "I", wkb, at + 1)
    return kind & 0xFFFF if kind < 1000 or kind & 0xE0000000 else kind % 1000, at + 5


def _skip(wkb: bytes, at: int, kind: int) -> int | None:
    """Where the point, line or polygon at `at` ends; None when it is of another kind or cut off."""
    order = "<" if wkb[at - 5] else ">"
    (full,) = struct.unpack_from(order + "I", wkb, at - 4)
    size = 8 * _dimensions(full)
    if kind == 1:
        end = at + size
        return end if end <= len(wkb) else None
    if kind not in (2, 3):
        return None
    (runs,) = struct.unpack_from(order + "I", wkb, at) if kind == 3 else (1,)
    at += 4 if kind == 3 else 0
    for _ in range(runs):
        (points,) = struct.unpack_from(order + "I", wkb, at)
        at += 4 + points * size
        if at > len(wkb):
            return None
    return at


def _dimensions(kind: int) -> int:
    if kind & 0xE0000000:
        return 2 + bool(kind & 0x80000000) + bool(kind & 0x40000000)
    return (2, 3, 3, 4)[min(kind // 1000, 3)]
