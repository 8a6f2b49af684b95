"""Printed maps: true to scale, whole, on as many sheets as it takes, with the list of the signs."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
import shapely

from signage.artwork.ground import LOOKS, ROAD, Ground, Street
from signage.artwork.map_print import Listed, MapPrint, draw_map, sheets
from signage.artwork.papers import (
    LARGEST_SCALE,
    MOST_SHEETS,
    ORIENTATIONS,
    PAPERS,
    SMALLEST_SCALE,
    Layout,
    Orientation,
    layout_for,
)
from signage.artwork.symbols import COLOURS, Post, Standing
from signage.artwork.window import Window
from signage.errors import InvalidInput
from tests.artwork.papers_read import coloured_mm, page_mm, pages, photographed, words
from tests.artwork.test_typesetting import DAY, UGLY
from tests.artwork.vectors_read import texts_at

EAST, NORTH = 640_000.0, 5_635_000.0
WITHIN_MM = 0.2
HOUSE, POST = LOOKS["building"], COLOURS["guide"]
GONE: Standing = "gone"


def a_map(size_m: float = 60.0, *, paper: str = "A4", scale: int = 1000, **values: Any) -> MapPrint:
    """A square of ground with nothing on it."""
    box = (EAST, NORTH, EAST + size_m, NORTH + size_m)
    orientation = values.pop("orientation", "landscape")
    made = MapPrint(
        title="Am Wald",
        subtitle="",
        ground=Ground(),
        signs=(),
        subject=shapely.box(*box),
        box=box,
        scale=scale,
        layout=layout_for(box, scale=scale, paper=paper, orientation=orientation),
        source="eigener Bestand",
    )
    return replace(made, **values)


def a_house(east: float, north: float, across: float, up: float) -> Ground:
    return Ground(
        land={"building": [shapely.box(EAST + east, NORTH + north, EAST + east + across, NORTH + north + up)]}
    )


def sheets_of(wanted: MapPrint) -> list[Window]:
    return sheets(wanted.layout, wanted.box, wanted.scale, wanted.subject)


def on_map_mm(wanted: MapPrint, colour: str) -> tuple[float, float, float, float]:
    """The edges on paper of what has this colour on the first map."""
    start = 10 + 4.4 * wanted.layout.size
    width, height = wanted.layout.map_mm
    return coloured_mm(
        draw_map(wanted, made_on=DAY), colour, within=(start, start, start + width, start + height)
    )


def listed(count: int) -> list[Listed]:
    return [Listed(EAST + 5, EAST, f"EK-{n:03}", "Einfahrt", "EIN", "90°\u00a0O") for n in range(count)]


@pytest.mark.parametrize(
    ("paper", "orientation", "scale"),
    [
        ("A4", "landscape", 250),
        ("A4", "portrait", 1000),
        ("A4", "portrait", 10_000),
        ("A3", "landscape", 2000),
    ],
)
def test_a_house_is_as_long_on_paper_as_the_scale_says(
    paper: str, orientation: Orientation, scale: int
) -> None:
    across, up = 0.08 * scale, 0.05 * scale  # 80 by 50 mm
    wanted = a_map(0.1 * scale, paper=paper, scale=scale, orientation=orientation)
    ground = a_house(0.01 * scale, 0.02 * scale, across, up)
    left, top, right, bottom = on_map_mm(replace(wanted, ground=ground), HOUSE[0])
    assert right - left + HOUSE[2] == pytest.approx(80, abs=WITHIN_MM)
    assert bottom - top + HOUSE[2] == pytest.approx(50, abs=WITHIN_MM)


def colour_at(wanted: MapPrint, east: float, north: float) -> str:
    """The colour of the first map at a place, in metres from its south-western corner."""
    [window] = sheets_of(wanted)
    frame = 10 + 4.4 * wanted.layout.size
    x, y = window.place(EAST + east, NORTH + north)
    pixel = photographed(draw_map(wanted, made_on=DAY))[round((frame + y) * 12), round((frame + x) * 12)]
    return "#" + "".join(f"{value:02x}" for value in pixel[:3])


def test_ground_that_two_shapes_share_is_filled_and_a_hole_is_not() -> None:
    wall, yard = (shapely.box(EAST + at, NORTH + at, EAST + 40 - at, NORTH + 40 - at) for at in (10, 18))
    turned = shapely.reverse(shapely.box(EAST + 15, NORTH + 10, EAST + 50, NORTH + 30))
    shared = a_map(ground=Ground(land={"building": [wall, turned]}))
    holed = a_map(ground=Ground(land={"building": [wall.difference(yard)]}))
    assert colour_at(shared, 20, 20) == HOUSE[0]
    assert colour_at(holed, 14, 20) == HOUSE[0]
    assert colour_at(holed, 20, 20) != HOUSE[0]


def test_things_lie_on_paper_where_the_frame_says() -> None:
    wanted = a_map()
    [window] = sheets_of(wanted)
    left, _, _, bottom = on_map_mm(replace(wanted, ground=a_house(10, 20, 30, 15)), HOUSE[0])
    frame = 10 + 4.4 * wanted.layout.size
    assert left - frame == pytest.approx(EAST + 10 - window.west, abs=WITHIN_MM)
    assert frame + window.height_mm - bottom == pytest.approx(NORTH + 20 - window.south, abs=WITHIN_MM)


def test_a_carriageway_is_as_wide_as_the_road() -> None:
    line = shapely.LineString([(EAST - 500, NORTH + 30), (EAST + 500, NORTH + 30)])
    _, top, _, bottom = on_map_mm(a_map(ground=Ground(streets=[Street(line, 8.0)])), ROAD)
    assert bottom - top == pytest.approx(8.0, abs=WITHIN_MM)


def test_two_signs_are_as_far_apart_as_they_stand() -> None:
    def of_posts(*east: float) -> tuple[float, float, float, float]:
        posts = [Post(EAST + one, NORTH + 30, family="guide") for one in east]
        return on_map_mm(a_map(ground=Ground(posts=posts)), POST)

    one, both = of_posts(10), of_posts(10, 50)
    assert (both[2] - both[0]) - (one[2] - one[0]) == pytest.approx(40, abs=WITHIN_MM)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_has_its_size_and_its_map_room(paper: str, orientation: Orientation) -> None:
    layout = Layout(paper, orientation)
    across, up, size = PAPERS[paper]
    assert layout.page_mm == ((up, across) if orientation == "landscape" else (across, up))
    used = (
        layout.map_mm[0] + 2 * 4.4 * size + 20 + (layout.panel_mm[0] + 5 if orientation == "landscape" else 0)
    )
    assert used == pytest.approx(layout.page_mm[0])
    assert min(layout.map_mm) > 120


def test_the_largest_paper_comes_out_in_its_size() -> None:
    pdf = draw_map(a_map(700, paper="A0", orientation=None), made_on=DAY)
    assert page_mm(pdf) == pytest.approx((1189, 841), abs=0.1)
    assert pages(pdf) == 1


def test_what_does_not_fit_comes_on_several_sheets_with_an_overview() -> None:
    wanted = a_map(330)
    windows = sheets_of(wanted)
    pdf = draw_map(wanted, made_on=DAY)
    assert pages(pdf) == len(windows) + 1 == 5
    assert "Übersicht der Blätter" in words(pdf, 0)
    assert "Blatt 4 von 4" in words(pdf, 4)
    assert shapely.union_all([shapely.box(*one.box) for one in windows]).contains(wanted.subject)


def test_neighbouring_sheets_overlap_by_a_centimetre() -> None:
    first, second = sheets_of(a_map(330))[:2]
    assert first.mm(first.east - second.west) == pytest.approx(10)
    assert first.north == second.north


def test_a_sheet_that_would_show_nothing_is_left_out() -> None:
    corner = shapely.box(EAST, NORTH, EAST + 1, NORTH + 330).union(
        shapely.box(EAST, NORTH, EAST + 330, NORTH + 1)
    )
    assert len(sheets_of(a_map(330, subject=corner))) == 3


def test_too_many_sheets_are_refused_and_told_what_would_do() -> None:
    with pytest.raises(
        InvalidInput, match=rf"mehr als {MOST_SHEETS} Blätter.*1 : 500 auf A4 oder A2 bei 1 : 250"
    ):
        a_map(400, scale=250)
    with pytest.raises(InvalidInput, match="kleinerer Ausschnitt"):
        a_map(500_000, scale=250)


@pytest.mark.parametrize("scale", [LARGEST_SCALE - 1, SMALLEST_SCALE + 1, 0, -1])
def test_a_scale_beyond_the_bounds_is_refused(scale: int) -> None:
    with pytest.raises(InvalidInput, match="1 : 250 bis 1 : 10000"):
        a_map(scale=scale)


def test_an_unknown_paper_names_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="A4, A3, A2, A1, A0"):
        a_map(paper="A5")
    with pytest.raises(InvalidInput, match="landscape, portrait"):
        a_map(orientation="quer")


def test_without_an_orientation_the_one_with_fewer_sheets_is_taken() -> None:
    high = (EAST, NORTH, EAST + 100, NORTH + 184)
    assert layout_for(high, scale=1000, paper="A4").orientation == "portrait"
    assert layout_for((0, 0, 184, 100), scale=1000, paper="A4").orientation == "landscape"


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_few_signs_are_listed_beside_the_map_and_many_on_a_page_of_their_own(
    orientation: Orientation,
) -> None:
    def made(count: int) -> bytes:
        signs = [replace(one, y=NORTH + 5) for one in listed(count)]
        return draw_map(a_map(signs=signs, orientation=orientation), made_on=DAY)

    few, many = made(5), made(60)
    assert pages(few) == 1
    assert "EK-004 EIN Einfahrt 90° O" in words(few)
    assert pages(many) > 1
    assert "EK-059EinfahrtEIN90°O" in words(many).replace(" ", "")


def test_the_legend_explains_what_is_there_and_nothing_else() -> None:
    posts = [Post(EAST + 1, NORTH + 1, family="official", standing="intended")]
    shown = words(draw_map(a_map(ground=replace(a_house(1, 1, 5, 5), posts=posts)), made_on=DAY))
    assert "amtliches Schild, geplant" in shown
    assert "Gebäude" in shown
    assert "Gewässer" not in shown


def test_what_lies_beyond_the_sheet_is_not_explained() -> None:
    away = shapely.box(EAST + 900, NORTH, EAST + 950, NORTH + 50)
    around = shapely.box(EAST - 900, NORTH - 900, EAST + 900, NORTH + 900)
    corner = shapely.Polygon([(EAST - 900, NORTH), (EAST, NORTH + 900), (EAST - 900, NORTH + 900)])
    ground = Ground(
        land={"green": [away], "municipality": [around], "area": [around], "water": [corner]},
        streets=[Street(shapely.LineString([(EAST + 300, NORTH), (EAST + 900, NORTH)]), 6)],
        posts=[Post(EAST + 900, NORTH, family="official")],
    )
    shown = words(draw_map(a_map(ground=ground), made_on=DAY))
    assert "Gewerbegebiet" in shown
    for word in ("Grünfläche", "Gemeindegrenze", "Gewässer", "Fahrbahn", "amtliches Schild"):
        assert word not in shown


def everything_there_is() -> Ground:
    """All that a legend can have to explain."""
    land = {
        kind: [shapely.box(EAST + 4 * n, NORTH + 30, EAST + 4 * n + 4, NORTH + 40)]
        for n, kind in enumerate(kind for kind in LOOKS if kind != "outline")
    }
    there: tuple[Standing, ...] = ("standing", "intended")
    looks = [*product(("guide", "official", "advertising", ""), there), ("", GONE)]
    posts = [
        Post(
            EAST + 5 + 6 * n, NORTH + 10, label=f"EK-{n:03}", family=family, standing=standing, bearing_deg=30
        )
        for n, (family, standing) in enumerate(looks)
    ]
    line = shapely.LineString([(EAST - 90, NORTH + 20), (EAST + 90, NORTH + 22)])
    return Ground(land=land, posts=posts, streets=[Street(line, 6, "Werkstraße")])


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("paper", PAPERS)
def test_however_much_there_is_to_say_nothing_is_written_over_anything(
    paper: str, orientation: Orientation
) -> None:
    ground = everything_there_is()
    signs = [
        Listed(post.x, post.y, post.label, "Am Gewerbepark, vor der Zufahrt", "EIN", "30°")
        for post in ground.posts
    ]
    wanted = a_map(
        title="Interkommunales Gewerbe- und Industriegebiet Donaudampfschifffahrt an der Autobahn",
        subtitle="EK · Verwaltungsgemeinschaft Riechheimer Berg und Umgebung",
        source="eigener Bestand; " + "; ".join(f"© Amt für Geoinformation Nummer {n}" for n in range(6)),
        operator="Zweckverband Interkommunales Gewerbegebiet Am Erfurter Kreuz",
        paper=paper,
        scale=500,
        orientation=orientation,
        ground=ground,
        signs=signs,
    )
    boxes = [shapely.box(*box) for _, box in texts_at(draw_map(wanted, made_on=DAY))]
    tree = shapely.STRtree(boxes)
    over = tree.query(boxes, predicate="intersects").T
    shared = [shapely.area(boxes[one].intersection(boxes[other])) for one, other in over if one < other]
    assert max(shared, default=0) < 0.5  # mm², as of a comma and the line below
    assert len(boxes) > 40


def test_a_sheet_says_scale_paper_day_source_and_coordinates() -> None:
    shown = words(draw_map(a_map(), made_on=DAY))
    for part in (
        "Maßstab 1 : 1 000 auf A4",
        "Stand 22.11.2026",
        "eigener Bestand",
        "640 000",
        "5 635 050",
    ):
        assert part in shown
    assert "N" in shown.split()  # on the arrow that shows grid north


@pytest.mark.parametrize("text", UGLY)
def test_ugly_names_stand_on_the_map_as_they_are(text: str) -> None:
    post = Post(EAST + 5, NORTH + 5, label=text[:30], bearing_deg=10)
    line = shapely.LineString([(EAST - 90, NORTH + 30), (EAST + 90, NORTH + 30)])
    signs = [Listed(EAST + 5, NORTH + 5, text[:30], text, "EIN", "")]
    ground = Ground(posts=[post], streets=[Street(line, 6, text)])
    assert pages(draw_map(a_map(title=text, ground=ground, signs=signs), made_on=DAY)) >= 1


def test_the_same_data_on_the_same_day_give_the_same_map() -> None:
    wanted = a_map(ground=a_house(1, 1, 5, 5))
    assert draw_map(wanted, made_on=DAY) == draw_map(wanted, made_on=DAY)


def test_a_sign_on_none_of_the_sheets_is_not_listed() -> None:
    signs = [replace(listed(1)[0], x=EAST - 5000), replace(listed(1)[0], y=NORTH + 5, number="EK-777")]
    shown = words(draw_map(a_map(330, signs=signs), made_on=DAY))
    assert "EK-777" in shown
    assert "EK-000" not in shown
