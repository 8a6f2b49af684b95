"""What lies on a map's ground, and its drawing as SVG: geometry only, every number our own.

Words are set by the template, from data; see `naming`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from signage.artwork.symbols import Post, symbol
from signage.artwork.window import Window

# How each kind of land is drawn: fill, line, width of the line in mm, dashes. The order is that of drawing.
LOOKS: dict[str, tuple[str, str, float, str]] = {
    "green": ("#d5e7c7", "none", 0, ""),
    "area": ("#f6f0df", "none", 0, ""),
    "water": ("#c5def0", "#9cc3de", 0.1, ""),
    "plot": ("none", "#cdbf9f", 0.12, ""),
    "building": ("#d3c8b4", "#b3a58a", 0.1, ""),
    "triangle": ("#e8a33d44", "#c07a12", 0.18, "1.2 0.8"),
    "outline": ("none", "#8a6d2f", 0.3, "2.4 1.2"),
    "municipality": ("none", "#7d5a8c", 0.3, "4 1.2 0.6 1.2"),
}
PAPER, ROAD, KERB, GRID = "#f1f4f1", "#ffffff", "#8f969c", "#5c6a76"
_KERB_MM = 0.15
_CROSS_MM, _TICK_MM = 1.6, 1.2
_BEFORE_ROADS = ("green", "area", "water", "plot", "building")
_AFTER_ROADS = ("triangle", "outline", "municipality")


@dataclass(frozen=True, slots=True)
class Street:
    """A road's axis (shapely line) with the width of its carriageway."""

    line: Any
    width_m: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A point with a short text, such as a firm's number on the board."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Ground:
    """Everything to be drawn, in metres (EPSG:25832); `land` holds shapely shapes by the kinds of `LOOKS`,
    `sources` say whose data they are.
    """

    land: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    streets: Sequence[Street] = ()
    tenants: Sequence[Place] = ()
    posts: Sequence[Post] = ()
    sources: Sequence[str] = ()


def drawing(ground: Ground, window: Window, *, grid: bool = True, size: float = 1.0) -> str:
    """The ground as the window shows it, in millimetres; `size` enlarges symbols on large papers."""
    parts = [
        f'<rect width="{window.width_mm:g}" height="{window.height_mm:g}" fill="{PAPER}"/>',
        *_land(ground, window, _BEFORE_ROADS),
        *_streets(ground.streets, window),
        *_land(ground, window, _AFTER_ROADS),
        *(_grid(window) if grid else ()),
        *(symbol(post, window, size) for post in ground.posts if window.holds(post.x, post.y)),
    ]
    return svg(window.width_mm, window.height_mm, parts)


def svg(width_mm: float, height_mm: float, parts: Iterable[str]) -> str:
    """A drawing whose unit is the millimetre; what lies beyond its edges is cut off."""
    size = f'width="{width_mm:g}mm" height="{height_mm:g}mm" viewBox="0 0 {width_mm:g} {height_mm:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} overflow="hidden">{"".join(parts)}</svg>'


def style(kind: str) -> str:
    """The attributes of a path that shows this kind of land."""
    fill, line, width, dashes = LOOKS[kind]
    opacity = ""
    if len(fill) == 9:
        fill, opacity = fill[:7], f' fill-opacity="{int(fill[7:], 16) / 255:.2f}"'
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'fill="{fill}"{opacity} fill-rule="nonzero" stroke="{line}" stroke-width="{width:g}"{dashed}'


def visible(shapes: Sequence[Any], window: Window, *, beyond_mm: float = 3.0) -> list[Any]:
    """The shapes that meet the window, cut a little outside of it so that cuts are not seen."""
    beyond = beyond_mm * window.scale / 1000
    frame = shapely.box(*window.box).buffer(beyond, join_style="mitre")
    found = np.array([shape for shape in shapes if shape is not None], dtype=object)
    found = found[shapely.intersects(found, frame)] if len(found) else found
    sound = np.where(shapely.is_valid(found), found, shapely.make_valid(found)) if len(found) else found
    cut = shapely.intersection(sound, frame) if len(found) else found
    return [shape for shape in cut if not shape.is_empty]


def _land(ground: Ground, window: Window, kinds: Iterable[str]) -> Iterator[str]:
    for kind in kinds:
        shapes = ground.land.get("area" if kind == "outline" else kind, [])
        if kind == "outline":
            shapes = [shapely.boundary(shape) for shape in shapes]
        if kind == "municipality":
            shapes = _borders(shapes, window)
        if path := _path(visible(shapes, window), window):
            yield f'<path {style(kind)} d="{path}"/>'


def _borders(shapes: Sequence[Any], window: Window) -> list[Any]:
    """Each border once: where two neighbours' dashes lie over each other they would make a solid line."""
    near = visible([shapely.boundary(shape) for shape in shapes], window)
    return [shapely.line_merge(shapely.union_all(near))] if near else []


def _streets(streets: Sequence[Street], window: Window) -> Iterator[str]:
    """Carriageways in their true width: all kerbs first, so that roads open into each other."""
    seen = [(street, visible([street.line], window, beyond_mm=20)) for street in streets]
    drawn = [(window.mm(street.width_m), _path(lines, window)) for street, lines in seen if lines]
    joins = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    for wide, path in drawn:
        yield f'<path {joins} stroke="{KERB}" stroke-width="{wide + 2 * _KERB_MM:.3f}" d="{path}"/>'
    for wide, path in drawn:
        yield f'<path {joins} stroke="{ROAD}" stroke-width="{wide:.3f}" d="{path}"/>'


def _grid(window: Window) -> Iterator[str]:
    """A cross where lines of the coordinate grid meet, and ticks where they reach the frame."""
    across = [window.place(east, window.south)[0] for east in window.eastings()]
    down = [window.place(window.west, north)[1] for north in window.northings()]
    arm, tick, width, height = _CROSS_MM, _TICK_MM, window.width_mm, window.height_mm
    path = [
        f"M{x - arm:.3f} {y:.3f}h{2 * arm:g}M{x:.3f} {y - arm:.3f}v{2 * arm:g}" for x in across for y in down
    ]
    path += [f"M{x:.3f} 0v{tick:g}M{x:.3f} {height:g}v-{tick:g}" for x in across]
    path += [f"M0 {y:.3f}h{tick:g}M{width:g} {y:.3f}h-{tick:g}" for y in down]
    yield f'<path fill="none" stroke="{GRID}" stroke-width="0.15" d="{"".join(path)}"/>'


def _path(shapes: Sequence[Any], window: Window) -> str:
    """The `d` of one path through all lines and outlines of the shapes."""
    return "".join(_outline(line, window) for shape in shapes for line in _lines(shape))


def _lines(shape: Any) -> Iterator[Any]:
    """Lines and rings; rings run so that holes stay open and ground that two shapes share is filled."""
    if shape.geom_type == "Polygon":
        turned = shapely.orient_polygons(shape)
        yield from (turned.exterior, *turned.interiors)
    elif shape.geom_type in ("LineString", "LinearRing"):
        yield shape
    else:
        for part in getattr(shape, "geoms", ()):
            yield from _lines(part)


def _outline(line: Any, window: Window) -> str:
    points = shapely.get_coordinates(line)
    closed = bool(line.is_closed) and len(points) > 3
    pairs = ["{:.3f} {:.3f}".format(*window.place(x, y)) for x, y in points.tolist()]
    return f"M{'L'.join(pairs[:-1] if closed else pairs)}{'z' if closed else ''}"
