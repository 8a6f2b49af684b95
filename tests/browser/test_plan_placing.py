"""Setting signs on the planner's map: three clicks, or the keyboard; beside the road as the rule demands."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.parts.planner import Desk, on_screen

PLACED = "#plan-sign-title"
IN_THE_ROAD = (10.94440, 50.85960)
EAST, WEST = (10.94452, 50.85950), (10.94428, 50.85950)  # beside the Kreuzallee, which runs north


def click(page: Page, place: tuple[float, float]) -> None:
    x, y = on_screen(page, *place)
    page.mouse.move(x - 3, y)
    page.mouse.click(x, y)


def placed(page: Page, desk: Desk) -> dict[str, object]:
    """The values of the sign just set."""
    expect(page.locator("#plan-notice")).to_contain_text("gesetzt")
    return desk.values(page, page.evaluate("signagePlan.chosen()"))


def test_two_clicks_set_a_sign_with_type_code_number_and_street(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Übersichtstafel").click()
    click(page_desktop, EAST)
    row = placed(page_desktop, desk)
    assert (row["type"], row["family"], row["state"], row["street"]) == (
        "INF",
        "guide",
        "planned",
        "Kreuzallee",
    )
    assert re.fullmatch(r"EK-\d{3}", str(row["number"]))
    assert re.fullmatch(r"[0-9A-Z]{8}", str(row["code"]))
    assert (row["area"], row["municipality"]) == (4, "16070004")


def test_the_table_scrolls_to_a_sign_just_set(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    for number in range(12):
        desk.a_sign(
            page_desktop, 10.9520 + 0.0001 * number, 50.8690, number=f"EK-{number + 20:03}", name="viele"
        )
    page_desktop.get_by_role("button", name="Übersichtstafel").click()
    click(page_desktop, EAST)
    placed(page_desktop, desk)
    expect(page_desktop.locator("#plan-grid tr.chosen")).to_have_attribute(
        "data-id", str(page_desktop.evaluate("signagePlan.chosen()"))
    )
    expect(
        page_desktop.locator("#plan-grid tr.chosen th, #plan-grid tr.chosen [data-name=number]").first
    ).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize(
    ("place", "light", "fields"),
    [
        (EAST, "good", ["number", "state", "type", "name", "street"]),
        (IN_THE_ROAD, "error", ["number", "state"]),
    ],
)
def test_the_form_of_a_new_sign_begins_in_sight(
    page_desktop: Page, desk: Desk, place: tuple[float, float], light: str, fields: list[str]
) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Übersichtstafel").click()
    page_desktop.keyboard.down("Alt")
    click(page_desktop, place)
    page_desktop.keyboard.up("Alt")
    placed(page_desktop, desk)
    expect(page_desktop.locator("#plan-light")).to_have_attribute("data-light", light)
    for name in fields:
        expect(page_desktop.locator(f"#plan-field-{name}")).to_be_in_viewport(ratio=1)
    assert page_desktop.locator(".side").evaluate("side => side.scrollTop") == 0


@pytest.mark.parametrize(
    ("place", "facing"),
    # Where no other test has set a sign whose post would be taken.
    [((EAST[0], 50.8592), 180.0), ((WEST[0], 50.8592), 0.0)],
)
def test_beside_the_road_it_faces_the_traffic_of_its_side(
    page_desktop: Page, desk: Desk, place: tuple[float, float], facing: float
) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Sammelwegweiser").click()
    click(page_desktop, place)
    row = placed(page_desktop, desk)
    assert abs((float(str(row["bearing_deg"])) - facing + 180) % 360 - 180) < 5
    site = desk.ask(page_desktop, "GET", f"signs/{row['id']}/findings")["site"]
    half_board_m = 0.7  # the usual width of its type
    assert site["to_edge_m"] == pytest.approx(0.5 + half_board_m, abs=0.02)


def test_alt_sets_it_where_the_pointer_is(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Schild setzen").click()
    page_desktop.keyboard.down("Alt")
    click(page_desktop, EAST)
    page_desktop.keyboard.up("Alt")
    row = placed(page_desktop, desk)
    assert row["lon"] == pytest.approx(EAST[0], abs=3e-6)
    assert row["lat"] == pytest.approx(EAST[1], abs=2e-6)


def test_by_keyboard_a_type_is_chosen_the_sign_moved_and_set(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, "19/50.86020/10.94470")
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("n")
    page_desktop.keyboard.press("4")
    page_desktop.keyboard.press("Shift+ArrowLeft")
    page_desktop.keyboard.press("Enter")
    row = placed(page_desktop, desk)
    assert row["type"] == "EIN"
    site = desk.ask(page_desktop, "GET", f"signs/{row['id']}/findings")["site"]
    assert site["to_edge_m"] == pytest.approx(1.1, abs=0.02)


def test_escape_sets_nothing(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Tor-/Hausnummernschild").click()
    expect(page_desktop.locator("#plan-place-hint")).to_contain_text("Tor-/Hausnummernschild")
    page_desktop.keyboard.press("Escape")
    expect(page_desktop.locator("#plan-place-hint")).to_be_empty()
    written: list[str] = []
    page_desktop.on("request", lambda request: written.append(f"{request.method} {request.url}"))
    click(page_desktop, (10.94480, 50.85965))
    # Of two clicks only the one that follows a type sets something.
    page_desktop.get_by_role("button", name="Tor-/Hausnummernschild").click()
    click(page_desktop, (10.94480, 50.85985))
    assert placed(page_desktop, desk)["lat"] == pytest.approx(50.85985, abs=5e-5)
    assert written.count(f"POST {desk.base}/api/v1/signs") == 1


def test_the_type_last_set_is_remembered_by_the_tab(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Begrüßungspylon").click()
    page_desktop.keyboard.press("Escape")
    page_desktop.reload()
    page_desktop.get_by_role("button", name="Schild setzen").click()
    expect(page_desktop.locator("#plan-place-hint")).to_contain_text("Begrüßungspylon")


def test_a_second_sign_snaps_onto_a_post_that_is_there(page_desktop: Page, desk: Desk) -> None:
    first = desk.a_sign(page_desktop, 10.94466, 50.86100)
    desk.open(page_desktop, "20/50.86100/10.94466")
    page_desktop.get_by_role("button", name="Einzelwegweiser").click()
    x, y = on_screen(page_desktop, 10.94466, 50.86100)
    page_desktop.mouse.move(x + 20, y)
    page_desktop.mouse.click(x + 6, y + 4)
    row, post = placed(page_desktop, desk), desk.values(page_desktop, first)
    assert row["id"] != first
    assert (row["lon"], row["lat"]) == (post["lon"], post["lat"])


def test_without_snapping_a_click_is_taken_as_it_is(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Einrasten").click()
    expect(page_desktop.get_by_role("button", name="Einrasten")).to_have_attribute("aria-pressed", "false")
    page_desktop.get_by_role("button", name="Schild setzen").click()
    click(page_desktop, (10.94450, 50.85970))
    assert placed(page_desktop, desk)["lon"] == pytest.approx(10.94450, abs=3e-6)


def test_the_street_is_that_of_the_place_and_not_of_where_the_pointer_came_from(
    page_desktop: Page, desk: Desk
) -> None:
    desk.open(page_desktop, "17/50.8592/10.94800")
    page_desktop.keyboard.down("Alt")
    page_desktop.locator("button.type").first.click()
    with page_desktop.expect_response("**/signs/check"):
        page_desktop.mouse.move(*on_screen(page_desktop, 10.94444, 50.85980))
    page_desktop.mouse.click(*on_screen(page_desktop, 10.94900, 50.86055))
    page_desktop.keyboard.up("Alt")
    expect(page_desktop.locator("#plan-notice")).to_contain_text("gesetzt")
    sign = page_desktop.evaluate("signagePlan.chosen()")
    assert desk.values(page_desktop, sign)["street"] == "Hallenring"


def test_a_sign_set_before_the_map_has_come_still_gets_its_area_and_its_municipality(
    page_desktop: Page, desk: Desk
) -> None:
    """The areas and borders of the new view are held back; those of the place are asked for."""
    desk.open(page_desktop, "19/50.80000/10.80000")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        layer = urlsplit(route.request.url).path
        if all(urlsplit(one.request.url).path != layer for one in held):
            held.append(route)
        else:
            route.continue_()

    page_desktop.route(re.compile(r"/api/v1/(areas|municipalities)\?"), hold_the_first)
    page_desktop.evaluate("signagePlan.map.setView([50.8595, 10.9444], 19)")
    page_desktop.get_by_role("button", name="Übersichtstafel").click()
    click(page_desktop, EAST)
    row = placed(page_desktop, desk)
    assert len(held) == 2
    for route in held:
        route.continue_()
    assert (row["area"], row["municipality"]) == (4, "16070004")
