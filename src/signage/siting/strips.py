"""Building-free strips: which classified roads outside town pass near a point."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.network.graph import Network
from signage.siting.figures import Figures
from signage.siting.roads import Roads
from signage.siting.values import Strip

STRIPPED = ("A", "B", "L", "K")
_END_M = 0.01


@dataclass(frozen=True)
class Strips:
    """The lines of classified roads outside town, and how far their strips reach from the axis."""

    roads: Roads
    lines: NDArray[np.int64]
    reach_m: NDArray[np.float64]
    ends: NDArray[np.bool_]  # of each line: nothing of the kind goes on at its first, its last vertex


def read_strips(roads: Roads, figures: Figures) -> Strips:
    """The strips of all roads; a road of which it is not known whether it lies in town has none."""
    kinds = [road.road_class if road.in_town is False else None for road in roads.values]
    lines = np.array([i for i, kind in enumerate(kinds) if kind in STRIPPED], dtype=np.int64)
    reach = np.array([figures[f"strip.{kinds[i]}.consent"] for i in lines], dtype=float)
    return Strips(roads, lines, reach + roads.half_width_m[lines], _ends(roads.network, lines))


def _ends(network: Network, lines: NDArray[np.int64]) -> NDArray[np.bool_]:
    outside = np.isin(network.arm_road, lines)
    arms = np.bincount(network.arm_node[outside], minlength=len(network.nodes))
    return np.asarray(arms[network.end_nodes[lines]] < 2)


def strips_at(strips: Strips, points: NDArray[Any]) -> list[tuple[Strip, ...]]:
    """For each point the roads within whose strip it lies, the nearest one of each class."""
    found: list[tuple[Strip, ...]] = [()] * len(points)
    if not len(strips.lines):
        return found
    for point, line, edge in zip(*_nearest(strips, points), strict=True):
        found[point] += (Strip(strips.roads.values[line], edge),)
    return found


def _nearest(strips: Strips, points: NDArray[Any]) -> tuple[list[int], list[int], list[float]]:
    """Point, line and distance to the edge, one of each class for a point."""
    tree = shapely.STRtree(points)
    line, point = tree.query(strips.roads.lines[strips.lines], predicate="dwithin", distance=strips.reach_m)
    beside = _lies_beside(strips, line, points[point])
    line, point = line[beside], point[beside]
    number = strips.lines[line]
    axis = shapely.distance(points[point], strips.roads.lines[number])
    edge = axis - strips.roads.half_width_m[number]
    kind = np.array([STRIPPED.index(strips.roads.values[i].road_class or "K") for i in number], dtype=int)
    order = np.lexsort((edge, kind, point))
    key = point[order] * len(STRIPPED) + kind[order]
    chosen = order[np.flatnonzero(np.diff(key, prepend=-1))]
    return point[chosen].tolist(), number[chosen].tolist(), edge[chosen].tolist()


def _lies_beside(strips: Strips, line: NDArray[Any], points: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether a point lies beside the line, not past the place where the road outside town ends."""
    lines = strips.roads.lines[strips.lines[line]]
    at_m, lengths = shapely.line_locate_point(lines, points), shapely.length(lines)
    past_first = (at_m < _END_M) & strips.ends[line, 0]
    past_last = (at_m > lengths - _END_M) & strips.ends[line, 1]
    return np.asarray(~past_first & ~past_last)
