"""Junctions and approaches, made from road lines.

Lines meet where they share a vertex, or where a line's end comes within `tolerance_m` of another line. Lines
that only cross (a bridge) do not meet. Places along a line are given as `at_m`, metres from its first vertex;
`way` is +1 along the line and -1 against it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Lines = NDArray[Any]

_GRID_M = 0.05  # vertices nearer than this are one place; coordinates from degrees differ by millimetres
_LOOK_M = 10.0  # an arm's bearing is taken over this length: the first vertices round the kerb


@dataclass(frozen=True)
class Network:
    """Lines (EPSG:25832), the nodes where they end or meet, and one arm for each way out of a node.

    Arms are sorted by node: those of node n are `first_arm[n]:first_arm[n + 1]`. Stations are the nodes along
    each line, sorted by line and place.
    """

    lines: Lines
    lengths: Floats
    nodes: Floats  # x, y
    first_arm: Ints
    arm_node: Ints
    arm_road: Ints
    arm_at_m: Floats
    arm_way: Ints
    arm_bearing_deg: Floats
    end_nodes: Ints  # of each line: node at its first and at its last vertex
    station_road: Ints
    station_at_m: Floats
    station_node: Ints

    @property
    def degrees(self) -> Ints:
        """How many arms each node has; three or more make a junction, two a road that goes on."""
        return np.diff(self.first_arm)

    @property
    def junctions(self) -> Ints:
        """The nodes at which a driver must choose."""
        return np.flatnonzero(self.degrees >= 3)

    def arms_of(self, node: int) -> range:
        """The arms of one node."""
        return range(int(self.first_arm[node]), int(self.first_arm[node + 1]))


@dataclass(frozen=True)
class _Visits:
    """One row for each time a line passes a place."""

    place: Ints
    road: Ints
    at_m: Floats

    def __getitem__(self, chosen: Any) -> "_Visits":
        return _Visits(self.place[chosen], self.road[chosen], self.at_m[chosen])


def build_network(lines: Lines, *, tolerance_m: float = 0.5) -> Network:
    """The graph of `lines`: non-empty LineStrings longer than zero, in metres; an empty array is fine."""
    lines = np.asarray(lines, dtype=object)
    lengths = np.asarray(shapely.length(lines), dtype=float)
    visits, xy = _visits(lines)
    visits = _join_loose_ends(visits, xy, lines, lengths, tolerance_m)
    is_end = (visits.at_m <= 0) | (visits.at_m >= lengths[visits.road])
    often = np.bincount(visits.place, minlength=len(xy)) >= 2
    ends = np.bincount(visits.place, weights=is_end, minlength=len(xy)) >= 1
    chosen = np.flatnonzero(often | ends)
    number = np.full(len(xy), -1)
    number[chosen] = np.arange(len(chosen))
    kept = visits[number[visits.place] >= 0]
    return _assembled(lines, lengths, xy[chosen], _Visits(number[kept.place], kept.road, kept.at_m))


def _visits(lines: Lines) -> tuple[_Visits, Floats]:
    """Every vertex as a visit to a place, and the places' coordinates."""
    xy, road = shapely.get_coordinates(lines, return_index=True)
    steps = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T) if len(xy) else np.zeros(0)
    starts = np.flatnonzero(np.diff(road, prepend=-1))
    steps[starts] = 0.0
    run = np.cumsum(steps)
    at_m = run - np.repeat(run[starts], np.diff(np.append(starts, len(xy))))
    cell = np.rint(xy / _GRID_M).astype(np.int64)
    key = cell[:, 0] * (1 << 32) + cell[:, 1]
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    last = np.append(starts[1:], len(xy)) - 1
    if len(xy):  # the sum of steps may miss the length by rounding
        at_m[last] = shapely.length(lines)[road[last]]
    return _Visits(place.astype(np.int64), road.astype(np.int64), at_m), xy[first]


def _join_loose_ends(visits: _Visits, xy: Floats, lines: Lines, lengths: Floats, near_m: float) -> _Visits:
    """Let an end that meets nothing meet the line, or the end, that passes within `near_m`."""
    lone = np.bincount(visits.place, minlength=len(xy)) == 1
    is_end = (visits.at_m <= 0) | (visits.at_m >= lengths[visits.road])
    loose = visits[lone[visits.place] & is_end]
    if not len(loose.place):
        return visits
    points = shapely.points(xy[loose.place])
    end, road = shapely.STRtree(lines).query(points, predicate="dwithin", distance=near_m)
    other = road != loose.road[end]
    end, road = end[other], road[other]
    at_m = shapely.line_locate_point(lines[road], points[end])
    at_m = np.where(at_m < near_m, 0.0, np.where(at_m > lengths[road] - near_m, lengths[road], at_m))
    return _merged(visits, _Visits(loose.place[end], road, at_m), lengths)


def _merged(visits: _Visits, touches: _Visits, lengths: Floats) -> _Visits:
    """`visits` with loose ends joined: to the other line's end if that is what they touch, else to its
    middle.
    """
    first = dict(
        zip(visits.road[visits.at_m <= 0].tolist(), visits.place[visits.at_m <= 0].tolist(), strict=True)
    )
    final = visits.at_m >= lengths[visits.road]
    last = dict(zip(visits.road[final].tolist(), visits.place[final].tolist(), strict=True))
    same_as = np.arange(int(visits.place.max()) + 1)
    middle = np.zeros(len(touches.place), dtype=bool)
    for row in range(len(touches.place)):
        road, at_m, mine = int(touches.road[row]), touches.at_m[row], int(touches.place[row])
        theirs = first[road] if at_m <= 0 else last[road] if at_m >= lengths[road] else None
        middle[row] = theirs is None
        if theirs is not None:
            same_as[max(mine, theirs)] = min(mine, theirs)
    added = touches[middle]
    return _Visits(
        np.append(same_as[visits.place], same_as[added.place]),
        np.append(visits.road, added.road),
        np.append(visits.at_m, added.at_m),
    )


def _assembled(lines: Lines, lengths: Floats, nodes: Floats, visits: _Visits) -> Network:
    order = np.lexsort((visits.at_m, visits.road))
    stations = visits[order]
    back, forth = visits.at_m > 0, visits.at_m < lengths[visits.road]
    both = np.append(np.flatnonzero(back), np.flatnonzero(forth))
    arms = visits[both]
    way = np.append(np.full(int(back.sum()), -1), np.full(int(forth.sum()), 1))
    sort = np.lexsort((arms.at_m, arms.road, arms.place))
    arms, way = arms[sort], way[sort]
    return Network(
        lines=lines,
        lengths=lengths,
        nodes=nodes,
        first_arm=np.searchsorted(arms.place, np.arange(len(nodes) + 1)),
        arm_node=arms.place,
        arm_road=arms.road,
        arm_at_m=arms.at_m,
        arm_way=way,
        arm_bearing_deg=_bearings(lines, lengths, arms, way),
        end_nodes=_end_nodes(stations, len(lines)),
        station_road=stations.road,
        station_at_m=stations.at_m,
        station_node=stations.place,
    )


def _bearings(lines: Lines, lengths: Floats, arms: _Visits, way: Ints) -> Floats:
    ahead = np.clip(arms.at_m + way * _LOOK_M, 0.0, lengths[arms.road])
    start = shapely.get_coordinates(shapely.line_interpolate_point(lines[arms.road], arms.at_m))
    step = shapely.get_coordinates(shapely.line_interpolate_point(lines[arms.road], ahead)) - start
    return np.asarray(np.degrees(np.arctan2(step[:, 0], step[:, 1])) % 360.0)


def _end_nodes(stations: _Visits, roads: int) -> Ints:
    found = np.zeros((roads, 2), dtype=np.int64)
    starts = np.searchsorted(stations.road, np.arange(roads + 1))
    found[:, 0] = stations.place[starts[:-1]]
    found[:, 1] = stations.place[starts[1:] - 1]
    return found
