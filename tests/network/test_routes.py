"""The way along the streets: as long as it is, told by the turns that one takes."""

import gc
import weakref

import pytest

from signage.network.routes import Departures, Turn, departures
from signage.network.streets import Point, Streets
from tests.network.test_streets import streets_of

# A street north with two streets to the right and one to the left between them; a loop joins their ends.
COMB = streets_of(
    [(0, 0), (0, 100), (0, 150), (0, 200), (0, 300)],
    [(0, 100), (120, 100)],
    [(0, 150), (-120, 150)],
    [(0, 200), (120, 200), (160, 240)],
    [(160, 240), (160, 300)],
    [(160, 240), (260, 270)],
)
SIGN = (3.0, 10.0)


@pytest.mark.parametrize(
    ("target", "turns", "length_m"),
    [
        ((0, 280), (), 273),
        ((60, 100), (Turn("right", 1),), 153),
        ((-60, 150), (Turn("left", 1),), 203),
        ((60, 200), (Turn("right", 2),), 253),
        ((160, 290), (Turn("right", 2), Turn("left", 1)), 420),
        ((0, 2), (), 11),
    ],
)
def test_turns_are_counted_from_the_one_before(
    target: Point, turns: tuple[Turn, ...], length_m: float
) -> None:
    route = Departures(COMB, SIGN).route_to(target)
    assert route
    assert route.turns == turns
    assert route.length_m == pytest.approx(length_m, abs=1)


@pytest.mark.parametrize(("target", "first_deg"), [((0, 280), 0.0), ((0, 2), 180.0)])
def test_one_sets_out_towards_the_target(target: Point, first_deg: float) -> None:
    route = Departures(COMB, SIGN).route_to(target)
    assert route
    assert route.first_deg == pytest.approx(first_deg, abs=0.1)


def test_a_street_that_only_bends_is_followed() -> None:
    bend = streets_of([(0, 0), (0, 100), (100, 100)], [(100, 100), (100, 200)])
    route = Departures(bend, (0, 5)).route_to((100, 190))
    assert route
    assert route.turns == ()


def test_who_starts_at_a_corner_is_not_told_to_turn_there() -> None:
    route = Departures(COMB, (1, 99)).route_to((60, 100))
    assert route
    assert (route.turns, round(route.first_deg)) == ((), 90)


def test_far_from_any_street_there_is_no_way() -> None:
    assert Departures(COMB, (900, 900)).route_to((60, 100)) is None
    assert Departures(COMB, SIGN).route_to((900, 900)) is None
    assert Departures(streets_of(), SIGN).route_to((60, 100)) is None


def test_streets_that_do_not_meet_lead_nowhere() -> None:
    apart = streets_of([(0, 0), (0, 100)], [(200, 0), (200, 100)])
    assert Departures(apart, (0, 10)).route_to((200, 50)) is None


def test_a_footpath_is_for_people_on_foot() -> None:
    round_about = [(0.0, 0.0), (0.0, 200.0), (100.0, 200.0), (100.0, 0.0)]
    street, path = streets_of(round_about), streets_of([(0, 0), (100, 0)], road_class="P", width_m=2.0)
    both = Streets([street.pieces[0].street, path.pieces[0].street])
    lengths = [
        route.length_m
        for on_foot in (False, True)
        if (route := Departures(both, (0, 5), on_foot=on_foot).route_to((100, 20)))
    ]
    assert lengths == pytest.approx([475, 125], abs=1)


def test_the_lowest_limit_on_the_way_counts() -> None:
    low = streets_of([(0, 0), (0, 100)], max_height_m=3.6).pieces[0].street
    high = streets_of([(0, 100), (0, 200)], max_height_m=4.2, max_weight_t=12).pieces[0].street
    both = Streets([low, high])
    route = Departures(both, (0, 10)).route_to((0, 190))
    assert route
    assert (route.max_height_m, route.max_weight_t) == (3.6, 12)
    short = Departures(both, (0, 110)).route_to((0, 190))
    assert short
    assert short.max_height_m == 4.2


def test_ways_go_with_the_streets_they_lead_along() -> None:
    streets = streets_of([(0, 0), (0, 100)])
    departures(streets, SIGN, on_foot=False).route_to((0, 90))
    gone = weakref.ref(streets)
    del streets
    gc.collect()
    assert gone() is None


def test_what_was_worked_out_on_streets_is_part_of_their_weight() -> None:
    streets = streets_of([(0, 0), (0, 100), (0, 200)], [(0, 100), (80, 100)])
    bare = streets.weight
    away = departures(streets, SIGN, on_foot=False)
    assert departures(streets, SIGN, on_foot=False) is away
    spread = streets.weight
    assert spread - bare >= away.weight > 0
    away.route_to((60, 100))
    assert streets.weight > spread


def test_streets_remember_the_ways_from_a_few_places_only() -> None:
    streets = streets_of([(0, 0), (0, 100)])
    for east in range(100):
        departures(streets, (east / 10, 10.0), on_foot=False)
    assert len(streets.departures) <= 8
