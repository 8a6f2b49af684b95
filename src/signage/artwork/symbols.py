"""Signs on a map: the shape tells the family, the filling whether it stands, the pointer where it faces."""

import math
from dataclasses import dataclass
from typing import Literal

from signage.artwork.window import Window

Standing = Literal["standing", "intended", "gone"]
# As on the screen (maps/static/style.js): official signs are yellow, which needs a dark edge on paper.
COLOURS = {"guide": "#0a58a8", "official": "#f4c51c", "advertising": "#8a2a80", "": "#55606b"}
EDGES = {"official": "#3a3000"}
HERE = "#c8202b"
_RADIUS_MM, _POINTER_MM, _LINE_MM = 1.5, 3.4, 0.45
_FAN_MM, _FAN_DEG = 11.0, 26.0


@dataclass(frozen=True, slots=True)
class Post:
    """A sign on the map. `bearing_deg` is where its face looks; `here` marks the one that the map is about,
    whose board is drawn in its true width.
    """

    x: float
    y: float
    label: str = ""
    family: str = ""
    standing: Standing = "standing"
    bearing_deg: float | None = None
    width_mm: float | None = None
    here: bool = False


def symbol(post: Post, window: Window, size: float = 1.0) -> str:
    """The SVG of a sign at its place."""
    right, down = window.place(post.x, post.y)
    colour = HERE if post.here else COLOURS.get(post.family, COLOURS[""])
    shape = _here(post, window, size) if post.here else _pointer(post, colour, size)
    return f'<g transform="translate({right:.3f} {down:.3f})">{shape}{_body(post, colour, size)}</g>'


def _body(post: Post, colour: str, size: float) -> str:
    """Disc, square or diamond; hollow while the sign is intended, crossed out once it is gone."""
    if post.here:
        return f'<circle r="{0.8 * size:g}" fill="{colour}" stroke="#fff" stroke-width="{0.35 * size:g}"/>'
    r = _RADIUS_MM * size
    edge = EDGES.get(post.family)
    fill, line = ("#fff", edge or colour) if post.standing != "standing" else (colour, edge or "#fff")
    paint = f'fill="{fill}" stroke="{line}" stroke-width="{_LINE_MM * size:g}"'
    half, tip = 0.9 * r, 1.25 * r
    outlines = {
        "official": f'<path d="M{-half:g} {-half:g}h{2 * half:g}v{2 * half:g}h{-2 * half:g}z" {paint}/>',
        "advertising": f'<path d="M0 {-tip:g}L{tip:g} 0L0 {tip:g}L{-tip:g} 0z" {paint}/>',
    }
    drawn = outlines.get(post.family, f'<circle r="{r:g}" {paint}/>')
    if post.standing == "gone":
        a = 0.6 * r
        cross = f"M{-a:g} {-a:g}L{a:g} {a:g}M{-a:g} {a:g}L{a:g} {-a:g}"
        drawn += f'<path stroke="{edge or colour}" stroke-width="{0.3 * size:g}" d="{cross}"/>'
    return drawn


def _pointer(post: Post, colour: str, size: float) -> str:
    if post.bearing_deg is None:
        return ""
    tip, half = _POINTER_MM * size, 1.15 * size
    path = f"M0 {-tip:g}L{half:g} {-0.9 * size:g}L{-half:g} {-0.9 * size:g}z"
    edge = "#fff" if post.here else EDGES.get(post.family, "#fff")
    line = f'stroke="{edge}" stroke-width="{0.3 * size:g}" stroke-linejoin="round"'
    return f'<path transform="rotate({post.bearing_deg:g})" fill="{colour}" {line} d="{path}"/>'


def _here(post: Post, window: Window, size: float) -> str:
    """The ground in front of the face as a fan, and the board seen from above."""
    if post.bearing_deg is None:
        return f'<circle r="{2.2 * size:g}" fill="{HERE}" fill-opacity="0.25"/>'
    reach = _FAN_MM * size
    across = reach * math.sin(math.radians(_FAN_DEG))
    ahead = reach * math.cos(math.radians(_FAN_DEG))
    fan = f"M0 0L{-across:.3f} {-ahead:.3f}A{reach:g} {reach:g} 0 0 1 {across:.3f} {-ahead:.3f}z"
    half = window.mm((post.width_mm or 0) / 1000) / 2
    board = f'<path stroke="{HERE}" stroke-width="0.9" d="M{-half:.3f} 0h{2 * half:.3f}"/>' if half else ""
    return (
        f'<g transform="rotate({post.bearing_deg:g})">'
        f'<path fill="{HERE}" fill-opacity="0.28" d="{fan}"/>{board}</g>'
    )
