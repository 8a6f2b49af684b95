"""The plan on the phone page: what stays when an area has more shapes than a phone should load, and where the
words at the reader's mark stand.
"""

import math
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from signage import languages
from signage.settings import Settings
from signage.store import open_store
from signage.store.directory_rows import ShapeRow
from signage_api.scanning import ScanFirst
from signage_api.visitor.drawing import WIDTH, Frame, merged, scale_bar
from signage_api.visitor.readers_label import DOWN, UP, Label, free_label, half_width
from tests.scan.asking import ask, behind

PHONE = Frame(west=0.0, north=1000.0, scale=0.5, width=WIDTH, height=500)
HALF, RADIUS = 92, 20  # of the words, and of a mark
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


def label(x: int, y: int, spots: list[tuple[int, int]]) -> Label | None:
    return free_label(PHONE, x, y, spots, half=HALF, radius=RADIUS)


def test_the_words_at_the_readers_mark_keep_off_the_scale_bar() -> None:
    bar_west = WIDTH - scale_bar(PHONE)[1] - 80
    for x in range(24, WIDTH - 23, 12):
        for y in range(PHONE.height - 120, PHONE.height - 23, 4):
            placed = label(x, y, [])
            assert placed
            assert placed.x + HALF < bar_west or placed.y + DOWN < PHONE.height - 52


def test_the_words_at_the_readers_mark_never_run_over_the_edge() -> None:
    crowd = [(x, y) for x in range(24, 500, 150) for y in range(24, 480, 150)]
    placed = [label(x, y, crowd) for x in range(24, WIDTH - 23, 4) for y in range(24, PHONE.height - 23, 25)]
    assert sum(one is not None for one in placed) > len(placed) / 2
    for one in filter(None, placed):
        assert HALF <= one.x <= WIDTH - HALF
        assert UP <= one.y <= PHONE.height - DOWN


def test_the_words_at_the_readers_mark_cover_no_firm_where_there_is_another_place() -> None:
    right, left, below = Label(612, 209), Label(388, 209), Label(500, 244)
    sides = [(620, 205), (380, 195)]
    assert label(500, 200, []) == right
    assert label(500, 200, [(620, 205)]) == left
    assert label(500, 200, sides) == below
    above = label(500, 200, [(620, 225), (380, 225), (500, 270), (430, 270), (570, 270)])
    assert above == Label(500, 174)


def test_words_farther_from_the_readers_mark_have_a_line_that_crosses_no_number() -> None:
    ring = [(500 + aside, y) for aside in range(-240, 221, 60) for y in (170, 205, 240)]
    crowd = [spot for spot in ring if math.dist(spot, (500, 200)) > 45]
    placed = label(500, 200, crowd)
    assert placed
    assert re.fullmatch(r"M\d+ \d+L\d+ \d+", placed.line)
    assert not crossed(placed.line, crowd)


def test_the_words_are_left_out_where_every_place_would_cover_a_number() -> None:
    assert label(300, 200, [(x, y) for x in range(0, WIDTH, 30) for y in range(0, 500, 30)]) is None


def test_at_every_sign_of_the_sample_the_words_cover_no_number_in_any_language(fresh_sample: Path) -> None:
    """The mark of firm 16 was under the words at EK-003; 15 signs were such."""
    with closing(open_store(fresh_sample, fsync=False)) as store:
        door = ScanFirst(behind([]), store, Settings(public_url="https://schild.example"))
        signs = [(row["number"], row["code"]) for row in store.read("sign") if row["code"]]
        pages = {
            (number, language): ask(door, f"/{code}?lang={language}").text
            for number, code in signs
            for language in languages.languages()
        }
        door.close()
    maps = {key: html for key, html in pages.items() if 'id="map"' in html}
    assert len(maps) > 40 * len(languages.languages()) > 300
    assert [key for key, html in maps.items() if [*covered(html, languages.text(key[1], "here.title"))]] == []
    assert sum('class="y"' in html for html in maps.values()) > 0.95 * len(maps)


def covered(html: str, words: str) -> Iterator[str]:
    """The numbers of the firms whose marks lie under the words at the reader's mark, or under their line; all
    where the words stand neither on the map nor below it.
    """
    at = re.search(r'class="y" x="(\d+)" y="(\d+)"[^>]*>([^<]*)', html)
    marks = re.findall(r'class="m"[^>]*translate\((\d+),(\d+)\)" id="m(\w+)".*?<circle r="(\d+)"', html)
    line = re.search(r'class="i"><path d="([^"]+)"', html)
    if not at:
        yield from [] if re.search(r'class="j"', html) else [number for *_, number, _ in marks]
        return
    assert at[3] == words
    x, base, half = int(at[1]), int(at[2]), half_width(words)
    for mark_x, mark_y, number, radius in marks:
        spot, r = (int(mark_x), int(mark_y)), int(radius)
        aside, apart = max(abs(spot[0] - x) - half, 0), max(spot[1] - base - DOWN, base - UP - spot[1], 0)
        if math.hypot(aside, apart) < r or (line and crossed(line[1], [spot], r)):
            yield number


def crossed(line: str, spots: list[tuple[int, int]], radius: int = RADIUS) -> bool:
    """Whether a line goes through the mark at one of the spots; looked at point by point."""
    x1, y1, x2, y2 = map(int, re.findall(r"\d+", line))
    points = [(x1 + (x2 - x1) * i / 50, y1 + (y2 - y1) * i / 50) for i in range(51)]
    return any(math.dist(point, spot) < radius for point in points for spot in spots)
