"""The levels of a WMTS's TileMatrixSet: those of all web maps, or tiles that are cut otherwise."""

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any, Final

from signage.maps.elements import child, number_of
from signage.maps.grids import MOST_LEVELS, faults_of
from signage.maps.projections import box_in, is_north_first, metres_of_a_unit

_PIXEL_M: Final = 0.00028  # what a scale takes a pixel for: OGC 07-057r7 (WMTS 1.0.0), 6.1
# The tiles of all web maps: the scale denominator of the one of zoom 0, half of its side in metres, and how
# far from them a grid may be and still be meant (rounded numbers, another radius of the earth).
_WHOLE_WORLD, _HALF_M, _ALIKE, _CORNER_M = 559082264.0287178, 20037508.342789, 1e-4, 1.0


def levels_in(matrices: Sequence[ET.Element], system: str, box: Sequence[float] = ()) -> list[dict[str, Any]]:
    """The levels of a TileMatrixSet in `system`, as an entry of the file of base maps lists them.

    A corner is read in the order of the system's axes, unless `box` (where the layer has pictures, degrees)
    lies beyond the tiles then and within them otherwise: not every service keeps to that order.
    """
    north_first = is_north_first(system)
    levels = _levels(matrices, system, north_first=north_first)
    turned = _levels(matrices, system, north_first=not north_first)
    if box and levels and turned and not _holds(levels[0], system, box) and _holds(turned[0], system, box):
        return turned
    return levels


def _levels(matrices: Sequence[ET.Element], system: str, *, north_first: bool) -> list[dict[str, Any]]:
    unit_m = metres_of_a_unit(system)
    levels = []
    for matrix in matrices:
        corner = [number_of(one) for one in child(matrix, "TopLeftCorner").split()]
        levels.append(
            {
                "level": child(matrix, "Identifier"),
                "pixel": number_of(child(matrix, "ScaleDenominator")) * _PIXEL_M / unit_m,
                "corner": corner[::-1] if north_first else corner,
                "tile": [_count(matrix, "TileWidth", 256), _count(matrix, "TileHeight", 256)],
                "tiles": [_count(matrix, "MatrixWidth", 0), _count(matrix, "MatrixHeight", 0)],
            }
        )
    return [one for one in levels if not faults_of(one)][:MOST_LEVELS]


def _holds(level: Mapping[str, Any], system: str, box: Sequence[float]) -> bool:
    """Whether the middle of `box` lies within a level's tiles."""
    west, south, east, north = box_in(system, box)
    across = ((west + east) / 2 - level["corner"][0]) / level["pixel"] / level["tile"][0]
    down = (level["corner"][1] - (south + north) / 2) / level["pixel"] / level["tile"][1]
    return bool(0 <= across <= level["tiles"][0] and 0 <= down <= level["tiles"][1])


def _count(matrix: ET.Element, tag: str, otherwise: int) -> int:
    text = child(matrix, tag)
    return int(number_of(text)) if text else otherwise


def zooms_of(matrices: Sequence[ET.Element]) -> dict[int, str]:
    """What a grid in Web Mercator calls each zoom of web maps; nothing where its tiles are not those of all
    web maps, or are counted otherwise than `{z}` can write.
    """
    names = {_zoom(one): child(one, "Identifier") for one in matrices}
    prefixes = {name.removesuffix(str(zoom)) for zoom, name in names.items()}
    counted = all(name.endswith(str(zoom)) for zoom, name in names.items()) and len(prefixes) == 1
    plain = counted and not prefixes.pop()[-1:].isdigit()  # `{z}` cannot write a 7 as 07
    return names if plain and all(map(_is_of_the_world, matrices)) else {}


def _zoom(matrix: ET.Element) -> int:
    """The zoom of web maps whose scale this is; without a scale, what its name ends in."""
    scale = number_of(child(matrix, "ScaleDenominator"))
    if scale >= 1:
        return round(math.log2(_WHOLE_WORLD / scale))
    found = re.search(r"[0-9]{1,2}$", child(matrix, "Identifier"))  # a stranger's may have thousands
    return int(found[0]) if found else -1


def _is_of_the_world(matrix: ET.Element) -> bool:
    """Whether a level's tiles are 256 pixels wide, in a scale of web maps, counted from their corner."""
    scale, width = number_of(child(matrix, "ScaleDenominator")), child(matrix, "TileWidth")
    corner = [abs(number_of(one)) for one in child(matrix, "TopLeftCorner").split()]
    return (
        (not scale or abs(_WHOLE_WORLD / scale / 2 ** _zoom(matrix) - 1) < _ALIKE)
        and width in ("", "256")
        and all(abs(one - _HALF_M) < _CORNER_M for one in corner)
    )
