"""How long a face can be read, in which order it belongs, how wide its text is."""

import pytest

from signage.siting.figures import load_figures
from signage.siting.legibility import in_order, needed_letter_height_mm, reading_time, room_mm, text_width_mm
from tests.siting.given import a_slot

FIGURES = load_figures()


def test_the_meter_shows_both_bands() -> None:
    time = reading_time(126, 50, 2.5, FIGURES)
    assert (time.cautious_m, time.favourable_m) == pytest.approx((37.8, 75.6))
    assert (time.cautious_s, time.favourable_s) == pytest.approx((1.70, 4.42), abs=0.01)
    assert time.required_s == 3.0


def test_far_beside_the_road_there_is_no_time_at_all() -> None:
    assert reading_time(105, 50, 40.0, FIGURES).favourable_s == 0.0


def test_the_needed_letter_height_reaches_the_reading_time() -> None:
    height = needed_letter_height_mm(70, 5.0, FIGURES)
    assert reading_time(height, 70, 5.0, FIGURES).favourable_s == pytest.approx(3.0)


def test_ahead_comes_before_left_before_right_and_the_farthest_on_top() -> None:
    wrong = [a_slot("right", 100), a_slot("left", 200), a_slot("ahead", 300), a_slot("ahead", 900)]
    assert [(one.direction, one.distance_m) for one in in_order(wrong)] == [
        ("ahead", 900),
        ("ahead", 300),
        ("left", 200),
        ("right", 100),
    ]


def test_a_slot_without_distance_keeps_its_place() -> None:
    slots = [a_slot("ahead", 300), a_slot("ahead", None), a_slot("ahead", 900)]
    assert [one.distance_m for one in in_order(slots)] == [900, None, 300]


def test_what_is_in_order_stays_as_it_is() -> None:
    right = (a_slot("ahead", 900), a_slot("ahead", 300), a_slot("left", 900), a_slot(None, 100))
    assert in_order(right) == right


def test_text_grows_with_its_letters() -> None:
    assert text_width_mm("Gotha", 210) == pytest.approx(2 * text_width_mm("Gotha", 105))
    assert text_width_mm("Gotha", 105) < text_width_mm("Gotha-Süd", 105)


def test_logo_and_arrow_take_room_from_the_text() -> None:
    assert room_mm(a_slot(None, width_mm=1200), 100, FIGURES) == 1160
    assert room_mm(a_slot(None, width_mm=1200, has_logo=True), 100, FIGURES) == 960
    assert room_mm(a_slot("left", width_mm=1200), 100, FIGURES) == pytest.approx(1030)
    assert room_mm(a_slot(), 100, FIGURES) is None
