"""The planner's page with no hand on a mouse: what has to be reached is reached with the tabulator."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_plan_areas_reshape import a_stale_area
from tests.parts.browser import tab_to, until
from tests.parts.planner import Desk, judged, saved

NOTICE, MAP = "#plan-notice", "#signage_map"
IN_THE_ROAD = (10.94444, 50.86125)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def in_hand(page: Page, desk: Desk, place: tuple[float, float], **values: Any) -> int:
    """A fresh sign, found by its number in the table and taken up there."""
    sign = desk.a_sign(page, *place, **values)
    desk.open(page, f"19/{place[1]}/{place[0]}")
    tab_to(page, page.locator("#plan-filter"))
    page.keyboard.type(desk.row(page, "signs", sign)["number"])
    expect(page.locator("#plan-grid tbody tr")).to_have_count(1)
    tab_to(page, page.locator('#plan-grid [tabindex="0"]'))
    press(page, "ArrowRight")
    until(page, f"() => signagePlan.chosen() === {sign}")
    judged(page)
    return sign


def test_by_arrows_through_a_list_of_the_form_is_one_change_undone_as_one(
    page_desktop: Page, desk: Desk
) -> None:
    sign = in_hand(page_desktop, desk, (10.94710, 50.86650), state="planned")
    tab_to(page_desktop, page_desktop.locator("#plan-field-state"))
    press(page_desktop, *["ArrowDown"] * 3, "Tab")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Zustand geändert")
    row = desk.values(page_desktop, sign)
    assert (row["state"], row["version"]) == ("commissioned", 2)
    press(page_desktop, "Control+z")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert desk.values(page_desktop, sign)["state"] == "planned"


def test_an_arrow_key_while_the_one_before_is_being_written_goes_on_from_there(
    page_desktop: Page, desk: Desk
) -> None:
    sign = in_hand(page_desktop, desk, (10.94710, 50.86665), state="planned")
    held: list[Route] = []
    page_desktop.route(
        f"**/api/v1/signs/{sign}", lambda route: route.continue_() if held else held.append(route)
    )
    tab_to(page_desktop, page_desktop.locator("#plan-field-state"))
    with page_desktop.expect_request(f"**/api/v1/signs/{sign}"):
        press(page_desktop, "ArrowDown")
    press(page_desktop, "ArrowDown")
    with page_desktop.expect_response(f"**/api/v1/signs/{sign}"):
        held[0].continue_()
    until(page_desktop, f"() => signagePlan.source.rows.get({sign}).version === 2")
    press(page_desktop, "ArrowDown", "Tab")
    saved(page_desktop)
    assert desk.values(page_desktop, sign)["state"] == "commissioned"


def test_from_the_map_one_key_leads_to_the_form_of_the_chosen_sign(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    tab_to(page_desktop, page_desktop.locator(MAP))
    press(page_desktop, "e")
    expect(page_desktop.locator("#plan-live")).to_contain_text("Wählen Sie ein Schild")
    expect(page_desktop.locator(MAP)).to_be_focused()
    press(page_desktop, "PageDown", "e")
    expect(page_desktop.locator("#plan-sign-title")).to_be_focused()
    page_desktop.evaluate("signagePlan.tell('rows', null)")  # as when an answer comes
    expect(page_desktop.locator("#plan-sign-title")).to_be_focused()


def test_a_finding_is_mended_by_keys_and_the_focus_stays_at_the_findings(
    page_desktop: Page, desk: Desk
) -> None:
    sign = in_hand(page_desktop, desk, IN_THE_ROAD, width_mm=1200)
    tab_to(page_desktop, page_desktop.locator('[data-rule="carriageway.free"] .mend'))
    press(page_desktop, "Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    expect(page_desktop.locator('[data-rule="carriageway.free"]')).to_have_count(0)
    assert desk.ask(page_desktop, "GET", f"signs/{sign}/findings")["site"]["to_edge_m"] > 0
    assert page_desktop.evaluate("() => Boolean(document.activeElement.closest('section.judged'))")


def test_a_reason_is_given_and_taken_back_by_keys(page_desktop: Page, desk: Desk) -> None:
    sign = in_hand(page_desktop, desk, (10.94444, 50.86133), width_mm=1200)
    finding = page_desktop.locator('[data-rule="carriageway.free"]')
    tab_to(page_desktop, finding.locator("summary"))
    press(page_desktop, "Enter")
    tab_to(page_desktop, finding.get_by_role("textbox"))
    page_desktop.keyboard.type("Mittelinsel")
    press(page_desktop, "Enter")
    expect(finding).to_contain_text("Mittelinsel")
    assert desk.values(page_desktop, sign)["exceptions"]["carriageway.free"]["reason"] == "Mittelinsel"
    expect(finding.get_by_role("button", name="Ausnahme zurücknehmen")).to_be_focused()
    press(page_desktop, "Enter")
    expect(finding).to_have_class("finding error")
    assert not desk.values(page_desktop, sign)["exceptions"]


def test_a_reason_that_is_being_written_outlives_a_new_judgement(page_desktop: Page, desk: Desk) -> None:
    sign = in_hand(page_desktop, desk, (10.94444, 50.86052), width_mm=1200)
    finding = page_desktop.locator('[data-rule="carriageway.free"]')
    tab_to(page_desktop, finding.locator("summary"))
    press(page_desktop, "Enter")
    tab_to(page_desktop, finding.get_by_role("textbox"))
    page_desktop.keyboard.type("Mitten")
    desk.change(page_desktop, sign, lower_edge_m=1.0)
    expect(page_desktop.locator('[data-rule="lower_edge"]')).to_be_visible()
    page_desktop.keyboard.type("insel")
    expect(finding.get_by_role("textbox")).to_have_value("Mitteninsel")


@pytest.mark.complaints("409")
def test_a_stale_save_is_merged_field_by_field_by_keys(page_desktop: Page, desk: Desk) -> None:
    # Told by nobody meanwhile that there is something new, the page finds out when it saves.
    page_desktop.route(
        "**/api/v1/signs?limit=1", lambda route: route.fulfill(status=200, headers={"etag": '"same"'})
    )
    sign = in_hand(page_desktop, desk, (10.94700, 50.86610), name="Tor", height_m=2.0)
    press(page_desktop, "Home", "ArrowRight", "ArrowRight", "ArrowRight", "Enter")
    page_desktop.keyboard.type("Tor Ost")
    desk.change(page_desktop, sign, name="Tor Nord", height_m=3.0)
    press(page_desktop, "Enter")
    rows = page_desktop.locator("#plan-merge-rows tr")
    expect(rows.filter(has_text="Tor Nord")).to_contain_text("Tor Ost")
    tab_to(page_desktop, page_desktop.locator('[name="merge-name"]:checked'))
    press(page_desktop, "ArrowRight")
    expect(page_desktop.locator('[name="merge-name"][value="theirs"]')).to_be_checked()
    press(page_desktop, "ArrowLeft")
    tab_to(page_desktop, page_desktop.locator("#plan-merge-save"))
    press(page_desktop, "Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("zusammengeführt")
    row = desk.values(page_desktop, sign)
    assert (row["name"], row["height_m"]) == ("Tor Ost", 3.0)


@pytest.mark.complaints("409")
def test_a_stale_save_of_an_area_is_merged_field_by_field_by_keys(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Zu dritt")
    west = desk.corner(page_desktop, area, 0)[0]
    a_stale_area(page_desktop, desk, area)
    name = page_desktop.locator('[name="merge-name"][value="mine"]')
    tab_to(page_desktop, page_desktop.locator('[name="merge-name"]:checked'))
    press(page_desktop, "ArrowLeft")
    expect(name).to_be_checked()
    tab_to(page_desktop, page_desktop.locator('[name="merge-outline"]:checked'))
    press(page_desktop, "ArrowRight", "ArrowLeft")
    tab_to(page_desktop, page_desktop.locator("#plan-merge-save"))
    press(page_desktop, "Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("zusammengeführt")
    assert desk.row(page_desktop, "areas", area)["name"] == "Zu dritt"
    assert desk.corner(page_desktop, area, 0)[0] < west


@pytest.mark.complaints("409")
def test_of_a_stale_area_the_other_outline_is_taken_by_keys(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Doch nicht")
    before = desk.corner(page_desktop, area, 0)
    a_stale_area(page_desktop, desk, area)
    tab_to(page_desktop, page_desktop.locator('[name="merge-outline"]:checked'))
    press(page_desktop, "ArrowRight")
    tab_to(page_desktop, page_desktop.locator("#plan-merge-save"))
    press(page_desktop, "Enter")
    expect(page_desktop.locator("#plan-area-bar")).to_be_hidden()
    expect(page_desktop.locator("#plan-area-title")).to_have_text("Umbenannt")
    assert desk.corner(page_desktop, area, 0) == before
    assert desk.row(page_desktop, "areas", area)["version"] == 2


def test_who_must_say_yes_is_read_by_keys(page_desktop: Page, desk: Desk) -> None:
    in_hand(page_desktop, desk, (10.94500, 50.86084))
    tab_to(page_desktop, page_desktop.locator(".approvals summary"))
    press(page_desktop, "Enter")
    expect(page_desktop.locator(".approvals li .cited").first).to_be_visible()


def test_an_area_is_split_and_merged_again_by_keys(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Tastenteilung")
    tab_to(page_desktop, page_desktop.locator("#plan-tool-split"))
    press(page_desktop, "Enter", *["Shift+ArrowDown"] * 8, "Enter", *["Shift+ArrowUp"] * 16, "Enter")
    tab_to(page_desktop, page_desktop.get_by_role("button", name="Fertig"))
    press(page_desktop, "Enter")
    expect(page_desktop.locator("#plan-reshape-name")).to_have_value("Tastenteilung Ost")
    tab_to(page_desktop, page_desktop.locator("#plan-reshape-name"))
    page_desktop.keyboard.type("Ostteil")
    tab_to(page_desktop, page_desktop.locator("#plan-reshape-apply"))
    expect(page_desktop.locator("#plan-reshape")).to_contain_text("Ostteil")
    press(page_desktop, "Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Tastenteilung“ geteilt")
    press(page_desktop, "v")
    tab_to(page_desktop, page_desktop.get_by_label("Ostteil"))
    press(page_desktop, "Space")
    expect(page_desktop.locator("#plan-reshape-apply")).to_be_enabled()
    tab_to(page_desktop, page_desktop.locator("#plan-reshape-apply"))
    press(page_desktop, "Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("vereint")
    [[ring]] = desk.ask(page_desktop, "GET", f"areas/{area}")["geometry"]["coordinates"]
    lons, lats = zip(*ring, strict=True)
    assert max(lons) - min(lons) == pytest.approx(0.002, abs=1e-6)
    assert max(lats) - min(lats) == pytest.approx(0.001, abs=1e-6)


def test_enter_on_a_button_presses_it_also_while_the_pen_is_out(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"18/{lat}/{lon}")
    page_desktop.locator(MAP).focus()
    press(page_desktop, "n", "Enter", "Shift+ArrowRight", "Enter")
    tab_to(page_desktop, page_desktop.locator("#plan-pen-drop"))
    press(page_desktop, "Enter")
    expect(page_desktop.locator("#plan-pen")).to_be_hidden()
    assert page_desktop.evaluate("signagePlan.pen()") is None
