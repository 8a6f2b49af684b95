"""The way along the streets from one place: how far, where one sets out, and the turns to take."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import atan2, degrees
from typing import Literal, NamedTuple

from signage.network.streets import Foot, Node, Piece, Point, Street, Streets, point_at

Side = Literal["left", "right"]

_BESIDE_M = 60.0  # a sign further from any street stands for none
_YARD_M = 250.0  # so deep lie the yards of large works behind their street
_LOOK_M = 12.0  # a direction is taken over this length: the first vertices round the kerb
_AT_A_CORNER_M = 3.0
_MOST_ROUTES = 300
# Angles against driving on: what bends less is straight on; what bends more leads back.
_STRAIGHT_DEG, _BENT_DEG, _BACK_DEG = 20.0, 45.0, 160.0


class Turn(NamedTuple):
    """To leave a street at the `nth` one on that side, counted from the turn before."""

    side: Side
    nth: int


@dataclass(frozen=True, slots=True)
class Route:
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


class Departures:
    """All ways from `start`, for drivers or on foot; each is worked out when it is asked for first."""

    def __init__(self, streets: Streets, start: Point, *, on_foot: bool = False) -> None:
        self._streets, self._start = streets, start
        self._usable = _is_walked if on_foot else _is_driven
        self._foot = streets.nearest(start, within_m=_BESIDE_M, usable=self._usable)
        self._away: dict[Node, float] = {}
        self._came: dict[Node, tuple[Node | None, _Leg]] = {}
        self._known: dict[tuple[Point, str], Route | None] = {}
        if self._foot:
            self._spread(self._foot)

    def route_to(self, target: Point, street: str = "") -> Route | None:
        """The shortest way to `target`, which is on `street` if that is near; None where no street leads."""
        if len(self._known) >= _MOST_ROUTES:
            self._known.clear()
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
        pieces = [self._streets.pieces[leg.piece] for leg in legs]
        heights = [piece.street.max_height_m for piece in pieces if piece.street.max_height_m]
        weights = [piece.street.max_weight_t for piece in pieces if piece.street.max_weight_t]
        travelled = sum(abs(leg.to_m - leg.from_m) for leg in legs)
        legs = _without_corners(legs)
        return Route(
            length_m=self._foot.away_m + travelled + goal.away_m,
            first_deg=self._bearing_out(legs[0]),
            turns=tuple(self._turns(legs)),
            max_height_m=min(heights, default=None),
            max_weight_t=min(weights, default=None),
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
            node = self._node_at(arriving)
            heading = self._bearing_in(arriving)
            bends = [
                _bend(heading, self._bearing_out(arm))
                for _, arm in self._arms(node)
                if not (arm.piece == arriving.piece and arm.from_m == arriving.to_m)
            ]
            mine = _bend(heading, self._bearing_out(leaving))
            if len(bends) < 2 or _goes_on(mine, bends):
                _count(passed, bends, mine)
                continue
            side: Side = "right" if mine > 0 else "left"
            yield Turn(side, passed[side] + 1)
            passed = {"left": 0, "right": 0}

    def _node_at(self, leg: _Leg) -> Node:
        piece = self._streets.pieces[leg.piece]
        return piece.end if leg.to_m > leg.from_m else piece.start

    def _bearing_out(self, leg: _Leg) -> float:
        piece, forth = self._streets.pieces[leg.piece], leg.to_m >= leg.from_m
        reach = min(_LOOK_M, max(abs(leg.to_m - leg.from_m), 1.0))
        return _bearing(piece, leg.from_m, leg.from_m + (reach if forth else -reach), forth=forth)

    def _bearing_in(self, leg: _Leg) -> float:
        piece, forth = self._streets.pieces[leg.piece], leg.to_m >= leg.from_m
        reach = min(_LOOK_M, max(abs(leg.to_m - leg.from_m), 1.0))
        return _bearing(piece, leg.to_m - (reach if forth else -reach), leg.to_m, forth=forth)


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


def _bearing(piece: Piece, from_m: float, to_m: float, *, forth: bool) -> float:
    """The bearing from one place on a piece to another; that of the whole piece where they are one."""
    (x1, y1), (x2, y2) = point_at(piece, from_m), point_at(piece, to_m)
    if x1 == x2 and y1 == y2:
        ends = (piece.line[0], piece.line[-1]) if forth else (piece.line[-1], piece.line[0])
        (x1, y1), (x2, y2) = ends
    return degrees(atan2(x2 - x1, y2 - y1)) % 360.0


def _bend(heading: float, onward: float) -> float:
    """How far one turns: positive to the right, within (-180, 180]."""
    return 180.0 - (180.0 - (onward - heading)) % 360.0


def _goes_on(mine: float, bends: Sequence[float]) -> bool:
    straightest = min(map(abs, bends))
    return abs(mine) <= _STRAIGHT_DEG or (abs(mine) <= _BENT_DEG and abs(mine) <= straightest)


def _count(passed: dict[str, int], bends: Sequence[float], mine: float) -> None:
    """Count the side streets that are left behind at a junction."""
    for bend in bends:
        if bend != mine and _STRAIGHT_DEG < abs(bend) < _BACK_DEG:
            passed["right" if bend > 0 else "left"] += 1
