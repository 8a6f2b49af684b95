"""Drawing and editing areas on the planner's page by keyboard alone, and what a screen reader hears of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.parts.browser import covered, covered_focus
from tests.parts.planner import Desk

NOTICE, VOICE, MAP = "#plan-notice", "#plan-live", "#signage_map"
_WRITTEN = re.compile(r"/api/v1/areas(/\d+)?$")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def metres(page: Page, place: tuple[float, float]) -> tuple[float, float]:
    x, y = page.evaluate("([lon, lat]) => signagePlan.toMetres(lon, lat)", list(place))
    return float(x), float(y)


def ring(page: Page, desk: Desk, area: int) -> list[list[float]]:
    found: list[list[float]] = desk.ask(page, "GET", f"areas/{area}")["geometry"]["coordinates"][0][0]
    return found


def saved(page: Page) -> None:
    with page.expect_response(_WRITTEN):
        page.keyboard.press("Control+s")
    expect(page.locator("#plan-area-bar")).to_be_hidden()
    expect(page.locator(NOTICE)).to_contain_text("Gespeichert")


def test_a_new_area_is_drawn_with_arrows_and_enter(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"18/{lat}/{lon}")
    page_desktop.locator(MAP).focus()
    press(page_desktop, "n", "Enter", *["Shift+ArrowRight"] * 6, "Enter", *["Shift+ArrowUp"] * 5, "Enter")
    expect(page_desktop.locator(VOICE)).to_have_text("Punkt 3 gesetzt")
    press(page_desktop, "f")
    expect(page_desktop.get_by_label("Name", exact=True)).to_be_focused()
    page_desktop.keyboard.type("Tastenfeld")
    saved(page_desktop)
    [row] = [
        one
        for one in desk.ask(page_desktop, "GET", "areas?limit=1000")["features"]
        if one["properties"]["name"] == "Tastenfeld"
    ]
    corners = [metres(page_desktop, (at[0], at[1])) for at in row["geometry"]["coordinates"][0][0]]
    assert max(x for x, _ in corners) - min(x for x, _ in corners) == pytest.approx(60, abs=0.03)
    assert max(y for _, y in corners) - min(y for _, y in corners) == pytest.approx(50, abs=0.03)


def test_arrows_move_the_corner_in_hand_by_metres(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Pfeilfeld")
    before = metres(page_desktop, desk.corner(page_desktop, area, 0))
    page_desktop.locator(MAP).focus()
    for key, by in (("ArrowRight", (1, 0)), ("Shift+ArrowUp", (0, 10)), ("Alt+ArrowLeft", (-0.1, 0))):
        press(page_desktop, "Period", key)
        saved(page_desktop)
        after = metres(page_desktop, desk.corner(page_desktop, area, 0))
        assert (after[0] - before[0], after[1] - before[1]) == pytest.approx(by, abs=0.012), key
        before = after


def test_a_corner_is_told_inserted_and_deleted_by_keys(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Zählfeld")
    page_desktop.locator(MAP).focus()
    press(page_desktop, "Period", "Period")
    expect(page_desktop.locator(VOICE)).to_have_text("Punkt 2 von 4")
    press(page_desktop, "i")
    expect(page_desktop.locator(VOICE)).to_have_text("Punkt 3 von 5")
    saved(page_desktop)
    assert len(ring(page_desktop, desk, area)) == 6
    press(page_desktop, "Comma", "Delete", "Delete")
    saved(page_desktop)
    assert len(ring(page_desktop, desk, area)) == 4


def test_a_hole_and_a_part_are_drawn_and_walked_by_keys(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Lochfeld")
    page_desktop.locator(MAP).focus()
    press(page_desktop, "h", *["Shift+ArrowLeft"] * 2, "Enter", "Shift+ArrowLeft", "Enter", "Shift+ArrowUp")
    press(page_desktop, "Enter", "f", "p", *["Shift+ArrowRight"] * 8, "Enter", *["Shift+ArrowRight"] * 2)
    press(page_desktop, "Enter", *["Shift+ArrowUp"] * 2, "Enter", "Enter", "Period", "Shift+Period")
    expect(page_desktop.locator(VOICE)).to_have_text("Punkt 1 von 3, Aussparung 1")
    saved(page_desktop)
    parts = desk.ask(page_desktop, "GET", f"areas/{area}")["geometry"]["coordinates"]
    assert sorted(len(rings) for rings in parts) == [1, 2]


def test_coordinates_are_typed_for_a_corner(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Zahlenfeld")
    x, _ = metres(page_desktop, desk.corner(page_desktop, area, 0))
    page_desktop.get_by_role("button", name="Nächster Punkt").click()
    east = page_desktop.locator("#plan-point-x")
    east.fill(f"{x - 2.5:.2f}".replace(".", ","))
    east.press("Enter")
    saved(page_desktop)
    assert metres(page_desktop, desk.corner(page_desktop, area, 0))[0] == pytest.approx(x - 2.5, abs=0.012)


def test_a_typed_coordinate_that_is_no_number_is_told_and_moves_nothing(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    an_area("Buchstabenfeld")
    page_desktop.get_by_role("button", name="Nächster Punkt").click()
    east = page_desktop.locator("#plan-point-x")
    east.fill("sechs")
    east.press("Enter")
    expect(page_desktop.locator(NOTICE)).to_have_text("Ost (25832): Das ist keine Zahl.")
    expect(east).to_have_attribute("aria-invalid", "true")
    expect(page_desktop.locator("#plan-area-bar")).to_be_hidden()


def test_ctrl_z_goes_back_point_by_point_while_drawing(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"18/{lat}/{lon}")
    page_desktop.locator(MAP).focus()
    press(page_desktop, "n", "Enter", "Shift+ArrowRight", "Enter", "Shift+ArrowUp", "Enter", "Control+z")
    assert page_desktop.evaluate("signagePlan.pen().points.length") == 2
    press(page_desktop, "Control+y")
    assert page_desktop.evaluate("signagePlan.pen().points.length") == 3
    page_desktop.reload()
    expect(page_desktop.get_by_role("button", name="Fertig")).to_be_enabled()


def test_the_table_and_page_keys_choose_areas(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    first, second = an_area("Aa Feld"), an_area("Ab Feld", east=0.0025)
    press(page_desktop, "Escape")
    page_desktop.get_by_role("gridcell", name="Ab Feld", exact=True).focus()
    press(page_desktop, "ArrowUp")
    expect(page_desktop.locator("#plan-area-title")).to_have_text("Aa Feld")
    page_desktop.locator(MAP).focus()
    press(page_desktop, "PageDown")
    expect(page_desktop.locator("#plan-area-title")).to_have_text("Ab Feld")
    assert page_desktop.evaluate("signagePlan.areaWork().id") == second != first


def test_nothing_at_work_on_an_area_has_the_focus_under_the_bar_that_saves(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    an_area("Balkenfeld")
    page_desktop.locator(MAP).focus()
    press(page_desktop, "Period", "Shift+ArrowLeft")
    expect(page_desktop.locator("#plan-area-bar")).to_be_visible()
    found = covered(page_desktop, 45)
    for _ in range(45):
        press(page_desktop, "Shift+Tab")
        found.append(covered_focus(page_desktop))
    assert [one for one in found if one and "signage_map" not in one] == []


def names(page: Page, desk: Desk) -> list[Any]:
    return [one["properties"]["name"] for one in desk.ask(page, "GET", "areas?limit=1000")["features"]]


def test_a_new_area_that_is_saved_at_once_waits_for_its_municipality(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"18/{lat}/{lon}")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page_desktop.route("**/api/v1/areas/check", hold, times=1)
    page_desktop.locator(MAP).focus()
    with page_desktop.expect_request("**/api/v1/areas/check"):
        press(page_desktop, "n", "Enter", *["Shift+ArrowRight"] * 3, "Enter", *["Shift+ArrowUp"] * 3)
        press(page_desktop, "Enter", "f")
    page_desktop.keyboard.type("Eilfeld")
    with page_desktop.expect_response(_WRITTEN):
        page_desktop.keyboard.press("Control+s")
        held[0].continue_()
    expect(page_desktop.locator("#plan-area-bar")).to_be_hidden()
    found = desk.ask(page_desktop, "GET", "areas?limit=1000")["features"]
    [row] = [one["properties"] for one in found if one["properties"]["name"] == "Eilfeld"]
    assert row["municipality"] == "16070048"


@pytest.mark.complaints("422")
def test_a_name_that_is_missing_is_told_at_its_field_and_nothing_is_lost(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"18/{lat}/{lon}")
    page_desktop.locator(MAP).focus()
    press(
        page_desktop, "n", "Enter", *["Shift+ArrowRight"] * 3, "Enter", *["Shift+ArrowUp"] * 3, "Enter", "f"
    )
    press(page_desktop, "Control+s")
    expect(page_desktop.locator("#plan-area-fault-name")).to_have_text("Diese Angabe fehlt.")
    expect(page_desktop.get_by_label("Name", exact=True)).to_be_focused()
    page_desktop.keyboard.type("<img src=x onerror=alert(1)> & Söhne")
    saved(page_desktop)
    assert "<img src=x onerror=alert(1)> & Söhne" in names(page_desktop, desk)
