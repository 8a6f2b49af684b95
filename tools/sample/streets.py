"""Streets as centre lines with a width: softened, joined at their ends, with room for a sign beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import shapely
from shapely.geometry import LineString, Point
from shapely.ops import substring

Pair = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Street:
    """A street or a road outside (`inner` false); `line` in metres."""

    name: str
    line: LineString
    width_m: float
    road_class: str = "G"
    number: str | None = None
    speed_kmh: int = 30
    in_town: bool = True
    inner: bool = True

    def surface(self, verge_m: float = 0.0) -> shapely.Polygon:
        """The carriageway, widened by a verge on both sides."""
        return self.line.buffer(self.width_m / 2 + verge_m, cap_style="round", quad_segs=6)


@dataclass(frozen=True)
class Frame:
    """A local drawing plane: metres right and up of `centre` (EPSG:25832), turned clockwise by `axis_deg`."""

    centre: Pair
    axis_deg: float

    def place(self, points: Sequence[Pair]) -> list[Pair]:
        """Local points on the map."""
        turn = math.radians(-self.axis_deg)
        cos, sin = math.cos(turn), math.sin(turn)
        return [(self.centre[0] + x * cos - y * sin, self.centre[1] + x * sin + y * cos) for x, y in points]


def softened(points: Sequence[Pair], *, rounds: int = 3) -> list[Pair]:
    """The line with its corners cut (Chaikin); both ends stay."""
    for _ in range(rounds):
        cut = [points[0]]
        for (ax, ay), (bx, by) in pairwise(points):
            cut.append((0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by))
            cut.append((0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by))
        points = [*cut, points[-1]]
    return list(points)


def joined(streets: Sequence[Street], *, within_m: float = 25.0) -> list[Street]:
    """The streets, each end that nearly meets another street moved onto it, with a vertex on both."""
    lines = [street.line for street in streets]
    for index in range(len(lines)):
        for end in (0, -1):
            _join(lines, index, end, within_m)
    return [replace(street, line=line) for street, line in zip(streets, lines, strict=True)]


def _join(lines: list[LineString], index: int, end: int, within_m: float) -> None:
    tip = Point(lines[index].coords[end])
    distance, other = min((line.distance(tip), i) for i, line in enumerate(lines) if i != index)
    if distance > within_m:
        return
    lines[index], tip = _trimmed(lines[index], end, lines[other], within_m)
    station = lines[other].project(tip)
    lines[other] = with_vertex(lines[other], station)
    points = list(lines[index].coords)
    points[end] = lines[other].interpolate(station).coords[0]
    lines[index] = LineString(points)


def _trimmed(line: LineString, end: int, other: LineString, within_m: float) -> tuple[LineString, Point]:
    """The line without what sticks out beyond `other` at this end, and its new tip."""
    tip = Point(line.coords[end])
    crossings = [
        point for point in shapely.get_parts(line.intersection(other)) if point.distance(tip) < within_m
    ]
    if not crossings:
        return line, tip
    station = line.project(crossings[0])
    kept = substring(line, station, line.length) if end == 0 else substring(line, 0, station)
    return kept, Point(kept.coords[end])


def with_vertex(line: LineString, station_m: float) -> LineString:
    """The same line with a vertex at `station_m`, unless there is one within a decimetre."""
    point = line.interpolate(station_m)
    if any(math.dist(point.coords[0], vertex) < 0.1 for vertex in line.coords):
        return line
    stations = [line.project(Point(vertex)) for vertex in line.coords]
    index = sum(1 for station in stations[:-1] if station < station_m)
    return LineString([*line.coords[:index], point.coords[0], *line.coords[index:]])


def heading_deg(line: LineString, station_m: float) -> float:
    """The direction of the line at a station: clockwise from grid north."""
    before = line.interpolate(max(0.0, station_m - 2))
    after = line.interpolate(min(line.length, station_m + 2))
    return math.degrees(math.atan2(after.x - before.x, after.y - before.y)) % 360


def beside(line: LineString, station_m: float, *, offset_m: float) -> Point:
    """The point beside the line, `offset_m` to the right of its direction (to the left when negative)."""
    on_line = line.interpolate(station_m)
    right = math.radians(heading_deg(line, station_m) + 90)
    return Point(on_line.x + offset_m * math.sin(right), on_line.y + offset_m * math.cos(right))


LAY_BY_WIDTH_M = 3.5


def lay_by(street: Street, station_m: float, *, side: int = 1, length_m: float = 48.0) -> Street:
    """A lay-by where a lorry may stop before an overview board; `side` 1 is right, -1 left."""
    out = side * (street.width_m / 2 + LAY_BY_WIDTH_M / 2)
    stations = ((0.0, 0.0), (9.0, out), (length_m - 9, out), (length_m, 0.0))
    points = [beside(street.line, station_m + along, offset_m=offset) for along, offset in stations]
    return Street(
        name="Haltebucht", line=LineString(points), width_m=LAY_BY_WIDTH_M, road_class="P", speed_kmh=10
    )
