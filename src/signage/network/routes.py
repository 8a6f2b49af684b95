"""The way along the streets from one place: how far, where one sets out, and the turns to take."""

import itertools
from collections.abc import Collection, Iterator, Sequence
from heapq import heappop, heappush
from typing import Literal, NamedTuple

from signage.network.streets import Foot, Node, Point, Street, Streets, bearing_along

Side = Literal["left", "right"]

_BESIDE_M = 60.0  # a sign further from any street stands for none
_YARD_M = 250.0  # so deep lie the yards of large works behind their street
_LOOK_M = 12.0  # so far one looks along the street on which one sets out
_AT_A_CORNER_M = 3.0
_MOST_ROUTES = 300
_MOST_DEPARTURES = 8  # of one graph: more signs of an area than four are seldom asked for at once
# Angles against driving on: what bends less is straight on; what bends more leads back.
_STRAIGHT_DEG, _BENT_DEG, _BACK_DEG = 20.0, 45.0, 160.0


class Turn(NamedTuple):
    """To leave a street at the `nth` one on that side, counted from the turn before."""

    side: Side
    nth: int


class Route(NamedTuple):
    """A way: metres from door to door, the bearing one sets out in, the turns, the lowest limits met."""

    length_m: float
    first_deg: float
    turns: tuple[Turn, ...]
    max_height_m: float | None
    max_weight_t: float | None


class _Leg(NamedTuple):
    """A piece, or a part of it, as it is travelled."""

    piece: int
    from_m: float
    to_m: float


def departures(streets: Streets, start: Point, *, on_foot: bool) -> "Departures":
    """All ways from `start`, worked out once for as long as `streets` is kept."""
    key = start, on_foot
    if key not in streets.departures:
        if len(streets.departures) >= _MOST_DEPARTURES:
            streets.departures.clear()
        streets.departures[key] = Departures(streets, start, on_foot=on_foot)
    return streets.departures[key]


class Departures:
    """All ways from `start`, for drivers or on foot; each is worked out when it is asked for first."""

    def __init__(self, streets: Streets, start: Point, *, on_foot: bool = False) -> None:
        self._streets, self._start = streets, start
        self._usable = _is_walked if on_foot else _is_driven
        self._foot = streets.nearest(start, within_m=_BESIDE_M, usable=self._usable)
        self._away: dict[Node, float] = {}
        self._came: dict[Node, tuple[Node | None, _Leg]] = {}
        self._known: dict[tuple[Point, str], Route | None] = {}
        self._bearings: dict[tuple[int, float, bool, float], float] = {}
        if self._foot:
            self._spread(self._foot)

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        return 500 + 450 * len(self._away) + 400 * len(self._known) + 150 * len(self._bearings)

    def route_to(self, target: Point, street: str = "") -> Route | None:
        """The shortest way to `target`, which is on `street` if that is near; None where no street leads."""
        if len(self._known) >= _MOST_ROUTES:
            self._known.clear()
            self._bearings.clear()
        key = target, street
        if key not in self._known:
            self._known[key] = self._route_to(target, street)
        return self._known[key]

    def _spread(self, foot: Foot) -> None:
        """Dijkstra's algorithm over the nodes."""
        piece = self._streets.pieces[foot.piece]
        queue: list[tuple[float, int, Node, Node | None, _Leg]] = []
        for node, end_m in ((piece.start, 0.0), (piece.end, piece.length_m)):
            leg = _Leg(foot.piece, foot.at_m, end_m)
            heappush(queue, (abs(end_m - foot.at_m), len(queue), node, None, leg))
        pushed = len(queue)
        while queue:
            away, _, node, before, leg = heappop(queue)
            if node in self._away:
                continue
            self._away[node], self._came[node] = away, (before, leg)
            for other, onward in self._arms(node):
                if other not in self._away:
                    pushed += 1
                    heappush(queue, (away + abs(onward.to_m - onward.from_m), pushed, other, node, onward))

    def _arms(self, node: Node) -> Iterator[tuple[Node, _Leg]]:
        """What leads away from a node: where to, and the piece as it is travelled."""
        for number in dict.fromkeys(self._streets.arms.get(node, ())):
            piece = self._streets.pieces[number]
            if not self._usable(piece.street):
                continue
            if piece.start == node:
                yield piece.end, _Leg(number, 0.0, piece.length_m)
            if piece.end == node:
                yield piece.start, _Leg(number, piece.length_m, 0.0)

    def _route_to(self, target: Point, street: str) -> Route | None:
        if self._foot is None:
            return None
        goal = self._streets.nearest(target, within_m=_YARD_M, usable=self._usable, named=street)
        legs = self._legs_to(goal) if goal else None
        if goal is None or legs is None:
            return None
        streets = [self._streets.pieces[leg.piece].street for leg in legs]
        heights = [street.max_height_m for street in streets if street.max_height_m]
        weights = [street.max_weight_t for street in streets if street.max_weight_t]
        travelled = sum([abs(leg.to_m - leg.from_m) for leg in legs])
        legs = _without_corners(legs)
        return Route(
            length_m=self._foot.away_m + travelled + goal.away_m,
            first_deg=self._first_deg(legs[0]),
            turns=tuple(self._turns(legs)) if len(legs) > 1 else (),
            max_height_m=min(heights) if heights else None,
            max_weight_t=min(weights) if weights else None,
        )

    def _legs_to(self, goal: Foot) -> list[_Leg] | None:
        assert self._foot is not None
        piece = self._streets.pieces[goal.piece]
        ways = [
            (self._away[node] + abs(goal.at_m - end_m), node, _Leg(goal.piece, end_m, goal.at_m))
            for node, end_m in ((piece.start, 0.0), (piece.end, piece.length_m))
            if node in self._away
        ]
        if not ways:
            return None
        length, node, last = min(ways)
        if goal.piece == self._foot.piece and abs(goal.at_m - self._foot.at_m) <= length:
            return [_Leg(goal.piece, self._foot.at_m, goal.at_m)]
        legs, before = [last], node
        while True:
            earlier, leg = self._came[before]
            legs.append(leg)
            if earlier is None:
                return legs[::-1]
            before = earlier

    def _turns(self, legs: Sequence[_Leg]) -> Iterator[Turn]:
        """The turns at the junctions between the legs; a street that only bends is followed."""
        passed = {"left": 0, "right": 0}
        for arriving, leaving in itertools.pairwise(legs):
            node, heading = self._arrival(arriving)
            bends = {
                (arm.piece, arm.from_m): _bend(heading, self._leaving_deg(arm))
                for _, arm in self._arms(node)
                if (arm.piece, arm.from_m) != (arriving.piece, arriving.to_m)
            }
            mine = bends[leaving.piece, leaving.from_m]
            if len(bends) < 2 or _goes_on(mine, bends.values()):
                _count(passed, bends.values(), mine)
                continue
            side: Side = "right" if mine > 0 else "left"
            yield Turn(side, passed[side] + 1)
            passed = {"left": 0, "right": 0}

    def _arrival(self, leg: _Leg) -> tuple[Node, float]:
        """The node at which a leg ends, and the bearing in which one gets there."""
        piece = self._streets.pieces[leg.piece]
        if leg.to_m > leg.from_m:
            return piece.end, piece.from_end_deg - 180.0
        return piece.start, piece.from_start_deg - 180.0

    def _leaving_deg(self, leg: _Leg) -> float:
        """The bearing in which a leg leaves the node where it begins."""
        piece = self._streets.pieces[leg.piece]
        return piece.from_start_deg if leg.to_m > leg.from_m else piece.from_end_deg

    def _first_deg(self, leg: _Leg) -> float:
        # How far one goes on behind the first metres does not matter: most legs begin like another.
        back, reach = leg.to_m < leg.from_m, min(_LOOK_M, max(abs(leg.to_m - leg.from_m), 1.0))
        key = leg.piece, leg.from_m, back, reach
        if key not in self._bearings:
            line, length = self._streets.pieces[leg.piece].line, self._streets.pieces[leg.piece].length_m
            from_m = length - leg.from_m if back else leg.from_m
            self._bearings[key] = bearing_along(line[::-1] if back else line, from_m, from_m + reach)
        return self._bearings[key]


def _without_corners(legs: list[_Leg]) -> list[_Leg]:
    """Who starts or ends at a corner does not turn there."""
    if len(legs) > 1 and abs(legs[0].to_m - legs[0].from_m) < _AT_A_CORNER_M:
        legs = legs[1:]
    if len(legs) > 1 and abs(legs[-1].to_m - legs[-1].from_m) < _AT_A_CORNER_M:
        legs = legs[:-1]
    return legs


def _is_driven(street: Street) -> bool:
    return street.is_driven


def _is_walked(street: Street) -> bool:
    return street.is_walked


def _bend(heading: float, onward: float) -> float:
    """How far one turns: positive to the right, within (-180, 180]."""
    return 180.0 - (180.0 - (onward - heading)) % 360.0


def _goes_on(mine: float, bends: Collection[float]) -> bool:
    straightest = min(map(abs, bends))
    return abs(mine) <= _STRAIGHT_DEG or (abs(mine) <= _BENT_DEG and abs(mine) <= straightest)


def _count(passed: dict[str, int], bends: Collection[float], mine: float) -> None:
    """Count the side streets that are left behind at a junction."""
    for bend in bends:
        if bend != mine and _STRAIGHT_DEG < abs(bend) < _BACK_DEG:
            passed["right" if bend > 0 else "left"] += 1
