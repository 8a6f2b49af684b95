"""The municipalities as a small map in SVG: how fresh their lists are, in four shades."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from signage.services.quality import TownState
from signage.store.types import BROKEN, coordinate_runs

WIDTH = 600
_STEP = 1.5  # points that would be drawn nearer to each other are left out
_SHADES = ((90.0, "good"), (60.0, "fair"), (0.0, "poor"))


@dataclass(frozen=True, slots=True)
class Shape:
    """A municipality as a path; `shade` is good, fair, poor or none (no firms)."""

    ags: str
    name: str
    freshness: float | None
    shade: str
    path: str


@dataclass(frozen=True, slots=True)
class RegionMap:
    """All of them in a box of `width` and `height`."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def map_of(towns: Sequence[TownState], outlines: Mapping[str, bytes]) -> RegionMap | None:
    """The map, from WKB by AGS; None where no municipality has an outline."""
    rings = {town.ags: list(rings_of(outlines.get(town.ags))) for town in towns}
    points = [point for found in rings.values() for ring in found for point in ring]
    if not points:
        return None
    west, north = min(x for x, _ in points), max(y for _, y in points)
    wide, high = max(x for x, _ in points) - west, north - min(y for _, y in points)
    scale = WIDTH / max(wide, high, 1.0)
    shapes = [
        Shape(
            town.ags, town.name, town.freshness, shade_of(town), path_of(rings[town.ags], west, north, scale)
        )
        for town in towns
    ]
    return RegionMap(round(wide * scale) + 2, round(high * scale) + 2, tuple(shapes))


def shade_of(town: TownState) -> str:
    """By the part of firms that is up to date."""
    freshness = town.freshness
    return "none" if freshness is None else next(name for least, name in _SHADES if freshness >= least)


def rings_of(outline: bytes | None) -> Iterator[list[tuple[float, float]]]:
    """The rings of a polygon in WKB, in metres; none where it is none."""
    try:
        for run in coordinate_runs(outline) if outline else ():
            yield list(zip(run[0::2], run[1::2], strict=True))
    except BROKEN:
        return


def path_of(rings: list[list[tuple[float, float]]], west: float, north: float, scale: float) -> str:
    """Them as a path of SVG in a box whose upper left corner is at `west` and `north`."""
    return "".join(
        _ring([((x - west) * scale + 1, (north - y) * scale + 1) for x, y in ring]) for ring in rings
    )


def _ring(points: list[tuple[float, float]]) -> str:
    kept = points[:1]
    for point in points[1:]:
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= _STEP:
            kept.append(point)
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in kept) + "Z" if len(kept) > 2 else ""
