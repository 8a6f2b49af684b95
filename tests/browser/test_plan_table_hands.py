"""The table beside the map wholly by mouse, and wholly by keys: filter, sort, edit, change many, undo."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_plan_table import NOTICE, cell
from tests.parts.hands import Hand
from tests.parts.planner import Desk, saved

HEIGHTS = (2.0, 10.0, 3.5)
HEADING = '#plan-grid th[data-name="height_m"]'


def walk(page: Page, key: str, wanted: str) -> None:
    """Go on with an arrow key until a cell has the focus."""
    for _ in range(12):
        if page.locator(f"{wanted}:focus").count():
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way by {key} to {wanted}")


def highest_first(hand: Hand) -> None:
    """Sort by height, downwards."""
    if hand.way == "keys":
        hand.page.keyboard.press("Tab")  # out of the filter, and on to the one stop of the table
        for _ in range(8):
            if hand.page.locator("#plan-grid :focus").count():
                break
            hand.page.keyboard.press("Tab")
        hand.page.keyboard.press("ArrowUp")
        walk(hand.page, "ArrowRight", HEADING)
        hand.page.keyboard.press("Enter")
        expect(hand.page.locator(HEADING)).to_have_attribute("aria-sort", "ascending")
        hand.page.keyboard.press("Enter")
    else:
        hand.press(hand.page.locator(HEADING))
        expect(hand.page.locator(HEADING)).to_have_attribute("aria-sort", "ascending")
        hand.press(hand.page.locator(HEADING))
    expect(hand.page.locator(HEADING)).to_have_attribute("aria-sort", "descending")


def rename(hand: Hand, sign: int, name: str) -> None:
    """Type another name into the row, which is the first one."""
    if hand.way == "keys":
        hand.page.keyboard.press("ArrowDown")
        walk(hand.page, "ArrowLeft", f'#plan-grid tr[data-id="{sign}"] td.name')
        hand.page.keyboard.press("Enter")
    else:
        cell(hand.page, sign, "name").dblclick()
    hand.page.keyboard.press("Control+a")
    hand.page.keyboard.type(name)
    if hand.way == "keys":
        hand.page.keyboard.press("Enter")
    else:
        hand.press(hand.page.locator("#plan-table-title"))  # a cell is kept when it is left
    saved(hand.page)


def select_all(hand: Hand) -> None:
    if hand.way == "keys":
        hand.page.keyboard.press("Control+a")
    else:
        hand.press(hand.page.locator("#plan-grid thead .check"))
    expect(hand.page.locator("#plan-bulk-count")).to_have_text("3 Schilder ausgewählt")


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_the_table_is_worked_in_wholly_by(page_desktop: Page, desk: Desk, way: str) -> None:
    page, hand, name = page_desktop, Hand(page_desktop, way), f"Hand {way}"
    latitude = {"mouse": 50.86750, "keys": 50.86760}[way]
    made = [
        desk.a_sign(page, 10.9490 + 0.0001 * i, latitude, name=name, state="planned", height_m=height)
        for i, height in enumerate(HEIGHTS)
    ]
    desk.open(page, f"18/{latitude}/10.9490")
    hand.write(page.locator("#plan-filter"), name)
    expect(page.locator("#plan-grid tbody tr")).to_have_count(3)
    highest_first(hand)
    expect(page.locator("#plan-grid td.height_m")).to_have_text(["10", "3,5", "2"])
    rename(hand, made[1], f"{name} neu")
    assert [desk.values(page, sign)["name"] for sign in made] == [name, f"{name} neu", name]
    select_all(hand)
    hand.choose(page.get_by_label("Neuer Wert"), "angeordnet")
    hand.button("Vorschau")
    expect(page.locator("#plan-preview-rows tr")).to_have_count(3)
    assert {desk.values(page, sign)["state"] for sign in made} == {"planned"}
    hand.button("Anwenden")
    expect(page.locator(NOTICE)).to_contain_text("Zustand von 3 Schildern geändert")
    assert {desk.values(page, sign)["state"] for sign in made} == {"ordered"}
    hand.press(page.locator("#plan-undo"))
    expect(page.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert {desk.values(page, sign)["state"] for sign in made} == {"planned"}
