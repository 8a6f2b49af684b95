"""Drawing and editing areas on the planner's page by mouse: checked while drawn, saved, taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.parts.planner import Desk, on_screen

NOTICE = "#plan-notice"
FINDINGS = "#plan-area-findings"


def rows(page: Page, desk: Desk, name: str) -> list[dict[str, Any]]:
    """The stored areas called `name`."""
    found: list[dict[str, Any]] = desk.ask(page, "GET", "areas?limit=1000")["features"]
    return [one for one in found if one["properties"]["name"] == name]


def click(page: Page, place: tuple[float, float]) -> None:
    x, y = on_screen(page, *place)
    page.mouse.move(x - 2, y)
    page.mouse.click(x, y)


def drag(page: Page, place: tuple[float, float], to: tuple[float, float]) -> None:
    page.mouse.move(*on_screen(page, *place))
    page.mouse.down()
    page.mouse.move(*on_screen(page, *to), steps=4)
    page.mouse.up()


def test_a_new_area_is_drawn_named_and_gets_its_municipality_from_the_place(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"17/{lat}/{lon}")
    page_desktop.get_by_role("button", name="Neues Gebiet").click()
    corners = [(lon, lat), (lon + 0.002, lat), (lon + 0.002, lat + 0.001), (lon, lat + 0.001)]
    for place in [*corners, corners[0]]:
        click(page_desktop, place)
    expect(page_desktop.get_by_label("Gemeinde", exact=True)).to_have_value("16070048")
    page_desktop.get_by_label("Name", exact=True).fill("Am Feldrain")
    page_desktop.get_by_role("button", name="Speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Am Feldrain“ angelegt")
    [row] = rows(page_desktop, desk, "Am Feldrain")
    assert len(row["geometry"]["coordinates"][0][0]) == 5
    assert row["properties"]["municipality"] == "16070048"
    assert row["properties"]["valid_from"]


def test_a_dragged_corner_is_saved_and_undo_takes_it_back(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Eckenfeld")
    lon, lat = desk.corner(page_desktop, area, 2)
    drag(page_desktop, (lon, lat), (lon + 0.0003, lat + 0.0001))
    page_desktop.get_by_role("button", name="Speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Punkt verschoben")
    assert desk.corner(page_desktop, area, 2)[0] == pytest.approx(lon + 0.0003, abs=1e-5)
    page_desktop.get_by_role("button", name="Rückgängig").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert desk.corner(page_desktop, area, 2) == (lon, lat)


def test_a_corner_that_is_dragged_while_a_save_is_on_its_way_is_not_lost(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Zwei Züge")
    sent: list[Route] = []

    def hold(route: Route) -> None:
        sent.append(route)

    page_desktop.route(f"**/api/v1/areas/{area}", hold, times=1)
    first, second = desk.corner(page_desktop, area, 0), desk.corner(page_desktop, area, 2)
    drag(page_desktop, first, (first[0] - 0.0002, first[1]))
    with page_desktop.expect_request(f"**/api/v1/areas/{area}"):
        page_desktop.get_by_role("button", name="Speichern").click()
    drag(page_desktop, second, (second[0] + 0.0003, second[1]))
    sent[0].continue_()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    page_desktop.get_by_role("button", name="Speichern").click()
    expect(page_desktop.locator("#plan-area-bar")).to_be_hidden()
    assert desk.corner(page_desktop, area, 0)[0] == pytest.approx(first[0] - 0.0002, abs=1e-5)
    assert desk.corner(page_desktop, area, 2)[0] == pytest.approx(second[0] + 0.0003, abs=1e-5)


def test_an_overlap_shows_while_a_corner_is_held_and_is_mended_by_a_click(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    neighbour = an_area("Nachbar", east=0.002)
    area = an_area("Übergriff")
    lon, lat = desk.corner(page_desktop, area, 1)
    page_desktop.mouse.move(*on_screen(page_desktop, lon, lat))
    page_desktop.mouse.down()
    page_desktop.mouse.move(*on_screen(page_desktop, lon + 0.0006, lat + 0.0002), steps=4)
    expect(page_desktop.locator(FINDINGS)).to_contain_text("überdeckt Nachbar")
    page_desktop.mouse.up()
    page_desktop.get_by_role("button", name="an der Grenze zu Nachbar abschneiden").click()
    expect(page_desktop.locator(FINDINGS)).not_to_contain_text("überdeckt")
    page_desktop.get_by_role("button", name="Speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    assert desk.row(page_desktop, "areas", neighbour)["version"] == 1


def test_an_edge_gives_a_new_corner_and_a_neighbours_corner_draws_it(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    an_area("Anschluss", east=0.0024)
    area = an_area("Nahe dran")
    (lon, lat), (_, top) = desk.corner(page_desktop, area, 1), desk.corner(page_desktop, area, 2)
    drag(page_desktop, (lon, (lat * 2 + top) / 3), (lon + 0.00042, lat + 0.00001))
    page_desktop.get_by_role("button", name="Speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    assert desk.corner(page_desktop, area, 2) == pytest.approx((lon + 0.0004, lat), abs=2e-7)


def test_what_is_not_saved_survives_a_reload_step_by_step(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Zwischenstand")
    lon, lat = desk.corner(page_desktop, area, 0)
    drag(page_desktop, (lon, lat), (lon - 0.0002, lat))
    page_desktop.reload()
    expect(page_desktop.get_by_role("button", name="Verwerfen")).to_be_visible()
    page_desktop.get_by_role("button", name="Rückgängig").click()
    expect(page_desktop.get_by_role("button", name="Verwerfen")).to_be_hidden()
    page_desktop.get_by_role("button", name="Wiederholen").click()
    page_desktop.get_by_role("button", name="Speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    assert desk.corner(page_desktop, area, 0)[0] == pytest.approx(lon - 0.0002, abs=1e-5)


def test_measuring_leaves_the_area_in_hand_and_comes_back_to_it(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    an_area("Messfeld")
    page_desktop.locator("#plan-measure-button").click()
    expect(page_desktop.locator("#plan-area-title")).to_be_visible()
    page_desktop.locator("#plan-measure-button").click()
    assert page_desktop.evaluate("signagePlan.mode()") == "areas"
    assert page_desktop.evaluate("signagePlan.areaWork().now.values.name") == "Messfeld"


def test_what_others_save_of_the_area_in_hand_appears_by_itself(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Fremdfeld")
    page_desktop.evaluate("signagePlan.lookNow()")
    seen = {"If-Match": '"1"'}
    desk.ask(page_desktop, "PATCH", f"areas/{area}", data={"properties": {"name": "Anders"}}, headers=seen)
    expect(page_desktop.locator("#plan-area-title")).to_have_text("Anders")
    expect(page_desktop.locator(NOTICE)).to_contain_text("von jemand anderem geändert")


def test_leaving_an_area_with_an_error_asks_and_loses_nothing(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    an_area("Grenznachbar", east=0.002)
    area = an_area("Voller Fehler")
    lon, lat = desk.corner(page_desktop, area, 1)
    drag(page_desktop, (lon, lat), (lon + 0.0006, lat + 0.0002))
    expect(page_desktop.locator(FINDINGS)).to_contain_text("überdeckt Grenznachbar")
    click(page_desktop, (lon - 0.0025, lat - 0.0003))
    expect(page_desktop.locator(NOTICE)).to_contain_text("ist nicht gespeichert")
    expect(page_desktop.locator("#plan-area-title")).to_have_text("Voller Fehler")
    page_desktop.locator(NOTICE).get_by_role("button", name="Verwerfen").click()
    assert desk.row(page_desktop, "areas", area)["version"] == 1
    expect(page_desktop.locator("#plan-area-bar")).to_be_hidden()


@pytest.mark.parametrize("way", ["the key", "the key in a field", "the button at once"])
def test_an_outline_with_errors_is_saved_only_by_the_button_that_says_so(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int], way: str
) -> None:
    an_area("Roter Nachbar", east=0.002)
    area = an_area("Roter Umriss")
    lon, lat = desk.corner(page_desktop, area, 1)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page_desktop.route("**/api/v1/areas/check", hold, times=1)
    drag(page_desktop, (lon, lat), (lon + 0.0006, lat + 0.0002))
    if way == "the button at once":
        page_desktop.get_by_role("button", name="Speichern").click()
    held[0].continue_()
    if way != "the button at once":
        page_desktop.locator("#signage_map" if way == "the key" else "#plan-area-name").press("Control+s")
    expect(page_desktop.locator(NOTICE)).to_contain_text("hat Fehler. Trotzdem speichern?")
    sure = page_desktop.get_by_role("button", name="Trotz Fehler speichern")
    expect(sure).to_be_focused()
    assert desk.row(page_desktop, "areas", area)["version"] == 1
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    assert desk.row(page_desktop, "areas", area)["version"] == 2


def test_escape_puts_a_dragged_corner_back(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Zurück")
    lon, lat = desk.corner(page_desktop, area, 0)
    page_desktop.mouse.move(*on_screen(page_desktop, lon, lat))
    page_desktop.mouse.down()
    page_desktop.mouse.move(*on_screen(page_desktop, lon - 0.0004, lat), steps=3)
    page_desktop.keyboard.press("Escape")
    page_desktop.mouse.up()
    expect(page_desktop.locator("#plan-area-bar")).to_be_hidden()
    assert desk.corner(page_desktop, area, 0) == (lon, lat)


def drawn(page: Page, tool: str, corners: list[tuple[float, float]]) -> None:
    """A ring, closed by a click on its first corner."""
    page.locator(tool).click()
    for place in [*corners, corners[0]]:
        click(page, place)
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(NOTICE)).to_contain_text("Gespeichert")


def a_square(west: float, south: float, size: float) -> list[tuple[float, float]]:
    return [(west, south), (west + size, south), (west + size, south + size), (west, south + size)]


def test_a_hole_is_cut_by_mouse(page_desktop: Page, desk: Desk, an_area: Callable[..., int]) -> None:
    area = an_area("Mit Loch")
    west, south = desk.corner(page_desktop, area, 0)
    drawn(page_desktop, "#plan-tool-hole", a_square(west + 0.0008, south + 0.0003, 0.0004))
    [[outer, hole]] = desk.ask(page_desktop, "GET", f"areas/{area}")["geometry"]["coordinates"]
    assert len(outer) == len(hole) == 5
    assert min(lon for lon, _ in hole) == pytest.approx(west + 0.0008, abs=1e-5)


def test_a_second_part_is_added_by_mouse(page_desktop: Page, desk: Desk, an_area: Callable[..., int]) -> None:
    area = an_area("Zwei Teile")
    west, south = desk.corner(page_desktop, area, 0)
    drawn(page_desktop, "#plan-tool-part", a_square(west + 0.0025, south + 0.0003, 0.0004))
    parts = desk.ask(page_desktop, "GET", f"areas/{area}")["geometry"]["coordinates"]
    assert len(parts) == 2
    assert {len(rings) for rings in parts} == {1}
    assert max(lon for [ring] in parts for lon, _ in ring) == pytest.approx(west + 0.0029, abs=1e-5)
