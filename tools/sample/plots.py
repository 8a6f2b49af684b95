"""Plots and buildings: blocks between the streets are halved down to plots, then built upon."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from shapely import affinity
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

GAP_M = 1.4
SETBACK_M = 5.0


@dataclass(frozen=True)
class Plot:
    """A plot and the buildings on it (largest first; none on a vacant one)."""

    outline: Polygon
    buildings: tuple[Polygon, ...]


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """The polygons in `shape`, in a stable order."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return sorted((part for part in parts if part.area > 1), key=lambda part: part.bounds)


def divide(block: Polygon, *, plot_m2: float, chance: random.Random) -> Iterator[Polygon]:
    """The block, cut across its longer side until each piece is below `plot_m2`, give or take a third."""
    if block.area < plot_m2 * chance.uniform(0.75, 1.35):
        yield block
        return
    for half in halves(block, chance.uniform(0.42, 0.58)):
        yield from divide(half, plot_m2=plot_m2, chance=chance)


def halves(block: Polygon, share: float) -> list[Polygon]:
    """The block cut across its longer side, `share` of the way along."""
    (ax, ay), (bx, by) = long_side(block)
    length = math.dist((ax, ay), (bx, by))
    ux, uy = (bx - ax) / length, (by - ay) / length
    mx, my = ax + ux * length * share, ay + uy * length * share
    cut = LineString([(mx + uy * 9000, my - ux * 9000), (mx - uy * 9000, my + ux * 9000)])
    pieces = split(block, cut)
    return polygons(pieces)


def long_side(shape: Polygon) -> tuple[tuple[float, float], tuple[float, float]]:
    """The longer side of the smallest rectangle around `shape`."""
    corners = list(shapely.oriented_envelope(shape).exterior.coords)
    sides = [(corners[0], corners[1]), (corners[1], corners[2])]
    return max(sides, key=lambda side: math.dist(*side))


def built(plots: list[Polygon], *, vacant: float, chance: random.Random) -> list[Plot]:
    """The plots with a gap between neighbours and their buildings; a share of `vacant` stays empty."""
    rows = []
    for piece in plots:
        for outline in polygons(piece.buffer(-GAP_M / 2, join_style="mitre")):
            if outline.area < 350:
                continue
            empty = chance.random() < vacant
            rows.append(Plot(outline, () if empty else tuple(_buildings(outline, chance))))
    return rows


def _buildings(plot: Polygon, chance: random.Random) -> list[Polygon]:
    """A hall, a hall with an annex, an L or two halls, along the plot's longer side, clear of its edges."""
    room = plot.buffer(-SETBACK_M, join_style="mitre")
    shapes = chance.choice((_hall, _hall, _hall_with_annex, _angle, _two_halls))(chance)
    (ax, ay), (bx, by) = long_side(plot)
    turn = math.degrees(math.atan2(by - ay, bx - ax))
    envelope = shapely.oriented_envelope(plot)
    width = math.dist((ax, ay), (bx, by))
    depth = envelope.area / width
    middle = envelope.centroid
    placed = []
    for shape in shapes:
        scaled = affinity.scale(shape, width, depth, origin=(0, 0))
        turned = affinity.rotate(scaled, turn, origin=(0, 0))
        placed += polygons(affinity.translate(turned, middle.x, middle.y).intersection(room))
    return sorted((tidy for tidy in map(_tidy, placed) if _worth(tidy)), key=lambda shape: -shape.area)


def _tidy(shape: Polygon) -> Polygon:
    """Without the slivers and stubs that an oblique plot edge leaves."""
    opened = shape.buffer(-3, join_style="mitre").buffer(3, join_style="mitre").intersection(shape)
    parts = polygons(shapely.simplify(opened, 0.5))
    return max(parts, key=lambda part: part.area) if parts else Polygon()


def _worth(shape: Polygon) -> bool:
    return bool(shape.area >= 90 and shape.area / max(shape.length, 1) > 2.2)


def _box(left: float, bottom: float, right: float, top: float) -> Polygon:
    return shapely.box(left, bottom, right, top)


def _hall(chance: random.Random) -> list[Polygon]:
    w, d = chance.uniform(0.26, 0.36), chance.uniform(0.24, 0.34)
    x, y = chance.uniform(-0.06, 0.06), chance.uniform(-0.05, 0.05)
    return [_box(x - w, y - d, x + w, y + d)]


def _hall_with_annex(chance: random.Random) -> list[Polygon]:
    x, d = chance.uniform(0.08, 0.2), chance.uniform(0.24, 0.32)
    return [_box(-0.36, -d, x, d), _box(x + 0.05, -d, x + 0.17, d * chance.uniform(-0.2, 0.4))]


def _angle(chance: random.Random) -> list[Polygon]:
    x, y = chance.uniform(-0.08, 0.1), chance.uniform(-0.02, 0.1)
    low, tall = _box(-0.36, -0.32, 0.34, y), _box(-0.36, -0.32, x, 0.34)
    shape = low.union(tall)
    return [affinity.scale(shape, chance.choice((-1, 1)), chance.choice((-1, 1)), origin=(0, 0))]


def _two_halls(chance: random.Random) -> list[Polygon]:
    x, d = chance.uniform(-0.1, 0.1), chance.uniform(0.22, 0.33)
    return [_box(-0.38, -d, x - 0.035, d), _box(x + 0.035, -d * 0.9, 0.38, d)]
