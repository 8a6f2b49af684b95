"""An administrator by mouse, by finger on a phone and by keys: a right for one area, a lost second step, an
account that ends, the log.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session, session_of
from signage.services.accounts.totp import proposed_secret, turn_on
from signage.services.rights import Grant
from tests.parts import servers, stores
from tests.parts.browser import PHONE
from tests.parts.hands import WAYS, Hand
from tests.parts.service import running_service
from tests.places import a_municipality, an_area

OpenPage = Callable[..., Page]
PICTURES = os.environ.get("SIGNAGE_TEST_PICTURES", "")
NAME = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The service and the session of an administrator; a clerk has an app as the second step."""
    file = tmp_path / "town.gpkg"
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


@WAYS
def test_rights_are_given_a_step_is_reset_an_account_ends_and_the_log_tells(
    open_page: OpenPage, place: tuple[str, str], way: str, size: tuple[int, int]
) -> None:
    page, (base, session) = open_page(size), place
    hand = Hand(page, way)
    press = hand.press
    page.context.add_cookies([{"name": "signage_session", "value": session, "url": base}])
    page.goto(f"{base}/people")
    press(page.get_by_role("link", name=NAME))
    hand.choose(page.get_by_label("Aufgabe"), "Planung")
    hand.choose(page.get_by_label("Wofür"), "Erfurter Kreuz")
    press(page.get_by_role("button", name="Hinzufügen"))
    expect(page.get_by_text("Das Recht ist erteilt.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Planung").first).to_contain_text("Erfurter Kreuz")
    press(page.get_by_role("button", name="Zweiten Schritt zurücksetzen"))
    expect(page.get_by_text("Der zweite Schritt ist zurückgesetzt")).to_be_visible()
    expect(page.get_by_role("button", name="Zweiten Schritt zurücksetzen")).to_have_count(0)
    press(page.get_by_role("button", name="Konto beenden"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Konto von {NAME} beenden?")
    press(page.get_by_role("button", name="Konto beenden"))
    expect(page.get_by_text("Das Konto ist beendet.")).to_be_visible()
    press(page.get_by_role("link", name="Zurück zu allen Personen"))
    expect(page.get_by_role("link", name=NAME)).to_have_count(0)
    press(page.get_by_role("link", name="Protokoll aller Konten"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Protokoll aller Konten")
    expect(page.locator("main")).to_contain_text("Ada Amt")
    if size == PHONE:  # elsewhere it is there at once
        press(page.get_by_text("Ereignisse filtern"))
    hand.choose(page.get_by_label("Was", exact=True), "Recht erteilt")
    press(page.get_by_role("button", name="Anzeigen"))
    line = page.locator("tbody tr")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Recht erteilt (Planung, Amt Wachsenburg, Erfurter Kreuz)")
    expect(line).to_contain_text(f"Ada Amt → {NAME}")
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/log-filtered-{size[0]}.png")
        page.goto(f"{base}/people/log")
        page.screenshot(path=f"{PICTURES}/log-{size[0]}.png")
