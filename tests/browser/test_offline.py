"""The visitor's page without network, in a real browser: readable with its date, and fresh once it can be."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from signage.store import Store, create_store
from tests.parts import servers
from tests.parts.service import running_service
from tests.scan import places

OpenPage = Callable[..., Page]
# What the browser itself says of a network that is not there.
NO_NETWORK = pytest.mark.complaints("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION", "status of 503")


class Site:
    """A running service that can be stopped, with an area of two firms and three signs."""

    def __init__(self, store: Store, base: str) -> None:
        self.store, self.base = store, base
        with store.change(who="Test", why="Aufbau") as change:
            places.a_town(change)
            area = places.an_area(change)
            self.firm = places.a_firm(change, area, name="Alt & Söhne")
            self.page = f"{base}/{places.a_sign(change, area)}"
            self.code = places.a_sign(change, area, number="MO-002", x=400)

    def rename(self, name: str) -> None:
        with self.store.change(who="Test", why="Umbenennung") as change:
            change.update("tenant", self.firm, {"name": name})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("offline")
    store = create_store(folder / "offline.gpkg", fsync=False)
    port = servers.free_port()
    made = Site(store, f"http://127.0.0.1:{port}")
    with running_service(folder / "offline.gpkg", port):
        yield made
    store.close()


def open_once(page: Page, address: str) -> None:
    """Open a page, and wait until the browser has kept it."""
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready")
    kept = """async () => (await (await caches.open('signage-pages-1')).keys()).map(request => request.url)"""
    page.wait_for_function(f"async (url) => (await ({kept})()).includes(url)", arg=address)


@NO_NETWORK
def test_a_page_that_was_opened_once_is_read_without_network_and_fresh_with_it(
    page_phone: Page, site: Site
) -> None:
    site.rename("Alt & Söhne")
    open_once(page_phone, site.page)
    expect(page_phone.locator("#offline")).to_have_count(0)
    page_phone.context.set_offline(True)
    page_phone.reload()
    expect(page_phone.locator("#offline")).to_have_text(
        re.compile(r"Kein Netz\. Gespeicherte Seite, Stand: \d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}")
    )
    expect(page_phone.get_by_role("heading", name="Alt & Söhne")).to_be_visible()
    site.rename("Neu & Töchter")
    page_phone.context.set_offline(False)
    page_phone.locator("#offline").get_by_role("link").click()
    expect(page_phone.get_by_role("heading", name="Neu & Töchter")).to_be_visible()
    expect(page_phone.locator("#offline")).to_have_count(0)


@NO_NETWORK
def test_elsewhere_the_saved_pages_are_listed(page_phone: Page, site: Site) -> None:
    open_once(page_phone, site.page)
    page_phone.context.set_offline(True)
    page_phone.goto(f"{site.base}/{site.code}")
    expect(page_phone.get_by_role("heading", name="Kein Netz")).to_be_visible()
    page_phone.get_by_role("link", name="Schild MO-001 · Muster-Ost").click()
    expect(page_phone.locator("#offline")).to_be_visible()


def test_online_every_change_is_in_the_next_page(page_phone: Page, site: Site) -> None:
    open_once(page_phone, site.page)
    for name in ("Eins GmbH", "Zwei GmbH"):
        site.rename(name)
        page_phone.reload()
        expect(page_phone.get_by_role("heading", name=name)).to_be_visible()


def test_what_is_kept_costs_no_second_scan_and_no_cookie(page_phone: Page, site: Site) -> None:
    asked: list[str] = []
    page_phone.context.on("request", lambda request: asked.append(request.url))
    open_once(page_phone, site.page)
    on_the_wire = [url for url in asked if url == site.page]
    assert len(on_the_wire) <= 2  # the navigation, and its copy out of the browser's own cache
    assert page_phone.context.cookies() == []


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_the_page_can_be_put_on_the_screen(open_page: OpenPage, site: Site, locale: str) -> None:
    page = open_page((360, 740), locale=locale)
    page.goto(site.page)
    wire = page.context.new_cdp_session(page)
    errors = {error["errorId"] for error in wire.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert errors <= {"in-incognito"}  # as every page of a test is
    found = wire.send("Page.getAppManifest")
    assert found["errors"] == []
    assert ("Firmen" in found["data"]) == (locale == "de-DE")


def test_without_javascript_nothing_is_missed(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(site.page)
    expect(page.get_by_role("heading", name="Sie sind hier")).to_be_visible()
    page.get_by_role("link", name="Etwas stimmt nicht").click()
    page.wait_for_timeout(1600)  # a form that is sent at once is a script's
    page.get_by_role("button", name="QR-Code ist überklebt").click()
    expect(page.get_by_role("heading", name="Danke für Ihre Meldung")).to_be_visible()
    page.get_by_role("link", name="Zur Firmenliste").click()
    expect(page.get_by_role("heading", name="Sie sind hier")).to_be_visible()
