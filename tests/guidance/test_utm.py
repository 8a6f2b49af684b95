"""Degrees from metres, held against PROJ."""

import random

import pytest
from pyproj import Transformer

from signage.guidance.utm import to_degrees


@pytest.fixture(scope="module")
def proj() -> Transformer:
    return Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=False)


@pytest.mark.parametrize("seed", range(3))
def test_degrees_are_those_of_proj(proj: Transformer, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(400):
        point = rng.uniform(200_000, 1_000_000), rng.uniform(5_200_000, 6_150_000)
        assert to_degrees(*point) == pytest.approx(proj.transform(*point), abs=1e-8)


def test_the_central_meridian_is_nine_degrees_east() -> None:
    assert to_degrees(500_000.0, 5_600_000.0)[1] == pytest.approx(9.0, abs=1e-12)


def test_erfurter_kreuz_lies_in_thuringia() -> None:
    latitude, longitude = to_degrees(636_750.0, 5_636_500.0)
    assert (round(latitude, 1), round(longitude, 1)) == (50.9, 10.9)
