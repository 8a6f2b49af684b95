"""Outlines in a few numbers, in metres from the origin of the tests."""

from typing import Any

import shapely

from tests.places import EAST, NORTH


def square(east: float = 0, north: float = 0, size: float = 100, *, width: float | None = None) -> Any:
    """A rectangle with its lower left corner at the offset."""
    x, y = EAST + east, NORTH + north
    return shapely.box(x, y, x + (size if width is None else width), y + size)


def area_of(*parts: Any) -> Any:
    """A MultiPolygon, sound or not."""
    return shapely.multipolygons(list(parts))


def ring(*points: tuple[float, float]) -> Any:
    """A polygon through points, sound or not."""
    return shapely.Polygon([(EAST + x, NORTH + y) for x, y in points])


def path(*points: tuple[float, float]) -> Any:
    """A line through points."""
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in points])


def place(shape: Any) -> tuple[float, float]:
    """The first point of a shape, in whole metres from the origin."""
    x, y = shapely.get_coordinates(shape)[0]
    return round(x - EAST), round(y - NORTH)
