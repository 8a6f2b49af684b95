"""Other places for a sign beside the road it stands at, the nearest first."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.errors import Said
from signage.network.driving import points_after
from signage.network.graph import Floats
from signage.siting.kinds import DRIVEN_PAST
from signage.siting.neighbours import points_of
from signage.siting.roads import beside, nearest_road
from signage.siting.rules.table import de
from signage.siting.surroundings import Surroundings
from signage.siting.triangles import boards
from signage.siting.values import Fix, Sign, Site

_NEAR_M = 5.0  # up to here every half metre is tried, farther away every metre
_SAME_ROAD_M = 0.3  # so far the distance to the axis may differ where the road bends
_OWN_POST_M = 3.0
_STEP_M = 0.5  # over which a road's bearing is measured
_TURNED_DEG = 0.5


@dataclass(frozen=True, slots=True)
class Moved:
    """A sign at another place; `to_axis_m` is how far it must then be from the axis of its road."""

    sign: Sign
    fix: Fix
    along_m: float
    to_axis_m: float

    def stays(self, before: Site, after: Site) -> bool:
        """Whether it is alone on its post, beside a road as before, for drivers before the same junction."""
        off_m = math.inf if after.to_axis_m is None else abs(after.to_axis_m - self.to_axis_m)
        alone = after.signs_on_post == 1 and off_m <= _SAME_ROAD_M
        if self.sign.type not in DRIVEN_PAST or before.next_junction_m is None:
            return alone
        ahead = math.inf if after.next_junction_m is None else after.next_junction_m
        return alone and abs(ahead - before.next_junction_m) <= self.along_m + 1.0


def places_beside(
    sign: Sign, around: Surroundings, *, along_m: float, outwards_m: float = 0.0, out_of_sight: bool = False
) -> Iterator[Moved]:
    """The sign moved along its road by up to `along_m` and away from it by up to `outwards_m`, nearest first.

    The face keeps its angle to the road. With `out_of_sight` places in sight triangles are left out.
    Nothing where no road is near.
    """
    point = points_of([sign])
    line = nearest_road(around.roads, point, around.figures["road.reach"])
    if line[0] < 0:
        return
    here = beside(around.roads, point, line)
    along, out = _grid(along_m, outwards_m)
    way = np.where(along < 0, -1, 1)
    foot, bearing = _stations(around, int(line[0]), float(here.at_m[0]), np.abs(along), way)
    off = (float(here.to_axis_m[0]) + out) * float(here.side[0])
    x = foot[:, 0] + off * np.cos(np.radians(bearing))
    y = foot[:, 1] - off * np.sin(np.radians(bearing))
    turn = (bearing - float(here.bearing_deg[0]) + 180) % 360 - 180
    order = np.argsort(np.hypot(x - sign.x, y - sign.y), kind="stable")
    if out_of_sight:
        order = order[_out_of_sight(around, sign, x[order], y[order], turn[order])]
    for at in order.tolist():
        place = (round(float(x[at]), 3), round(float(y[at]), 3))
        yield _moved(sign, place, float(turn[at]), float(along[at]), float(out[at]), abs(float(off[at])))


def _grid(along_m: float, outwards_m: float) -> tuple[Floats, Floats]:
    """Every step along with every step outwards, but for none at all."""
    fine = np.arange(_STEP_M, min(_NEAR_M, along_m) + 1e-9, _STEP_M)
    coarse = np.arange(_NEAR_M + 1, along_m + 1e-9, 1.0)
    ahead = np.concatenate([fine, coarse])
    along, out = np.meshgrid(
        np.concatenate([[0.0], ahead, -ahead]), np.arange(0.0, outwards_m + 1e-9, _STEP_M), indexing="ij"
    )
    moves = (along != 0) | (out != 0)
    return along[moves], out[moves]


def _stations(
    around: Surroundings, line: int, at_m: float, distance_m: Floats, way: NDArray[Any]
) -> tuple[Floats, Floats]:
    """Where one is on the axis after so many metres, and the road's bearing there, seen along `line`."""
    network, size = around.roads.network, len(way)
    road, start = np.full(size, line), np.full(size, at_m)
    foot = points_after(network, road, start, way, distance_m)
    step = (points_after(network, road, start, way, distance_m + _STEP_M) - foot) * way[:, None]
    return foot, np.degrees(np.arctan2(step[:, 0], step[:, 1]))


def _out_of_sight(
    around: Surroundings, sign: Sign, x: Floats, y: Floats, turn_deg: Floats
) -> NDArray[np.bool_]:
    facing = turn_deg + (np.nan if sign.bearing_deg is None else sign.bearing_deg)
    width = np.full(len(x), np.nan if sign.width_mm is None else sign.width_mm / 1000)
    seen = boards(np.asarray(shapely.points(x, y), dtype=object), facing, width)
    return np.array([not hit for hit in around.triangles_at(seen)], dtype=bool)


def _moved(
    sign: Sign, place: tuple[float, float], turn_deg: float, along_m: float, out_m: float, to_axis_m: float
) -> Moved:
    changes: dict[str, Any] = {"x": place[0], "y": place[1]}
    if sign.bearing_deg is not None and abs(turn_deg) >= _TURNED_DEG:
        changes["bearing_deg"] = round((sign.bearing_deg + turn_deg) % 360, 1) % 360
    return Moved(replace(sign, **changes), Fix(_label(along_m, out_m), changes), abs(along_m), to_axis_m)


def own_post(moved: Moved) -> Fix:
    """The same move as it is said of a sign that shares its post."""
    metres = moved.along_m
    if metres > _OWN_POST_M:
        return moved.fix
    label = Said(
        f"An einen eigenen Pfosten hängen, {de(metres, 1)} m daneben",
        f"give it a post of its own, {metres:.1f} m beside",
    )
    return Fix(label, moved.fix.changes)


def _label(along_m: float, out_m: float) -> Said:
    metres = abs(along_m)
    digits = 1 if metres < _NEAR_M else 0
    if not out_m:
        return Said(
            f"{de(metres, digits)} m an der Straße entlang versetzen",
            f"move {metres:.{digits}f} m along the road",
        )
    if not metres:
        return Said(
            f"{de(out_m, 1)} m von der Fahrbahn wegrücken", f"move {out_m:.1f} m away from the carriageway"
        )
    return Said(
        f"{de(metres, digits)} m an der Straße entlang und {de(out_m, 1)} m von der Fahrbahn weg versetzen",
        f"move {metres:.{digits}f} m along the road and {out_m:.1f} m away from the carriageway",
    )
