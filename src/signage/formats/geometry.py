"""Geometries of foreign files, brought to two-dimensional WKB or refused, each in its own row.

Runs in the child.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from signage.domain.names import grouped
from signage.errors import Said
from signage.formats.table import packed_faults
from signage.formats.wkb import is_plain

UNREADABLE = Said(
    "Die Geometrie ist nicht lesbar (offener oder zu kurzer Ring, oder beschädigt).",
    "The geometry cannot be read (a ring that is open or too short, or it is damaged).",
)
NESTED = Said(
    "Eine Geometriesammlung geht nicht; gebraucht wird ein Punkt, eine Linie oder eine Fläche.",
    "A collection of geometries will not do; a point, a line or an area is needed.",
)
CLOSED = Said("Ein offener Ring wurde geschlossen.", "An open ring was closed.")
VERTICES = 500_000
TOO_FINE = Said(
    f"Die Geometrie hat mehr als {grouped(VERTICES)} Stützpunkte; vereinfachen Sie sie.",
    f"The geometry has more than {VERTICES:,} vertices; simplify it.",
)
_TYPES = {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"}

Answer = tuple[list[Any], dict[int, Said]]


def from_wkb(raw: Sequence[bytes | None]) -> tuple[list[Any], dict[int, Said], dict[int, Said]]:
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
    faults: dict[int, Said] = {}
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


def to_json_form(geometries: Sequence[Any], faults: Mapping[int, Said]) -> dict[str, Any]:
    """`geometry` as hexadecimal two-dimensional WKB, and `faults`, ready for the way back to the parent."""
    array = np.array(geometries, dtype=object)
    too_fine = {int(at): TOO_FINE for at in np.flatnonzero(shapely.get_num_coordinates(array) > VERTICES)}
    array[list(too_fine)] = None
    return {
        "geometry": list(shapely.to_wkb(array, hex=True, output_dimension=2, byte_order=1)),
        "faults": packed_faults({**too_fine, **faults}),
    }
