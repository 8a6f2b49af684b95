"""Thousands of signs in the planner's table: only what is seen is drawn, and the grid pattern stays whole."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.parts.browser import covered_focus
from tests.parts.planner import Desk

SEVERAL = 3000
FIRST = 900_000
_PUT = """([first, several]) => signagePlan.source.putMany(Array.from({ length: several }, (_, i) => ({
  id: first + i, geometry: { type: 'Point', coordinates: [10.9444 + (i % 60) * 1e-5, 50.8595 + i * 1e-7] },
  properties: { version: 1, number: `ZZ-${i + 1}`, type: 'SAM', family: 'guide', state: 'planned', area: 4 },
})))"""
_FOCUSED = "() => Number(document.activeElement.closest('tr')?.getAttribute('aria-rowindex'))"


def full_table(page: Page, desk: Desk) -> int:
    """The table with 3,000 signs that only the page knows; how many rows it says it has."""
    desk.open(page, may_write=False)
    page.evaluate(_PUT, [FIRST, SEVERAL])
    page.get_by_label("Schilder filtern").fill("ZZ-")
    expect(page.locator("#plan-grid")).to_have_attribute("aria-rowcount", str(SEVERAL + 1))
    return SEVERAL + 1


def drawn(page: Page) -> list[int]:
    rows = page.locator("#plan-grid tbody tr")
    return [int(index) for index in rows.evaluate_all("rows => rows.map((row) => row.ariaRowIndex)")]


def test_only_the_rows_that_are_seen_are_drawn_and_say_which_they_are(page_desktop: Page, desk: Desk) -> None:
    full_table(page_desktop, desk)
    assert drawn(page_desktop) == list(range(2, 2 + len(drawn(page_desktop))))
    assert 5 < len(drawn(page_desktop)) < 60
    page_desktop.evaluate("() => { document.getElementById('plan-table-body').scrollTop = 50000; }")
    expect(page_desktop.locator("#plan-grid tr[aria-rowindex='2']")).to_have_count(0)
    rows = drawn(page_desktop)
    assert rows[0] > 1000
    assert rows == list(range(rows[0], rows[0] + len(rows)))


@pytest.mark.complaints("404")
def test_the_last_row_is_one_key_away_and_holds_the_focus(page_desktop: Page, desk: Desk) -> None:
    last = full_table(page_desktop, desk)
    page_desktop.locator("#plan-grid tbody td").nth(1).focus()
    page_desktop.keyboard.press("Control+End")
    expect(page_desktop.locator(f'#plan-grid tr[aria-rowindex="{last}"] td:focus')).to_be_in_viewport()
    for key, row in (("ArrowUp", last - 1), ("PageUp", last - 11), ("Control+Home", 2)):
        page_desktop.keyboard.press(key)
        assert page_desktop.evaluate(_FOCUSED) == row
        expect(page_desktop.locator("#plan-grid td:focus")).to_be_in_viewport()


@pytest.mark.complaints("404")
def test_a_table_scrolled_away_from_its_cursor_still_has_one_stop(page_desktop: Page, desk: Desk) -> None:
    full_table(page_desktop, desk)
    page_desktop.locator("#plan-table-body").hover()
    page_desktop.mouse.wheel(0, 30_000)
    expect(page_desktop.locator("#plan-grid tr[aria-rowindex='2']")).to_have_count(0)
    stop = page_desktop.locator('#plan-grid [tabindex="0"]')
    expect(stop).to_have_count(1)
    stop.focus()
    page_desktop.keyboard.press("ArrowDown")
    assert page_desktop.evaluate(_FOCUSED) in drawn(page_desktop)


@pytest.mark.complaints("404")
def test_nothing_that_has_the_focus_lies_under_what_stays_in_sight(page_desktop: Page, desk: Desk) -> None:
    full_table(page_desktop, desk)
    page_desktop.locator("#plan-grid tbody td").nth(1).focus()
    keys = [
        "End",
        *["ArrowLeft"] * 9,
        "End",
        "Home",
        *["PageDown"] * 3,
        *["ArrowUp"] * 12,
        "Control+End",
        "Control+Home",
    ]
    found = []
    for key in keys:
        page_desktop.keyboard.press(key)
        found.append(covered_focus(page_desktop))
    # One line and a half away from the cursor, which the tab key then brings back into sight.
    page_desktop.locator("#plan-table-button").focus()
    page_desktop.locator("#plan-table-body").evaluate("box => { box.scrollTop = 52; }")
    page_desktop.keyboard.press("Tab")
    assert page_desktop.evaluate(_FOCUSED) == 2
    assert [one for one in [*found, covered_focus(page_desktop)] if one] == []


@pytest.mark.complaints("404")
def test_the_number_stays_in_sight_beside_the_columns_at_the_far_right(
    page_desktop: Page, desk: Desk
) -> None:
    full_table(page_desktop, desk)
    page_desktop.locator("#plan-grid tbody td").nth(1).focus()
    page_desktop.keyboard.press("End")
    expect(page_desktop.locator("#plan-grid td.width_mm:focus")).to_be_in_viewport(ratio=0.99)
    number = page_desktop.locator("#plan-grid tbody td.number").first
    expect(number).to_be_in_viewport(ratio=0.99)
    box = number.bounding_box()
    assert box is not None
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    seen = "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('td.number'))"
    assert page_desktop.evaluate(seen, middle)


@pytest.mark.complaints("404")
def test_a_sign_chosen_on_the_map_is_brought_into_sight(page_desktop: Page, desk: Desk) -> None:
    full_table(page_desktop, desk)
    page_desktop.evaluate("id => signagePlan.choose(id)", FIRST + 2000)
    chosen: Any = page_desktop.locator("#plan-grid tr.chosen")
    expect(chosen).to_have_attribute("data-id", str(FIRST + 2000))
    expect(chosen).to_be_in_viewport()


def test_the_table_says_what_it_lists(page_desktop: Page, desk: Desk) -> None:
    full_table(page_desktop, desk)
    expect(page_desktop.locator("#plan-count")).to_have_text(re.compile(r"^3.000 von 3.\d+ im Gebiet$"))
    page_desktop.goto(f"{desk.base}/plan#16/50.85950/10.94440")
    desk.look(page_desktop, "16/50.85950/10.94440")
    expect(page_desktop.locator("#plan-count")).to_have_text(re.compile(r"^\d+ Schilder im Ausschnitt$"))
