"""Who may write on the planner's page: a token that stays in the tab, and is asked for when it is missing."""

import pytest
from playwright.sync_api import Page, expect

from tests.parts.planner import Desk

PLACE = (10.94600, 50.86250)
VIEW = f"19/{PLACE[1]}/{PLACE[0]}"


def test_a_token_in_the_address_leaves_it_at_once_and_survives_a_reload(
    page_desktop: Page, desk: Desk
) -> None:
    desk.open(page_desktop)
    assert "token" not in page_desktop.url
    expect(page_desktop.locator("#plan-access")).to_have_text("Schreiben erlaubt")
    page_desktop.reload()
    expect(page_desktop.locator("#plan-access")).to_have_text("Schreiben erlaubt")


def test_without_a_token_the_page_says_that_it_is_read_only(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, *PLACE)
    desk.open(page_desktop, VIEW, may_write=False)
    expect(page_desktop.locator("#plan-access")).to_have_text("Nur lesen")
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    expect(page_desktop.get_by_label("Schildnummer", exact=True)).to_be_disabled()
    expect(page_desktop.get_by_role("button", name="Kopieren", exact=True)).to_be_hidden()


def test_a_write_asks_for_the_token_and_then_goes_on(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW, may_write=False)
    page_desktop.get_by_role("button", name="Übersichtstafel").click()
    page_desktop.get_by_label("Token").fill(desk.token)
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-token")).to_be_hidden()
    expect(page_desktop.locator("#plan-place-hint")).to_contain_text("Übersichtstafel")


@pytest.mark.complaints("401")
def test_a_wrong_token_is_refused_and_forgotten(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW, may_write=False)
    page_desktop.get_by_role("button", name="Anmelden").click()
    page_desktop.get_by_label("Token").fill("signage_falsch")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-token-fault")).to_contain_text("gilt nicht")
    page_desktop.keyboard.press("Escape")
    assert page_desktop.evaluate("sessionStorage.getItem('signage-plan-token')") is None


@pytest.mark.complaints("401")
def test_a_token_that_ran_out_is_asked_for_anew_and_nothing_is_lost(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, *PLACE)
    desk.open(page_desktop, VIEW)
    page_desktop.evaluate("id => { signagePlan.choose(id); signagePlan.setToken('signage_alt'); }", sign)
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("r")
    page_desktop.get_by_label("Token").fill(desk.token)
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-notice")).to_contain_text("gedreht")
    assert desk.values(page_desktop, sign)["bearing_deg"] == 105


def test_who_leaves_leaves_no_token_behind(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.get_by_role("button", name="Abmelden").click()
    expect(page_desktop.locator("#plan-access")).to_have_text("Nur lesen")
    assert page_desktop.evaluate("sessionStorage.getItem('signage-plan-token')") is None


def test_an_area_that_is_not_there_is_a_friendly_404(page_desktop: Page, desk: Desk) -> None:
    answer = page_desktop.goto(f"{desk.base}/plan/QQ")
    assert answer is not None
    assert answer.status == 404
    expect(page_desktop.locator("body")).to_contain_text("Kürzel")


def test_all_areas_have_one_page_too(page_desktop: Page, desk: Desk) -> None:
    page_desktop.goto(f"{desk.base}/plan?lang=en")
    expect(page_desktop.locator("h1")).to_have_text("Plan signs")
    expect(page_desktop.locator("#plan-access")).to_have_text("Reading only")
