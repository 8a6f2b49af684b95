"""The signs as a small map in SVG: a circle for each, its surface by how often it was scanned."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from signage.services.scan_statistics import ScannedSign
from signage_api.desk.region_map import path_of, rings_of

WIDTH = 600
_AROUND = 40  # kept between the outermost signs and the edge, for whole circles
_WIDEST, _WIDE, _SMALLEST = 28.0, 10.0, 5.0  # radius
# The widest circle of n signs has this radius by the root of n, so that many do not lie on a heap.
_ROOM = 90.0
_NARROWEST_M = 1000.0  # one sign alone is not blown up to nothing around it


Outlines = Sequence[bytes | None]


@dataclass(frozen=True, slots=True)
class Spot:
    """A sign in the picture; `scans` is None where they are too few to be told, or none."""

    x: float
    y: float
    radius: float
    label: str
    scans: int | None


@dataclass(frozen=True, slots=True)
class ScanMap:
    """All signs over the paths of outlines in a box of `width` and `height`; `largest` is what the largest
    circle stands for, 0 where no figure is told.
    """

    width: int
    height: int
    largest: int
    towns: tuple[str, ...]
    areas: tuple[str, ...]
    spots: tuple[Spot, ...]


def map_of(signs: Sequence[ScannedSign], towns: Outlines = (), areas: Outlines = ()) -> ScanMap | None:
    """The map, over the outlines (WKB) of municipalities and areas, the most scanned sign undermost; None
    where no sign has a place.
    """
    found = [(sign, *sign.place) for sign in signs if sign.place is not None]
    if not found:
        return None
    rings = [[list(rings_of(outline)) for outline in outlines] for outlines in (towns, areas)]
    corners = [point for kind in rings for some in kind for ring in some for point in ring]
    corners += [(east, north) for _, east, north in found]
    west, north = min(x for x, _ in corners), max(y for _, y in corners)
    across, down = max(x for x, _ in corners) - west, north - min(y for _, y in corners)
    scale = (WIDTH - 2 * _AROUND) / max(across, down, _NARROWEST_M)
    largest = max((sign.scans or 0 for sign in signs), default=0)
    widest = min(_WIDEST, max(_WIDE, _ROOM / sqrt(len(found))))
    spots = [
        Spot(
            x=round((east_m - west) * scale + _AROUND, 1),
            y=round((north - north_m) * scale + _AROUND, 1),
            radius=radius_of(sign.scans, largest, widest),
            label=sign.number or sign.code,
            scans=sign.scans,
        )
        for sign, east_m, north_m in sorted(found, key=lambda one: -(one[0].scans or 0))
    ]
    left, top = west - _AROUND / scale, north + _AROUND / scale
    drawn = [tuple(path_of(some, left, top, scale) for some in kind) for kind in rings]
    width, height = (round(length * scale) + 2 * _AROUND for length in (across, down))
    return ScanMap(width, height, largest, drawn[0], drawn[1], tuple(spots))


def radius_of(scans: int | None, largest: int, widest: float = _WIDEST) -> float:
    """The surface grows with the figure; what is not told looks the same, be it four scans or none."""
    return round(max(_SMALLEST, widest * sqrt(scans / largest)), 1) if scans else _SMALLEST
