"""Windows on the ground: metres to millimetres, grid and scale bar."""

import pytest

from signage.artwork.ground import LOOKS, Ground, drawing, style
from signage.artwork.legend import legend
from signage.artwork.papers import USUAL_SCALES, fitting_scale
from signage.artwork.symbols import COLOURS, Post, symbol
from signage.artwork.window import Window
from signage.domain import words
from signage.services.map_ground import standing_of


def test_a_place_is_told_from_the_upper_left_corner() -> None:
    window = Window.around(1000, 2000, 100, 60, 500)
    assert window.place(1000, 2000) == pytest.approx((50, 30))
    assert window.box == pytest.approx((975, 1985, 1025, 2015))
    assert window.holds(1024.9, 2014.9)
    assert not window.holds(1025.1, 2000)


@pytest.mark.parametrize("scale", USUAL_SCALES)
def test_the_grid_is_round_and_neither_dense_nor_empty(scale: int) -> None:
    window = Window(637_123.4, 5_635_432.1, 200, 200, scale)
    assert 40 <= window.mm(window.grid_m) <= 100
    assert all(east % window.grid_m == 0 for east in window.eastings())
    assert len(list(window.eastings())) >= 2


@pytest.mark.parametrize("scale", [*USUAL_SCALES, 333, 9999])
def test_a_scale_bar_is_round_and_fits(scale: int) -> None:
    window = Window(0, 0, 200, 200, scale)
    assert 16 <= window.mm(window.scale_bar_m(40)) <= 40


def test_an_overview_takes_the_largest_round_scale_that_shows_all() -> None:
    assert fitting_scale((0, 0, 1000, 500), 200, 200) == 5000
    assert fitting_scale((0, 0, 1001, 500), 200, 200) == 6000


def test_every_kind_of_backdrop_has_a_look_and_a_swatch() -> None:
    import shapely

    for kind in words.BACKDROPS:
        assert style(kind)
        assert len(legend(Ground(land={kind: [shapely.box(0, 0, 1, 1)]}))) == 1
    assert set(words.BACKDROPS) < set(LOOKS)


def test_every_family_has_a_symbol_and_every_state_a_standing() -> None:
    assert set(words.FAMILIES) < set(COLOURS)
    assert {standing_of(state) for state in (*words.STATES, None)} == {"standing", "intended", "gone"}
    shapes = {symbol(Post(0, 0, family=family), Window(0, 0, 9, 9, 1)) for family in words.FAMILIES}
    assert len(shapes) == len(words.FAMILIES)


def test_a_drawing_holds_no_word_and_asks_for_nothing() -> None:
    drawn = drawing(Ground(posts=[Post(5, 5, label="<img src=x>")]), Window(0, 0, 9, 9, 1000))
    assert "<text" not in drawn
    assert "img" not in drawn
    assert "href" not in drawn
