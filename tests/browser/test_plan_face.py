"""What a sign says, entered on the planner's page by mouse and keyboard, seen at once, mended by a click."""

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.parts.browser import tab_to
from tests.parts.planner import Desk, judged

PLACE = (10.94453, 50.85870)  # beside the Kreuzallee, 50 km/h
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


def opened(page: Page, desk: Desk, **values: Any) -> int:
    """The dialog of a new sign."""
    given: dict[str, Any] = {
        "type": "EIN",
        "width_mm": 1200,
        "lower_edge_m": 2.5,
        "bearing_deg": 180,
    } | values
    sign = desk.a_sign(page, *PLACE, **given)
    desk.open(page, f"19/{PLACE[1]}/{PLACE[0]}")
    page.evaluate("id => signagePlan.choose(id)", sign)
    expect(page.locator("#plan-light")).not_to_have_attribute("data-light", "off")
    page.locator("#plan-face-open").click()
    return sign


def text(page: Page, row: int) -> Any:
    return page.get_by_label(f"Ziel, Zeile {row}", exact=True)


def kept(page: Page, desk: Desk, sign: int) -> Any:
    """The face as it is stored after *Übernehmen*."""
    page.get_by_role("button", name="Übernehmen").click()
    expect(page.locator("#plan-notice")).to_contain_text("Inhalt geändert")
    return desk.values(page, sign)["face"]


def test_rows_are_entered_by_mouse(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk)
    text(page_desktop, 1).fill("Hallenring")
    page_desktop.locator(".face-row").first.get_by_title("links").click()
    page_desktop.get_by_label("Entfernung in Metern, Zeile 1").fill("350")
    page_desktop.get_by_role("checkbox", name="Logo").check()
    face = kept(page_desktop, desk, sign)
    assert face["slots"] == [
        {
            "id": 1,
            "text": "Hallenring",
            "direction": "left",
            "distance_m": 350,
            "has_logo": True,
            "width_mm": 1200,
        }
    ]
    assert face["letter_height_mm"] == 126  # what the road's speed asks for


def test_rows_are_entered_moved_and_taken_out_by_keyboard_alone(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk)
    keyboard = page_desktop.keyboard
    for word in ("Nord", "Süd", "West"):
        keyboard.type(word)
        keyboard.press("Enter")
    keyboard.press("Backspace")  # the empty fourth row
    keyboard.press("Alt+ArrowUp")
    expect(text(page_desktop, 2)).to_be_focused()
    face = kept(page_desktop, desk, sign)
    assert [slot["text"] for slot in face["slots"]] == ["Nord", "West", "Süd"]


def test_directions_distances_and_firms_are_entered_by_keyboard_and_put_in_order(
    page_desktop: Page, desk: Desk
) -> None:
    sign = opened(page_desktop, desk)
    keyboard = page_desktop.keyboard
    for row, (word, way, metres) in enumerate((("Rechts", "rechts", "40"), ("Vorn", "geradeaus", "90"))):
        if row:
            keyboard.press("Enter")
        keyboard.type(word)
        keyboard.press("Shift+Tab")
        wanted = page_desktop.locator(".face-row").nth(row).get_by_role("radio", name=way)
        while not wanted.is_checked():
            keyboard.press("ArrowRight")
        for key in ("Tab", "Tab", *metres, "Shift+Tab"):
            keyboard.press(key)
    logo = page_desktop.locator(".face-row").nth(1).get_by_role("checkbox", name="Logo")
    tab_to(page_desktop, logo)
    keyboard.press("Space")
    order = page_desktop.locator("#plan-face-findings").get_by_role("button", name="Ziele ordnen")
    tab_to(page_desktop, order)
    keyboard.press("Enter")
    tab_to(page_desktop, page_desktop.locator("#plan-face-save"))
    keyboard.press("Enter")
    expect(page_desktop.locator("#plan-notice")).to_contain_text("Inhalt geändert")
    slots = desk.values(page_desktop, sign)["face"]["slots"]
    told = [(one["text"], one["direction"], one["distance_m"], one.get("has_logo", False)) for one in slots]
    assert told == [("Vorn", "ahead", 90, True), ("Rechts", "right", 40, False)]


def test_a_mend_takes_nothing_back_that_is_not_judged_yet(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk)
    text(page_desktop, 1).fill("Rechts")
    page_desktop.locator(".face-row").first.get_by_title("rechts").click()
    page_desktop.locator("#plan-face-add").click()
    text(page_desktop, 2).fill("Vorn")
    page_desktop.locator(".face-row").nth(1).get_by_title("geradeaus").click()
    order = page_desktop.locator("#plan-face-findings").get_by_role("button", name="Ziele ordnen")
    expect(order).to_be_visible()
    judged(page_desktop)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page_desktop.route("**/signs/check", hold)
    page_desktop.locator(".face-row").nth(1).get_by_role("checkbox", name="Logo").check()
    order.click()
    expect(page_desktop.locator("#plan-findings")).to_have_attribute("aria-busy", "true")
    for route in held:
        route.continue_()
    page_desktop.unroute_all()
    expect(text(page_desktop, 1)).to_have_value("Vorn")
    page_desktop.locator("#plan-face-save").click()
    expect(page_desktop.locator("#plan-notice")).to_contain_text("Inhalt geändert")
    slots = desk.values(page_desktop, sign)["face"]["slots"]
    assert [(one["text"], one.get("has_logo", False)) for one in slots] == [("Vorn", True), ("Rechts", False)]


def test_the_picture_and_the_meter_follow_while_one_types(page_desktop: Page, desk: Desk) -> None:
    opened(page_desktop, desk)
    text(page_desktop, 1).fill(HOSTILE)
    picture = page_desktop.locator("#plan-face-preview svg")
    expect(picture.locator(".slot text").first).to_have_text(HOSTILE)
    expect(picture.locator(".over")).to_have_count(1)
    meter = page_desktop.locator("#plan-face-meter svg")
    expect(meter).to_have_attribute("aria-label", re.compile("vorsichtig gerechnet"))
    page_desktop.get_by_label("Schrifthöhe (mm)").fill("30")
    expect(page_desktop.locator('#plan-face-findings [data-rule="letter_height"]')).to_be_visible()
    expect(page_desktop.locator("#plan-face-meter svg.error")).to_be_visible()
    bands = meter.locator(".band.cautious, .band.favourable")
    expect(bands).to_have_count(2)
    widths = bands.evaluate_all("bands => bands.map((band) => band.getBoundingClientRect().width)")
    favourable, cautious = widths
    assert favourable > cautious > 1


def test_a_click_puts_the_destinations_in_order(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk)
    for row, (name, way) in enumerate((("Rechts", "rechts"), ("Vorn", "geradeaus")), start=1):
        if row > 1:
            page_desktop.get_by_role("button", name="Zeile hinzufügen").click()
        text(page_desktop, row).fill(name)
        page_desktop.locator(".face-row").nth(row - 1).get_by_title(way).click()
    page_desktop.locator("#plan-face-findings").get_by_role("button", name="Ziele ordnen").click()
    expect(text(page_desktop, 1)).to_have_value("Vorn")
    assert [slot["text"] for slot in kept(page_desktop, desk, sign)["slots"]] == ["Vorn", "Rechts"]


def test_a_click_writes_too_long_a_text_shorter(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk)
    page_desktop.get_by_label("Breite der Zeilen (mm)").fill("1.540,5")
    text(page_desktop, 1).fill("Gewerbegebiet Ost")
    page_desktop.locator("#plan-face-findings").get_by_role("button", name="Kürzen: Gewerbegeb. Ost").click()
    expect(text(page_desktop, 1)).to_have_value("Gewerbegeb. Ost")
    expect(page_desktop.locator("#plan-face-preview .over")).to_have_count(0)
    [slot] = kept(page_desktop, desk, sign)["slots"]
    assert (slot["text"], slot["width_mm"]) == ("Gewerbegeb. Ost", 1540.5)


def test_a_click_makes_rows_and_board_wider(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk, lower_edge_m=2.6)
    text(page_desktop, 1).fill("Thermoplastwerk")
    page_desktop.get_by_label("Breite der Zeilen (mm)").fill("900")
    page_desktop.locator("#plan-face-findings").get_by_role("button", name="mm breit machen").click()
    expect(page_desktop.get_by_label("Breite der Zeilen (mm)")).not_to_have_value("900")
    expect(page_desktop.locator("#plan-face-preview .over")).to_have_count(0)
    [slot] = kept(page_desktop, desk, sign)["slots"]
    assert slot["width_mm"] > 1200
    assert desk.values(page_desktop, sign)["width_mm"] == slot["width_mm"]


def test_a_single_firm_on_an_official_sign_asks_for_its_reason(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk, type="AMT", family="official")
    text(page_desktop, 1).fill("Autohaus Sternmoos e. G.")
    page_desktop.get_by_role("checkbox", name="Firma").check()
    finding = page_desktop.locator('#plan-face-findings [data-rule="official.single_firm"]')
    expect(finding).to_be_visible()
    page_desktop.get_by_label("Begründung").fill("Zielverkehr von mehr als 300 Lkw am Tag")
    expect(finding).to_have_count(0)
    assert kept(page_desktop, desk, sign)["slots"][0]["reason"].startswith("Zielverkehr")


def test_a_firm_of_the_area_is_known_by_its_name(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk)
    name = page_desktop.locator("#plan-face-names option").nth(1)
    expect(name).to_be_attached()
    text(page_desktop, 1).fill(str(name.get_attribute("value")))
    expect(page_desktop.get_by_role("checkbox", name="Firma")).to_be_checked()
    assert kept(page_desktop, desk, sign)["slots"][0]["tenant"] > 0


def test_what_was_not_applied_can_be_taken_up_again(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk)
    text(page_desktop, 1).fill("Halb fertig")
    page_desktop.keyboard.press("Escape")
    assert desk.values(page_desktop, sign).get("face") is None
    page_desktop.get_by_role("button", name="Weiter bearbeiten").click()
    expect(text(page_desktop, 1)).to_have_value("Halb fertig")


def test_several_lines_are_pasted_as_rows_and_undone_as_one(page_desktop: Page, desk: Desk) -> None:
    sign = opened(page_desktop, desk)
    text(page_desktop, 1).evaluate(
        """(input) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text', 'Nord\\nSüd\\n\\nWest\\n');
          input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
        }"""
    )
    assert [slot["text"] for slot in kept(page_desktop, desk, sign)["slots"]] == ["Nord", "Süd", "West"]
    page_desktop.get_by_role("button", name="Rückgängig").click()
    expect(page_desktop.locator("#plan-face")).to_contain_text("Noch kein Inhalt erfasst")


def test_a_size_that_is_none_is_marked_and_not_taken(page_desktop: Page, desk: Desk) -> None:
    opened(page_desktop, desk)
    text(page_desktop, 1).fill("Nord")
    for field, given in (("Schrifthöhe (mm)", "groß"), ("Breite der Zeilen (mm)", "0")):
        page_desktop.get_by_label(field).fill(given)
        expect(page_desktop.get_by_label(field)).to_have_attribute("aria-invalid", "true")
    draft = page_desktop.evaluate("[...signagePlan.source.drafts.values()][0].face")
    assert (draft["letter_height_mm"], draft["slots"][0]["width_mm"]) == (126, 1200)
