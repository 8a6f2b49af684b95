"""The nearest lawful position beside the clicked side of a road."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from signage.siting.figures import Figures
from signage.siting.roads import Beside, beside, nearest_road
from signage.siting.surroundings import Surroundings
from signage.siting.values import Road, Side

_BOARD_M = 0.6  # half of a usual board of 1.20 m, where the caller does not say


@dataclass(frozen=True, slots=True)
class Snapped:
    """A position beside a road and the facing that belongs to it; `side` is seen along the road's line."""

    x: float
    y: float
    bearing_deg: float
    road: Any
    side: Side
    clearance_m: float


def snap(
    point: tuple[float, float],
    around: Surroundings,
    figures: Figures | None = None,
    *,
    width_mm: float | None = None,
) -> Snapped | None:
    """Beside the carriageway, with the rule's clearance for the board's edge; None where no road is near.

    The face looks at the traffic that passes the clicked side on its right. Where it is not known whether
    the road lies in town, the larger clearance holds.
    """
    figures = figures or around.figures
    places = np.array([shapely.Point(point)], dtype=object)
    line = nearest_road(around.roads, places, figures["road.reach"])
    if line[0] < 0:
        return None
    near, road = beside(around.roads, places, line), around.roads.values[int(line[0])]
    clearance = figures[f"clearance.lateral.{'in_town' if road.in_town else 'outside'}.normal"]
    half_m = _BOARD_M if width_mm is None else width_mm / 2000
    return _beside(road, near, road.width_m / 2 + clearance + half_m, clearance)


def _beside(road: Road, near: Beside, off_m: float, clearance_m: float) -> Snapped:
    side: Side = "right" if near.side[0] > 0 else "left"
    bearing = float(near.bearing_deg[0])
    outwards = math.radians(bearing + (90 if side == "right" else -90))
    return Snapped(
        x=float(near.foot[0, 0]) + off_m * math.sin(outwards),
        y=float(near.foot[0, 1]) + off_m * math.cos(outwards),
        bearing_deg=(bearing + (180 if side == "right" else 0)) % 360,
        road=road.id,
        side=side,
        clearance_m=clearance_m,
    )
