"""Everybody can read and use the visitor's pages: each language, both schemes, turned round, enlarged."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from signage import languages
from signage.settings import Settings
from signage.store import create_store
from signage_api.app import create_app
from signage_api.scanning import ScanFirst
from tests.browser.test_plan_axe import violations
from tests.parts.rtl import backwards
from tests.scan import places
from tests.scan.asking import ask, behind
from tests.scan.conftest import token_of_staff

OpenPage = Callable[..., Page]
Pages = Callable[[str, str], str]
OTHERS = ("/{}/report", "/", "/0000000Z", "/imprint", "/privacy", "/accessibility")
ZOOMED = (320, 256)  # 1280 x 1024 enlarged four times


def asked(door: ScanFirst, address: str) -> str:
    """The page, made in a thread of its own: the browser's driver has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: ask(door, address).text).result()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Call with a path (`{}` is a live code) and a language: the page as the service answers it."""
    store = create_store(tmp_path_factory.mktemp("access") / "a.gpkg", fsync=False)
    code = places.a_full_area(store, 21)
    with store.change(who="Test", why="Aufbau") as change:
        (area,) = [row["id"] for row in store.read("area")]
        places.a_firm(change, area, name=places.LONG, number=22, x=140, y=200)
    settings = Settings(contact_email="schilder@muster.example", scan_flush_seconds=3600)
    with TestClient(create_app(settings, store=store)) as client:

        def page(path: str, language: str) -> str:
            address = path.format(code)
            return client.get(f"{address}{'&' if '?' in address else '?'}lang={language}").text

        yield page
    store.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_language(open_page: OpenPage, pages: Pages, scheme: str) -> None:
    page = open_page((360, 740))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = {}
    for number, language in enumerate(languages.languages()):
        for path in ("/{}", "/{}/report", OTHERS[number % len(OTHERS)]):
            page.set_content(pages(path, language))
            found[language, path] = violations(page)
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.parametrize("size", [ZOOMED, (320, 568)])
def test_no_language_sticks_out_sideways(open_page: OpenPage, pages: Pages, size: tuple[int, int]) -> None:
    page = open_page(size)
    wide = []
    for language in languages.languages():
        for path in ("/{}", "/{}?q=zzzz", *OTHERS):
            page.set_content(pages(path, language))
            if page.evaluate("document.documentElement.scrollWidth > screen.width"):
                wide.append((language, path))
    assert wide == []


def test_targets_are_large_enough_in_every_language(open_page: OpenPage, pages: Pages) -> None:
    """WCAG 2.2, 2.5.8: 24 pixels; links within a sentence are exempt, what is pressed to go on has 44."""
    page = open_page((360, 740))
    small = {}
    for language in languages.languages():
        page.set_content(pages("/{}", language))
        small[language] = page.evaluate(
            """() => [...document.querySelectorAll('nav a, nav b, .l a, button, input, footer a, summary')]
                .filter((e) => e.checkVisibility() && e.type !== 'hidden')
                .map((e) => [e.textContent || e.name, e.getBoundingClientRect(), e])
                .filter(([, box, e]) => {
                    const least = e.matches('nav a, button, input') ? 40 : 24;
                    return box.height < least || box.width < 24;
                }).map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
        )
    assert {language: faults for language, faults in small.items() if faults} == {}


def test_a_screen_reader_reads_in_the_order_seen(open_page: OpenPage, pages: Pages) -> None:
    page = open_page((360, 740))
    page.set_content(pages("/{}", "pl"))
    tops = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,form,svg[id],footer')]"
        ".filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    assert page.locator("[tabindex]:not([tabindex='-1'],[tabindex='0'])").count() == 0


def test_a_language_from_right_to_left_turns_the_page_round(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with backwards(tmp_path, monkeypatch):
        store = create_store(tmp_path / "a.gpkg", fsync=False)
        code = places.a_full_area(store, 12)
        door = ScanFirst(behind([]), store, Settings(), authorise=token_of_staff)
        texts = [asked(door, f"{path}?lang=ar") for path in (f"/{code}", *OTHERS[1:])]
        door.close()
        store.close()
    for size in ((360, 740), (320, 568)):
        page = open_page(size)
        for text in texts:
            page.set_content(text)
            assert page.evaluate("document.documentElement.scrollWidth <= screen.width")
        page.set_content(texts[0])
        # What begins a line stands at the right: the heading, the bar of the place, the number of a firm.
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") == "right"
        assert page.evaluate(
            """() => {
                const box = (name) => document.querySelector(name).getBoundingClientRect();
                const bar = getComputedStyle(document.querySelector('.h'));
                return parseFloat(bar.borderRightWidth) > 2 && parseFloat(bar.borderLeftWidth) === 0
                    && box('.l .n').left > box('.l h3').left && box('.up a').left < innerWidth / 2;
            }"""
        )


GROUNDS = """() => {
    const paint = (e, what) => getComputedStyle(e)[what];
    const plan = document.querySelector('#map');
    const colours = (text) => text.match(/[\\d.]+/g).map(Number);
    const shapes = [...plan.querySelectorAll('path')].filter((e) => !e.closest('.k, .i') && !e.matches('.v'));
    const grounds = shapes.map((e) => paint(e, paint(e, 'fill') === 'none' ? 'stroke' : 'fill'));
    const texts = [...plan.querySelectorAll('text')].map((text) => {
        const over = text.parentElement.querySelector('circle, rect');
        const haloed = paint(text, 'stroke') !== 'none';
        return {
            said: text.textContent, fill: colours(paint(text, 'fill')),
            ground: colours(haloed ? paint(text, 'stroke') : paint(over, 'fill')),
            opacity: haloed ? 1 : Number(paint(over, 'opacity')),
        };
    });
    const marks = [...plan.querySelectorAll('.m circle, .i circle:first-child')].map((mark) => ({
        fill: colours(paint(mark, 'fill')), rim: colours(paint(mark, 'stroke')),
    }));
    const land = paint(plan, 'backgroundColor');
    return { texts, marks, grounds: [...new Set([...grounds, land])].map(colours) };
}"""


def luminance(colour: list[float]) -> float:
    shares = [share / 255 for share in colour[:3]]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_the_map_says_stands_out_from_whatever_it_lies_on(
    open_page: OpenPage, pages: Pages, scheme: str
) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11, by the colours that the browser paints inside the SVG."""
    page = open_page((360, 740))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_content(pages("/{}", "de"))
    seen = page.evaluate(GROUNDS)
    assert len(seen["texts"]) > 20
    assert len(seen["grounds"]) >= 5
    for text in seen["texts"]:
        for under in seen["grounds"]:
            share = text["opacity"]
            ground = [share * a + (1 - share) * b for a, b in zip(text["ground"], under, strict=False)]
            assert contrast(text["fill"], ground) >= 4.5, (text, under)
    for mark in seen["marks"]:
        assert contrast(mark["fill"], mark["rim"]) >= 3, mark
        for under in seen["grounds"]:
            assert max(contrast(mark["fill"], under), contrast(mark["rim"], under)) >= 3, (mark, under)
