"""The page's own reckoning against the library's: metres, and where a sign snaps beside a road."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
import shapely
from playwright.sync_api import Page
from pyproj import Transformer

from signage.siting.figures import load_figures
from signage.siting.snapping import snap
from signage.siting.surroundings import surroundings
from tests.parts.planner import Desk
from tests.places import EAST, NORTH

Points = Sequence[tuple[float, float]]
ROADS: tuple[tuple[Points, dict[str, Any]], ...] = (
    ([(0, 0), (0, 300)], {"width_m": 6.0, "in_town": True}),
    ([(80, 0), (140, 60), (150, 200), (120, 290)], {"width_m": 8.0, "in_town": False}),
    ([(250, 300), (250, 0)], {"width_m": 5.5, "in_town": None}),
)
RULE = """([places, roads]) => {
  const { clearance_m, board_m: half_board_m, reach_m } = signagePlan.options;
  return places.map((at) => signagePlan.snapToRoad(at, roads, { clearance_m, half_board_m }, reach_m));
}"""


@pytest.fixture
def page(page_desktop: Page, desk: Desk) -> Page:
    page_desktop.goto(f"{desk.base}/plan/EK")
    return page_desktop


def line(points: Points) -> list[list[float]]:
    return [[EAST + x, NORTH + y] for x, y in points]


def rows() -> list[dict[str, Any]]:
    return [
        {"id": i, "road_class": "G", "geometry": shapely.to_wkb(shapely.LineString(line(points))), **values}
        for i, (points, values) in enumerate(ROADS)
    ]


def as_the_page_has_them() -> list[dict[str, Any]]:
    return [
        {
            "id": i,
            "line": line(points),
            "half_m": values["width_m"] / 2,
            "in_town": values["in_town"],
            "name": "",
        }
        for i, (points, values) in enumerate(ROADS)
    ]


def test_metres_and_degrees_are_those_of_proj_to_a_millimetre(page: Page) -> None:
    proj, dice = Transformer.from_crs(4326, 25832, always_xy=True), random.Random(7)
    places = [(dice.uniform(9.5, 12.0), dice.uniform(50.0, 51.5)) for _ in range(200)]
    reckoned = page.evaluate("places => places.map((place) => signagePlan.toMetres(...place))", places)
    back = page.evaluate("places => places.map((place) => signagePlan.toDegrees(...place))", reckoned)
    for place, here, there in zip(places, reckoned, back, strict=True):
        assert here == pytest.approx(proj.transform(*place), abs=0.001)
        assert there == pytest.approx(place, abs=1e-9)


def test_the_page_snaps_where_the_library_snaps(page: Page) -> None:
    around, dice = surroundings(roads=rows(), figures=load_figures()), random.Random(11)
    places = [(EAST + dice.uniform(-70, 320), NORTH + dice.uniform(-20, 320)) for _ in range(300)]
    snapped = page.evaluate(RULE, [places, as_the_page_has_them()])
    for at, ours in zip(places, snapped, strict=True):
        theirs = snap(at, around)
        assert (theirs is None) == (ours is None), at
        if theirs and ours:
            assert (ours["x"], ours["y"]) == pytest.approx((theirs.x, theirs.y), abs=1e-6), at
            assert (ours["side"], ours["clearance_m"]) == (theirs.side, theirs.clearance_m)
            assert abs((ours["bearing_deg"] - theirs.bearing_deg + 180) % 360 - 180) < 1e-6


def test_a_post_comes_before_a_road_before_an_edge(page: Page) -> None:
    wanted = {(4.0, 100.0): "road", (9.0, 101.0): "post", (49.0, 50.0): "edge", (30.0, 150.0): "none"}
    ground: dict[str, Any] = {
        "roads": [{"id": 1, "line": [[0, 0], [0, 300]], "half_m": 3, "in_town": True, "name": ""}]
    }
    ground |= {"posts": [[10, 100]], "edges": [[[50, 0], [50, 300]]]}
    snapped = page.evaluate(
        "([places, ground]) => places.map((at) => signagePlan.snapTo(at, ground, { clearance_m:"
        " { in_town: 0.5, outside: 1.5 }, half_board_m: 0.6 }, { road_m: 5, point_m: 3 }).kind)",
        [list(wanted), ground],
    )
    assert dict(zip(wanted, snapped, strict=True)) == wanted
