"""The plan on the phone page: what stays when an area has more shapes than a phone should load."""

import math

from signage.store.directory_rows import ShapeRow
from signage_api.visitor.drawing import WIDTH, Frame, freest_label, label_place, merged, scale_bar

PHONE = Frame(west=0.0, north=1000.0, scale=0.5, width=WIDTH, height=500)
FRAME = Frame(west=0.0, north=1000.0, scale=1.0, width=1000, height=1000)


def a_house(west: float, size: float, *, corners: int = 4) -> ShapeRow:
    """A round or square building, `size` metres wide."""
    turns = [2 * math.pi * corner / corners for corner in range(corners + 1)]
    run = [
        value
        for turn in turns
        for value in (west + size * math.cos(turn) / 2, 500 + size * math.sin(turn) / 2)
    ]
    return ShapeRow("building", (tuple(run),))


def test_all_shapes_are_drawn_where_there_is_room() -> None:
    houses = [a_house(100, 20), a_house(300, 200)]
    assert merged(FRAME, "building", houses, 1000).count("M") == 2


def test_the_largest_shapes_stay_where_there_is_not() -> None:
    small, large = a_house(100, 20), a_house(300, 200)
    alone = merged(FRAME, "building", [large], 1000)
    assert merged(FRAME, "building", [small, large], len(alone)) == alone


def test_one_shape_drawn_too_finely_does_not_take_the_others_along() -> None:
    fine, plain = a_house(500, 400, corners=200), a_house(100, 20)
    assert merged(FRAME, "building", [fine, plain], 100) == merged(FRAME, "building", [plain], 100) != ""


def test_the_words_at_the_readers_mark_keep_off_the_scale_bar() -> None:
    bar_west = WIDTH - scale_bar(PHONE)[1] - 80
    for x in range(24, WIDTH - 23, 12):
        for y in range(PHONE.height - 120, PHONE.height - 23, 4):
            at, base = label_place(PHONE, x, y, left=x > WIDTH - 210)
            assert at + 90 < bar_west or base + 6 < PHONE.height - 52
            assert 90 <= at <= WIDTH - 90


def test_the_words_at_the_readers_mark_never_run_over_the_edge() -> None:
    crowd = [at_unit(x, y) for x in range(24, 500, 60) for y in range(24, 480, 60)]
    for x in range(24, WIDTH - 23, 4):
        at, _ = freest_label(PHONE, x, 150, crowd)
        assert 102 <= at <= WIDTH - 102


def at_unit(x: float, y: float) -> tuple[float, float]:
    """The place in metres that is drawn at (x, y) on the phone."""
    return x / PHONE.scale, PHONE.north - y / PHONE.scale


def test_the_words_at_the_readers_mark_hide_no_firm_where_there_is_another_place() -> None:
    x, y = 500, 200
    right, left, below = ((602, 209), (398, 209), (500, 244))
    assert freest_label(PHONE, x, y, []) == right
    assert freest_label(PHONE, x, y, [at_unit(620, 205)]) == left
    assert freest_label(PHONE, x, y, [at_unit(620, 195), at_unit(380, 195)]) == below
