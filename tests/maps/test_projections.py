"""Where places lie in foreign systems, as the browser works it out: as PROJ says, to the centimetre."""

import numpy as np
import pytest
from numpy.polynomial import chebyshev
from pyproj import Transformer

from signage.errors import InvalidInput
from signage.maps.projections import GERMANY, box_in, is_known, is_north_first, metres_of_a_unit, projection

THURINGIA = (9.8, 50.2, 12.7, 51.7)


def off_by(system: str, bounds: tuple[float, ...]) -> float:
    """The greatest distance from PROJ's own answer, in units of the system, over places within bounds."""
    west, south, east, north = bounds
    chance = np.random.default_rng(7)
    lon, lat = chance.uniform(west, east, 2000), chance.uniform(south, north, 2000)
    u, v = (2 * lon - west - east) / (east - west), (2 * lat - south - north) / (north - south)
    series = projection(system, bounds)
    told = [chebyshev.chebval2d(u, v, np.array(series[axis])) for axis in ("east", "north")]
    said = Transformer.from_crs("EPSG:4326", system, always_xy=True).transform(lon, lat)
    return float(np.hypot(told[0] - said[0], told[1] - said[1]).max())


@pytest.mark.parametrize("bounds", [GERMANY, THURINGIA])
@pytest.mark.parametrize(
    "system", ["EPSG:25831", "EPSG:25832", "EPSG:25833", "EPSG:4647", "EPSG:3044", "EPSG:3035", "EPSG:3857"]
)
def test_a_place_lies_where_proj_says_to_the_centimetre(system: str, bounds: tuple[float, ...]) -> None:
    assert off_by(system, bounds) < 0.01


@pytest.mark.parametrize("system", ["EPSG:4326", "EPSG:4258", "CRS:84", "OGC:CRS84"])
def test_degrees_stay_degrees(system: str) -> None:
    assert projection(system)["east"] == pytest.approx(np.array([[10.55, 0], [5.05, 0]]), abs=1e-9)


def test_gauss_krueger_is_told_within_what_proj_itself_is_unsure_of() -> None:
    """DHDN is known to 3 m without a grid of its own; PROJ has several ways there."""
    assert off_by("EPSG:31468", THURINGIA) < 3


def test_what_the_page_needs_stays_small() -> None:
    assert len(projection("EPSG:25832")["east"]) <= 9


@pytest.mark.parametrize(
    "system",
    [
        *("EPSG:1", "x", "EPSG:5783", "EPSG:4979", "+proj=utm +zone=32", "/etc/passwd", ""),
        *("ESRI:104905", "ESRI:54051", "ESRI:53025"),  # Mars; formulas that PROJ lacks
    ],
)
def test_what_is_no_system_for_maps_is_refused(system: str) -> None:
    assert not is_known(system)
    with pytest.raises(InvalidInput, match="crs: "):
        projection(system)


def test_bounds_beyond_a_system_are_refused() -> None:
    with pytest.raises(InvalidInput, match="bounds"):
        projection("EPSG:25832", (-170, -80, 170, 80))


def test_the_order_and_the_unit_of_a_system_are_known() -> None:
    assert [is_north_first(one) for one in ("EPSG:25832", "EPSG:3044", "EPSG:4326", "CRS:84")] == [
        False,
        True,
        True,
        False,
    ]
    assert metres_of_a_unit("EPSG:25832") == 1
    assert metres_of_a_unit("EPSG:4326") == pytest.approx(111319.49079327358)


def test_a_box_holds_its_corners() -> None:
    west, south, east, north = box_in("EPSG:25832", (11.0, 50.8, 11.1, 50.9))
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True).transform(
        [11.0, 11.1], [50.8, 50.9]
    )
    assert west <= min(x) < max(x) <= east
    assert south <= min(y) < max(y) <= north
