"""Driving along a network: how far to the next junction, and where one is after so many metres.

All functions take and give arrays, one entry for each drive: the line driven on (`road`), the place on it
(`at_m`) and the way (+1 along the line, -1 against it).
"""

import numpy as np
import shapely

from signage.network.graph import Floats, Ints, Network

_SAME_M = 0.01
_HOPS = 12  # lines are cut where a name or a limit changes; more cuts within reach are not met
_STRAIGHT_DEG = 60.0  # who bends more than this at a node no longer drives "on"


def next_junction_m(
    network: Network, road: Ints, at_m: Floats, way: Ints, *, limit_m: float = 1000.0
) -> Floats:
    """Metres to the next junction ahead, infinite where none comes within `limit_m`; a junction here counts
    as 0.
    """
    distance = np.full(len(road), np.inf)
    driven = np.zeros(len(road))
    road, at_m, way = road.copy(), at_m.astype(float), way.copy()
    active = np.arange(len(road))
    for _ in range(_HOPS):
        if not len(active):
            break
        ahead = _to_station(network, road[active], at_m[active], way[active])
        found = np.isfinite(ahead)
        distance[active[found]] = driven[active[found]] + ahead[found]
        active = active[~found]
        driven[active] += np.where(
            way[active] > 0, network.lengths[road[active]] - at_m[active], at_m[active]
        )
        arm = _going_on(network, road[active], way[active], only_roads_that_go_on=True)
        active, arm = active[arm >= 0], arm[arm >= 0]
        road[active], at_m[active], way[active] = (
            network.arm_road[arm],
            network.arm_at_m[arm],
            network.arm_way[arm],
        )
        active = active[driven[active] <= limit_m]
    return np.where(distance <= limit_m, distance, np.inf)


def points_after(network: Network, road: Ints, at_m: Floats, way: Ints, distance_m: Floats) -> Floats:
    """Where one is (x, y) after `distance_m`, straight on at each node; where the network ends, straight
    ahead.
    """
    road, at_m, way, rest = road.copy(), at_m.astype(float), way.copy(), distance_m.astype(float)
    for _ in range(_HOPS):
        room = np.where(way > 0, network.lengths[road] - at_m, at_m)
        over = np.flatnonzero(rest > room + _SAME_M)
        arm = _going_on(network, road[over], way[over], only_roads_that_go_on=False)
        over, arm = over[arm >= 0], arm[arm >= 0]
        if not len(over):
            break
        rest[over] -= room[over]
        road[over], at_m[over], way[over] = network.arm_road[arm], network.arm_at_m[arm], network.arm_way[arm]
    return _stretched(network, road, at_m, way, rest)


def _stretched(network: Network, road: Ints, at_m: Floats, way: Ints, rest: Floats) -> Floats:
    wanted = at_m + way * rest
    place = np.clip(wanted, 0.0, network.lengths[road])
    lines = network.lines[road]
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines, place))
    beyond = np.flatnonzero(wanted != place)
    if len(beyond):
        before = np.clip(place - way * 1.0, 0.0, network.lengths[road])[beyond]
        step = here[beyond] - shapely.get_coordinates(shapely.line_interpolate_point(lines[beyond], before))
        length = np.hypot(step[:, 0], step[:, 1])
        unit = step / np.where(length > 0, length, 1.0)[:, None]
        here[beyond] += unit * np.abs(wanted - place)[beyond, None]
    return np.asarray(here)


def _to_station(network: Network, road: Ints, at_m: Floats, way: Ints) -> Floats:
    """Metres to the next junction on the same line, infinite where there is none."""
    junction = network.degrees[network.station_node] >= 3
    roads, places = network.station_road[junction], network.station_at_m[junction]
    far = float(network.lengths.max(initial=1.0)) * 2 + 1
    keys = roads * far + places
    mine = road * far + at_m
    after = np.searchsorted(keys, mine - _SAME_M, side="left")
    before = np.searchsorted(keys, mine + _SAME_M, side="right") - 1
    found = np.where(way > 0, after, before)
    inside = (found >= 0) & (found < len(keys))
    safe = np.where(inside, found, 0)
    if not len(keys):
        return np.full(len(road), np.inf)
    same = inside & (roads[safe] == road)
    return np.where(same, np.abs(places[safe] - at_m), np.inf)


def _going_on(network: Network, road: Ints, way: Ints, *, only_roads_that_go_on: bool) -> Ints:
    """The arm on which one drives straight on past the line's end; -1 where there is none."""
    node = network.end_nodes[road, np.where(way > 0, 1, 0)]
    size = network.degrees[node]
    best, bend = np.full(len(road), -1), np.full(len(road), np.inf)
    arriving = _arriving_deg(network, road, way)
    for offset in range(int(size.max(initial=0))):
        arm = np.where(offset < size, network.first_arm[node] + offset, 0)
        turn = np.abs((network.arm_bearing_deg[arm] - arriving + 180.0) % 360.0 - 180.0)
        back = (network.arm_road[arm] == road) & (network.arm_way[arm] == -way)
        better = (offset < size) & ~back & (turn < bend)
        best, bend = np.where(better, arm, best), np.where(better, turn, bend)
    allowed = size == 2 if only_roads_that_go_on else bend <= _STRAIGHT_DEG
    return np.asarray(np.where(allowed, best, -1))


def _arriving_deg(network: Network, road: Ints, way: Ints) -> Floats:
    """The bearing in which one reaches the end of a line."""
    end = np.where(way > 0, network.lengths[road], 0.0)
    before = np.clip(end - way * 10.0, 0.0, network.lengths[road])
    here = shapely.get_coordinates(shapely.line_interpolate_point(network.lines[road], end))
    step = here - shapely.get_coordinates(shapely.line_interpolate_point(network.lines[road], before))
    return np.asarray(np.degrees(np.arctan2(step[:, 0], step[:, 1])) % 360.0)
