"""Roads around a sign: the nearest carriageway, its axis there, on which side one stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.network.graph import Floats, Ints, Network, build_network
from signage.siting.figures import Figures
from signage.siting.rows import Row, number, parts, text, truth
from signage.siting.values import Road

# Private roads and paths bind no sign by the rules of the road.
PUBLIC = ("A", "B", "L", "K", "G")


@dataclass(frozen=True)
class Roads:
    """The public roads, one entry for each line; a row of several lines appears several times."""

    values: tuple[Road, ...]
    lines: NDArray[Any]

    @cached_property
    def half_width_m(self) -> Floats:
        """Axis to edge of the carriageway, for each line."""
        return np.array([road.width_m / 2 for road in self.values], dtype=float)

    @cached_property
    def tree(self) -> Any:
        """Search tree over the lines."""
        return shapely.STRtree(self.lines)

    @cached_property
    def network(self) -> Network:
        """Where the lines meet."""
        return build_network(self.lines)


@dataclass(frozen=True)
class Beside:
    """For each point the road beside which it lies; `road` is -1 where none is near (the rest is then without
    meaning). `side` is +1 right and -1 left of the line.
    """

    road: Ints
    to_axis_m: Floats
    at_m: Floats
    bearing_deg: Floats
    side: Ints
    foot: Floats


def read_roads(rows: Sequence[Row], figures: Figures) -> Roads:
    """The public roads among `rows` of the road layer; a road without a class counts as municipal."""
    lines, row = parts(rows)
    values = [_road(one, figures) for one in rows]
    keep = np.array([(values[i].road_class or "G") in PUBLIC for i in row], dtype=bool)
    return Roads(tuple(values[i] for i in row[keep]), lines[keep])


def _road(row: Row, figures: Figures) -> Road:
    road_class, speed, width = (
        text(row.get("road_class")),
        number(row.get("speed_kmh")),
        number(row.get("width_m")),
    )
    presumed = figures[f"road.width.{road_class if road_class in PUBLIC else 'G'}"]
    return Road(
        id=row.get("id"),
        road_class=road_class,
        speed_kmh=int(speed) if speed else None,
        in_town=truth(row.get("in_town")),
        width_m=width or presumed,
        width_is_presumed=not width,
        name=text(row.get("name")),
        number=text(row.get("number")),
    )


def nearest_road(roads: Roads, points: NDArray[Any], within_m: float) -> Ints:
    """For each point the line whose carriageway's edge is nearest; -1 where no axis is within `within_m`."""
    return nearest_line(roads, points, within_m, roads.half_width_m)


def nearest_line(roads: Roads, points: NDArray[Any], within_m: float, bonus_m: Floats | None = None) -> Ints:
    """For each point the nearest line, each by its `bonus_m` nearer; -1 where none is within `within_m`.

    All lines in reach are measured: several times faster than the tree's own search for the nearest.
    """
    found = np.full(len(points), -1)
    if not len(roads.lines) or not len(points):
        return found
    point, line = roads.tree.query(points, predicate="dwithin", distance=within_m)
    distance = shapely.distance(points[point], roads.lines[line])
    order = np.lexsort((line, distance if bonus_m is None else distance - bonus_m[line], point))
    first = order[np.flatnonzero(np.diff(point[order], prepend=-1))]
    found[point[first]] = line[first]
    return found


def beside(roads: Roads, points: NDArray[Any], road: Ints) -> Beside:
    """Where each point lies beside the given line."""
    size = len(points)
    empty = Beside(
        road=road,
        to_axis_m=np.zeros(size),
        at_m=np.zeros(size),
        bearing_deg=np.zeros(size),
        side=np.ones(size, dtype=np.int64),
        foot=np.zeros((size, 2)),
    )
    known = np.flatnonzero(road >= 0)
    if not len(known):
        return empty
    lines, lengths = roads.lines[road[known]], roads.network.lengths[road[known]]
    at_m = shapely.line_locate_point(lines, points[known])
    empty.at_m[known] = at_m
    empty.foot[known] = _along(lines, at_m)
    step = _along(lines, np.minimum(at_m + 1, lengths)) - _along(lines, np.maximum(at_m - 1, 0))
    off = shapely.get_coordinates(points[known]) - empty.foot[known]
    empty.to_axis_m[known] = np.hypot(off[:, 0], off[:, 1])
    empty.bearing_deg[known] = np.degrees(np.arctan2(step[:, 0], step[:, 1])) % 360
    empty.side[known] = np.where(step[:, 0] * off[:, 1] - step[:, 1] * off[:, 0] <= 0, 1, -1)
    return empty


def _along(lines: NDArray[Any], at_m: Floats) -> Floats:
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(lines, at_m)))
