"""Who may only read: signs in, finds a firm, reads its history, and meets nothing that could change it."""

import time
from collections.abc import Callable, Iterator

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
from tests.parts.service import running_service
from tests.places import a_municipality, a_tenant, an_area, point

OpenPage = Callable[..., Page]
FIRM = "<img src=x onerror=alert(1)> & Söhne"
PASSWORD = "sieben bunte Tafeln"
CHANGES = 'main form[method="post"] :is(button, input:not([type="hidden"]), select, textarea):enabled'


class Place:
    """The service, and the readers' apps by their addresses."""

    def __init__(self, base: str, apps: dict[str, TOTP]) -> None:
        self.base, self.apps = base, apps


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An area with a firm that was changed once; two readers with an app on their phones."""
    file = tmp_path_factory.mktemp("reader") / "town.gpkg"
    store = stores.new_geopackage(file)
    a_municipality(store)
    area = an_area(store)
    firm = a_tenant(store, area, name=FIRM, number=1, activity="Bau", geometry=point(300, 300))
    a_tenant(store, area, name="Adler GmbH", number=2, geometry=point(400, 300))
    rights = everywhere("Robin Muster")
    change_row(store, "tenant", firm, {"activity": "Metallbau"}, seen_version=1, rights=rights)
    apps = {mail: a_reader(store, mail) for mail in ("mouse@example.org", "keys@example.org")}
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Place(f"http://127.0.0.1:{port}", apps)


def a_reader(store: Store, mail: str) -> TOTP:
    """Somebody with a password and an app, whose next code is good."""
    grants = [Grant("reader", "16070028")]
    number = add_account(store, mail=mail, name="Lea Leser", grants=grants, by="test", password=PASSWORD)
    me = session_of(store, begin_session(store, number, needs="setup"))
    assert me
    app, hour_ago = TOTP(proposed_secret(store, me)), time.time() - 3600
    turn_on(store, me, app.at(int(hour_ago)), clock=lambda: hour_ago)
    return app


def test_by_mouse_a_firm_is_found_and_read_and_nothing_can_be_changed(
    page_desktop: Page, place: Place
) -> None:
    page, mail = page_desktop, "mouse@example.org"
    page.goto(f"{place.base}/desk")
    page.get_by_label("E-Mail-Adresse").fill(mail)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_label("Code aus der App").fill(place.apps[mail].now())
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url("**/desk")
    expect(page.locator(CHANGES)).to_have_count(0)
    page.get_by_role("searchbox").fill("soehne")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name=f"{FIRM} ansehen").click()
    expect(page.get_by_text("Sie dürfen diese Firma lesen, aber nicht ändern.")).to_be_visible()
    expect(page.get_by_label("Tätigkeit", exact=True)).to_have_value("Metallbau")
    expect(page.get_by_label("Tätigkeit", exact=True)).to_be_disabled()
    expect(page.locator(CHANGES)).to_have_count(0)
    page.get_by_role("link", name="Verlauf", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Verlauf: {FIRM}")
    expect(page.get_by_text("Robin Muster").first).to_be_visible()
    expect(page.locator(CHANGES)).to_have_count(0)
    page.locator('a[href^="/desk/history/set/"]').first.click()
    expect(page.get_by_text("Rückgängig machen kann das, wer")).to_be_visible()
    expect(page.locator(CHANGES)).to_have_count(0)
    page.goto(f"{place.base}/desk/firms")
    expect(page.locator("#firms-grid")).to_have_attribute("role", "grid")
    expect(page.get_by_role("link", name="Neue Firma")).to_have_count(0)
    expect(page.locator(CHANGES)).to_have_count(0)
    expect(page.locator("#firms-map")).to_have_attribute("data-firms", "2")
    expect(page.get_by_role("button", name="In der Karte anklicken")).to_have_count(0)
    page.locator('td[data-name="activity"]', has_text="Metallbau").dblclick()
    expect(page.locator("#firms-state-line")).to_have_text("Sie dürfen diese Firma lesen, aber nicht ändern.")
    expect(page.locator("td.editing")).to_have_count(0)


def test_by_keys_on_a_phone_a_firm_is_found_and_its_history_read(page_phone: Page, place: Place) -> None:
    page, mail = page_phone, "keys@example.org"
    page.goto(f"{place.base}/desk")
    tab_to(page, page.get_by_label("E-Mail-Adresse"))
    page.keyboard.type(mail)
    tab_to(page, page.get_by_label("Passwort", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Code aus der App"))
    page.keyboard.type(place.apps[mail].now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("soehne")
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#firms-grid td[tabindex='0']"))
    page.keyboard.press("End")
    expect(page.get_by_role("link", name=f"{FIRM} ansehen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sie dürfen diese Firma lesen, aber nicht ändern.")).to_be_visible()
    expect(page.locator(CHANGES)).to_have_count(0)
    tab_to(page, page.locator('main a[href^="/desk/history/tenant/"]'))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Verlauf: {FIRM}")
    expect(page.locator(CHANGES)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
