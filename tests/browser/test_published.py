"""A published page in a real browser: its own script searches and orders, and without one all is there."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from signage.services.publishing.run import publish
from signage.settings import Settings
from signage.store import create_store
from signage_api.visitor.published import PublishedPages
from tests.browser.test_visitor_live import NOT_SHARED, SHARED
from tests.scan import places

PHONE = (360, 740)
SETTINGS = Settings(public_url="https://schild.example")


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files with the headers of the publication."""

    sent: tuple[tuple[str, str], ...] = ()

    def end_headers(self) -> None:
        for name, value in self.sent:
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def served(folder: Path, sent: tuple[tuple[str, str], ...]) -> http.server.ThreadingHTTPServer:
    """A web server over a publication, with its headers; to be shut down and closed."""
    handler = type("Sent", (_Handler,), {"sent": sent})
    root = str((folder / "current/site").resolve())
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=root))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the only sign of an area with three firms."""
    folder = tmp_path_factory.mktemp("published")
    with closing(create_store(folder / "s.gpkg", fsync=False)) as store:
        with store.change(who="Test", why="Aufbau") as change:
            places.a_town(change)
            area = places.an_area(change)
            places.a_firm(change, area, name="Änderungsschneiderei Groß", number=3, x=310, y=20)
            places.a_firm(change, area, name="Bau Müller", number=1, x=700, y=300, activity="Hochbau")
            places.a_firm(change, area, name="Zaun & Tor", number=2, x=300, y=500)
            code = places.a_sign(change, area)
        pages = PublishedPages(store, SETTINGS, languages=("de",), with_data=False, day=places.DAY)
        with closing(pages):
            publish(store, folder / "out", pages, day=places.DAY, public_url=SETTINGS.public_url, sync=False)
            sent = tuple(pages.headers)
    server = served(folder / "out", sent)
    yield f"http://127.0.0.1:{server.server_port}/{code}/"
    server.shutdown()
    server.server_close()


def names(page: Page) -> list[str]:
    return page.locator(".l li:visible h3").all_text_contents()


def test_the_page_searches_itself(open_page: Callable[..., Page], published: str) -> None:
    page = open_page(PHONE)
    page.goto(published)
    field = page.get_by_role("searchbox")
    for typed in ("mueller", "hochbau", "MÜLLER bau", "1 bau"):
        field.fill(typed)
        assert names(page) == ["Bau Müller"], typed
    field.fill("gross")
    assert names(page) == ["Änderungsschneiderei Groß"]
    field.fill("")
    assert len(names(page)) == 3


def test_a_way_leads_to_the_search_where_a_script_can_search(
    open_page: Callable[..., Page], published: str
) -> None:
    page = open_page(PHONE)
    page.goto(published)
    page.locator('a[href="#q"]').click()
    expect(page.get_by_role("searchbox")).to_be_focused()
    still = open_page(PHONE, javascript=False)
    still.goto(published)
    expect(still.locator('a[href="#q"]')).to_be_hidden()


def test_the_page_orders_its_list_itself(open_page: Callable[..., Page], published: str) -> None:
    page = open_page(PHONE)
    page.goto(published)
    alphabet = names(page)
    page.get_by_role("button", name="Nummer").click()
    assert names(page) == ["Bau Müller", "Zaun & Tor", "Änderungsschneiderei Groß"]
    page.locator(".ord button[value=way]").click()
    assert names(page) == ["Änderungsschneiderei Groß", "Zaun & Tor", "Bau Müller"]
    assert len(page.locator("h2.gh").all_text_contents()) > 1
    page.get_by_role("button", name="A–Z").click()
    expect(page.locator("h2.gh")).to_have_count(0)
    assert names(page) == alphabet
    expect(page.get_by_role("button", name="A–Z")).to_have_attribute("aria-pressed", "true")


def test_an_entry_is_handed_to_the_phones_own_sharing(open_page: Callable[..., Page], published: str) -> None:
    page = open_page(PHONE)
    page.add_init_script(SHARED)
    page.goto(published)
    page.locator("#f1").get_by_text("Mehr").click()
    page.locator("#f1").get_by_role("link", name="Link zum Teilen").click()
    code = urlsplit(published).path.strip("/")
    assert page.evaluate("window.shared") == {
        "title": "Bau Müller",
        "url": f"{SETTINGS.public_url}/{code}#f1",
    }


def test_where_nothing_shares_the_address_is_copied_and_a_mail_offered(
    open_page: Callable[..., Page], published: str
) -> None:
    page = open_page(PHONE)
    page.add_init_script(NOT_SHARED)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(published)
    page.locator("#f2").get_by_text("Mehr").click()
    page.locator("#f2").get_by_role("link", name="Link zum Teilen").click()
    expect(page.locator("#f2").get_by_role("status")).to_have_text("Link kopiert")
    assert page.evaluate("navigator.clipboard.readText()").startswith(SETTINGS.public_url)
    expect(page.locator("#f2").get_by_role("link", name="Link per E-Mail")).to_be_visible()


def test_without_script_a_published_page_offers_no_field_and_shows_all(
    open_page: Callable[..., Page], published: str
) -> None:
    page = open_page(PHONE, javascript=False)
    page.goto(published)
    assert len(names(page)) == 3
    expect(page.get_by_role("searchbox")).to_have_count(0)
    assert urlsplit(page.url).path.count("/") == 2
