"""The live page with its script: searched while one types, entries handed on; by mouse, keyboard, and without
network.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from signage.store import create_store
from tests.browser.test_plan_axe import violations
from tests.parts import browser, servers
from tests.parts.service import running_service
from tests.scan import places

OpenPage = Callable[..., Page]
BOTH = pytest.mark.parametrize("size", [browser.PHONE, browser.DESKTOP], ids=["phone", "desktop"])
NO_NETWORK = pytest.mark.complaints("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION")
SHARED = "navigator.share = (what) => { window.shared = what; return Promise.resolve(); }"
NOT_SHARED = "delete Navigator.prototype.share"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of the only sign of an area with four firms, one with a name for harm."""
    file = tmp_path_factory.mktemp("live") / "s.gpkg"
    with closing(create_store(file, fsync=False)) as store, store.change(who="Test", why="Aufbau") as change:
        places.a_town(change)
        area = places.an_area(change)
        places.a_firm(change, area, name="Bau Müller", number=1, x=700, y=300, activity="Hochbau")
        places.a_firm(change, area, name="Kfz-Werkstatt Öz", number=2, x=300, y=500, activity="Autoreparatur")
        places.a_firm(change, area, name="Zaun & Tor", number=3, x=310, y=20)
        places.a_firm(change, area, name=places.NASTY, number=4, x=200, y=200)
        code = places.a_sign(change, area)
    port = servers.free_port()
    with running_service(file, port):
        yield f"http://127.0.0.1:{port}/{code}"


def opened(page: Page, address: str) -> Page:
    """The page with its script at work."""
    page.goto(address)
    expect(page.locator("form + [role=status]")).to_have_count(1)
    return page


def names(page: Page) -> list[str]:
    return page.locator(".l li:visible h3").all_text_contents()


@BOTH
def test_the_list_follows_what_is_typed(open_page: OpenPage, site: str, size: tuple[int, int]) -> None:
    page = opened(open_page(size), site)
    field, title = page.get_by_role("searchbox"), page.locator("#list")
    field.click()
    for typed, found in (("mueler", "Bau Müller"), ("werkstat", "Kfz-Werkstatt Öz"), ("zaun", "Zaun & Tor")):
        field.fill(typed)
        expect(page.locator(".l li:visible")).to_have_count(1)
        expect(page.locator(".l li:visible h3")).to_have_text(found)
        expect(title).to_have_text("1 Firma gefunden")
        expect(page.locator("form + [role=status]")).to_contain_text("1 Firma gefunden")
        expect(page.locator("svg .m:visible")).to_have_count(1)
    page.get_by_role("link", name="Alle Firmen zeigen").click()
    expect(page.locator(".l li:visible")).to_have_count(4)
    expect(title).to_have_text("4 Firmen")
    expect(field).to_be_focused()
    assert urlsplit(page.url).query == ""


def test_names_of_other_branches_are_found_in_other_languages(open_page: OpenPage, site: str) -> None:
    page = opened(open_page(browser.PHONE), f"{site}?lang=en")
    page.get_by_role("searchbox").press_sequentially("car repair", delay=20)
    expect(page.locator("#list")).to_have_text("1 firm found")
    assert names(page) == ["Kfz-Werkstatt Öz"]


@BOTH
def test_enter_leads_a_keyboard_to_what_was_found(
    open_page: OpenPage, site: str, size: tuple[int, int]
) -> None:
    page = opened(open_page(size), site)
    page.get_by_role("searchbox").focus()
    page.keyboard.type("soehne")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_be_focused()
    expect(page.locator("#list")).to_be_in_viewport()
    assert names(page) == [places.NASTY]
    assert urlsplit(page.url).query == ""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Alle Firmen zeigen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".l li:visible")).to_have_count(4)


def test_a_miss_is_told_to_the_service_once_when_the_word_is_finished(open_page: OpenPage, site: str) -> None:
    page = open_page(browser.PHONE)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/found" in request.url else None)
    opened(page, site)
    field = page.get_by_role("searchbox")
    field.press_sequentially("zahnarzt", delay=300)
    expect(page.locator("#list")).to_contain_text("Keine Firma passt zu „zahnarzt“")
    assert not any("done" in request.url for request in asked)
    field.press("Enter")
    expect(page.locator("#list")).to_be_focused()
    page.wait_for_timeout(2500)
    field.press("Enter")
    page.wait_for_timeout(500)
    done = [parse_qs(urlsplit(request.url).query)["q"] for request in asked if "done" in request.url]
    assert done == [["zahnarzt"]]
    assert page.context.cookies() == []


def test_the_search_goes_along_into_another_language_and_order(open_page: OpenPage, site: str) -> None:
    page = opened(open_page(browser.DESKTOP), site)
    page.get_by_role("searchbox").fill("mueller")
    expect(page.locator("#list")).to_have_text("1 Firma gefunden")
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page.locator("#list")).to_have_text("1 firm found")
    expect(page.get_by_role("searchbox")).to_have_value("mueller")
    page.get_by_role("searchbox").fill("zaun")  # here the form goes on: the page holds one firm only
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Zaun & Tor")).to_be_visible()


def test_in_the_order_of_ways_a_group_without_a_hit_has_no_heading(open_page: OpenPage, site: str) -> None:
    page = opened(open_page(browser.PHONE), f"{site}?order=way")
    before = page.locator(".gh:visible").count()
    page.get_by_role("searchbox").fill("mueller")
    expect(page.locator(".gh:visible")).to_have_count(1)
    assert before > 1


@NO_NETWORK
def test_without_network_the_list_is_searched_with_typing_errors_too(open_page: OpenPage, site: str) -> None:
    page = opened(open_page(browser.PHONE), site)
    page.context.set_offline(True)
    for typed, found in (
        ("mueller", ["Bau Müller"]),
        ("oez", ["Kfz-Werkstatt Öz"]),
        ("<img", [places.NASTY]),
    ):
        page.get_by_role("searchbox").fill(typed)
        expect(page.locator("#list")).to_have_text("1 Firma gefunden")
        expect(page.locator(".l li:visible h3")).to_have_text(found)
    for typed in ("mülelr", "werkstadt", "hochabu"):  # with slips, as the service finds them
        page.get_by_role("searchbox").fill(typed)
        expect(page.locator("#list")).to_have_text("1 Firma gefunden")
        expect(page.locator("#list + div")).to_contain_text("Genau so heißt nichts. Ähnlich klingt:")
    page.get_by_role("searchbox").fill("zzz <b>$&")
    expect(page.locator("#list")).to_contain_text("Keine Firma passt zu „zzz <b>$&“")


@BOTH
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_one_searches_and_shares(
    open_page: OpenPage, site: str, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(size)
    page.add_init_script(NOT_SHARED)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened(page, site)
    page.get_by_role("searchbox").fill("mülelr")
    expect(page.get_by_text("Ähnlich")).to_have_count(2)  # seen, and read out
    row = page.locator("#f1")
    row.get_by_text("Mehr").click()
    row.get_by_role("link", name="Link zum Teilen").click()
    expect(row.get_by_role("status")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")


@BOTH
def test_an_entry_is_handed_to_the_phones_own_sharing(
    open_page: OpenPage, site: str, size: tuple[int, int]
) -> None:
    page = open_page(size)
    page.add_init_script(SHARED)
    opened(page, f"{site}?lang=de")
    page.locator("#f4").get_by_text("Mehr").click()
    page.locator("#f4").get_by_role("link", name="Link zum Teilen").click()
    assert page.evaluate("window.shared") == {"title": places.NASTY, "url": f"{site}#f4"}
    expect(page.locator(".told")).to_have_count(0)


@BOTH
def test_where_nothing_shares_the_address_is_copied_and_a_mail_offered(
    open_page: OpenPage, site: str, size: tuple[int, int]
) -> None:
    page = open_page(size)
    page.add_init_script(NOT_SHARED)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, f"{site}?lang=de")
    row = page.locator("#f3")
    row.get_by_text("Mehr").focus()
    page.keyboard.press("Enter")
    row.get_by_role("link", name="Link zum Teilen").focus()
    page.keyboard.press("Enter")
    expect(row.get_by_role("status")).to_have_text("Link kopiert")
    address = f"{site}#f3"
    assert page.evaluate("navigator.clipboard.readText()") == address
    mail = row.get_by_role("link", name="Link per E-Mail").get_attribute("href") or ""
    assert unquote(mail) == f"mailto:?subject=Zaun & Tor&body={address}"
    assert "&" not in re.sub("&body=", "", mail)


def test_where_nothing_may_be_copied_the_address_is_shown(open_page: OpenPage, site: str) -> None:
    page = open_page(browser.PHONE)
    page.add_init_script(
        NOT_SHARED + "; navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'))"
    )
    opened(page, site)
    page.locator("#f3").get_by_text("Mehr").click()
    page.locator("#f3").get_by_role("link", name="Link zum Teilen").click()
    said = page.locator("#f3").get_by_role("status")
    expect(said).to_have_text(f"{site}#f3")
    shown, row = said.bounding_box(), page.locator("#f3").bounding_box()
    assert shown
    assert row
    assert shown["x"] + shown["width"] <= row["x"] + row["width"]  # else its end is cut off


def test_without_javascript_the_link_is_the_entrys_own_address(open_page: OpenPage, site: str) -> None:
    page = open_page(browser.PHONE, javascript=False)
    page.goto(site)
    page.locator("#f3").get_by_text("Mehr").click()
    page.locator("#f3").get_by_role("link", name="Link zum Teilen").click()
    assert urlsplit(page.url).fragment == "f3"
    expect(page.locator("#f3 h3")).to_be_in_viewport()
