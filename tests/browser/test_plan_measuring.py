"""Measuring on the planner's page, and places by their coordinates: by mouse and by keyboard."""

import re
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_plan_axe import violations
from tests.parts.browser import tab_to, until
from tests.parts.planner import Desk, metres, on_screen

MIDDLE = (10.93350, 50.86700)
VIEW = f"19/{MIDDLE[1]}/{MIDDLE[0]}"


# A place on the Hallenring; the view that the test begins with is 700 m away from it.
_IN_SIGHT = "() => signagePlan.map.getBounds().contains([50.86055, 10.94900])"


def the_tool(page: Page, desk: Desk) -> None:
    """The page with the tape measure in hand."""
    desk.open(page, VIEW)
    page.get_by_role("button", name="Messen").click()
    expect(page.locator("#plan-measure")).to_be_visible()


def place(page: Page, east_m: float, north_m: float) -> tuple[float, float]:
    """Degrees of a place so far from the view's middle."""
    lon, lat = page.evaluate(
        """([lon, lat, e, n]) => { const [x, y] = signagePlan.toMetres(lon, lat);
        return signagePlan.toDegrees(x + e, y + n); }""",
        [*MIDDLE, east_m, north_m],
    )
    return lon, lat


def click(page: Page, east_m: float, north_m: float) -> None:
    """A click so far from the view's middle."""
    page.mouse.click(*on_screen(page, *place(page, east_m, north_m)))


def told_m(page: Page) -> float:
    """The length in the panel, in metres."""
    found = re.search(r"Länge ([\d,.]+) m", page.locator("#plan-measure-sum").inner_text())
    assert found
    return float(found[1].replace(".", "").replace(",", "."))


def copied(page: Page) -> str:
    """What is in the clipboard."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_line_of_clicks_is_as_long_as_on_the_ground(page_desktop: Page, desk: Desk) -> None:
    the_tool(page_desktop, desk)
    for east, north in ((-40, 0), (0, 30), (0, -30)):
        click(page_desktop, east, north)
    assert told_m(page_desktop) == pytest.approx(110, abs=1)
    expect(page_desktop.locator("#plan-measure-legs li")).to_have_count(2)
    assert page_desktop.evaluate("signagePlan.chosen()") is None


def test_a_click_on_the_first_point_closes_the_area(page_desktop: Page, desk: Desk) -> None:
    the_tool(page_desktop, desk)
    for east, north in ((-40, -20), (20, -20), (20, 20), (-40, 20), (-40, -20)):
        click(page_desktop, east, north)
    said = page_desktop.locator("#plan-measure-sum").inner_text()
    found = re.fullmatch(r"Fläche ([\d.,]+) m², Umfang ([\d,]+) m", said)
    assert found, said
    assert float(found[1].replace(".", "").replace(",", ".")) == pytest.approx(2400, abs=30)
    assert float(found[2].replace(",", ".")) == pytest.approx(200, abs=2)


def test_lengths_and_areas_are_exact(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW)
    lines: Sequence[tuple[object, bool]] = (
        ([[0, 0], [3, 4]], False),
        ([[9, 9], [12, 9], [12, 13]], True),
        ([], False),
    )
    found = page_desktop.evaluate(
        "lines => lines.map(([line, ring]) => signagePlan.measures(line, ring))", lines
    )
    assert [(one["length_m"], one["area_m2"]) for one in found] == [(5, 0), (12, 6), (0, 0)]


def test_the_keyboard_measures_to_the_decimetre(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW)
    tab_to(page_desktop, page_desktop.locator("#signage_map"))
    for key in ("m", "Enter", "Shift+ArrowRight", "ArrowRight", "Alt+ArrowRight", "Enter"):
        page_desktop.keyboard.press(key)
    assert told_m(page_desktop) == 11.1
    for key in ("Shift+ArrowUp", "Enter", "g"):
        page_desktop.keyboard.press(key)
    expect(page_desktop.locator("#plan-measure-sum")).to_contain_text("Fläche 55,5 m²")
    page_desktop.keyboard.press("Escape")
    expect(page_desktop.locator("#plan-measure")).to_be_hidden()


def test_a_point_is_taken_back_and_the_measure_begun_anew(page_desktop: Page, desk: Desk) -> None:
    the_tool(page_desktop, desk)
    for east in (-40, -10, 20):
        click(page_desktop, east, 0)
    page_desktop.get_by_role("button", name="Punkt zurück").click()
    assert told_m(page_desktop) == pytest.approx(30, abs=0.5)
    page_desktop.get_by_role("button", name="Neu", exact=True).click()
    expect(page_desktop.locator("#plan-measure-sum")).to_have_text("Ersten Punkt anklicken")


def test_a_point_snaps_to_a_post_and_alt_lets_go(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW)
    posts = [desk.a_sign(page_desktop, *place(page_desktop, east, -40)) for east in (-20, 20)]
    page_desktop.reload()
    the_tool(page_desktop, desk)
    for east in (-20.5, 20.5):
        click(page_desktop, east, -40)
    (x1, y1), (x2, y2) = (metres(page_desktop, desk.values(page_desktop, post)) for post in posts)
    assert told_m(page_desktop) == pytest.approx(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, abs=0.006)
    page_desktop.keyboard.down("Alt")
    click(page_desktop, 19.2, -39)
    page_desktop.keyboard.up("Alt")
    assert told_m(page_desktop) > 40.5


def test_measuring_moves_no_sign_and_the_hand_is_free_again_afterwards(
    page_desktop: Page, desk: Desk
) -> None:
    sign = desk.a_sign(page_desktop, *MIDDLE)
    the_tool(page_desktop, desk)
    page_desktop.mouse.click(*on_screen(page_desktop, *MIDDLE))
    assert page_desktop.evaluate("signagePlan.chosen()") is None
    page_desktop.get_by_role("button", name="Messen").click()
    page_desktop.mouse.click(*on_screen(page_desktop, *MIDDLE))
    assert page_desktop.evaluate("signagePlan.chosen()") == sign


def test_a_typed_coordinate_is_shown_and_a_sign_set_exactly_there(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW)
    page_desktop.keyboard.press("Tab")
    page_desktop.locator("#signage-query").fill("32 636812,25 5636050,75")
    expect(page_desktop.locator("#signage-results li")).to_contain_text("636812,25 / 5636050,75")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-spot-place")).to_be_focused()
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-sign-title")).to_contain_text("EK-")
    sign = page_desktop.evaluate("signagePlan.chosen()")
    x, y = metres(page_desktop, desk.values(page_desktop, sign))
    assert (x, y) == pytest.approx((636812.25, 5636050.75), abs=0.02)


def test_swapped_coordinates_are_asked_about(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW)
    page_desktop.locator("#signage-query").fill("5636050 636812")
    expect(page_desktop.locator("#signage-results li")).to_contain_text("So gemeint?")
    expect(page_desktop.locator("#plan-spot")).to_be_hidden()
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-spot-metres")).to_have_text("636812.00 5636050.00")


def test_what_cannot_be_used_is_said_in_words(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW)
    page_desktop.locator("#signage-query").fill("4432123 5634567")
    expect(page_desktop.locator("#signage-found")).to_contain_text("Gauß-Krüger")


def test_the_search_finds_rows_of_each_layer(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW)
    for query, found in (
        ("EK-005", "Schild"),
        ("Sternmoos", "Firma"),
        ("7FX1-NKPP", "Schild"),
        ("Hallenring", "Straße"),
        ("Erfurter Kreuz", "Gewerbegebiet"),
        ("Amt Wachsenburg", "Gemeinde"),
    ):
        page_desktop.locator("#signage-query").fill(query)
        expect(page_desktop.locator("#signage-results .kind").first).to_contain_text(found)


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_a_sign_that_was_searched_for_is_in_hand_and_a_street_in_sight(
    page_desktop: Page, desk: Desk, by: str
) -> None:
    desk.open(page_desktop, VIEW)
    for query, found in (("Hallenring", "Hallenring"), ("EK-005", "EK-005")):
        page_desktop.locator("#signage-query").fill(query)
        first = page_desktop.locator("#signage-results li").first
        expect(first).to_contain_text(found)
        if by == "mouse":
            first.click()
        else:
            page_desktop.locator("#signage-query").press("Enter")
        if query == "Hallenring":
            until(page_desktop, _IN_SIGHT)
    expect(page_desktop.locator("#plan-sign-title")).to_have_text("Schild EK-005")


def test_the_place_under_the_pointer_and_of_the_chosen_sign_is_copied(page_desktop: Page, desk: Desk) -> None:
    page_desktop.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign = desk.a_sign(page_desktop, *MIDDLE)
    desk.open(page_desktop, VIEW, may_write=False)
    page_desktop.mouse.move(*on_screen(page_desktop, *place(page_desktop, 25, 25)))
    page_desktop.keyboard.press("c")
    expect(page_desktop.locator("#plan-notice")).to_contain_text("Kopiert")
    assert re.fullmatch(r"636\d{3}\.\d\d 563\d{4}\.\d\d", copied(page_desktop))
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    page_desktop.get_by_role("button", name="EPSG:4326 kopieren").click()
    expect(page_desktop.locator("#plan-notice")).to_contain_text("50.8670000")
    assert copied(page_desktop) == "50.8670000, 10.9335000"


def test_the_second_button_and_a_key_open_a_place(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW)
    page_desktop.mouse.click(*on_screen(page_desktop, *place(page_desktop, 10, 10)), button="right")
    metres = page_desktop.locator("#plan-spot-metres")
    expect(metres).not_to_be_empty()
    first = metres.inner_text()
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("k")
    expect(metres).not_to_have_text(first)
    page_desktop.keyboard.press("Escape")
    expect(page_desktop.locator("#plan-spot")).to_be_hidden()
    expect(page_desktop.locator("#signage_map")).to_be_focused()


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_axe_finds_nothing_while_measuring_and_at_a_place(
    open_page: Callable[..., Page], desk: Desk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    the_tool(page, desk)
    page.keyboard.press("k")
    assert violations(page) == []


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_what_is_told_does_not_lie_on_the_card_of_a_place(
    open_page: Callable[..., Page], desk: Desk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    desk.open(page, VIEW)
    page.locator("#signage_map").press("k")
    page.evaluate("signagePlan.toast('EK-010 gesetzt, Schildcode K77V-SRB5')")
    card, told = (page.locator(one).bounding_box() for one in ("#plan-spot", "#plan-notice"))
    assert card is not None
    assert told is not None
    assert told["y"] + told["height"] < card["y"]
