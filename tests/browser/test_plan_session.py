"""On the planner's page whoever has signed in at the desk needs no token, and is named."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.parts.planner import HOSTILE, Desk

VIEW = "19/50.86250/10.94600"
SignIn = Callable[[str], None]


@pytest.fixture
def sign_in(page_desktop: Page, desk: Desk) -> SignIn:
    """Call with a role: the page's browser has signed in with it, for all municipalities."""

    def cookie(role: str) -> None:
        named = {"name": "signage_session", "value": desk.sessions[role], "url": desk.base}
        page_desktop.context.add_cookies([named])  # type: ignore[list-item]

    return cookie


def test_who_has_signed_in_is_named_and_writes_without_a_token(
    page_desktop: Page, desk: Desk, sign_in: SignIn
) -> None:
    sign_in("planner")
    sign = desk.a_sign(page_desktop, 10.9461, 50.8626)
    desk.open(page_desktop, VIEW, may_write=False)
    expect(page_desktop.locator("#plan-access")).to_have_text(f"Angemeldet: {HOSTILE}")
    expect(page_desktop.get_by_role("link", name="Zum Arbeitsplatz")).to_have_attribute("href", "/desk")
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("r")
    expect(page_desktop.locator("#plan-notice")).to_contain_text("gedreht")
    assert desk.values(page_desktop, sign)["bearing_deg"] == 105
    assert page_desktop.evaluate("sessionStorage.getItem('signage-plan-token')") is None


def test_who_may_only_read_is_named_and_sees_the_values_locked(
    page_desktop: Page, desk: Desk, sign_in: SignIn
) -> None:
    sign_in("reader")
    sign = desk.a_sign(page_desktop, 10.9463, 50.8626)
    desk.open(page_desktop, VIEW, may_write=False)
    expect(page_desktop.locator("#plan-access")).to_have_text(f"Angemeldet: {HOSTILE} (nur lesen)")
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    expect(page_desktop.get_by_label("Schildnummer", exact=True)).to_be_disabled()


def test_to_sign_in_leads_to_the_account_and_back_to_this_very_page(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW, may_write=False)
    page_desktop.get_by_role("button", name="Anmelden").click()
    link = page_desktop.get_by_role("link", name="Mit dem eigenen Konto anmelden")
    expect(link).to_have_attribute("href", f"{desk.base}/login?next=%2Fplan%2FEK")


def test_to_sign_out_ends_the_session(page_desktop: Page, desk: Desk, sign_in: SignIn) -> None:
    sign_in("manager")
    desk.open(page_desktop, VIEW, may_write=False)
    page_desktop.get_by_role("button", name="Abmelden").click()
    expect(page_desktop.locator("#plan-access")).to_have_text("Nur lesen")
    told = page_desktop.evaluate("fetch('/api/v1/me').then((answer) => answer.json())")
    assert told["name"] is None
