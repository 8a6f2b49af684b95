"""Which traffic reads a sign: the road it drives on, its way, and the junction it comes to."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.network.driving import next_junction_m
from signage.network.graph import Floats, Ints
from signage.siting.figures import Figures
from signage.siting.roads import Beside, Roads, beside, nearest_line

_ACROSS_M = 12.0  # readers are looked for on a carriageway this near to the sign's line of sight
_AHEAD_DEG = 45.0


@dataclass(frozen=True)
class Readers:
    """For each sign the traffic that reads it; `road` is -1 where none does or the facing is not known.

    `way` is +1 along the line. `side` is +1 where the sign stands right of that traffic, -1 left, 0 ahead
    of it. Distances to junctions are seen in driving direction.
    """

    road: Ints
    way: Ints
    bearing_deg: Floats
    side: Ints
    lateral_m: Floats
    next_junction_m: Floats
    passed_junction_m: Floats


def readers(
    roads: Roads, points: NDArray[Any], facing_deg: Floats, near: Beside, figures: Figures
) -> Readers:
    """The traffic that reads each sign: that of the road beside, or of a road that leads up to the sign."""
    off_axis = np.abs((facing_deg - near.bearing_deg + 90) % 180 - 90)
    parallel = (near.road >= 0) & (off_axis <= figures["facing.off_axis"])  # False where the facing is NaN
    road = np.where(parallel, near.road, -1)
    across = np.flatnonzero((near.road >= 0) & np.isfinite(facing_deg) & ~parallel)
    road[across] = _leading_up(roads, points[across], facing_deg[across], figures["facing.readers_within"])
    nearest = replace(near, road=np.where(parallel, near.road, -1))
    where = _moved(nearest, across, beside(roads, points[across], road[across]))
    way = np.where(np.cos(np.radians(where.bearing_deg - facing_deg)) < 0, 1, -1)
    side = np.where(parallel, where.side * way, 0)
    return Readers(
        road=road,
        way=way,
        bearing_deg=(where.bearing_deg + np.where(way > 0, 0, 180)) % 360,
        side=side,
        lateral_m=_lateral(roads, points, where, side),
        next_junction_m=_to_junction(roads, where, way),
        passed_junction_m=_to_junction(roads, where, -way),
    )


def _moved(near: Beside, rows: Ints, elsewhere: Beside) -> Beside:
    """`near` with some rows beside another road; rows beside none are as they were, but for `road`."""
    changed = {name: np.array(column) for name, column in vars(near).items()}
    for name, column in vars(elsewhere).items():
        changed[name][rows] = column
    return Beside(**changed)


def _leading_up(roads: Roads, points: NDArray[Any], facing_deg: Floats, within_m: float) -> Ints:
    """The road on which one drives towards the face, as at the far side of a T-junction; -1 where none leads
    there.
    """
    found = np.full(len(points), -1)
    xy = shapely.get_coordinates(points)
    look = np.column_stack([np.sin(np.radians(facing_deg)), np.cos(np.radians(facing_deg))])
    for ahead_m in (within_m, within_m * 2 / 3, within_m / 3):
        open_ = np.flatnonzero(found < 0)
        if not len(open_):
            break
        probe = shapely.points(xy[open_] + ahead_m * look[open_])
        near = nearest_line(roads, probe, _ACROSS_M)
        index = np.flatnonzero(near >= 0)
        line = near[index]
        where = beside(roads, probe[index], line)
        off = np.abs((facing_deg[open_[index]] - where.bearing_deg + 90) % 180 - 90)
        found[open_[index[off <= _AHEAD_DEG]]] = line[off <= _AHEAD_DEG]
    return found


def _lateral(roads: Roads, points: NDArray[Any], where: Beside, side: Ints) -> Floats:
    """Metres from the middle of the readers' lane, square to their way."""
    known = where.road >= 0
    axis = np.radians(where.bearing_deg)
    off = shapely.get_coordinates(points) - where.foot
    across = np.abs(off[:, 0] * np.cos(axis) - off[:, 1] * np.sin(axis))
    quarter = np.zeros(len(across))
    quarter[known] = roads.half_width_m[where.road[known]] / 2
    return np.asarray(np.maximum(across - side * quarter, 0.0))


def _to_junction(roads: Roads, where: Beside, way: Ints) -> Floats:
    found = np.full(len(where.road), np.inf)
    known = where.road >= 0
    if known.any():
        found[known] = next_junction_m(roads.network, where.road[known], where.at_m[known], way[known])
    return found
