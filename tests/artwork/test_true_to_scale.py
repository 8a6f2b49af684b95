"""Printed maps measured in the PDF itself: every usual scale on every paper, lying and upright."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import pytest
import shapely

from signage.artwork.ground import GRID, Ground
from signage.artwork.map_print import Listed, draw_map
from signage.artwork.papers import MARGIN_MM, ORIENTATIONS, PAPERS, USUAL_SCALES, Layout, Orientation
from signage.artwork.symbols import Post
from tests.artwork.papers_read import page_mm, words
from tests.artwork.test_map_print import EAST, HOUSE, NORTH, POST, a_house, a_map
from tests.artwork.test_typesetting import DAY
from tests.artwork.vectors_read import Box, Point, Shape, filled_shapes, strokes, texts_at

WITHIN_MM = 0.02
ACROSS, UP = 50.0, 80.0  # the house on paper
INK = "#17202b"


@dataclass(frozen=True)
class Sheet:
    """A printed map: what it draws and says, and where a point of the ground lies on it."""

    pdf: bytes
    paper: str
    orientation: Orientation
    scale: int

    @property
    def size(self) -> float:
        return PAPERS[self.paper][2]

    @cached_property
    def shapes(self) -> list[Shape]:
        return filled_shapes(self.pdf)

    @cached_property
    def texts(self) -> list[tuple[str, Box]]:
        return texts_at(self.pdf)

    @cached_property
    def grid(self) -> list[tuple[Point, Point]]:
        return strokes(self.pdf, GRID)

    @cached_property
    def house(self) -> Shape:
        return max((one for one in self.shapes if one.fill == HOUSE[0]), key=lambda one: one.width)

    def place(self, east: float, north: float) -> Point:
        """Where a point of the ground must lie on the page, by the corner of the house that is drawn."""
        left, lower, _, _ = self.house.box
        return left + (east - EAST) * 1000 / self.scale, lower + (north - NORTH) * 1000 / self.scale


@pytest.fixture(
    scope="module",
    params=[(paper, lies, scale) for paper in PAPERS for lies in ORIENTATIONS for scale in USUAL_SCALES],
    ids=lambda wanted: "-".join(map(str, wanted)),
)
def sheet(request: pytest.FixtureRequest) -> Sheet:
    """A house of 50 by 80 mm, and two signs 40 mm apart north of it; all on paper."""
    paper, orientation, scale = request.param
    m = scale / 1000  # of the ground, in a millimetre of paper
    posts = [Post(EAST + at * m, NORTH + 86 * m, family="guide", bearing_deg=0) for at in (5, 45)]
    signs = [
        Listed(post.x, post.y, f"T-00{n}", "Einfahrt", "EIN", "0°\u00a0N") for n, post in enumerate(posts)
    ]
    ground = Ground(land=a_house(0, 0, ACROSS * m, UP * m).land, posts=posts)
    wanted = a_map(90 * m, paper=paper, scale=scale, orientation=orientation, ground=ground, signs=signs)
    return Sheet(draw_map(replace(wanted, subject=shapely.box(*wanted.box)), made_on=DAY), *request.param)


def test_known_lengths_are_as_long_as_the_scale_says(sheet: Sheet) -> None:
    assert f"1 : {sheet.scale:,}".replace(",", " ") in words(sheet.pdf)
    assert (sheet.house.width, sheet.house.height) == pytest.approx((ACROSS, UP), abs=WITHIN_MM)
    west, _, east, top = sheet.house.box
    signs = [one for one in sheet.shapes if one.fill == POST and west < one.box[0] < east]
    lefts = sorted(one.box[0] for one in signs if one.box[1] > top)  # another is drawn in the legend
    assert lefts[len(lefts) // 2] - lefts[0] == pytest.approx(40, abs=WITHIN_MM)


def test_the_page_has_the_size_of_its_paper_and_nothing_is_written_on_its_edge(sheet: Sheet) -> None:
    across, up, _ = PAPERS[sheet.paper]
    wanted = (up, across) if sheet.orientation == "landscape" else (across, up)
    assert page_mm(sheet.pdf) == pytest.approx(wanted, abs=0.1)
    for _, (left, lower, right, upper) in sheet.texts:
        assert MARGIN_MM - 1 < left < right < wanted[0] - MARGIN_MM + 1
        assert MARGIN_MM - 1 < lower < upper < wanted[1] - MARGIN_MM + 1


def test_the_scale_bar_is_as_long_as_the_metres_beside_it(sheet: Sheet) -> None:
    told = re.search(r"\b0 [\d,]+ (\d+) m\b", words(sheet.pdf))
    assert told, words(sheet.pdf)
    fields = _fields_of_the_bar(sheet)
    assert [one.fill for one in fields] == [INK, "#ffffff"] * 2
    assert {round(one.width, 2) for one in fields} == {round(int(told[1]) * 250 / sheet.scale, 2)}
    for one, following in pairwise(fields):
        assert one.box[2] == pytest.approx(following.box[0], abs=WITHIN_MM)


def _fields_of_the_bar(sheet: Sheet) -> list[Shape]:
    """Four in a row, each 1.3 mm high on A4."""
    high = pytest.approx(1.3 * sheet.size, abs=0.01)
    fields = [one for one in sheet.shapes if one.height == high and one.width > 3]
    rows = [[one for one in fields if one.box[1] == pytest.approx(first.box[1])] for first in fields]
    return sorted(next(row for row in rows if len(row) == 4), key=lambda one: one.box[0])


def test_the_grid_is_drawn_where_its_figures_say(sheet: Sheet) -> None:
    lines = sheet.grid
    upright = {round(line[0][0], 1) for line in lines if line[0][0] == pytest.approx(line[1][0])}
    level = {round(line[0][1], 1) for line in lines if line[0][1] == pytest.approx(line[1][1])}
    figures = [(_number(text), _middle(box)) for text, box in sheet.texts if _number(text)]
    easts = {number: middle[0] for number, middle in figures if number < 1_000_000}
    norths = {number: middle[1] for number, middle in figures if number > 1_000_000}
    assert len(easts) >= 2
    assert len(norths) >= 2
    for number, at in easts.items():
        assert at == pytest.approx(sheet.place(number, 0)[0], abs=0.5)
        assert _nearest(sheet.place(number, 0)[0], upright) < 0.06
    for number, at in norths.items():
        assert at == pytest.approx(sheet.place(0, number)[1], abs=0.5)
        assert _nearest(sheet.place(0, number)[1], level) < 0.06


def test_two_lines_cross_wherever_an_easting_meets_a_northing(sheet: Sheet) -> None:
    middles = Counter(_rounded(_middle((*start, *end))) for start, end in sheet.grid)
    numbers = {number for text, _ in sheet.texts if (number := _number(text))}
    for east in (number for number in numbers if number < 1_000_000):
        for north in (number for number in numbers if number > 1_000_000):
            right, up = _rounded(sheet.place(east, north))
            near = [(right + x, up + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
            assert sum(middles[one] for one in near) == 2, (east, north)


def _rounded(place: Point) -> tuple[int, int]:
    """In tenths of a millimetre."""
    return round(place[0] * 10), round(place[1] * 10)


def _number(text: str) -> int:
    """The easting or northing that a text is; 0 for another."""
    plain = text.replace("\u00a0", " ")
    return int(plain.replace(" ", "")) if re.fullmatch(r"\d( \d{3}){2}|\d{3} \d{3}", plain) else 0


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _nearest(wanted: float, found: set[float]) -> float:
    return min(abs(one - wanted) for one in found)


def test_an_arrow_shows_grid_north(sheet: Sheet) -> None:
    [(_, letter)] = [(text, box) for text, box in sheet.texts if text == "N"]
    halves = [one for one in sheet.shapes if one.height == pytest.approx(7 * sheet.size, abs=0.05)]
    assert {one.fill for one in halves} == {INK, "#ffffff"}
    for half in halves:
        tip = max(half.points, key=lambda point: point[1])
        assert tip[0] == pytest.approx(_middle(letter)[0], abs=0.1 * sheet.size)
        assert tip[1] < letter[1]


def test_the_legend_and_the_list_stand_outside_the_map(sheet: Sheet) -> None:
    """Each thing that is drawn with its swatch to the left of its words; each sign by number and place."""
    said = dict(sheet.texts)
    shapes = sheet.shapes
    for text, fill in (("Gebäude", HOUSE[0]), ("Schild des Leitsystems, Pfeil: Blickrichtung", POST)):
        left, lower, _, upper = said[text]
        beside = [one for one in shapes if 0 < left - one.box[2] < 8 * sheet.size and one.fill == fill]
        assert any(one.box[1] < upper and lower < one.box[3] for one in beside), text
    across, up = Layout(sheet.paper, sheet.orientation).panel_mm
    for text in ("Gebäude", "Einfahrt", "0°\u00a0N"):
        left, _, _, upper = said[text]
        beyond = page_mm(sheet.pdf)[0] - MARGIN_MM - across, MARGIN_MM + up
        assert left >= beyond[0] if sheet.orientation == "landscape" else upper <= beyond[1]
