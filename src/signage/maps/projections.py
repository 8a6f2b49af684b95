"""How a browser finds a place in a foreign coordinate system: PROJ's answers, written down as polynomials.

A page needs no library of projections: within a country two series say where a place lies in any system that
PROJ knows, far closer than a pixel. Work for a child (`signage.processes`): a worker of the service that
shows no such map does not load PROJ's tables for it.
"""

import math
import re
import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.polynomial import chebyshev
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import AreaOfInterest, Transformer, TransformerGroup

from signage.errors import InvalidInput, Said

# West, south, east, north in degrees: where a foreign map is drawn unless its entry says otherwise.
GERMANY: Final = (5.5, 47.0, 15.6, 55.3)
_DEGREES: Final = (1, 4, 6, 8, 12, 16)
# How far the series may be off, as a share of what the bounds measure in the system: 1 cm in 1,000 km.
_OFF: Final = 1e-8
_NAME: Final = re.compile(r"[A-Za-z]{3,9}:[A-Za-z0-9]{1,9}")
_METRES_OF_A_DEGREE: Final = 6378137 * math.pi / 180  # OGC 07-057r7 (WMTS 1.0.0), 6.1: from its equator


def projection(system: str, bounds: Sequence[float] = GERMANY) -> dict[str, Any]:
    """`east` and `north`: coefficients [i][j] of T_i(u) T_j(v), Chebyshev polynomials of the first kind, for
    a place's easting and northing in `system`; u and v are its longitude and latitude (EPSG:4326), counted
    from -1 to 1 over `bounds` (west, south, east, north). `north_first`: whether the system names its
    northing first.

    Raises InvalidInput for a system that PROJ does not know, and for bounds in which it cannot be drawn.
    """
    west, south, east, north = bounds
    transformer = _transformer(system, bounds)

    def metres(u: Any, v: Any) -> Any:
        """(2, len(u), len(v)): easting and northing."""
        at = np.meshgrid(
            west + (u + 1) / 2 * (east - west), south + (v + 1) / 2 * (north - south), indexing="ij"
        )
        return np.stack(transformer.transform(*at))

    between = np.linspace(-1, 1, 33)
    wanted = metres(between, between)
    for degree in _DEGREES if np.isfinite(wanted).all() else ():
        nodes = chebyshev.chebpts1(degree + 1)
        series = [_coefficients(nodes, one, degree) for one in metres(nodes, nodes)]
        drawn = np.stack([chebyshev.chebgrid2d(between, between, one) for one in series])
        if np.abs(drawn - wanted).max() <= _OFF * np.ptp(wanted[1]):
            return {
                "east": series[0].tolist(),
                "north": series[1].tolist(),
                "north_first": is_north_first(system),
            }
    raise InvalidInput(
        Said(
            f"Zwischen {west}, {south} und {east}, {north} lässt sich {system} nicht zeichnen; bitte bounds "
            "auf das Gebiet der Karte setzen.",
            f"Between {west}, {south} and {east}, {north} {system} cannot be drawn; please set bounds to "
            "the area of the map.",
        )
    )


def _coefficients(nodes: Any, values: Any, degree: int) -> Any:
    return chebyshev.chebfit(nodes, chebyshev.chebfit(nodes, values, degree).T, degree).T


def _transformer(system: str, bounds: Sequence[float]) -> Transformer:
    """From degrees, east first on both sides; one for all places, so that nothing jumps between them."""
    crs = _crs(system)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a finer one needs a grid that is missing
            group = TransformerGroup(
                "EPSG:4326", crs, always_xy=True, area_of_interest=AreaOfInterest(*bounds)
            )
        return group.transformers[0]
    except (ProjError, IndexError) as error:  # another planet's, or one whose formula PROJ lacks
        raise InvalidInput(
            Said(
                f"crs: Zu {system} führt kein Weg von Längen- und Breitengraden.",
                f"crs: no way leads to {system} from longitudes and latitudes.",
            )
        ) from error


def box_in(system: str, bounds: Sequence[float]) -> tuple[float, float, float, float]:
    """Around the corners of `bounds` (degrees) in `system`: least easting and northing, then the greatest."""
    west, south, east, north = bounds
    x, y = _transformer(system, bounds).transform([west, east, east, west], [south, south, north, north])
    return min(x), min(y), max(x), max(y)


@cache
def is_known(system: str) -> bool:
    """Whether PROJ knows a system of coordinates in the plane or on the globe by this name, and a way there.

    Kept, for each of a service's layers may come in the same systems.
    """
    try:
        _transformer(system, GERMANY)
    except InvalidInput:
        return False
    return True


def is_north_first(system: str) -> bool:
    """Whether a system names its northing before its easting, as EPSG:4326 does."""
    axes = _crs(system).axis_info
    return bool(axes) and axes[0].direction.lower() in ("north", "south")


def metres_of_a_unit(system: str) -> float:
    """What one unit of the system is in the metres that a WMTS's scales are counted in."""
    crs = _crs(system)
    if crs.is_geographic:
        return _METRES_OF_A_DEGREE
    return float(crs.axis_info[0].unit_conversion_factor) if crs.axis_info else 1.0


def _crs(system: str) -> CRS:
    try:
        if not _NAME.fullmatch(system):  # a stranger's word; PROJ would read definitions and files too
            raise CRSError("no name")
        crs = CRS.from_user_input("OGC:CRS84" if system == "CRS:84" else system)
    except CRSError as error:
        raise InvalidInput(
            Said(
                f"crs: Das Bezugssystem {system} ist nicht bekannt; erwartet wird etwa EPSG:25832.",
                f"crs: the coordinate system {system} is not known; expected is such as EPSG:25832.",
            )
        ) from error
    if not (crs.is_projected or crs.is_geographic) or len(crs.axis_info) != 2:
        raise InvalidInput(
            Said(
                f"crs: {system} ist kein Bezugssystem für Karten.",
                f"crs: {system} is no coordinate system for maps.",
            )
        )
    return crs
