"""Outlines drawn as one path cover exactly the dark modules."""

import random
import re

import pytest

from signage.codes.matrix import Matrix, matrices, matrix
from signage.codes.outline import modules, svg_paths


def windings(path: str, size: int) -> list[list[int]]:
    """How often and in which sense the path goes round each module: the vertical edges left of it."""
    around = [[0] * size for _ in range(size)]
    for outline in path.removesuffix("z").split("z"):
        start_x, y, *rest = map(int, re.findall(r"-?\d+", outline))
        x, top = start_x, y
        for direction, step in zip(re.findall("[hv]", outline), [*rest], strict=True):
            x, y = (x + step, y) if direction == "h" else (x, y + step)
            if direction == "v":
                _wind(around, x, y - step, y)
        assert x == start_x
        _wind(around, x, y, top)  # what z draws
    return around


def _wind(around: list[list[int]], x: int, start: int, end: int) -> None:
    for row in around[min(start, end) : max(start, end)]:
        row[x:] = [times + (1 if end < start else -1) for times in row[x:]]


@pytest.mark.parametrize("size", [1, 2, 5, 21, 64, 177])
def test_the_path_goes_once_round_each_dark_module_and_round_no_light_one(size: int) -> None:
    chance = random.Random(size)
    pictures = [Matrix(size, tuple(chance.getrandbits(size) for _ in range(size))) for _ in range(3)]
    for picture, path in zip(pictures, svg_paths(pictures), strict=True):
        dark = [[int(picture.is_dark(x, y)) for x in range(size)] for y in range(size)]
        assert not path or windings(path, size) == dark


def test_a_hole_runs_against_its_outline() -> None:
    assert list(svg_paths([Matrix(3, (0b111, 0b101, 0b111))])) == ["M0 0h3v3h-3zM2 1h-1v1h1z"]


def test_modules_that_touch_at_a_corner_stay_apart() -> None:
    assert list(svg_paths([Matrix(2, (0b10, 0b01))])) == ["M0 0h1v1h-1zM1 1h1v1h-1z"]


def test_no_dark_module_gives_an_empty_path() -> None:
    assert list(svg_paths([Matrix(2, (0, 0)), Matrix(2, (0, 1))])) == ["", "M1 1h1v1h-1z"]


def test_more_codes_than_are_drawn_at_once_keep_their_order() -> None:
    many = list(matrices([f"HTTPS://QR.DE/{number:08}" for number in range(300)]))
    assert list(svg_paths(many)) == [next(svg_paths([one])) for one in many]


def test_modules_are_zeros_and_ones_row_by_row() -> None:
    one = matrix("7K3M9QX4")
    table = modules([one])[0]
    assert table.shape == (one.size, one.size)
    assert all(table[y, x] == one.is_dark(x, y) for x in range(one.size) for y in range(one.size))
