"""The streets of one area as a graph in plain Python: a process that answers scans carries no array library.

Streets meet by the rules of `signage.network.graph`: where lines share a vertex, or where a line's end comes
within half a metre of another line; lines that only cross (a bridge) do not meet. A test holds the two
against each other. Positions in metres (EPSG:25832).
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from typing import NamedTuple

Point = tuple[float, float]
Node = tuple[int, int]  # a place rounded to the grid

_GRID_M = 0.05
_TOLERANCE_M = 0.5
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
    """A street between two nodes."""

    street: Street
    start: Node
    end: Node
    line: tuple[Point, ...]
    length_m: float
    box: tuple[float, float, float, float]


class Foot(NamedTuple):
    """The nearest place on a street: `at_m` along the piece, `away_m` from the point asked for."""

    piece: int
    at_m: float
    away_m: float
    point: Point


class Streets:
    """A graph of streets; empty without any. Never changed once it is made."""

    def __init__(self, streets: Sequence[Street] = ()) -> None:
        self.pieces: list[Piece] = [piece for street in _met(streets) for piece in street]
        self.arms: dict[Node, list[int]] = {}
        for number, piece in enumerate(self.pieces):
            self.arms.setdefault(piece.start, []).append(number)
            self.arms.setdefault(piece.end, []).append(number)

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @cached_property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        return sum(500 + 130 * len(piece.line) for piece in self.pieces)

    def nearest(
        self, point: Point, *, within_m: float, usable: Callable[[Street], bool], named: str = ""
    ) -> Foot | None:
        """The nearest place on a usable street; on one called `named` where such a one is within reach."""
        best: Foot | None = None
        for number, piece in enumerate(self.pieces):
            reach = best.away_m if best else within_m
            fits = not named or piece.street.name == named
            if fits and usable(piece.street) and _away_from_box(point, piece.box) < reach:
                foot = foot_on(piece, number, point)
                best = foot if foot.away_m < reach else best
        if best is None and named:
            return self.nearest(point, within_m=within_m, usable=usable)
        return best


def foot_on(piece: Piece, number: int, point: Point) -> Foot:
    """The place on `piece` that is nearest to `point`."""
    best, run = Foot(number, 0.0, float("inf"), piece.line[0]), 0.0
    for (x1, y1), (x2, y2) in _steps(piece.line):
        dx, dy = x2 - x1, y2 - y1
        square = dx * dx + dy * dy
        share = min(max(((point[0] - x1) * dx + (point[1] - y1) * dy) / square, 0.0), 1.0) if square else 0.0
        x, y, length = x1 + share * dx, y1 + share * dy, square**0.5
        away = hypot(point[0] - x, point[1] - y)
        if away < best.away_m:
            best = Foot(number, run + share * length, away, (x, y))
        run += length
    return best


def point_at(piece: Piece, at_m: float) -> Point:
    """The place `at_m` metres along a piece; beyond its ends the nearer end."""
    left = max(at_m, 0.0)
    for (x1, y1), (x2, y2) in _steps(piece.line):
        length = hypot(x2 - x1, y2 - y1)
        if left <= length:
            share = left / length if length else 0.0
            return x1 + share * (x2 - x1), y1 + share * (y2 - y1)
        left -= length
    return piece.line[-1]


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
    return Piece(street, start, end, tuple(line), length, _box(line))


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
        step = Piece(_NOWHERE, (0, 0), (0, 0), (start, stop), 0.0, (0.0, 0.0, 0.0, 0.0))
        if foot_on(step, 0, end).away_m <= _TOLERANCE_M:
            line.insert(at + 1, end)
            return


_NOWHERE = Street("", None, None, None, None, ())


def _box(line: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return min(xs), min(ys), max(xs), max(ys)


def _away_from_box(point: Point, box: tuple[float, float, float, float]) -> float:
    dx = max(box[0] - point[0], 0.0, point[0] - box[2])
    dy = max(box[1] - point[1], 0.0, point[1] - box[3])
    return hypot(dx, dy)
