"""The plan on the phone page: what stays when an area has more shapes than a phone should load, and where the
words at the reader's mark stand.
"""

import math
import re
from contextlib import closing
from pathlib import Path

from signage.settings import Settings
from signage.store import open_store
from signage.store.directory_rows import ShapeRow
from signage_api.scanning import ScanFirst
from signage_api.visitor.drawing import WIDTH, Frame, freest_label, label_place, merged, scale_bar
from tests.scan.asking import ask, behind

PHONE = Frame(west=0.0, north=1000.0, scale=0.5, width=WIDTH, height=500)
HALF_WORDS, RADIUS = 82, 18  # of the German words as drawn, and of a mark up to its rim
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
    crowd = [(x, y) for x in range(24, 500, 60) for y in range(24, 480, 60)]
    for x in range(24, WIDTH - 23, 4):
        at, _ = freest_label(PHONE, x, 150, crowd)
        assert 102 <= at <= WIDTH - 102


def test_the_words_at_the_readers_mark_hide_no_firm_where_there_is_another_place() -> None:
    x, y = 500, 200
    right, left, below, above = ((602, 209), (398, 209), (500, 244), (500, 174))
    assert freest_label(PHONE, x, y, []) == right
    assert freest_label(PHONE, x, y, [(620, 205)]) == left
    assert freest_label(PHONE, x, y, [(620, 195), (380, 195)]) == below
    assert freest_label(PHONE, x, y, [(620, 195), (380, 195), (510, 250)]) not in (right, left, below)
    assert (
        freest_label(PHONE, x, y, [(620, 215), (380, 215), *((at, 250) for at in range(380, 621, 40))])
        == above
    )


def test_at_nearly_every_sign_of_the_sample_the_words_touch_no_number(fresh_sample: Path) -> None:
    """The mark of firm 16 was under the words at EK-003; 15 signs were such. Where many stand no
    place is free.
    """
    with closing(open_store(fresh_sample, fsync=False)) as store:
        door = ScanFirst(behind([]), store, Settings(public_url="https://schild.example"))
        pages = {
            row["number"]: ask(door, f"/{row['code']}").text for row in store.read("sign") if row["code"]
        }
        hidden = {number: covered(html) for number, html in pages.items() if 'class="y"' in html}
        door.close()
    assert len(hidden) > 40
    touching = [number for number, numbers in hidden.items() if numbers]
    assert "EK-003" not in touching
    assert len(touching) <= 6


def covered(html: str) -> list[str]:
    """The numbers of the firms whose marks lie under the words at the reader's mark."""
    words = re.search(r'class="y" x="(\d+)" y="(\d+)"', html)
    marks = re.findall(r'class="m"[^>]*translate\((\d+),(\d+)\)" id="m(\w+)"', html)
    if not words or not marks:
        return []
    x, base = int(words[1]), int(words[2])
    near = [(abs(int(at_x) - x), abs(int(at_y) - base + 9), number) for at_x, at_y, number in marks]
    return [number for aside, apart, number in near if aside < HALF_WORDS + RADIUS and apart < 10 + RADIUS]
