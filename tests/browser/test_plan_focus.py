"""On the planner's page: where the focus goes on when its place goes away, and the ways to other pages."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_plan_areas_keys import press
from tests.parts.planner import Desk, on_screen

LIGHT, UNDO, REDO = "#plan-area-light", "#plan-undo", "#plan-redo"


def drawn(page: Page, desk: Desk, field: tuple[float, float]) -> None:
    """A new area by keys, not saved yet."""
    lon, lat = field
    desk.open_areas(page, f"18/{lat}/{lon}")
    page.locator("#signage_map").focus()
    press(page, "n", "Enter", *["Shift+ArrowRight"] * 6, "Enter", *["Shift+ArrowUp"] * 5, "Enter", "f")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()


def test_the_last_undo_hands_the_focus_to_redo_and_the_other_way_round(
    page_desktop: Page, desk: Desk
) -> None:
    place = (10.94710, 50.86690)
    sign = desk.a_sign(page_desktop, *place)
    desk.open(page_desktop, f"19/{place[1]}/{place[0]}")
    page_desktop.mouse.click(*on_screen(page_desktop, *place))
    page_desktop.keyboard.press("r")
    expect(page_desktop.locator("#plan-notice")).to_contain_text("gedreht")
    page_desktop.locator(UNDO).press("Enter")
    expect(page_desktop.locator(REDO)).to_be_focused()
    page_desktop.locator(REDO).press("Enter")
    expect(page_desktop.locator(UNDO)).to_be_focused()
    expect(page_desktop.locator(REDO)).to_be_disabled()
    assert desk.values(page_desktop, sign)["bearing_deg"] == 105


def test_an_area_saved_by_key_leaves_the_focus_in_its_field(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    drawn(page_desktop, desk, a_field())
    page_desktop.keyboard.type("Fokusfeld")
    press(page_desktop, "Control+s")
    expect(page_desktop.locator("#plan-notice")).to_contain_text("Gespeichert")
    expect(page_desktop.get_by_label("Name", exact=True)).to_be_focused()


def test_a_new_area_that_is_discarded_leaves_no_bar_and_the_focus_at_the_light(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    drawn(page_desktop, desk, a_field())
    page_desktop.locator("#plan-area-drop").press("Enter")
    expect(page_desktop.locator("#plan-area-bar")).to_be_hidden()
    expect(page_desktop.locator(LIGHT)).to_be_focused()


def test_a_file_that_is_closed_hands_the_focus_to_its_tool(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"18/{lat}/{lon}")
    ring = f"[[{lon},{lat}],[{lon + 0.001},{lat}],[{lon + 0.001},{lat + 0.001}],[{lon},{lat}]]"
    told = f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}'
    page_desktop.locator("#plan-file-input").set_input_files(
        {"name": "eins.geojson", "mimeType": "application/geo+json", "buffer": told.encode()}
    )
    expect(page_desktop.locator("#plan-file-title")).to_be_focused()
    page_desktop.locator("#plan-file-close").press("Enter")
    expect(page_desktop.locator("#plan-tool-file")).to_be_focused()


def test_a_drag_on_the_map_marks_no_words_around_it(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    kept = "one => getComputedStyle(one).userSelect"
    assert page_desktop.locator(".leaflet-control-container").first.evaluate(kept) == "none"


def test_the_name_of_the_page_leads_to_all_areas_and_a_token_to_no_desk(
    page_desktop: Page, desk: Desk
) -> None:
    desk.open(page_desktop)
    expect(page_desktop.get_by_role("link", name="Zum Arbeitsplatz")).to_be_hidden()
    page_desktop.get_by_role("link", name="Schilder planen").click()
    expect(page_desktop).to_have_url(re.compile(r"/plan(#.*)?$"))


def test_streets_of_one_name_are_told_apart_by_their_area(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.locator("#signage-query").fill("Querspange")
    streets = page_desktop.locator("#signage-results li").filter(has_text="Straße ·")
    expect(streets).to_have_count(3)
    assert len(set(streets.locator(".kind").all_inner_texts())) == 3
