"""The visitor's page in a real browser: without JavaScript, on small screens, on a weak network."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from signage import languages
from tests.artwork.papers_read import pages, words
from tests.parts import servers
from tests.parts.stores import new_geopackage
from tests.scan import places

OpenPage = Callable[..., Page]
COVERED = """() => {
    const way = document.querySelector('a[href="#q"]').getBoundingClientRect();
    const text = document.createRange();
    text.selectNodeContents(document.querySelector('svg+.s'));
    return [...text.getClientRects(), document.querySelector('form').getBoundingClientRect()]
        .filter(box => box.left < way.right && box.right > way.left)
        .filter(box => box.top < way.bottom && box.bottom > way.top);
}"""
SIZES = [(320, 568), (360, 740), (1280, 800)]


@dataclass(frozen=True)
class Site:
    """A running service with one area of sixty firms, among them odd ones, and an empty area."""

    full: str
    empty: str
    retired: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("visitor")
    store = new_geopackage(folder / "visitor.gpkg")
    full = places.a_full_area(store, 56)
    with store.change(who="Test", why="Aufbau") as change:
        (area,) = [row["id"] for row in store.read("area")]
        for number, name in enumerate(
            [places.NASTY, places.LONG, "شركة النقل", "מאפייה", "${7*7}"], start=57
        ):
            places.a_firm(change, area, name=name, number=number, x=100 + number * 7, y=200)
        empty = places.a_sign(change, places.an_area(change, name="Leerfeld", number="LF"), number="LF-001")
        retired = places.a_sign(change, area, number="MO-009", x=500)
        change.set_code(retired, state="retired")
    store.close()
    port = servers.free_port()
    command = [
        str(Path(sys.executable).with_name("signage")),
        "serve",
        "--store",
        str(folder / "visitor.gpkg"),
        "--port",
        str(port),
    ]
    with servers.running(command, port=port, log=folder / "log"):
        base = f"http://127.0.0.1:{port}"
        yield Site(f"{base}/{full}", f"{base}/{empty}", f"{base}/{retired}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("where", ["full", "empty", "retired"])
def test_nothing_sticks_out_sideways(
    open_page: OpenPage, site: Site, size: tuple[int, int], where: str
) -> None:
    page = open_page(size, javascript=True)
    page.goto(getattr(site, where))
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")


def test_odd_names_stand_there_as_they_are(page_phone: Page, site: Site) -> None:
    page_phone.goto(site.full)
    for name in (places.NASTY, places.LONG, "شركة النقل", "${7*7}"):
        expect(page_phone.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_a_firm_is_found_without_javascript(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(site.full)
    page.get_by_role("searchbox").fill("soehne")
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_role("heading", name="1 Firma gefunden")).to_be_visible()
    expect(page.locator("svg .m")).to_have_count(1)
    page.get_by_role("link", name="Alle Firmen zeigen").click()
    expect(page.locator("svg .m")).to_have_count(61)


def test_what_was_found_is_seen_without_scrolling(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(site.full)
    page.get_by_role("searchbox").fill("soehne")
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_role("heading", name="1 Firma gefunden")).to_be_in_viewport()
    expect(page.get_by_role("heading", name=places.NASTY, exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("language", ["de", "pl"])
def test_the_search_of_a_phone_is_one_tap_away(open_page: OpenPage, site: Site, language: str) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(f"{site.full}?lang={language}")
    way = page.locator('a[href="#q"]')
    expect(way).to_be_in_viewport(ratio=1)
    way.click()
    for shown in ("label[for=q]", "#q", "#list"):
        expect(page.locator(shown)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.parametrize("language", languages.languages())
def test_the_way_to_the_search_comes_to_rest_where_it_covers_nothing(
    open_page: OpenPage, site: Site, language: str
) -> None:
    for width in (320, 360):
        page = open_page((width, 740), javascript=False)
        page.goto(f"{site.full}?lang={language}#list")
        assert page.evaluate(COVERED) == [], width


def test_a_thumb_meets_the_mark_that_it_means(page_phone: Page, site: Site) -> None:
    page_phone.goto(site.full)
    page_phone.locator("#map").scroll_into_view_if_needed()
    marks = page_phone.evaluate(
        """[...document.querySelectorAll('.m')].map(mark => {
            const box = mark.querySelector('circle').getBoundingClientRect();
            const all = mark.getBoundingClientRect();
            const target = Math.min(all.width, all.height);
            return [box.x + box.width / 2, box.y + box.height / 2, box.width / 2, target];
        })"""
    )
    for x, y, r, target in marks:
        away = min(((x - a) ** 2 + (y - b) ** 2) ** 0.5 for a, b, *_ in marks if (a, b) != (x, y))
        assert target >= min(23.9, 2 * (away - r) - 1.5)
        assert away > 1.9 * r


def test_a_mark_alone_is_a_target_of_24_pixels_with_a_number_to_read(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(f"{site.full}?q=soehne")
    box = page.locator("svg .m").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    assert float(page.locator("svg .m text").evaluate("e => e.getBoundingClientRect().height")) >= 11


def test_list_and_map_lead_to_each_other(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(site.full)
    page.locator(".l").get_by_role("link", name="30", exact=True).click()
    assert urlsplit(page.url).fragment == "m30"
    expect(page.locator("#m30 circle")).to_be_in_viewport()
    page.locator("#m31").click()
    assert urlsplit(page.url).fragment == "f31"
    expect(page.locator("#f31 h3")).to_be_in_viewport()


def test_a_number_shows_its_mark_large_with_the_map_around_it(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(site.full)
    page.locator(".l").get_by_role("link", name="30", exact=True).click()
    plan, mark = page.locator("#map").bounding_box(), page.locator("#m30 circle").bounding_box()
    other = page.locator("#m31 circle").bounding_box()
    assert plan
    assert mark
    assert other
    assert mark["width"] > 1.3 * other["width"]
    assert plan["y"] >= 0
    assert plan["y"] + plan["height"] <= 740


def test_from_deep_in_the_list_a_link_leads_back_to_the_map(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(f"{site.full}#f40")
    back = page.get_by_role("link", name="Lageplan", exact=False).last
    expect(back).to_be_in_viewport()
    back.click()
    expect(page.locator("#map")).to_be_in_viewport(ratio=0.9)
    page.get_by_role("link", name="Zur Firmenliste").last.click()
    expect(page.locator("#list")).to_be_in_viewport()


def test_enlarged_four_times_nothing_lies_on_the_list(open_page: OpenPage, site: Site) -> None:
    page = open_page((320, 256), javascript=False)
    page.goto(f"{site.full}#f40")
    expect(page.get_by_role("link", name="Lageplan", exact=False).last).not_to_be_in_viewport()


def test_the_chosen_language_stands_in_line_with_the_heading(page_phone: Page, site: Site) -> None:
    page_phone.goto(site.full)
    lefts = page_phone.evaluate(
        "['h1', 'nav b', '.h'].map(name => document.querySelector(name).getBoundingClientRect().left)"
    )
    assert len(set(lefts)) == 1


def test_the_way_of_a_firm_unfolds_into_links(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(site.full)
    row = page.locator("#f30")
    expect(row.get_by_role("link", name="Karten-App")).to_be_hidden()
    row.get_by_text("Navigation").click()
    for name in ("Karten-App", "Google Maps", "Apple Karten"):
        expect(row.get_by_role("link", name=name)).to_be_visible()


def test_the_language_is_chosen_and_kept(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False, locale="en-GB")
    page.goto(site.full)
    expect(page.get_by_role("heading", name="You are here")).to_be_visible()
    page.get_by_role("link", name="DE", exact=True).click()
    page.get_by_role("searchbox").fill("zzz")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", name="Keine Firma passt zu „zzz“")).to_be_visible()


def test_a_reader_with_a_keyboard_reaches_the_list_at_once(page_desktop: Page, site: Site) -> None:
    page_desktop.goto(site.full)
    page_desktop.keyboard.press("Tab")
    expect(page_desktop.get_by_role("link", name="Zur Firmenliste").first).to_be_focused()
    page_desktop.keyboard.press("Enter")
    assert urlsplit(page_desktop.url).fragment == "list"


def test_headings_and_landmarks_are_in_order(page_phone: Page, site: Site) -> None:
    page_phone.goto(site.full)
    levels = page_phone.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert levels[:3] == [1, 2, 2]
    assert set(levels[3:]) == {3}
    for role in ("banner", "navigation", "main", "search", "contentinfo"):
        expect(page_phone.get_by_role(role)).to_have_count(1)


def test_targets_are_large_enough_for_a_thumb(page_phone: Page, site: Site) -> None:
    page_phone.goto(site.full)
    small = page_phone.evaluate(
        """[...document.querySelectorAll('nav a, .l a, button, input[type=search], footer a, summary')]
            .map(e => [e.textContent, e.getBoundingClientRect()])
            .filter(([_, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
    )
    assert small == []


def test_every_anchor_has_its_place_and_no_id_is_twice(page_phone: Page, site: Site) -> None:
    page_phone.goto(site.full)
    ids = page_phone.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    links = page_phone.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(e => e.getAttribute('href'))"
    )
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)


@pytest.mark.parametrize("language", languages.languages())
def test_the_page_is_read_within_three_seconds_on_a_weak_network(
    page_phone: Page, site: Site, language: str
) -> None:
    wire = page_phone.context.new_cdp_session(page_phone)
    wire.send("Network.enable")
    limits = {
        "offline": False,
        "latency": 400,
        "downloadThroughput": 50_000 / 8,
        "uploadThroughput": 50_000 / 8,
    }
    wire.send("Network.emulateNetworkConditions", limits)
    page_phone.goto(f"{site.full}?lang={language}")
    assert page_phone.locator("html").get_attribute("lang") == language
    first_paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    assert page_phone.evaluate(first_paint) < 3000
    whole = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    assert 0 < page_phone.evaluate(whole) < 3000  # with the list's last row, not its first words only
    assert page_phone.evaluate("performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_takes_the_readers_colours(page_phone: Page, site: Site, scheme: str) -> None:
    page_phone.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page_phone.goto(site.full)
    ground = page_phone.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 23, 30)"}[scheme]


def test_a_screen_reader_has_every_firm_without_scrolling(page_phone: Page, site: Site) -> None:
    """By the browser's own tree: with `content-visibility: auto` it held the entries in view only."""
    page_phone.goto(site.full)
    wire = page_phone.context.new_cdp_session(page_phone)
    wire.send("Accessibility.enable")
    tree = wire.send("Accessibility.getFullAXTree")["nodes"]
    headings = [node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "heading"]
    names = page_phone.locator(".l h3").all_text_contents()
    assert len(names) == 61
    assert headings[-len(names) :] == names


def test_an_anchor_leads_to_the_top_of_its_entry_also_from_far_away(page_phone: Page, site: Site) -> None:
    for anchor in ("f3", "f30", "f55"):
        page_phone.goto("about:blank")
        page_phone.goto(f"{site.full}#{anchor}")
        page_phone.wait_for_timeout(500)
        box = page_phone.locator(f"#{anchor}").bounding_box()
        assert box
        assert 0 <= box["y"] <= 60, anchor


def test_on_paper_the_list_stands_without_controls(page_desktop: Page, site: Site, tmp_path: Path) -> None:
    page_desktop.goto(site.full)
    page_desktop.emulate_media(media="print")
    expect(page_desktop.get_by_role("button", name="Suchen")).to_be_hidden()
    expect(page_desktop.get_by_role("heading", name="${7*7}")).to_be_visible()


def test_on_a4_nothing_of_the_list_is_cut_off(page_desktop: Page, site: Site) -> None:
    page_desktop.goto(site.full)
    names = page_desktop.locator(".l h3").all_text_contents()
    paper = page_desktop.pdf(format="A4")
    count = pages(paper)
    assert 2 <= count <= 5  # the map, and sixty firms in two columns
    said = "".join("".join(words(paper, number).split()) for number in range(count))
    for name in names:
        if name.isascii():  # what is read from right to left comes out of a PDF in another order
            assert "".join(name.split()) in said
    assert (len(names), "Navigation" in said) == (61, False)


def test_paper_is_white_for_who_likes_it_dark(page_desktop: Page, site: Site) -> None:
    page_desktop.goto(site.full)
    page_desktop.emulate_media(media="print", color_scheme="dark")
    paints = page_desktop.evaluate(
        "['.g', '.t', '.b'].map(name => getComputedStyle(document.querySelector('#map ' + name)).fill)"
    )
    assert all(min(map(int, re.findall(r"\d+", paint))) > 150 for paint in paints), paints


def test_a_code_is_typed_by_hand(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    address = urlsplit(site.full)
    page.goto(f"http://{address.netloc}/")
    code = address.path[1:]
    page.get_by_label("Code auf dem Schild").fill(f"{code[:4].lower()} {code[4:]}")
    page.get_by_role("button", name="Firmen zeigen").click()
    expect(page.get_by_role("heading", name="Muster-Ost")).to_be_visible()


def test_a_retired_sign_leads_on(open_page: OpenPage, site: Site) -> None:
    page = open_page((360, 740), javascript=False)
    page.goto(site.retired)
    page.get_by_role("link", name="Schild MO-001, Muster-Ost").click()
    expect(page.get_by_role("heading", name="Muster-Ost")).to_be_visible()
