"""Sight triangles: the ground to keep free, so that who waits at a junction sees the main road's traffic."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.network.driving import points_after
from signage.network.graph import Floats, Network
from signage.siting.figures import Figures
from signage.siting.roads import PUBLIC, Roads
from signage.siting.values import Road, Triangle

_STRAIGHT_DEG = 45.0  # two arms that bend less than this are one road through the junction
_PARTS = 4  # points on the main road, so that a triangle follows a bend
_TOUCH_M = 0.01  # a board that only touches a triangle takes nobody's view


@dataclass(frozen=True)
class _View:
    """Who waits on arm `minor` and looks along arm `major`."""

    node: int
    minor: int
    major: int
    presumed: bool


def sight_triangles(roads: Roads, figures: Figures) -> list[Triangle]:
    """The triangles of every junction, two for each approach that must give way.

    The higher class of road has the right of way; among equals it is presumed for the road that leads
    straight through. A main road without a speed limit on record gives none.
    """
    views = [view for node in roads.network.junctions.tolist() for view in _views(roads, node)]
    views = [view for view in views if _main(roads, view).speed_kmh]
    if not views:
        return []
    speeds = [_main(roads, view).speed_kmh or 0 for view in views]
    leg_at = {speed: figures.between("sight.leg", speed) for speed in set(speeds)}
    legs = np.array([leg_at[speed] for speed in speeds])
    polygons = _polygons(roads, views, legs, figures["sight.eye"])
    nodes = roads.network.nodes
    return [
        Triangle(
            main=_main(roads, view),
            approach=roads.values[int(roads.network.arm_road[view.minor])],
            junction=(float(nodes[view.node, 0]), float(nodes[view.node, 1])),
            leg_m=leg,
            presumed=view.presumed,
            polygon=polygon,
        )
        for view, leg, polygon in zip(views, legs.tolist(), polygons, strict=True)
    ]


def boards(points: NDArray[Any], facing_deg: Floats, width_m: Floats) -> NDArray[Any]:
    """What stands in the way of a view: each board from edge to edge, seen from above.

    The point alone where its facing or its width is NaN.
    """
    half = width_m / 2 - _TOUCH_M
    across = np.radians(facing_deg + 90.0)
    reach = np.stack([half * np.sin(across), half * np.cos(across)], axis=1)
    wide = np.isfinite(reach).all(axis=1) & (half > 0)
    middle, reach = shapely.get_coordinates(points[wide]), reach[wide]
    seen = points.copy()
    seen[wide] = shapely.linestrings(np.stack([middle - reach, middle + reach], axis=1))
    return seen


def _main(roads: Roads, view: _View) -> Road:
    return roads.values[int(roads.network.arm_road[view.major])]


def _views(roads: Roads, node: int) -> list[_View]:
    """Who must look where at one junction."""
    network = roads.network
    arms = list(network.arms_of(node))
    major = _through(roads, arms)
    minors = [arm for arm in arms if arm not in major]
    views = [
        _View(node, minor, main, not _gives_way(roads, minor, main)) for minor in minors for main in major
    ]
    if len(minors) == 2 and all(view.presumed for view in views):
        # two equal roads cross: who comes from the left waits, on either road
        views += [_View(node, main, minor, presumed=True) for minor in minors for main in major]
    return views


def _through(roads: Roads, arms: list[int]) -> tuple[int, int]:
    """The two arms of the main road."""

    values = [roads.values[road] for road in roads.network.arm_road[arms].tolist()]
    facing = roads.network.arm_bearing_deg[arms].tolist()
    ranks, names = [_rank(value) for value in values], [str(value) for value in values]

    def order(pair: tuple[int, int]) -> tuple[bool, bool, int, bool, float]:
        one, other = pair
        bend, rank = _bend(facing[one], facing[other]), max(ranks[one], ranks[other])
        return rank != min(ranks), bend > _STRAIGHT_DEG, rank, names[one] != names[other], bend

    one, other = min(combinations(range(len(arms)), 2), key=order)
    return arms[one], arms[other]


def _bend(one_deg: float, other_deg: float) -> float:
    """How far a drive from one arm into the other leaves the straight line."""
    apart = abs(one_deg - other_deg) % 360
    return 180.0 - min(apart, 360.0 - apart)


def _rank(road: Road) -> int:
    return PUBLIC.index(road.road_class) if road.road_class in PUBLIC else len(PUBLIC)


def _gives_way(roads: Roads, minor: int, major: int) -> bool:
    arm_road = roads.network.arm_road
    return _rank(roads.values[int(arm_road[minor])]) > _rank(roads.values[int(arm_road[major])])


def _polygons(roads: Roads, views: list[_View], legs: Floats, eye_m: float) -> NDArray[Any]:
    """From the eye to the points along the main road, and back by the junction."""
    network = roads.network
    minor = np.array([view.minor for view in views])
    major = np.array([view.major for view in views])
    angle = np.radians(network.arm_bearing_deg[minor] - network.arm_bearing_deg[major])
    # where the approach is skew its driver stands farther from the junction's middle
    skew = np.maximum(np.abs(np.sin(angle)), 0.5)
    eye = _after(network, minor, (roads.half_width_m[network.arm_road[major]] + eye_m) / skew)
    node = network.nodes[[view.node for view in views]]
    far = [_after(network, major, legs * part / _PARTS) for part in range(1, _PARTS + 1)]
    rings = np.stack([node, *far, eye, node], axis=1)
    polygons = np.asarray(shapely.polygons(rings))
    crossed = ~shapely.is_valid(polygons)  # where a road winds back
    polygons[crossed] = shapely.make_valid(polygons[crossed])
    return polygons


def _after(network: Network, arm: NDArray[Any], distance_m: Floats) -> Floats:
    return points_after(
        network, network.arm_road[arm], network.arm_at_m[arm], network.arm_way[arm], distance_m
    )
