"""A planner from the desk to the map: a sign is set there and named, and the name taken back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.parts.hands import WAYS, Hand, fits
from tests.parts.planner import Desk, saved

OpenPage = Callable[..., Page]
NOTICE = "#plan-notice"
PLACES = {"mouse1280": 50.85950, "keys1280": 50.85930, "finger360": 50.85910, "keys360": 50.85890}


@WAYS
def test_a_sign_is_set_named_and_taken_back(
    open_page: OpenPage, own_desk: Desk, way: str, size: tuple[int, int]
) -> None:
    page = open_page(size)
    hand = Hand(page, way)
    cookie = {"name": "signage_session", "value": own_desk.sessions["planner"], "url": own_desk.base}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{own_desk.base}/desk")
    hand.link("Schilder auf der Karte planen")
    page.wait_for_url(re.compile(r"/plan(#|$)"))  # the map writes where it is behind a hash
    own_desk.look(page, f"19/{PLACES[f'{way}{size[0]}']}/10.94452")
    fits(page)
    set_in_the_middle(page, hand)
    expect(page.locator(NOTICE)).to_contain_text("gesetzt")
    sign = int(page.evaluate("signagePlan.chosen()"))
    saved(page)
    name = page.locator("#plan-field-name")
    hand.write(name, f"Haltebucht {way}")
    hand.page.keyboard.press("Tab")
    saved(page)
    stored = own_desk.values(page, sign)
    assert (stored["type"], stored["name"], stored["street"]) == ("INF", f"Haltebucht {way}", "Kreuzallee")
    hand.press(page.locator("#plan-undo"))
    expect(page.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    saved(page)
    assert own_desk.values(page, sign)["name"] != f"Haltebucht {way}"
    fits(page)


def set_in_the_middle(page: Page, hand: Hand) -> None:
    """An overview board where the map's middle is: a press on its type and one on the map, or two keys."""
    if hand.way == "keys":
        page.locator("#signage_map").focus()
        for key in ("n", "2", "Enter"):
            page.keyboard.press(key)
        return
    hand.press(page.get_by_role("button", name="Übersichtstafel"))
    ground = page.locator("#signage_map")
    if hand.way == "finger":
        ground.tap()  # on a phone the types lie below the map: this scrolls back
        return
    ground.hover()
    ground.click()
