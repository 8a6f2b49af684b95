"""Where words stand on a map: streets along their axes, firms' numbers, signs' numbers beside their symbols.

Nothing is put over what stands already: a sign's number looks for another side, the rest is left out.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from shapely.ops import substring

from signage.artwork.ground import Ground, Place, Street, visible
from signage.artwork.lettering import printable
from signage.artwork.symbols import Post
from signage.artwork.window import Window
from signage.codes.typeface import width

Kind = Literal["street", "tenant", "post"]
Rectangle = tuple[float, float, float, float]
SIZES_MM: dict[Kind, float] = {"street": 2.2, "tenant": 2.1, "post": 2.3}
_WEIGHTS: dict[Kind, str] = {"street": "regular", "tenant": "semibold", "post": "bold"}
_BETWEEN_MM = 0.3
_SYMBOL_MM = 2.0  # from a symbol's middle to the end of its number, at the least
_AGAIN_MM = 130.0  # a long road is named once in so many millimetres
_INSIDE_MM = 1.9  # the least size of a street's name in its carriageway; a narrower street has it beside
_FILLED = 0.92  # of the carriageway, by a size of letters: capital and descender are nine tenths of it
_BEND = 0.6  # of the size of the letters: so far may a road leave the straight line of its name
_STRAIGHT_MM = 12.0  # the way along which a road's direction is taken


@dataclass(frozen=True, slots=True)
class Name:
    """Words with their middle at `right`, `down` in millimetres, turned clockwise by `turn_deg`."""

    kind: Kind
    text: str
    right: float
    down: float
    size_mm: float
    turn_deg: float = 0.0


def names(ground: Ground, window: Window, *, size: float = 1.0) -> list[Name]:
    """The words of the map: those of signs first, streets last."""
    taken = [_around(post, window, size) for post in ground.posts if window.holds(post.x, post.y)]
    found = [*_posts(ground.posts, window, size, taken), *_tenants(ground.tenants, window, size, taken)]
    return [*found, *_streets(ground.streets, window, size, taken)]


def _posts(posts: Sequence[Post], window: Window, size: float, taken: list[Rectangle]) -> Iterator[Name]:
    symbols = [shapely.Point(window.place(post.x, post.y)) for post in posts]
    for post in posts:
        if post.label and window.holds(post.x, post.y):
            right, down = window.place(post.x, post.y)
            free = [name for name in _beside(post, right, down, size) if _is_free(name, window, taken)]
            own = (name for name in free if _is_nearest(name, (right, down), symbols))
            if found := next(own, free[0] if free else None):
                taken.append(_rectangle(found))
                yield found


def _is_nearest(name: Name, own: tuple[float, float], symbols: Any) -> bool:
    """Whether no other symbol is nearer to the words than their own: they would be read as its number."""
    words = shapely.box(*_rectangle(name))
    return bool(shapely.distance(words, symbols).min() >= shapely.distance(words, shapely.Point(own)) - 1e-6)


def _beside(post: Post, right: float, down: float, size: float) -> Iterator[Name]:
    """The number on each side of its symbol, first where the pointer does not reach."""
    size_mm = SIZES_MM["post"] * size
    text = printable(post.label)
    away = _SYMBOL_MM * size + width(text, "bold") * size_mm / 2 + 0.4
    above = (_SYMBOL_MM + 2.2) * size
    sides = [(away, 0.0), (-away, 0.0), (0.0, -above), (0.0, above), (away, -above), (-away, above)]
    if post.bearing_deg is not None:
        ahead = math.radians(post.bearing_deg)
        sides.sort(
            key=lambda side: (side[0] * math.sin(ahead) - side[1] * math.cos(ahead)) / math.hypot(*side)
        )
    for across, below in sides:
        yield Name("post", text, right + across, down + below, size_mm)


def _tenants(tenants: Sequence[Place], window: Window, size: float, taken: list[Rectangle]) -> Iterator[Name]:
    for tenant in tenants:
        choices = _around_its_place(tenant, window, SIZES_MM["tenant"] * size)
        if found := next((name for name in choices if _is_free(name, window, taken)), None):
            taken.append(_rectangle(found))
            yield found


def _around_its_place(tenant: Place, window: Window, size_mm: float) -> Iterator[Name]:
    """The number at its place, or touching it."""
    text = printable(tenant.text)
    right, down = window.place(tenant.x, tenant.y)
    left, top, end, bottom = _rectangle(Name("tenant", text, right, down, size_mm))
    across, high = (end - left) / 2, (bottom - top) / 2
    for x, y in ((0, 0), (0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1)):
        yield Name("tenant", text, right + x * across, down + y * high, size_mm)


def _streets(
    streets: Sequence[Street], window: Window, size: float, taken: list[Rectangle]
) -> Iterator[Name]:
    """Once for each road, again after a while; along its axis, and only where the words find room."""
    for street in _whole(streets):
        for line in visible([street.line], window, beyond_mm=-2):
            for part in getattr(line, "geoms", (line,)):
                yield from _along(street, part, window, size, taken)


def _whole(streets: Sequence[Street]) -> Iterator[Street]:
    """Each street with a name as one, however many pieces it has on record; as wide as its narrowest."""
    named: dict[str, list[Street]] = {}
    for street in streets:
        if street.name:
            named.setdefault(street.name, []).append(street)
    for name, pieces in named.items():
        lines = [line for piece in pieces for line in getattr(piece.line, "geoms", (piece.line,))]
        whole = shapely.line_merge(shapely.multilinestrings(lines))
        yield Street(whole, min(piece.width_m for piece in pieces), name)


def _along(street: Street, line: Any, window: Window, size: float, taken: list[Rectangle]) -> Iterator[Name]:
    text = printable(street.name)
    road_mm = window.mm(street.width_m)
    inside = road_mm * _FILLED >= _INSIDE_MM * size
    size_mm = min(SIZES_MM["street"] * size, road_mm * _FILLED if inside else math.inf)
    off_mm = 0.0 if inside else road_mm / 2 + 0.6 * size_mm
    length, wide = window.mm(line.length), width(text, "regular") * size_mm
    pieces = max(1, round(length / _AGAIN_MM))
    if length < wide * 1.1 or line.geom_type != "LineString":
        return
    for piece in range(pieces):
        middles = [(piece + share) / pieces for share in (0.5, 0.35, 0.65, 0.2, 0.8)]
        straight = (one for one in middles if _is_straight(line, one, wide / length, window, size_mm))
        tries = (_on_line(text, line, share * line.length, window, size_mm, off_mm) for share in straight)
        if found := next((name for name in tries if _is_free(name, window, taken)), None):
            taken.append(_rectangle(found))
            yield found


def _is_straight(line: Any, middle: float, share: float, window: Window, size_mm: float) -> bool:
    """Whether the road bends so little below its name that the words stay on it."""
    start, end = middle - share / 2, middle + share / 2
    if start < 0 or end > 1:
        return False
    below = substring(line, start, end, normalized=True)
    ends = shapely.get_coordinates(below)[[0, -1]]
    bend = shapely.hausdorff_distance(below, shapely.linestrings(ends))
    return bool(window.mm(bend) <= _BEND * size_mm)


def _on_line(text: str, line: Any, at_m: float, window: Window, size_mm: float, off_mm: float = 0.0) -> Name:
    """Words on the axis, or with their middle `off_mm` above it as they are read."""
    half = _STRAIGHT_MM * window.scale / 2000
    ends = shapely.line_interpolate_point(line, np.array([max(at_m - half, 0), at_m, at_m + half]))
    (x1, y1), (x, y), (x2, y2) = shapely.get_coordinates(ends)
    turn = -math.degrees(math.atan2(y2 - y1, x2 - x1))
    right, down = window.place(x, y)
    upright = _upright(turn)
    across, up = off_mm * math.sin(math.radians(upright)), off_mm * math.cos(math.radians(upright))
    return Name("street", text, float(right) + across, float(down) - up, size_mm, upright)


def _upright(turn_deg: float) -> float:
    """The same line, read without turning the head over."""
    return (turn_deg + 90.0) % 180.0 - 90.0


def _around(post: Post, window: Window, size: float) -> Rectangle:
    right, down = window.place(post.x, post.y)
    return right - 1.8 * size, down - 1.8 * size, right + 1.8 * size, down + 1.8 * size


def _rectangle(name: Name) -> Rectangle:
    """The room that words take; turned ones take the rectangle around them."""
    plate = 0.35 * name.size_mm if name.kind == "tenant" else 0.0
    half = width(name.text, _WEIGHTS[name.kind]) * name.size_mm / 2 + plate + _BETWEEN_MM
    high = 0.6 * name.size_mm + plate / 3 + _BETWEEN_MM
    turn = math.radians(name.turn_deg)
    across = half * abs(math.cos(turn)) + high * abs(math.sin(turn))
    down = half * abs(math.sin(turn)) + high * abs(math.cos(turn))
    return name.right - across, name.down - down, name.right + across, name.down + down


def _is_free(name: Name, window: Window, taken: Sequence[Rectangle]) -> bool:
    left, top, right, bottom = _rectangle(name)
    inside = left > 0 and top > 0 and right < window.width_mm and bottom < window.height_mm
    return inside and not any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in taken
    )
