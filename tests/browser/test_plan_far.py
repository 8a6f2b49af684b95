"""The table from afar: every sign of the view, filtered, sorted and changed without being loaded first."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_plan_bulk import NOTICE, change_sets, states
from tests.parts.planner import Desk

TABLE = re.compile(r"/signs/table\?")


def opened(page: Page, desk: Desk, words: str = "") -> None:
    """The page of all areas, too far out to draw a sign."""
    page.goto("about:blank")
    page.goto(f"{desk.base}/plan#token={desk.token}", timeout=60_000)
    page.evaluate("() => signagePlan.map.setView([50.86, 10.95], 11)")
    page.get_by_label("Schilder filtern").fill(words)


def test_all_signs_of_the_view_are_listed_and_the_last_is_one_key_away(
    page_desktop: Page, desk: Desk
) -> None:
    opened(page_desktop, desk)
    box = page_desktop.evaluate("() => signagePlan.far.query().bbox")
    signs = desk.ask(page_desktop, "GET", f"signs/table?bbox={box}&limit=1")["number_matched"]
    grid = page_desktop.locator("#plan-grid")
    expect(grid).to_have_attribute("aria-rowcount", str(signs + 1))
    expect(page_desktop.locator("#plan-count")).to_have_text(re.compile(r"^\d+ Schilder im Ausschnitt$"))
    page_desktop.locator("#plan-grid tbody td").nth(1).focus()
    page_desktop.keyboard.press("Control+End")
    last = page_desktop.locator(f'#plan-grid tr[aria-rowindex="{signs + 1}"]')
    expect(last.locator("td:focus")).to_be_in_viewport()
    expect(last).to_have_attribute("data-id", re.compile(r"^\d+$"))
    assert page_desktop.evaluate("() => signagePlan.map.getZoom()") == 11


def test_the_cell_with_the_focus_stays_in_sight_when_a_row_that_comes_is_wider(
    page_desktop: Page, desk: Desk
) -> None:
    made = desk.a_sign(page_desktop, 10.96, 50.87, name="Breit A")
    opened(page_desktop, desk, "Breit A")
    grid = page_desktop.locator("#plan-grid")
    expect(grid).to_have_attribute("aria-rowcount", "2")
    grid.locator(f'tr[data-id="{made}"] td').nth(1).focus()
    page_desktop.keyboard.press("Control+End")
    expect(grid.locator("td:focus")).to_be_in_viewport(ratio=0.9)
    longer = f"T-{'W' * 28}"
    desk.change(page_desktop, made, number=longer)
    expect(grid.locator(f'tr[data-id="{made}"] .number')).to_contain_text(longer)
    expect(grid.locator("td:focus")).to_be_in_viewport(ratio=0.9)


def test_all_that_match_the_filter_are_changed_by_keyboard_and_taken_back_as_one(
    page_desktop: Page, desk: Desk
) -> None:
    made = [desk.a_sign(page_desktop, 10.9 + 0.01 * i, 50.86, name="Weit A") for i in range(4)]
    opened(page_desktop, desk, "Weit A")
    expect(page_desktop.locator("#plan-grid")).to_have_attribute("aria-rowcount", "5")
    page_desktop.locator(f'#plan-grid tr[data-id="{made[0]}"] td').nth(1).focus()
    page_desktop.keyboard.press("Control+a")
    expect(page_desktop.locator("#plan-live")).to_have_text(
        "Alle 4 Schilder ausgewählt, die zum Filter passen"
    )
    page_desktop.keyboard.press(" ")
    expect(page_desktop.locator("#plan-bulk-count")).to_have_text("3 Schilder ausgewählt")
    page_desktop.get_by_label("Neuer Wert").select_option("ordered")
    page_desktop.get_by_role("button", name="Vorschau").press("Enter")
    expect(page_desktop.locator("#plan-preview-what")).to_have_text("Zustand: 3 von 3 Schildern ändern sich.")
    page_desktop.get_by_role("button", name="Anwenden").press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Zustand von 3 Schildern geändert")
    assert states(page_desktop, desk, made) == ["planned", "ordered", "ordered", "ordered"]
    assert len(change_sets(page_desktop, desk, made[1:])) == 1
    page_desktop.keyboard.press("Control+z")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert states(page_desktop, desk, made) == ["planned"] * 4
