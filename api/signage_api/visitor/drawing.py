"""The map of an area as numbers and path strings for the template: turned as the reader looks, in units of
half a phone's pixel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin
from typing import NamedTuple

from signage.services.scan import Area, Firm
from signage.store.directory_rows import Point, Run, ShapeRow

WIDTH = 720
_LOWEST, _HIGHEST = 400, 800
_MARGIN = 44
_THUMB = 27  # half of 24 pixels on a screen of 360
_MOST_APART = 150
# Characters of all shapes below the firms: the page must fit the first flight, of which each firm in the
# list takes its share. Plots are left out first, then the smallest houses.
_MOST_CHARACTERS, _FIRM_CHARACTERS, _LEAST_CHARACTERS = 6_000, 80, 650
_MOST_SCENERY = 600
_COARSE = 2  # shapes are drawn on whole units of so many of the picture's
_FINE = 2  # and keep no step shorter than so many of those
_ROAD_WIDTHS = {"A": 16, "B": 14, "L": 13, "K": 12, "G": 11, "P": 6}
_NICE_M = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


class Frame(NamedTuple):
    """From metres to the picture: turned anticlockwise by `turn_deg` about the origin, then x =
    (easting - west) * scale, y = (north - northing) * scale.
    """

    west: float
    north: float
    scale: float
    width: int
    height: int
    turn_deg: float = 0.0

    def place(self, point: Point) -> tuple[int, int]:
        """Where a point lies in the picture."""
        easting, northing = turned_point(point, self.turn_deg)
        return round((easting - self.west) * self.scale), round((self.north - northing) * self.scale)

    def kept_inside(self, point: Point) -> tuple[int, int]:
        """The same, moved to the edge when it lies outside."""
        x, y = self.place(point)
        return min(max(x, 24), self.width - 24), min(max(y, 24), self.height - 24)


class Mark(NamedTuple):
    """A firm's number on the map; a touch up to `reach` from its centre is meant for it."""

    x: int
    y: int
    number: int
    anchor: str
    reach: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the template needs to draw the map."""

    frame: Frame
    coarse: int
    outline: str
    green: str
    water: str
    plots: str
    houses: str
    roads: list[tuple[str, int]]
    marks: list[Mark]
    radius: int
    font: int
    bar: int
    bar_m: int

    width = WIDTH

    @property
    def height(self) -> int:
        return self.frame.height

    @property
    def turn_deg(self) -> float:
        """The bearing that is up."""
        return self.frame.turn_deg

    @property
    def drop(self) -> int:
        """From a mark's centre to the base line of its number."""
        return round(self.font * 0.36)

    @property
    def bar_x(self) -> int:
        return bar_x(self.bar)


def turned_point(point: Point, turn_deg: float) -> Point:
    """A point turned anticlockwise about the origin: the bearing `turn_deg` then points north."""
    if not turn_deg:
        return point
    across, along = cos(radians(turn_deg)), sin(radians(turn_deg))
    return point[0] * across - point[1] * along, point[0] * along + point[1] * across


def plan_of(area: Area, firms: Sequence[Firm], turn_deg: float = 0.0) -> Plan:
    """The map of `area` with the marks of `firms`, the bearing `turn_deg` up; its frame depends on the whole
    area only.
    """
    frame, shapes = frame_of(area, turn_deg), area.shapes()
    bar_m, bar = scale_bar(frame)
    radius, font = _mark_size(area.firms)
    roads = _roads(frame, shapes.roads)
    green = merged(frame, "green", shapes.backdrops, _MOST_SCENERY)
    water = merged(frame, "water", shapes.backdrops, _MOST_SCENERY)
    most = _MOST_CHARACTERS - _FIRM_CHARACTERS * len(firms)
    left = max(most - len(green) - len(water) - sum(len(path) for path, _ in roads), _LEAST_CHARACTERS)
    houses = merged(frame, "building", shapes.backdrops, left)
    plots = merged(frame, "plot", shapes.backdrops, _MOST_CHARACTERS)
    return Plan(
        frame=frame,
        outline="".join(_path(run, frame, closed=True) for run in area.outline),
        green=green,
        water=water,
        coarse=_COARSE,
        plots=plots if len(plots) <= left - len(houses) else "",
        houses=houses,
        roads=roads,
        marks=_marks(firms, frame, radius, area.ground.signs),
        radius=radius,
        font=font,
        bar=bar,
        bar_m=bar_m,
    )


def scale_bar(frame: Frame) -> tuple[int, int]:
    """The metres that the scale bar shows, and how long it is."""
    bar_m = max((metres for metres in _NICE_M if metres * frame.scale <= WIDTH * 0.22), default=_NICE_M[0])
    return bar_m, round(bar_m * frame.scale)


def bar_x(bar: int) -> int:
    """Where the scale bar of this length begins."""
    return WIDTH - bar - 68


def _mark_size(firms: Sequence[Firm]) -> tuple[int, int]:
    """Radius of the marks and size of their numbers: as large as the many leave room for."""
    radius = 24 if len(firms) <= 30 else 20 if len(firms) <= 70 else 15
    longest = max((firm.number for firm in firms), default=0)
    return radius, radius + 4 if longest < 100 else radius


def merged(frame: Frame, kind: str, backdrops: Iterable[ShapeRow], most: int) -> str:
    """All shapes of one kind as one path of at most `most` characters; the largest that fit stay."""
    shapes = [shape for shape in backdrops if shape.kind == kind]
    paths = ["".join(_path(run, frame, closed=True) for run in shape.runs) for shape in shapes]
    if sum(map(len, paths)) > most:
        paths = _largest(paths, shapes, most)
    return "".join(paths)


def _roads(frame: Frame, roads: Iterable[ShapeRow]) -> list[tuple[str, int]]:
    by_width: dict[int, list[str]] = {}
    for road in roads:
        width = _ROAD_WIDTHS.get(road.kind or "G", 11) // _COARSE
        by_width.setdefault(width, []).extend(_path(run, frame, closed=False) for run in road.runs)
    return [("".join(paths), width) for width, paths in sorted(by_width.items())]


def frame_of(area: Area, turn_deg: float = 0.0) -> Frame:
    """The picture that holds the outline, all firms and the signs that stand not too far out."""
    signs = [turned_point(sign, turn_deg) for sign in area.ground.signs]
    points = [point for run in area.outline for point in zip(run[0::2], run[1::2], strict=True)]
    points += [firm.position for firm in area.firms if firm.position]
    points = [turned_point(point, turn_deg) for point in points]
    west, south, east, north = _bounds(points or signs or [(0.0, 0.0)])
    reach = max(east - west, north - south, 200.0) * 0.6
    near = [
        (x, y) for x, y in signs if west - reach <= x <= east + reach and south - reach <= y <= north + reach
    ]
    west, south, east, north = _bounds([(west, south), (east, north), *near])
    wide, high = max(east - west, 60.0), max(north - south, 60.0)
    scale = (WIDTH - 2 * _MARGIN) / wide
    height = round(high * scale) + 2 * _MARGIN
    if height > _HIGHEST:
        scale, height = (_HIGHEST - 2 * _MARGIN) / high, _HIGHEST
    height = max(height, _LOWEST)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return Frame(middle_x - WIDTH / scale / 2, middle_y + height / scale / 2, scale, WIDTH, height, turn_deg)


def wedge(x: int, y: int, ahead: float | None) -> str:
    """The path of the sector the reader looks into, `ahead` clockwise from up; empty for None."""
    if ahead is None:
        return ""
    reach, half = 84.0, 32.0
    ends = [
        (x + reach * sin(radians(ahead + turn)), y - reach * cos(radians(ahead + turn)))
        for turn in (-half, half)
    ]
    (x1, y1), (x2, y2) = ends
    return f"M{x} {y}L{x1:.0f} {y1:.0f}A{reach:.0f} {reach:.0f} 0 0 1 {x2:.0f} {y2:.0f}z"


def _bounds(points: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _path(run: Run, frame: Frame, *, closed: bool) -> str:
    """A run of coordinates as a relative path on whole coarse units; empty when nothing of it can be seen."""
    scale = frame.scale / _COARSE
    across, along = cos(radians(frame.turn_deg)) * scale, sin(radians(frame.turn_deg)) * scale
    west, north = frame.west * scale, frame.north * scale
    run = run[:-2] if closed else run  # a ring's last point is its first again; z leads there
    points = [
        (
            round(easting * across - northing * along - west),
            round(north - easting * along - northing * across),
        )
        for easting, northing in zip(run[0::2], run[1::2], strict=True)
    ]
    if not points:
        return ""
    x0, y0 = points[0]
    steps = [f"M{x0} {y0}l"]
    for x, y in points:
        if abs(x - x0) + abs(y - y0) >= _FINE:
            steps.append(f"{x - x0} {y - y0} ")
            x0, y0 = x, y
    if len(steps) < (3 if closed else 2):
        return ""
    return "".join(steps).replace(" -", "-").rstrip() + ("z" if closed else "")


def _largest(paths: list[str], shapes: Sequence[ShapeRow], most: int) -> list[str]:
    order = sorted(range(len(paths)), key=lambda i: -_extent(shapes[i]))
    kept: set[int] = set()
    left = most
    for i in order:
        if len(paths[i]) <= left:  # one that is drawn too finely leaves room for the next
            left -= len(paths[i])
            kept.add(i)
    return [path for i, path in enumerate(paths) if i in kept]


def _extent(shape: ShapeRow) -> float:
    run = next(iter(shape.runs), (0.0, 0.0))
    return (max(run[0::2]) - min(run[0::2])) * (max(run[1::2]) - min(run[1::2]))


def _marks(firms: Sequence[Firm], frame: Frame, radius: int, signs: Sequence[Point]) -> list[Mark]:
    placed = [firm for firm in firms if firm.position is not None]
    spots = tuple(frame.kept_inside(firm.position) for firm in placed if firm.position)
    fixed = tuple(frame.kept_inside(sign) for sign in signs[:20])
    apart = _apart(spots, fixed, 2 * radius, frame.height)
    reaches = _reaches(apart, radius)
    return [
        Mark(x, y, firm.number, firm.anchor, reach)
        for (x, y), firm, reach in zip(apart, placed, reaches, strict=True)
    ]


def _reaches(spots: Sequence[tuple[int, int]], radius: int) -> list[int]:
    """For each mark how far from it a thumb may land: not onto its nearest neighbour."""
    if len(spots) > _MOST_APART:
        return [radius] * len(spots)
    return [
        max(radius, int(min([_THUMB, *(hypot(x - a, y - b) - radius for a, b in spots if (a, b) != (x, y))])))
        for x, y in spots
    ]


def _apart(
    spots: tuple[tuple[int, int], ...], fixed: tuple[tuple[int, int], ...], gap: int, height: int
) -> tuple[tuple[int, int], ...]:
    """The spots, pushed apart until no two marks overlap (or 25 rounds have passed); `fixed` ones stay."""
    at = [(float(x), float(y)) for x, y in spots]
    still = [(float(x), float(y)) for x, y in fixed]
    for _ in range(25 if len(at) <= _MOST_APART else 0):
        if not _push(at, still, gap):
            break
        edge = gap / 2 + 3
        at = [(min(max(x, edge), WIDTH - edge), min(max(y, edge), height - edge)) for x, y in at]
    return tuple((round(x), round(y)) for x, y in at)


def _push(at: list[Point], still: list[Point], gap: int) -> bool:
    moved = False
    everything = at + still
    order = sorted(range(len(everything)), key=lambda i: everything[i][0])
    for place, i in enumerate(order, 1):
        for k in range(place, len(order)):
            (x1, y1), (x2, y2) = everything[i], everything[order[k]]
            if x2 - x1 >= gap:
                break
            if -gap < y2 - y1 < gap:  # told here: this is asked thousands of times for one plan
                moved |= _part(everything, i, order[k], len(at), gap)
    at[:] = everything[: len(at)]
    return moved


def _part(everything: list[Point], i: int, j: int, loose: int, gap: int) -> bool:
    if i >= loose and j >= loose:
        return False
    (x1, y1), (x2, y2) = everything[i], everything[j]
    away = hypot(x2 - x1, y2 - y1)
    if away >= gap - 0.5:
        return False
    # Two firms in one house lie on one spot: they part sideways.
    dx, dy = ((x2 - x1) / away, (y2 - y1) / away) if away > 0.01 else (1.0, 0.3)
    share = (gap - away) * (1.0 if i >= loose or j >= loose else 0.5)
    if i < loose:
        everything[i] = (x1 - dx * share, y1 - dy * share)
    if j < loose:
        everything[j] = (x2 + dx * share, y2 + dy * share)
    return True
