"""Where the words "You are here" stand on the map: at the reader's mark, over no firm's number."""

from collections.abc import Collection, Iterator, Sequence
from math import hypot
from typing import NamedTuple

from signage.store.directory_rows import Point
from signage_api.visitor.drawing import WIDTH, Frame, bar_x, scale_bar

FONT = 26
MARK = 16  # radius of the reader's mark
UP, DOWN = 23, 10  # of the words from their base line, with their halo and what hangs below
_CHARACTER = 8.2  # half of one of a wide font (DejaVu Sans Bold); what most phones have is narrower
_HALO = 4
_AIR = 3
_BESIDE = 9  # from the mark's centre down to the base line of words beside it
_BASES = (44, -26, 72, -54, 100, -82, 130, -112, 164, -146)  # touching the mark, then farther and farther
_ASIDES = (0.0, 0.8, -0.8, 1.6, -1.6, 2.4, -2.4)  # of half the words


class Label(NamedTuple):
    """The middle of the words' base line; `line` is a path to words that do not touch the mark."""

    x: int
    y: int
    line: str = ""


def half_width(words: str) -> int:
    """Half of the room that the words take, with their halo; a browser test holds it to what is drawn."""
    return round(_CHARACTER * len(words)) + _HALO


def free_label(
    frame: Frame, x: int, y: int, spots: Collection[tuple[int, int]], *, half: int, radius: int
) -> Label | None:
    """The first free place of the words for a mark at (x, y): beside it, below or above it, or farther away
    with a line; None where all would cover the number of a firm.

    `half` is half of the words' width; the firms' marks stand at `spots` and have this radius.
    """
    near = [spot for spot in spots if abs(spot[0] - x) < 5 * half + radius and abs(spot[1] - y) < 220]
    for at, base in _places(frame, x, y, half):
        if any(_covers(at, base, half, spot, radius) for spot in near):
            continue
        ends = _line(x, y, at, base, half)
        if not ends:
            return Label(at, base)
        if all(_distance(spot, *ends) >= radius + _AIR for spot in near):
            (x1, y1), (x2, y2) = ends
            return Label(at, base, f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}")
    return None


def _places(frame: Frame, x: int, y: int, half: int) -> Iterator[tuple[int, int]]:
    aside = half + MARK + _HALO
    right = x + aside + half <= WIDTH
    wanted = [(x + aside, y + _BESIDE), (x - aside, y + _BESIDE)]
    wanted = wanted if right else wanted[::-1]
    wanted += [(min(max(x + round(turn * half), half), WIDTH - half), y + base)
               for base in _BASES for turn in _ASIDES]  # fmt: skip
    bar_west = bar_x(scale_bar(frame)[1]) - 12
    for at, base in wanted:
        inside = half <= at <= WIDTH - half and UP + 2 <= base <= frame.height - DOWN
        if inside and (base + DOWN < frame.height - 52 or at + half < bar_west):
            yield at, base


def _covers(at: int, base: int, half: int, spot: tuple[int, int], radius: int) -> bool:
    """Whether the words lie on a mark, taken as the square about it."""
    x, y = spot
    return abs(at - x) < half + radius and base - UP < y + radius and y - radius < base + DOWN


def _line(x: int, y: int, at: int, base: int, half: int) -> Sequence[Point]:
    """Both ends of a line from the mark's rim to the words; none where they are as good as touching."""
    to_x, to_y = min(max(x, at - half), at + half), min(max(y, base - UP), base + DOWN - 4)
    away = hypot(to_x - x, to_y - y)
    if away <= MARK + 8:
        return ()
    return ((x + (to_x - x) * MARK / away, y + (to_y - y) * MARK / away), (to_x, to_y))


def _distance(spot: tuple[int, int], start: Point, end: Point) -> float:
    """From a spot to the line between two points."""
    wide, high = end[0] - start[0], end[1] - start[1]
    along = ((spot[0] - start[0]) * wide + (spot[1] - start[1]) * high) / (wide * wide + high * high or 1.0)
    along = min(max(along, 0.0), 1.0)
    return hypot(spot[0] - start[0] - along * wide, spot[1] - start[1] - along * high)
