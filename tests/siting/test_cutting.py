"""Cutting an outline in two."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.errors import InvalidInput
from signage.siting.outlines.cutting import cut_in_two
from tests.siting.shapes import area_of, path, square

PLAIN = area_of(square())
ACROSS = path((30, -10), (30, 110))
NUMBER = st.floats(-50, 150, allow_nan=False).map(lambda number: round(number, 3))


def test_the_larger_side_comes_first() -> None:
    first, second = cut_in_two(PLAIN, ACROSS)
    assert (first.area, second.area) == pytest.approx((7000, 3000))
    assert first.bounds[0] > second.bounds[0]


def test_the_direction_of_the_line_does_not_matter() -> None:
    back = cut_in_two(PLAIN, shapely.reverse(ACROSS))
    assert [one.wkb for one in back] == [one.wkb for one in cut_in_two(PLAIN, ACROSS)]


def test_equal_sides_are_told_apart_by_where_they_lie() -> None:
    first, second = cut_in_two(PLAIN, path((50, -10), (50, 110)))
    assert first.bounds[0] < second.bounds[0]


def test_a_closed_line_cuts_out_an_island() -> None:
    first, second = cut_in_two(PLAIN, path((40, 40), (60, 40), (60, 60), (40, 60), (40, 40)))
    assert second.area == pytest.approx(400)
    assert len(first.geoms[0].interiors) == 1


def test_a_line_through_two_parts_gives_two_sides() -> None:
    outline = area_of(square(), square(0, 200))
    first, second = cut_in_two(outline, path((30, -10), (30, 310)))
    assert [len(side.geoms) for side in (first, second)] == [2, 2]


def test_an_uncut_part_goes_with_its_side() -> None:
    outline = area_of(square(), square(300, size=20))
    first, second = cut_in_two(outline, ACROSS)
    assert (first.area, second.area) == pytest.approx((7400, 3000))


def test_a_line_between_two_parts_parts_them() -> None:
    first, second = cut_in_two(area_of(square(), square(200)), path((150, -50), (150, 150)))
    assert (len(first.geoms), len(second.geoms)) == (1, 1)


def test_a_line_through_a_hole_leaves_the_hole_out() -> None:
    ringed = shapely.multipolygons([square().difference(square(40, 40, 20))])
    first, second = cut_in_two(ringed, path((50, -10), (50, 110)))
    assert (first.area, second.area) == pytest.approx((4800, 4800))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (path((30, -10), (30, 50)), "ganz hindurch"),
        (path((200, 0), (200, 100)), "ganz hindurch"),
        (path((0, -10), (90, 110), (90, -10), (0, 110)), "kreuzt sich"),
        (path((0.1, -10), (0.1, 110)), "Splitter"),
        (path((20, -9), (20, 109), (150, 109), (150, 150), (200, -50), (60, -50), (60, 105)), "nacheinander"),
    ],
)
def test_a_line_that_divides_nothing_is_refused_in_words(line: shapely.LineString, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        cut_in_two(PLAIN, line)


@settings(max_examples=200, deadline=None)
@given(
    points=st.lists(st.tuples(NUMBER, NUMBER), min_size=2, max_size=6, unique=True),
    hole=st.booleans(),
    second=st.booleans(),
)
def test_the_sides_together_are_the_outline(
    points: list[tuple[float, float]], hole: bool, second: bool
) -> None:
    whole = square().difference(square(40, 40, 20)) if hole else square()
    outline = area_of(whole, square(0, 105, 40)) if second else area_of(whole)
    try:
        sides = cut_in_two(outline, path(*points))
    except InvalidInput:
        return
    assert all(side.is_valid for side in sides)
    assert sum(side.area for side in sides) == pytest.approx(outline.area, abs=0.01)
    assert sides[0].intersection(sides[1]).area < 0.01
