"""The map on a phone's screen and on paper: nothing covers the answer, everything fits."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from signage import Inventory
from signage.maps import MapOptions, write_map
from tests.maps import inventory
from tests.parts.browser import painted, until

CARD = ".leaflet-popup .card"
VIEW = "signageMap.map.getBounds().toBBoxString().split(',').map(Number)"
TOWNS = "signageMap.scene.source.shapes('municipalities').map(({ box }) => signageMap.boundsOfBox(box))"
SEEN = "signageMap.map.getBounds().contains([[{1}, {0}], [{3}, {2}]])"


@pytest.fixture(scope="module")
def region(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the map of two districts on disk."""
    out = tmp_path_factory.mktemp("region") / "map.html"
    with Inventory.open(sample_file) as opened:
        write_map(opened.layers(), out)
    return out.as_uri()


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a map on disk that knows where the signs' pages are."""
    out = tmp_path_factory.mktemp("linked") / "map.html"
    write_map(inventory.frames(), out, options=MapOptions(public_url="https://qr.example.org"))
    return out.as_uri()


def open_sheet(page: Page) -> None:
    page.get_by_role("button", name="Ebenen").tap()
    expect(page.locator("#signage-panel")).to_have_class(re.compile("open"))


def test_escape_closes_the_sheet_wherever_the_focus_is(page_phone: Page, region: str) -> None:
    page_phone.goto(region)
    open_sheet(page_phone)
    page_phone.evaluate("document.activeElement.blur()")
    page_phone.keyboard.press("Escape")
    expect(page_phone.locator("#signage-panel")).to_be_hidden()
    expect(page_phone.get_by_role("button", name="Ebenen")).to_have_attribute("aria-expanded", "false")


def test_a_result_is_not_opened_behind_the_sheet(page_phone: Page, region: str) -> None:
    page_phone.goto(region)
    open_sheet(page_phone)
    page_phone.get_by_role("button", name="Suche öffnen").tap()
    expect(page_phone.locator("#signage-panel")).to_be_hidden()
    page_phone.fill("#signage-query", "EK-003")
    page_phone.locator("#signage-results li").first.tap()
    expect(page_phone.locator(f"{CARD} h2")).to_be_in_viewport()
    assert page_phone.locator("#signage-panel").is_hidden()


def test_a_touch_of_the_map_closes_the_sheet(page_phone: Page, region: str) -> None:
    page_phone.goto(region)
    open_sheet(page_phone)
    page_phone.touchscreen.tap(180, 120)
    expect(page_phone.locator("#signage-panel")).to_be_hidden()


def test_the_map_fits_one_sheet_of_paper_with_its_legend(page_desktop: Page, region: str) -> None:
    page_desktop.goto(region)
    for landscape in (True, False):
        paper = page_desktop.pdf(format="A4", landscape=landscape)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
        width, height = map(float, re.findall(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", paper)[0])
        assert (width > height) is landscape


def test_paper_shows_what_the_screen_showed_and_the_screen_comes_back(
    page_desktop: Page, region: str
) -> None:
    page_desktop.goto(region)
    before = page_desktop.evaluate(VIEW)
    page_desktop.emulate_media(media="print")
    until(page_desktop, f"String({VIEW}) !== '{','.join(map(str, before))}'")
    painted(page_desktop)
    assert page_desktop.evaluate(SEEN.format(*before))
    page_desktop.emulate_media(media="screen")
    until(page_desktop, f"{VIEW}.every((edge, i) => Math.abs(edge - {before}[i]) < 1e-3)")


def test_at_first_no_boundary_is_cut(page_desktop: Page, region: str) -> None:
    page_desktop.goto(region)
    assert page_desktop.evaluate(f"{TOWNS}.every((town) => signageMap.map.getBounds().contains(town))")


def test_on_a_phone_the_region_fills_the_width_and_no_disc_covers_another(
    page_phone: Page, region: str
) -> None:
    page_phone.goto(region)
    share = page_phone.evaluate(
        f"(() => {{ const all = {TOWNS}.reduce((sum, town) => sum.extend(town));"
        " const at = (corner) => signageMap.map.latLngToContainerPoint(corner).x;"
        " return (at(all.getNorthEast()) - at(all.getNorthWest())) / innerWidth; })()"
    )
    discs = page_phone.evaluate("signageMap.scene.hits.map(({ x, y, r }) => [x, y, r])")
    assert 0.75 < share < 1
    for i, (x, y, r) in enumerate(discs):
        assert all(((x - a) ** 2 + (y - b) ** 2) ** 0.5 >= r + s - 0.01 for a, b, s in discs[:i])


def test_a_map_on_disk_leads_to_a_signs_page_where_the_address_is_known(
    page_desktop: Page, linked: str
) -> None:
    page_desktop.goto(linked)
    page_desktop.fill("#signage-query", "EK-001")
    page_desktop.keyboard.press("Enter")
    link = page_desktop.locator(f"{CARD} a")
    expect(link).to_have_attribute("href", "https://qr.example.org/7K3M9QX0")
