"""Words on the map: beside their signs, along their roads, never over each other."""

from itertools import pairwise

import pytest
import shapely

from signage.artwork.ground import Ground, Place, Street
from signage.artwork.naming import _rectangle, names
from signage.artwork.symbols import Post
from signage.artwork.window import Window
from signage.codes.typeface import width

WINDOW = Window(0.0, 0.0, 200.0, 150.0, 1000)


def test_no_word_stands_over_another() -> None:
    posts = [Post(50 + 2 * n, 50 + n % 3, label=f"EK-{n:03}", bearing_deg=40.0 * n) for n in range(20)]
    tenants = [Place(40 + 3 * n, 52, str(n)) for n in range(20)]
    found = [_rectangle(name) for name in names(Ground(posts=posts, tenants=tenants), WINDOW)]
    assert len(found) > 8
    boxes = [shapely.box(*rectangle) for rectangle in found]
    assert not any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[:n])


@pytest.mark.parametrize(
    ("bearing", "side"), [(0.0, "below"), (180.0, "above"), (90.0, "left"), (270.0, "right")]
)
def test_a_number_stands_where_the_pointer_does_not_reach(bearing: float, side: str) -> None:
    [name] = names(Ground(posts=[Post(100, 75, label="EK-001", bearing_deg=bearing)]), WINDOW)
    sides = {
        "below": name.down > 77,
        "above": name.down < 73,
        "left": name.right < 97,
        "right": name.right > 103,
    }
    assert sides[side]


@pytest.mark.parametrize("end", [(150.0, 120.0), (50.0, 120.0), (150.0, 20.0), (50.0, 20.0)])
def test_a_road_is_named_along_its_axis_and_never_upside_down(end: tuple[float, float]) -> None:
    street = Street(shapely.LineString([(100, 70), end]), 8.0, "Werkstraße")
    [name] = names(Ground(streets=[street]), WINDOW)
    assert -90 <= name.turn_deg < 90
    assert abs(name.turn_deg) == pytest.approx(45)


def test_what_lies_beyond_the_edge_or_is_too_short_is_not_named() -> None:
    stub = Street(shapely.LineString([(100, 70), (104, 70)]), 8.0, "Werkstraße")
    away = Post(300, 75, label="EK-001")
    assert not names(Ground(streets=[stub], posts=[away], tenants=[Place(-5, 5, "7")]), WINDOW)


def test_a_name_is_never_too_small_to_read_and_stands_beside_a_road_that_is_narrower() -> None:
    street = Street(shapely.LineString([(1000, 1500), (4000, 1500)]), 6.0, "Werkstraße")
    small = Window(0.0, 0.0, 500.0, 300.0, 10_000)  # 6 m are 0.6 mm
    [_, name, *_] = found = names(Ground(streets=[street]), small)
    assert len(found) == 2
    assert name.size_mm >= 2.0
    assert name.down < small.place(0, 1500)[1] - 0.6 / 2 - 0.3 * name.size_mm


def test_a_street_of_many_pieces_is_named_as_one() -> None:
    ends = [(x, 500.0) for x in range(0, 1001, 100)]
    pieces = [Street(shapely.LineString(pair), 6.0, "Werkstraße") for pair in pairwise(ends)]
    [name] = names(Ground(streets=pieces), Window(0.0, 0.0, 100.0, 100.0, 10_000))
    assert name.text == "Werkstraße"


def test_a_long_road_is_named_again_after_a_while() -> None:
    street = Street(shapely.LineString([(0, 500), (4000, 500)]), 8.0, "Bundesstraße 7")
    wide = Window(0.0, 0.0, 800.0, 200.0, 5000)
    assert len(names(Ground(streets=[street]), wide)) == 6


def test_a_number_is_never_nearer_to_another_sign_than_to_its_own() -> None:
    """Two signs one above the other, both looking south: the lower one's number has no room above it."""
    small = Window(0.0, 0.0, 200.0, 150.0, 10_000)
    posts = [Post(1000, 750 + n, label=f"EK-{n:03}", bearing_deg=180.0) for n in (0, 45)]
    found = {name.text: name for name in names(Ground(posts=posts), small)}
    assert len(found) == 2
    for post in posts:
        words = shapely.box(*_rectangle(found[post.label]))
        away = [words.distance(shapely.Point(small.place(one.x, one.y))) for one in posts]
        assert away[posts.index(post)] == min(away)


def test_a_name_keeps_away_from_a_bend_that_it_cannot_follow() -> None:
    bent = shapely.LineString([(60, 75), (100, 75), (106, 55)])
    [name] = names(Ground(streets=[Street(bent, 3.0, "Haltebucht")]), WINDOW)
    assert abs(name.turn_deg) < 2
    assert name.right + width("Haltebucht", "regular") * name.size_mm / 2 < 102
    round_about = shapely.Point(100, 75).buffer(4).exterior
    assert not names(Ground(streets=[Street(round_about, 3.0, "Haltebucht")]), WINDOW)
