"""Reading plain rows: mappings with `geometry` as WKB or shapely geometry, as stores and files have them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.siting.values import Face, Sign

Row = Mapping[str, Any]
Geometries = NDArray[Any]

_NUMBERS = ("bearing_deg", "lower_edge_m", "height_m", "width_mm")
_TEXTS = ("number", "type", "family", "state", "stopping_place", "code", "municipality", "film_class")
_DAYS = ("film_from", "mounted_on", "inspected_on")


def geometries(rows: Sequence[Row]) -> Geometries:
    """The rows' geometries; None where a row has none or an empty one."""
    found = np.array([row.get("geometry") for row in rows], dtype=object)
    binary = np.array([isinstance(value, bytes | bytearray | memoryview) for value in found], dtype=bool)
    if binary.any():
        found[binary] = shapely.from_wkb([bytes(value) for value in found[binary]], on_invalid="ignore")
    found[shapely.is_empty(found)] = None
    return found


def number(value: Any) -> float | None:
    """A finite number, or None for what is missing in any of the ways frames and rows have."""
    if value is None or isinstance(value, str | bool):
        return None
    try:
        read = float(value)
    except (TypeError, ValueError):
        return None
    return read if math.isfinite(read) else None


def text(value: Any) -> str | None:
    """A text that says something, or None."""
    return value if isinstance(value, str) and value.strip() else None


def truth(value: Any) -> bool | None:
    """Yes, no or not known; stores say 1 and 0."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    read = number(value)
    return None if read is None else bool(read)


def day(value: Any) -> date | None:
    """A day, also from a time or from ISO text."""
    if isinstance(value, str):
        value = _from_iso(value)
    if isinstance(value, datetime):
        return value.date() if value == value else None  # pandas' missing time is unequal to itself
    return value if isinstance(value, date) else None


def _from_iso(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def signs_from_rows(rows: Sequence[Row], faces: Mapping[int, Face] | None = None) -> list[Sign]:
    """Rows of the sign layer as values; `faces` by id. A row without a place is left out."""
    placed = [(row, point) for row, point in zip(rows, geometries(rows), strict=True) if point is not None]
    xy = shapely.get_coordinates(shapely.centroid([point for _, point in placed]))
    return [_sign(row, x, y, faces or {}) for (row, _), (x, y) in zip(placed, xy.tolist(), strict=True)]


def _sign(row: Row, x: float, y: float, faces: Mapping[int, Face]) -> Sign:
    key, area = number(row.get("id")), number(row.get("area"))
    fields: dict[str, Any] = {name: number(row.get(name)) for name in _NUMBERS}
    fields |= {name: text(row.get(name)) for name in _TEXTS} | {name: day(row.get(name)) for name in _DAYS}
    fields["id"] = None if key is None else int(key)
    fields["area"] = None if area is None else int(area)
    return Sign(x=x, y=y, face=faces.get(int(key)) if key is not None else None, **fields)


def parts(rows: Sequence[Row]) -> tuple[Geometries, NDArray[np.int64]]:
    """Single lines or polygons with the index of their row; rows without geometry give none."""
    found = geometries(rows)
    single, row = shapely.get_parts(found, return_index=True)
    keep = shapely.length(single) > 0
    return single[keep], row[keep].astype(np.int64)


def index_of(values: Iterable[Any]) -> dict[Any, int]:
    """Value -> its place; the first one counts."""
    found: dict[Any, int] = {}
    for place, value in enumerate(values):
        found.setdefault(value, place)
    return found
