"""What is in hand on the planner's page, a sign or one being set: in sight, judged, and meant by the keys."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.parts.browser import until
from tests.parts.planner import Desk, judged, on_screen, saved, there

_PLACE = count()
MAP, LIGHT = "#signage_map", "#plan-light"
IN_THE_ROAD, BESIDE = (10.94440, 50.85950), (10.94452, 50.85950)
FAR_OFF = "19/50.86950/10.95440"


def taken_up(page: Page, desk: Desk, **values: Any) -> int:
    """A fresh sign in hand, the map at its place, where no sign of another test stands."""
    longitude, latitude = 10.93960 + 0.0004 * next(_PLACE), 50.86160
    sign = desk.a_sign(page, longitude, latitude, **values)
    desk.open(page, f"19/{latitude}/{longitude}")
    page.mouse.click(*on_screen(page, longitude, latitude))
    until(page, f"() => signagePlan.chosen() === {sign}")
    judged(page)
    return sign


def in_sight(page: Page, sign: int) -> None:
    place = f"signagePlan.latLngOf(signagePlan.source.placeOf({sign}))"
    until(page, f"() => signagePlan.map.getBounds().contains({place})")


def test_the_light_follows_what_is_being_set(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Übersichtstafel").click()
    page_desktop.keyboard.down("Alt")
    page_desktop.mouse.move(*on_screen(page_desktop, *IN_THE_ROAD))
    expect(page_desktop.locator(LIGHT)).to_have_attribute("data-light", "error")
    page_desktop.keyboard.up("Alt")
    page_desktop.mouse.move(*on_screen(page_desktop, *BESIDE), steps=3)
    expect(page_desktop.locator(LIGHT)).not_to_have_attribute("data-light", "error")
    page_desktop.keyboard.press("Escape")


def test_keys_turn_the_copy_and_leave_what_it_is_a_copy_of(page_desktop: Page, desk: Desk) -> None:
    sign = taken_up(page_desktop, desk, bearing_deg=90)
    page_desktop.locator(MAP).focus()
    for key in ("d", "r", "r", "Enter"):
        page_desktop.keyboard.press(key)
    expect(page_desktop.locator("#plan-notice")).to_contain_text("gesetzt")
    saved(page_desktop)
    copy = page_desktop.evaluate("signagePlan.chosen()")
    assert copy != sign
    assert desk.values(page_desktop, copy)["bearing_deg"] == 120
    assert desk.values(page_desktop, sign)["version"] == 1


@pytest.mark.parametrize("key", ["ArrowRight", "r"])
def test_a_sign_that_keys_change_comes_into_sight(page_desktop: Page, desk: Desk, key: str) -> None:
    sign = taken_up(page_desktop, desk)
    desk.look(page_desktop, FAR_OFF)
    page_desktop.locator(MAP).focus()
    page_desktop.keyboard.press(key)
    in_sight(page_desktop, sign)
    saved(page_desktop)


def test_a_click_on_the_row_of_the_sign_in_hand_shows_it_again(page_desktop: Page, desk: Desk) -> None:
    sign = taken_up(page_desktop, desk)
    desk.look(page_desktop, FAR_OFF)
    page_desktop.locator("#plan-grid tr.chosen td").nth(2).click()
    in_sight(page_desktop, sign)


def test_while_a_copy_is_being_set_nothing_is_ended(page_desktop: Page, desk: Desk) -> None:
    taken_up(page_desktop, desk)
    page_desktop.locator(MAP).focus()
    page_desktop.keyboard.press("d")
    page_desktop.keyboard.press("Delete")
    expect(page_desktop.locator("#plan-end")).to_be_hidden()
    page_desktop.keyboard.press("n")
    until(page_desktop, "() => signagePlan.ghost() !== null")


def test_the_help_begins_at_its_heading(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.locator("#plan-help-button").click()
    expect(page_desktop.locator("#plan-help-title")).to_be_in_viewport(ratio=1)
    expect(page_desktop.locator("#plan-help-title")).to_be_focused()
    page_desktop.keyboard.press("Escape")
    expect(page_desktop.locator("#plan-help")).to_be_hidden()


def test_a_reload_keeps_the_sign_in_hand_wherever_the_map_is(page_desktop: Page, desk: Desk) -> None:
    sign = taken_up(page_desktop, desk)
    desk.look(page_desktop, FAR_OFF)
    page_desktop.reload()
    until(page_desktop, f"() => signagePlan.chosen() === {sign}")
    expect(page_desktop.locator("#plan-sign-title")).to_be_visible()
    page_desktop.evaluate("signagePlan.choose(null)")
    page_desktop.reload()
    there(page_desktop)
    assert page_desktop.evaluate("signagePlan.chosen()") is None


def test_the_page_of_another_area_begins_with_nothing_in_hand(page_desktop: Page, desk: Desk) -> None:
    taken_up(page_desktop, desk)
    page_desktop.goto(f"{desk.base}/plan")
    desk.look(page_desktop, "19/50.86160/10.93960")
    expect(page_desktop.locator("#plan-nothing")).to_be_visible()


def test_a_reload_keeps_the_area_in_hand(page_desktop: Page, an_area: Callable[..., int]) -> None:
    area = an_area("Bleibt gewählt")
    page_desktop.reload()
    expect(page_desktop.locator("#plan-area-title")).to_have_text("Bleibt gewählt")
    assert page_desktop.evaluate("signagePlan.areaWork().id") == area
