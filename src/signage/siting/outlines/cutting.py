"""Cutting an outline in two along a line."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from signage.domain.tolerances import tolerance
from signage.errors import InvalidInput, Said
from signage.siting.outlines.findings import figure, polygonal

_SAME_M = 1e-6  # rounding of a point that was calculated to lie on the line
_ASIDE_M = 1e-3


def cut_in_two(outline: Any, line: Any) -> tuple[Any, Any]:
    """The two sides of an outline (MultiPolygon, EPSG:25832), the larger first, then the more western.

    A part that the line does not cut goes with the side on which it lies. The sides together are the
    outline, to the rounding of a coordinate. Raises InvalidInput when the line crosses itself, does not go
    right through, makes more than two sides, or cuts off a splinter only.
    """
    if line.is_empty or not line.is_simple:
        raise InvalidInput(
            Said("Die Linie kreuzt sich selbst oder ist leer.", "The line crosses itself or is empty.")
        )
    sides = _sided(polygonal(outline), line)
    if any(side.is_empty for side in sides):
        raise InvalidInput(
            Said(
                "Die Linie teilt das Gebiet nicht. Ziehen Sie sie von außen bis nach außen ganz hindurch.",
                "The line does not divide the area. Draw it right through, from outside to outside.",
            )
        )
    if not all(side.is_valid for side in sides):
        # Left of one stretch of the line and right of another: there are more than two sides.
        raise InvalidInput(
            Said(
                "Die Linie führt mehrmals so durch das Gebiet, dass nicht zwei Seiten entstehen. "
                "Teilen Sie nacheinander mit einfachen Linien.",
                "The line goes through the area several times and does not make two sides of it. "
                "Split step by step with simple lines.",
            )
        )
    smallest = min(float(side.area) for side in sides)
    if smallest < tolerance("speck"):
        raise InvalidInput(
            Said(
                f"Die Linie schneidet nur einen Splitter von {figure(smallest)} m² ab.",
                f"The line cuts off no more than a splinter of {figure(smallest, english=True)} m².",
            )
        )
    first, second = sorted(sides, key=_rank)
    return first, second


def goes_along(geometries: Sequence[bytes | None], stays: Any, goes: Any) -> list[bool]:
    """Which of several shapes (WKB) lie nearer to `goes` than to `stays`; what has no place does not.

    Of a line or a polygon a point on it counts. What lies right on the cut stays.
    """
    points = shapely.point_on_surface(shapely.from_wkb(np.array(geometries, dtype=object)))
    near = shapely.distance(points, goes) < shapely.distance(points, stays)
    return [bool(one) for one in near]


def united(outlines: Sequence[Any]) -> Any:
    """Several outlines as one; what they share counts once."""
    return polygonal(shapely.union_all([polygonal(outline) for outline in outlines]))


def to_wkb(outline: Any) -> bytes:
    """An outline as the store keeps it."""
    return bytes(shapely.to_wkb(outline))


def middle_of(outline: Any) -> tuple[float, float]:
    """The centre of gravity of an outline."""
    return float(outline.centroid.x), float(outline.centroid.y)


def _rank(side: Any) -> tuple[float, float, float]:
    west, south, _, _ = side.bounds
    return -round(float(side.area), 2), west, south


def _sided(outline: Any, line: Any) -> tuple[Any, Any]:
    """What lies left and what lies right of the line."""
    found: tuple[list[Any], list[Any]] = ([], [])
    whole = []
    for part in shapely.get_parts(outline):
        pieces = _pieces(part, line)
        if len(pieces) < 2:
            whole.append(part)
        for piece in pieces if len(pieces) > 1 else ():
            found[_side_of(piece, line)].append(piece)
    hull = _sides_of_hull(outline, line) if whole else found
    guides = hull if all(hull) else (list(found[0]), list(found[1]))
    for part in whole:
        found[_nearer(part, guides)].append(part)
    left, right = (shapely.MultiPolygon(polygons) for polygons in found)
    return left, right


def _pieces(polygon: Any, line: Any) -> list[Any]:
    """The faces into which a line divides a polygon; the polygon itself when it divides nothing."""
    if not line.intersects(polygon):
        return [polygon]
    noded = shapely.union_all([polygon.boundary, line])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return [face for face in faces if polygon.contains(face.representative_point())]


def _side_of(piece: Any, line: Any) -> int:
    """0 for a piece left of the line, 1 for one right of it, by its longest edge on the line."""
    best, edge = 0.0, None
    for ring in shapely.get_rings(piece):
        points = shapely.get_coordinates(ring)
        middles = shapely.points((points[:-1] + points[1:]) / 2)
        lengths = np.hypot(*(points[1:] - points[:-1]).T)
        lengths[shapely.distance(middles, line) > _SAME_M] = 0.0
        at = int(np.argmax(lengths))
        if lengths[at] > best:
            best, edge = float(lengths[at]), middles[at]
    return 0 if edge is None else _beside(piece, line, edge)


def _beside(piece: Any, line: Any, middle: Any) -> int:
    points = shapely.get_coordinates(line)
    segments = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
    (x1, y1), (x2, y2) = shapely.get_coordinates(segments[int(np.argmin(_away(segments, middle)))])
    length = float(np.hypot(x2 - x1, y2 - y1))
    aside = np.array([y1 - y2, x2 - x1]) / length * _ASIDE_M
    [at] = shapely.get_coordinates(middle)
    left, right = shapely.points([at + aside, at - aside])
    return 0 if piece.distance(left) <= piece.distance(right) else 1


def _away(segments: Any, middle: Any) -> Any:
    """Distances of a point to segments; one without length is never the nearest."""
    return np.where(shapely.length(segments) > 0, shapely.distance(segments, middle), np.inf)


def _sides_of_hull(outline: Any, line: Any) -> tuple[list[Any], list[Any]]:
    """The line may pass between two parts and cut none: then their common hull is cut."""
    found: tuple[list[Any], list[Any]] = ([], [])
    pieces = _pieces(outline.convex_hull, line)
    for piece in pieces if len(pieces) > 1 else ():
        found[_side_of(piece, line)].append(piece)
    return found


def _nearer(part: Any, guides: Sequence[list[Any]]) -> int:
    """The side on which a whole part lies: that of which it covers most, else the nearer one."""
    if not all(guides):
        return 0
    left, right = (shapely.union_all(side) for side in guides)
    shares = left.intersection(part).area, right.intersection(part).area
    if max(shares) > 0:
        return int(shares[1] > shares[0])
    return int(right.distance(part) < left.distance(part))
