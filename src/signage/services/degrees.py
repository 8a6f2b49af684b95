"""Between metres inside (EPSG:25832) and degrees at the door (EPSG:4326, longitude first).

The geometry libraries are loaded on first use: a worker that only answers scans never needs them.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import orjson

from signage.domain.fields import GEOJSON_TYPES
from signage.domain.layers import SRID
from signage.errors import InvalidInput, Said

if TYPE_CHECKING:
    from pyproj import Transformer

Box = tuple[float, float, float, float]
DECIMALS = 7  # about a centimetre
# Beyond these the projection says little; Germany lies well inside.
_WEST, _SOUTH, _EAST, _NORTH = -5.0, 40.0, 25.0, 62.0
_MOST_POINTS = 100_000
_NAMES: dict[str, str] = {str(kind): name for kind, name in GEOJSON_TYPES.items()} | {
    "MULTIPOINT": "MultiPoint"
}
_TYPES: Mapping[str, Sequence[str]] = {
    **{kind: (name,) for kind, name in GEOJSON_TYPES.items()},
    "MULTIPOLYGON": ("MultiPolygon", "Polygon"),
}


@cache
def _to_metres() -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs(4326, SRID, always_xy=True)


@cache
def _to_degrees() -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs(SRID, 4326, always_xy=True)


def box_in_metres(box: Box) -> Box | None:
    """The box in metres that holds a box in degrees; None when it lies where no row can be."""
    west, south, east, north = box
    west, south, east, north = max(west, _WEST), max(south, _SOUTH), min(east, _EAST), min(north, _NORTH)
    if west > east or south > north:
        return None
    bounds: Box = _to_metres().transform_bounds(west, south, east, north, densify_pts=21)
    return bounds


def boxes_in_degrees(boxes: Sequence[Box]) -> list[Box]:
    """Each box of metres as the box of degrees that its two corners make."""
    if not boxes:
        return []
    wests, souths, easts, norths = zip(*boxes, strict=True)
    left, bottom = _to_degrees().transform(wests, souths)
    right, top = _to_degrees().transform(easts, norths)
    corners = zip(left, bottom, right, top, strict=True)
    return [tuple(round(value, DECIMALS) for value in corner) for corner in corners]


def as_geojson(geometries: Sequence[bytes | None]) -> list[dict[str, Any] | None]:
    """Each WKB geometry in metres as GeoJSON in degrees; None for None, and for what is no geometry. All are
    of one kind.
    """
    import shapely

    try:
        return _as_geojson(geometries)
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        if len(geometries) <= 1:
            return [None] * len(geometries)
        # Another program spoiled one: the others are as they were.
        return [shape for geometry in geometries for shape in as_geojson([geometry])]


def _as_geojson(geometries: Sequence[bytes | None]) -> list[dict[str, Any] | None]:
    import numpy as np
    import shapely

    present = [geometry for geometry in geometries if geometry is not None]
    if not present:
        return [None] * len(geometries)
    kind, points, offsets = shapely.to_ragged_array(shapely.from_wkb(present))
    # GEOS would write 17 digits; these are written as short as they are.
    degrees = np.column_stack(_to_degrees().transform(points[:, 0], points[:, 1]))
    shaped = np.round(degrees, DECIMALS).tolist()
    for level in offsets:
        shaped = [shaped[start:end] for start, end in pairwise(level)]
    name = _NAMES[kind.name]
    found = iter(shaped)
    return [None if shape is None else {"type": name, "coordinates": next(found)} for shape in geometries]


def from_geojson(geometry: object, kind: str, *, sound: bool = True) -> bytes:
    """The WKB in metres of a GeoJSON geometry in degrees, for a column of `kind` (`POINT` ...).

    Heights are left out. Raises InvalidInput, in words, when it is no such geometry, or no sound one; without
    `sound` a border may cross itself, for who wants to say where.
    """
    import shapely

    points = _checked_points(geometry, kind)
    assert isinstance(geometry, Mapping)
    try:
        shape = shapely.force_2d(shapely.from_geojson(orjson.dumps(geometry)))
    except (shapely.GEOSException, TypeError) as error:
        raise _refused(kind) from error
    if sound:
        _check_sound(shape)
    _check_degrees(points)
    if kind == "MULTIPOLYGON" and shape.geom_type == "Polygon":
        shape = shapely.MultiPolygon([shape])
    return bytes(shapely.to_wkb(shapely.transform(shape, _metres)))


def _metres(points: Any) -> Any:
    import numpy as np

    return np.column_stack(_to_metres().transform(points[:, 0], points[:, 1]))


def _checked_points(geometry: object, kind: str) -> list[Any]:
    wanted = _TYPES[kind]
    if not isinstance(geometry, Mapping) or geometry.get("type") not in wanted:
        raise _refused(kind)
    points = _points(geometry.get("coordinates"), depth=0)
    if not points or len(points) > _MOST_POINTS:
        raise _refused(kind)
    return points


def _points(part: object, depth: int) -> list[Any]:
    if not isinstance(part, list) or not part or depth > 3:
        return []
    if not isinstance(part[0], list):
        numbers = [
            number for number in part if isinstance(number, int | float) and not isinstance(number, bool)
        ]
        sound = len(numbers) == len(part) and 2 <= len(part) <= 4 and all(map(math.isfinite, numbers))
        return [part] if sound else []
    found = []
    for inner in part:
        points = _points(inner, depth + 1)
        if not points:
            return []
        found += points
    return found


def _check_sound(shape: Any) -> None:
    import shapely

    if shape.is_empty:
        raise InvalidInput(Said("Die Geometrie ist leer.", "The geometry is empty."))
    if not shape.is_valid:
        numbers = re.findall(r"-?\d+(?:\.\d+)?", shapely.is_valid_reason(shape).rpartition("[")[2])
        place = " / ".join(numbers)
        raise InvalidInput(
            Said(
                f"Die Geometrie überschneidet sich selbst, bei {place}.".replace(".", ",", place.count(".")),
                f"The geometry crosses itself, at {place}.",
            )
        )


def _check_degrees(points: Sequence[Any]) -> None:
    if any(abs(point[0]) > 180 or abs(point[1]) > 90 for point in points):
        raise InvalidInput(
            Said(
                "Das sind keine Grad. Gebraucht werden Länge und Breite (EPSG:4326), etwa [10.94, 50.86].",
                "These are no degrees. Give longitude and latitude (EPSG:4326), such as [10.94, 50.86].",
            )
        )
    swapped = any(not _is_near(point[0], point[1]) for point in points)
    if swapped and all(_is_near(point[1], point[0]) for point in points):
        raise InvalidInput(
            Said(
                "Länge und Breite sind vertauscht; zuerst kommt die Länge, etwa [10.94, 50.86].",
                "Longitude and latitude are swapped; longitude comes first, such as [10.94, 50.86].",
            )
        )
    if swapped:
        raise InvalidInput(
            Said("Die Stelle liegt nicht in Mitteleuropa.", "The place is not in central Europe.")
        )


def _is_near(longitude: float, latitude: float) -> bool:
    return _WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH


def _refused(kind: str) -> InvalidInput:
    wanted = " oder ".join(_TYPES[kind])
    return InvalidInput(
        Said(
            f"Gebraucht wird eine GeoJSON-Geometrie {wanted} mit endlichen Zahlen in Grad.",
            f"Give a GeoJSON geometry {wanted.replace('oder', 'or')} with finite numbers in degrees.",
        )
    )
