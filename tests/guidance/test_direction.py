"""Left is left: directions as the reader stands in front of the sign."""

import pytest

from signage.guidance import direction as way

SIGN = (1000.0, 1000.0)
NORTH, EAST, SOUTH, WEST = (1000.0, 1500.0), (1500.0, 1000.0), (1000.0, 500.0), (500.0, 1000.0)


@pytest.mark.parametrize(
    ("facing", "turns"),
    [
        (180.0, ["ahead", "right", "behind", "left"]),  # the face looks south: its reader looks north
        (0.0, ["behind", "left", "ahead", "right"]),
        (90.0, ["right", "behind", "left", "ahead"]),
        (270.0, ["left", "ahead", "right", "behind"]),
        (540.0, ["ahead", "right", "behind", "left"]),
    ],
)
def test_a_reader_looks_the_opposite_way_of_the_face(facing: float, turns: list[str]) -> None:
    assert [way.direction(SIGN, facing, target) for target in (NORTH, EAST, SOUTH, WEST)] == turns


@pytest.mark.parametrize(
    ("towards", "turn"),
    [((1044.0, 1050.0), "ahead"), ((1050.0, 1044.0), "right"), ((1050.0, 956.0), "right")],
)
def test_a_quarter_reaches_45_degrees_to_either_side(towards: tuple[float, float], turn: str) -> None:
    assert way.direction(SIGN, 180.0, towards) == turn


def test_without_a_facing_the_compass_tells_the_way() -> None:
    targets = (NORTH, (1400.0, 1400.0), EAST, SOUTH, WEST, (900.0, 1100.0))
    assert [way.direction(SIGN, None, target) for target in targets] == ["n", "ne", "e", "s", "w", "nw"]


def test_a_firm_at_the_sign_is_here_whatever_the_facing() -> None:
    assert way.direction(SIGN, 90.0, (1010.0, 1000.0)) == "here"
    assert way.direction(SIGN, None, SIGN) == "here"


def test_the_bearing_is_clockwise_from_grid_north() -> None:
    assert [way.bearing_between(SIGN, target) for target in (NORTH, EAST, SOUTH, WEST)] == [
        0.0,
        90.0,
        180.0,
        270.0,
    ]


@pytest.mark.parametrize(
    ("metres", "told"),
    [
        (3.0, "10 m"),
        (44.9, "40 m"),
        (347.0, "350 m"),
        (994.9, "990 m"),
        (996.0, "1,0 km"),
        (12_345.0, "12,3 km"),
    ],
)
def test_distances_are_told_roundly(metres: float, told: str) -> None:
    assert way.told_distance(metres).replace("\u00a0", " ") == told


def test_the_decimal_mark_is_the_languages() -> None:
    assert way.told_distance(1234.0, ".") == "1.2\u00a0km"


def test_the_units_are_the_languages() -> None:
    assert way.told_distance(347.0, ",", "м км") == "350\u00a0м"
    assert way.told_distance(1234.0, ",", "м км") == "1,2\u00a0км"
