"""Who may only read: signs in, finds a firm, reads its history, and meets nothing that could change it."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session, session_of
from signage.services.accounts.totp import proposed_secret, turn_on
from signage.services.editing import change_row
from signage.services.rights import Grant, everywhere
from signage.store import Store
from tests.parts import servers, stores
from tests.parts.browser import tab_to
from tests.parts.hands import WAYS, Hand, fits
from tests.parts.service import running_service
from tests.places import a_municipality, a_tenant, an_area, point

OpenPage = Callable[..., Page]
FIRM = "<img src=x onerror=alert(1)> & Söhne"
PASSWORD = "sieben bunte Tafeln"
CHANGES = 'main form[method="post"] :is(button, input:not([type="hidden"]), select, textarea):enabled'


class Place(NamedTuple):
    """The service, the readers' apps by their addresses, and a session of one more."""

    base: str
    apps: dict[str, TOTP]
    session: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An area with a firm that was changed once; readers with an app on their phones."""
    file = tmp_path_factory.mktemp("reader") / "town.gpkg"
    store = stores.new_geopackage(file)
    a_municipality(store)
    area = an_area(store)
    firm = a_tenant(store, area, name=FIRM, number=1, activity="Bau", geometry=point(300, 300))
    a_tenant(store, area, name="Adler GmbH", number=2, geometry=point(400, 300))
    rights = everywhere("Robin Muster")
    change_row(store, "tenant", firm, {"activity": "Metallbau"}, seen_version=1, rights=rights)
    ways = ("mouse1280", "keys1280", "finger360", "keys360")
    apps = {mail: a_reader(store, mail) for mail in (f"{way}@example.org" for way in ways)}
    grants = [Grant("reader", "16070028")]
    session = begin_session(store, add_account(store, mail="l@example.org", name="L", grants=grants, by="x"))
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Place(f"http://127.0.0.1:{port}", apps, session)


def a_reader(store: Store, mail: str) -> TOTP:
    """Somebody with a password and an app, whose next code is good."""
    grants = [Grant("reader", "16070028")]
    number = add_account(store, mail=mail, name="Lea Leser", grants=grants, by="test", password=PASSWORD)
    me = session_of(store, begin_session(store, number, needs="setup"))
    assert me
    app, hour_ago = TOTP(proposed_secret(store, me)), time.time() - 3600
    turn_on(store, me, app.at(int(hour_ago)), clock=lambda: hour_ago)
    return app


@WAYS
def test_a_firm_is_found_and_read_and_nothing_can_be_changed(
    open_page: OpenPage, place: Place, way: str, size: tuple[int, int]
) -> None:
    page, mail = open_page(size), f"{way}{size[0]}@example.org"
    hand = Hand(page, way)
    page.goto(f"{place.base}/desk")
    hand.write(page.get_by_label("E-Mail-Adresse"), mail)
    hand.write(page.get_by_label("Passwort", exact=True), PASSWORD)
    hand.button("Anmelden")
    hand.write(page.get_by_label("Code aus der App"), place.apps[mail].now())
    hand.button("Anmelden")
    page.wait_for_url("**/desk")
    nothing_to_change(page)
    hand.write(page.get_by_role("searchbox"), "soehne")
    hand.button("Suchen")
    look_at_the_firm(page, hand)
    expect(page.get_by_text("Sie dürfen diese Firma lesen, aber nicht ändern.")).to_be_visible()
    expect(page.get_by_label("Tätigkeit", exact=True)).to_have_value("Metallbau")
    expect(page.get_by_label("Tätigkeit", exact=True)).to_be_disabled()
    nothing_to_change(page)
    hand.press(page.locator('main a[href^="/desk/history/tenant/"]'))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Verlauf: {FIRM}")
    expect(page.get_by_text("Robin Muster").first).to_be_visible()
    nothing_to_change(page)
    hand.press(page.locator('a[href^="/desk/history/set/"]').first)
    expect(page.get_by_text("Rückgängig machen kann das, wer")).to_be_visible()
    nothing_to_change(page)


def look_at_the_firm(page: Page, hand: Hand) -> None:
    """From the table; by keys through its cells, of which the tabulator reaches one."""
    link = page.get_by_role("link", name=f"{FIRM} ansehen")
    if hand.way != "keys":
        hand.press(link)
        return
    tab_to(page, page.locator("#firms-grid td[tabindex='0']"))
    page.keyboard.press("End")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")


def nothing_to_change(page: Page) -> None:
    """No form that changes anything; the page is not wider than the window."""
    expect(page.locator(CHANGES)).to_have_count(0)
    fits(page)


def test_in_the_table_nothing_is_written_and_nothing_is_placed(page_desktop: Page, place: Place) -> None:
    page = page_desktop
    page.context.add_cookies([{"name": "signage_session", "value": place.session, "url": place.base}])
    page.goto(f"{place.base}/desk/firms")
    expect(page.locator("#firms-grid")).to_have_attribute("role", "grid")
    expect(page.get_by_role("link", name="Neue Firma")).to_have_count(0)
    nothing_to_change(page)
    expect(page.locator("#firms-map")).to_have_attribute("data-firms", "2")
    expect(page.get_by_role("button", name="In der Karte anklicken")).to_have_count(0)
    page.locator('td[data-name="activity"]', has_text="Metallbau").dblclick()
    expect(page.locator("#firms-state-line")).to_have_text("Sie dürfen diese Firma lesen, aber nicht ändern.")
    expect(page.locator("td.editing")).to_have_count(0)
