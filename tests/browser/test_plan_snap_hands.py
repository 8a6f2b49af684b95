"""Snapping and facing on the planner's page by mouse and keyboard: along roads, onto posts and edges."""

import math
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pyproj import Transformer

from tests.browser.test_plan_both_hands import MAP, beside_the_country_road, in_hand
from tests.browser.test_plan_placing import click, placed
from tests.parts.planner import Desk, metres, on_screen, saved

Place = tuple[float, float]
NOTICE = "#plan-notice"
TO_METRES = Transformer.from_crs(4326, 25832, always_xy=True)
# A straight piece of the Kreuzallee whose bearing is no multiple of five degrees.
PIECE = ((10.9440107, 50.8634597), (10.9439198, 50.8638159))
WITHIN_DEG = 0.2  # the inventory keeps tenths, the roads centimetres


def road_bearing() -> float:
    """The bearing of the piece in EPSG:25832, as PROJ has it."""
    (x1, y1), (x2, y2) = (TO_METRES.transform(*end) for end in PIECE)
    return math.degrees(math.atan2(x2 - x1, y2 - y1)) % 360


def beside(right_m: float) -> Place:
    """So far to the right of the middle of the piece."""
    (x1, y1), (x2, y2) = (TO_METRES.transform(*end) for end in PIECE)
    across = math.radians(road_bearing() + 90)
    at = ((x1 + x2) / 2 + right_m * math.sin(across), (y1 + y2) / 2 + right_m * math.cos(across))
    lon, lat = TO_METRES.transform(*at, direction="INVERSE")
    return lon, lat


def apart(one: float, other: float) -> float:
    """Degrees between two bearings."""
    return abs((one - other + 180) % 360 - 180)


@pytest.mark.parametrize(("right_m", "turned"), [(4.0, 180.0), (-4.0, 0.0)])
def test_a_click_faces_along_the_road_against_the_traffic_of_its_side(
    page_desktop: Page, desk: Desk, right_m: float, turned: float
) -> None:
    place = beside(right_m)
    desk.open(page_desktop, f"19/{place[1]}/{place[0]}")
    page_desktop.get_by_role("button", name="Einzelwegweiser").click()
    click(page_desktop, place)
    facing = float(str(placed(page_desktop, desk)["bearing_deg"]))
    assert apart(facing, road_bearing() + turned) < WITHIN_DEG


def test_keys_face_along_the_road(page_desktop: Page, desk: Desk) -> None:
    sign = in_hand(page_desktop, desk, beside(5.0), bearing_deg=33, width_mm=1200)
    page_desktop.locator(MAP).focus()
    page_desktop.keyboard.press("s")
    saved(page_desktop)
    assert apart(desk.values(page_desktop, sign)["bearing_deg"], road_bearing() + 180) < WITHIN_DEG


@pytest.mark.parametrize(
    ("off_deg", "free", "wanted"),
    [(3.0, False, "road"), (-93.0, False, "across"), (22.0, False, "fives"), (3.0, True, "pointer")],
)
def test_the_handle_snaps_to_the_roads_bearing_else_to_five_degrees_and_alt_lets_go(
    page_desktop: Page, desk: Desk, off_deg: float, free: bool, wanted: str
) -> None:
    sign = in_hand(page_desktop, desk, beside(6.0), bearing_deg=60)
    before = desk.values(page_desktop, sign)
    swing(page_desktop, before, road_bearing() + 180 + off_deg, free=free)
    bearing = desk.values(page_desktop, sign)["bearing_deg"]
    if wanted == "fives":
        assert bearing % 5 == 0
        assert apart(bearing, road_bearing() + 180 + off_deg) <= 4
    else:
        off = {"road": 0.0, "across": -90.0, "pointer": off_deg}[wanted]
        assert apart(bearing, road_bearing() + 180 + off) < (1.6 if free else WITHIN_DEG)
        assert not free or bearing == round(bearing)


def swing(page: Page, values: dict[str, float], bearing_deg: float, *, free: bool) -> None:
    """Take the handle of the sign in hand to where it looks along a bearing."""
    box, handle = (
        page.locator(MAP).bounding_box(),
        page.evaluate("(({ x, y }) => [x, y])(signagePlan.overlay.handleAt())"),
    )
    assert box is not None
    x, y = metres(page, values)
    ahead = math.radians(bearing_deg)
    to = TO_METRES.transform(x + 18 * math.sin(ahead), y + 18 * math.cos(ahead), direction="INVERSE")
    page.mouse.move(box["x"] + handle[0], box["y"] + handle[1])
    page.mouse.down()
    if free:
        page.keyboard.down("Alt")
    page.mouse.move(*on_screen(page, *to), steps=4)
    page.mouse.up()
    page.keyboard.up("Alt")
    expect(page.locator(NOTICE)).to_contain_text("gedreht")
    saved(page)


def set_by_keys(page: Page, desk: Desk, place: Place, *, last: str = "Enter") -> dict[str, object]:
    """A guide sign set with `N` in the middle of a view of the place."""
    desk.look(page, f"19/{place[1]}/{place[0]}")
    page.locator(MAP).focus()
    for key in ("n", "4", last):
        page.keyboard.press(key)
    return placed(page, desk)


def test_keys_set_a_second_sign_onto_a_post(page_desktop: Page, desk: Desk) -> None:
    post = desk.values(page_desktop, desk.a_sign(page_desktop, 10.94830, 50.86310))
    desk.open(page_desktop)
    row = set_by_keys(page_desktop, desk, (10.948310, 50.863104))
    assert row["id"] != post["id"]
    assert (row["lon"], row["lat"]) == (post["lon"], post["lat"])


def test_alt_with_enter_sets_it_where_it_is(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    lon, lat = beside(4.5)
    row = set_by_keys(page_desktop, desk, (lon, lat), last="Alt+Enter")
    assert (row["lon"], row["lat"]) == (pytest.approx(lon, abs=3e-6), pytest.approx(lat, abs=2e-6))


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_outside_town_a_new_sign_keeps_a_metre_and_a_half(page_desktop: Page, desk: Desk, by: str) -> None:
    lon, lat = beside_the_country_road(page_desktop, desk, 0.2 if by == "mouse" else 0.8)
    place = (lon, lat - 0.00006)
    desk.open(page_desktop)
    if by == "keys":
        row = set_by_keys(page_desktop, desk, place)
    else:
        desk.look(page_desktop, f"19/{place[1]}/{place[0]}")
        page_desktop.get_by_role("button", name="Einzelwegweiser").click()
        click(page_desktop, place)
        row = placed(page_desktop, desk)
    site = desk.ask(page_desktop, "GET", f"signs/{row['id']}/findings")["site"]
    assert site["road"]["in_town"] is False
    half_board_m = 0.6  # the usual width of its type
    assert site["to_edge_m"] == pytest.approx(1.5 + half_board_m, abs=0.02)


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_a_sign_is_set_onto_the_edge_of_an_area(
    page_desktop: Page, desk: Desk, a_field: Callable[[], Place], by: str
) -> None:
    lon, lat = a_field()
    ring = [[lon, lat], [lon + 0.002, lat], [lon + 0.002, lat + 0.001], [lon, lat + 0.001], [lon, lat]]
    desk.an_area(page_desktop, [ring], name=f"Kante {by}")
    place = (lon + 0.000008, lat + 0.0005)  # half a metre inside of the western edge
    desk.open_areas(page_desktop, f"19/{place[1]}/{place[0]}")
    page_desktop.locator("#plan-mode-signs").click()
    if by == "keys":
        row = set_by_keys(page_desktop, desk, place)
    else:
        page_desktop.get_by_role("button", name="Einzelwegweiser").click()
        click(page_desktop, place)
        row = placed(page_desktop, desk)
    assert row["lon"] == pytest.approx(lon, abs=2.5e-7)
    assert row["lat"] == pytest.approx(place[1], abs=3e-6)
