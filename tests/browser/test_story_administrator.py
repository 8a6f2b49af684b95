"""An administrator by mouse: a right for one area, a lost second step, the log, an account that ends."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session, session_of
from signage.services.accounts.totp import proposed_secret, turn_on
from signage.services.rights import Grant
from tests.parts import servers, stores
from tests.parts.service import running_service
from tests.places import a_municipality, an_area

NAME = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The service and the session of an administrator; a clerk has an app as the second step."""
    file = tmp_path_factory.mktemp("people") / "town.gpkg"
    store = stores.new_geopackage(file)
    a_municipality(store)
    an_area(store)
    grants = [Grant("administrator")]
    session = begin_session(
        store, add_account(store, mail="ada@example.org", name="Ada Amt", grants=grants, by="test")
    )
    clerk = add_account(
        store, mail="uwe@example.org", name=NAME, grants=[Grant("clerk", "16070028")], by="test",
        password="sieben bunte Tafeln",
    )  # fmt: skip
    me, hour_ago = session_of(store, begin_session(store, clerk, needs="setup")), time.time() - 3600
    assert me
    turn_on(store, me, TOTP(proposed_secret(store, me)).at(int(hour_ago)), clock=lambda: hour_ago)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield f"http://127.0.0.1:{port}", session


def test_by_mouse_rights_are_given_a_step_is_reset_and_an_account_ends(
    page_desktop: Page, place: tuple[str, str]
) -> None:
    page, (base, session) = page_desktop, place
    page.context.add_cookies([{"name": "signage_session", "value": session, "url": base}])
    page.goto(f"{base}/people")
    page.get_by_role("link", name=NAME).click()
    page.get_by_label("Aufgabe").select_option("Planung")
    page.get_by_label("Wofür").select_option("Erfurter Kreuz")
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.get_by_text("Das Recht ist erteilt.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Planung").first).to_contain_text("Erfurter Kreuz")
    page.get_by_role("button", name="Zweiten Schritt zurücksetzen").click()
    expect(page.get_by_text("Der zweite Schritt ist zurückgesetzt")).to_be_visible()
    expect(page.get_by_role("button", name="Zweiten Schritt zurücksetzen")).to_have_count(0)
    page.get_by_role("button", name="Konto beenden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Konto von {NAME} beenden?")
    page.get_by_role("button", name="Konto beenden").click()
    expect(page.get_by_text("Das Konto ist beendet.")).to_be_visible()
    page.get_by_role("link", name="Zurück zu allen Personen").click()
    expect(page.get_by_role("link", name=NAME)).to_have_count(0)
    page.get_by_role("link", name="Protokoll aller Konten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Protokoll aller Konten")
    expect(page.locator("main")).to_contain_text("Ada Amt")
