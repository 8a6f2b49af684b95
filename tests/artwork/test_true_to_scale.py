"""Printed maps measured in the PDF itself: from 1:250 to 1:10,000, from A4 to A0."""

import re
from dataclasses import replace

import pytest

from signage.artwork.ground import Ground
from signage.artwork.map_print import draw_map
from signage.artwork.papers import PAPERS, USUAL_SCALES
from signage.artwork.symbols import Post
from tests.artwork.papers_read import page_mm, words
from tests.artwork.test_map_print import EAST, HOUSE, NORTH, POST, a_house, a_map
from tests.artwork.test_typesetting import DAY
from tests.artwork.vectors_read import Shape, filled_shapes

WITHIN_MM = 0.02
SHEETS = [
    *(("A4", scale) for scale in USUAL_SCALES),
    *((paper, scale) for paper in ("A3", "A2", "A1") for scale in (250, 2500)),
    *(("A0", scale) for scale in (250, 1000, 10_000)),
]


def test_the_cases_reach_from_end_to_end() -> None:
    assert {paper for paper, _ in SHEETS} == set(PAPERS)
    assert {scale for _, scale in SHEETS} == set(USUAL_SCALES)


def a_sheet(paper: str, scale: int) -> bytes:
    """A house of 80 by 50 mm, and two signs 60 mm apart, both on paper."""
    house = a_house(0.01 * scale, 0.02 * scale, 0.08 * scale, 0.05 * scale)
    posts = [
        Post(EAST + east * scale, NORTH + 0.085 * scale, family="guide", bearing_deg=0)
        for east in (0.02, 0.08)
    ]
    ground = Ground(land=house.land, posts=posts)
    return draw_map(replace(a_map(0.1 * scale, paper=paper, scale=scale), ground=ground), made_on=DAY)


def widest(shapes: list[Shape], fill: str) -> Shape:
    return max((one for one in shapes if one.fill == fill), key=lambda one: one.width)


def bar_of(shapes: list[Shape], size: float) -> float:
    """The length of the scale bar: four fields in a row, each 1.3 mm high on A4."""
    fields = [one for one in shapes if one.height == pytest.approx(1.3 * size, abs=0.01) and one.width > 3]
    rows = [[one for one in fields if one.box[1] == pytest.approx(first.box[1])] for first in fields]
    [left, *_, right] = sorted(next(row for row in rows if len(row) == 4), key=lambda one: one.box[0])
    return right.box[2] - left.box[0]


@pytest.mark.parametrize(("paper", "scale"), SHEETS)
def test_known_distances_and_the_bar_are_as_long_as_the_scale_says(paper: str, scale: int) -> None:
    pdf = a_sheet(paper, scale)
    across, up, size = PAPERS[paper]
    assert page_mm(pdf) == pytest.approx((up, across), abs=0.1)
    shapes = filled_shapes(pdf)
    house = widest(shapes, HOUSE[0])
    assert (house.width, house.height) == pytest.approx((80, 50), abs=WITHIN_MM)
    west, _, east, _ = house.box  # the signs stand north of it, another is drawn in the legend
    lefts = sorted(one.box[0] for one in shapes if one.fill == POST and west < one.box[0] < east)
    assert lefts[len(lefts) // 2] - lefts[0] == pytest.approx(60, abs=WITHIN_MM)
    told = re.search(r"\b0 [\d,]+ (\d+) m\b", words(pdf))
    assert told, words(pdf)
    assert bar_of(shapes, size) == pytest.approx(int(told[1]) * 1000 / scale, abs=WITHIN_MM)
