"""What the planner's page says to a screen reader: each deed and each finding in a live region."""

from playwright.sync_api import Page, expect

from tests.browser.test_plan_table import cell, signs
from tests.parts.browser import until
from tests.parts.planner import Desk, judged

# Each text of the regions that a task leaves behind: what lies between two of one task is heard by nobody.
LISTEN = """() => {
  globalThis.heard = [];
  for (const id of ['plan-live', 'plan-alarm', 'plan-light']) {
    const region = document.getElementById(id);
    new MutationObserver(() => globalThis.heard.push(region.textContent.trim()))
      .observe(region, { childList: true, characterData: true, subtree: true });
  }
}"""


def hears(page: Page, part: str) -> None:
    """Wait until a sentence with this part was said, and forget all that was."""
    until(page, f"() => heard.some((sentence) => sentence.includes({part!r}))")
    page.evaluate("heard.length = 0")


def test_what_is_done_in_the_table_is_said(page_desktop: Page, desk: Desk) -> None:
    sign, _ = signs(page_desktop, desk, "Stimme A", 2)
    page_desktop.evaluate(LISTEN)
    page_desktop.locator('#plan-grid th[data-name="height_m"]').press("Enter")
    hears(page_desktop, "aufsteigend")
    cell(page_desktop, sign, "height_m").focus()
    page_desktop.keyboard.type("3,25")
    page_desktop.keyboard.press("Enter")
    hears(page_desktop, f"{desk.values(page_desktop, sign)['number']}: Höhe geändert")
    page_desktop.keyboard.press("Control+z")
    hears(page_desktop, "Rückgängig gemacht")
    page_desktop.locator("#signage_map").press("PageDown")
    hears(page_desktop, "Gewählt: ")


def test_a_change_of_many_signs_is_said(page_desktop: Page, desk: Desk) -> None:
    made = signs(page_desktop, desk, "Stimme B", 2)
    page_desktop.evaluate(LISTEN)
    cell(page_desktop, made[0], "number").focus()
    page_desktop.keyboard.press("Control+a")
    hears(page_desktop, "2 Schilder ausgewählt")
    page_desktop.get_by_label("Neuer Wert").select_option("ordered")
    page_desktop.get_by_role("button", name="Vorschau").press("Enter")
    page_desktop.get_by_role("button", name="Anwenden").press("Enter")
    hears(page_desktop, "Zustand von 2 Schildern geändert")


def test_what_a_sign_is_judged_to_be_is_said(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, 10.94442, 50.86012)
    desk.open(page_desktop, "19/50.86012/10.94442")
    expect(page_desktop.locator("#plan-light")).to_have_role("status")
    page_desktop.evaluate(LISTEN)
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    judged(page_desktop)
    hears(page_desktop, page_desktop.locator("#plan-light-text").inner_text())


def test_the_same_sentence_is_said_twice(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.evaluate(LISTEN)
    for _ in range(2):
        page_desktop.evaluate("() => { signagePlan.toast('Nichts rastet ein.'); }")
        expect(page_desktop.locator("#plan-live")).to_have_text("Nichts rastet ein.")
    assert page_desktop.evaluate("heard") == ["Nichts rastet ein.", "", "Nichts rastet ein."]


def test_what_the_map_shows_and_by_what_it_tells_signs_apart_is_said(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Ebenen").click()
    page_desktop.evaluate(LISTEN)
    roads = page_desktop.get_by_role("checkbox", name="Straßen")
    roads.press("Space")
    hears(page_desktop, "Straßen ausgeblendet")
    roads.press("Space")
    hears(page_desktop, "Straßen eingeblendet")
    page_desktop.get_by_label("Schilder unterscheiden nach").select_option("due")
    hears(page_desktop, "Schilder unterschieden nach: nächster Fälligkeit")
