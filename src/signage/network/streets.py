"""The streets of one area as a graph in plain Python: a process that answers scans carries no array library.

Streets meet by the rules of `signage.network.graph`: where lines share a vertex, or where a line's end comes
within half a metre of another line; lines that only cross (a bridge) do not meet. A test holds the two
against each other. Positions in metres (EPSG:25832).
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from signage.network.routes import Departures

Point = tuple[float, float]
Node = tuple[int, int]  # a place rounded to the grid

_GRID_M = 0.05
_TOLERANCE_M = 0.5
_LOOK_M = 12.0  # a direction is taken over this length: the first vertices round the kerb
_MOST_FEET = 500
_NARROW_M = 2.5  # a private road or path known to be narrower is for people on foot


@dataclass(frozen=True, slots=True)
class Street:
    """One road line with what decides who may use it; `None` where it is not recorded."""

    name: str
    road_class: str | None
    width_m: float | None
    max_height_m: float | None
    max_weight_t: float | None
    line: tuple[Point, ...]

    @property
    def is_driven(self) -> bool:
        """Whether a lorry may be sent along."""
        return not (self.road_class == "P" and self.width_m is not None and self.width_m < _NARROW_M)

    @property
    def is_walked(self) -> bool:
        """Whether one may walk along: not on a motorway."""
        return self.road_class != "A"


class Piece(NamedTuple):
    """A street between two nodes; the bearings in which it leaves them, clockwise from grid north."""

    street: Street
    start: Node
    end: Node
    line: tuple[Point, ...]
    length_m: float
    box: tuple[float, float, float, float]
    from_start_deg: float
    from_end_deg: float


class Foot(NamedTuple):
    """The nearest place on a street: `at_m` along the piece, `away_m` from the point asked for."""

    piece: int
    at_m: float
    away_m: float
    point: Point


class Streets:
    """A graph of streets; empty without any. Never changed once it is made, but it remembers answers."""

    def __init__(self, streets: Sequence[Street] = ()) -> None:
        self.pieces: list[Piece] = [piece for street in _met(streets) for piece in street]
        self.arms: dict[Node, list[int]] = {}
        for number, piece in enumerate(self.pieces):
            self.arms.setdefault(piece.start, []).append(number)
            self.arms.setdefault(piece.end, []).append(number)
        self._feet: dict[tuple[object, ...], Foot | None] = {}
        # Those worked out already, by start and whether on foot: they live as long as the streets do.
        self.departures: dict[tuple[Point, bool], Departures] = {}

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @cached_property
    def differ_on_foot(self) -> bool:
        """Whether any street is for drivers only, or for people on foot only."""
        return any(piece.street.is_driven != piece.street.is_walked for piece in self.pieces)

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes, with all that was worked out on it."""
        worked_out = sum(departures.weight for departures in self.departures.values())
        return self._weight_of_pieces + 300 * len(self._feet) + worked_out

    @cached_property
    def _weight_of_pieces(self) -> int:
        return sum(500 + 130 * len(piece.line) for piece in self.pieces)

    def nearest(
        self, point: Point, *, within_m: float, usable: Callable[[Street], bool], named: str = ""
    ) -> Foot | None:
        """The nearest place on a usable street; on one called `named` where such a one is within reach."""
        key = (point, within_m, usable, named)
        if key not in self._feet:
            if len(self._feet) >= _MOST_FEET:
                self._feet.clear()
            self._feet[key] = self._nearest(point, within_m, usable, named)
        return self._feet[key]

    def _nearest(
        self, point: Point, within_m: float, usable: Callable[[Street], bool], named: str
    ) -> Foot | None:
        best: Foot | None = None
        for number, piece in enumerate(self.pieces):
            reach = best.away_m if best else within_m
            fits = not named or piece.street.name == named
            if fits and usable(piece.street) and _away_from_box(point, piece.box) < reach:
                foot = foot_on(piece.line, number, point)
                best = foot if foot.away_m < reach else best
        if best is None and named:
            return self._nearest(point, within_m, usable, "")
        return best


def foot_on(line: Sequence[Point], number: int, point: Point) -> Foot:
    """The place on the line of piece `number` that is nearest to `point`."""
    best, run = Foot(number, 0.0, float("inf"), line[0]), 0.0
    for (x1, y1), (x2, y2) in _steps(line):
        dx, dy = x2 - x1, y2 - y1
        square = dx * dx + dy * dy
        share = min(max(((point[0] - x1) * dx + (point[1] - y1) * dy) / square, 0.0), 1.0) if square else 0.0
        x, y, length = x1 + share * dx, y1 + share * dy, square**0.5
        away = hypot(point[0] - x, point[1] - y)
        if away < best.away_m:
            best = Foot(number, run + share * length, away, (x, y))
        run += length
    return best


def bearing_along(line: Sequence[Point], from_m: float, to_m: float) -> float:
    """The bearing from one place along a line to another; where they are one, that from end to end."""
    (x1, y1), (x2, y2) = point_at(line, from_m), point_at(line, to_m)
    if x1 == x2 and y1 == y2:
        (x1, y1), (x2, y2) = line[0], line[-1]
    return degrees(atan2(x2 - x1, y2 - y1)) % 360.0


def point_at(line: Sequence[Point], at_m: float) -> Point:
    """The place `at_m` metres along a line; beyond its ends the nearer end."""
    left = max(at_m, 0.0)
    for (x1, y1), (x2, y2) in _steps(line):
        length = hypot(x2 - x1, y2 - y1)
        if left <= length:
            share = left / length if length else 0.0
            return x1 + share * (x2 - x1), y1 + share * (y2 - y1)
        left -= length
    return line[-1]


def _steps(line: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return itertools.pairwise(line)


def _met(streets: Sequence[Street]) -> Iterator[list[Piece]]:
    """Each street cut where it meets others."""
    lines = [[*street.line] for street in streets]
    same = _join_loose_ends(lines)
    often: dict[Node, int] = {}
    ends: set[Node] = set()
    nodes = [[_node(point, same) for point in line] for line in lines]
    for passed in nodes:
        ends |= {passed[0], passed[-1]}
        for node in passed:
            often[node] = often.get(node, 0) + 1
    for street, line, passed in zip(streets, lines, nodes, strict=True):
        cuts = [at for at, node in enumerate(passed) if node in ends or often[node] > 1]
        yield [
            _piece(street, passed[first], passed[last], line[first : last + 1])
            for first, last in itertools.pairwise(cuts)
        ]


def _piece(street: Street, start: Node, end: Node, line: Sequence[Point]) -> Piece:
    length = sum(hypot(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in _steps(line))
    return Piece(
        street, start, end, tuple(line), length, _box(line),
        from_start_deg=bearing_along(line, 0.0, _LOOK_M),
        from_end_deg=bearing_along(line[::-1], 0.0, _LOOK_M),
    )  # fmt: skip


def _node(point: Point, same: dict[Node, Node]) -> Node:
    node = round(point[0] / _GRID_M), round(point[1] / _GRID_M)
    while node in same:
        node = same[node]
    return node


def _join_loose_ends(lines: list[list[Point]]) -> dict[Node, Node]:
    """Give a line that an end comes near to a vertex there; which places are one although they lie apart."""
    passed: dict[Node, int] = {}
    for line in lines:
        for point in line:
            passed[_node(point, {})] = passed.get(_node(point, {}), 0) + 1
    boxes = [_box(line) for line in lines]
    same: dict[Node, Node] = {}
    for own, line in enumerate(lines):
        for end in (line[0], line[-1]):
            if passed[_node(end, {})] > 1:
                continue
            for other, box in enumerate(boxes):
                if other != own and _away_from_box(end, box) <= _TOLERANCE_M:
                    _join(end, lines[other], same)
    return same


def _join(end: Point, line: list[Point], same: dict[Node, Node]) -> None:
    for other in (line[0], line[-1]):
        if hypot(end[0] - other[0], end[1] - other[1]) <= _TOLERANCE_M:
            high, low = sorted((_node(end, same), _node(other, same)), reverse=True)
            if high != low:
                same[high] = low
            return
    for at, (start, stop) in enumerate(_steps(line)):
        if foot_on((start, stop), 0, end).away_m <= _TOLERANCE_M:
            line.insert(at + 1, end)
            return


def _box(line: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return min(xs), min(ys), max(xs), max(ys)


def _away_from_box(point: Point, box: tuple[float, float, float, float]) -> float:
    dx = max(box[0] - point[0], 0.0, point[0] - box[2])
    dy = max(box[1] - point[1], 0.0, point[1] - box[3])
    return hypot(dx, dy)
