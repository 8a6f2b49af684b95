"""The running service's map on the sample of two districts, from the first look to one sign's page."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from signage import Inventory
from tests.parts import servers
from tests.parts.browser import loaded, until

CARD = ".leaflet-popup .card"


@pytest.fixture(scope="module")
def map_address(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The map of a service that runs on the sample."""
    port = servers.free_port()
    signage = Path(sys.executable).with_name("signage")
    folder = tmp_path_factory.mktemp("serve")
    store = shutil.copy(sample_file, folder)  # a page that is opened is counted
    command = [str(signage), "serve", "--store", str(store), "--port", str(port)]
    with servers.running(command, port=port, log=folder / "log"):
        yield f"http://127.0.0.1:{port}/map"


def test_from_the_district_to_a_sign_and_its_page_by_keyboard(page_desktop: Page, map_address: str) -> None:
    page_desktop.goto(map_address)
    page_desktop.keyboard.press("Tab")
    page_desktop.keyboard.type("EK-003", delay=20)
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(f"{CARD} h2")).to_have_text("Schild EK-003")
    expect(page_desktop.locator(f"{CARD} h2")).to_be_focused()
    until(page_desktop, "document.querySelector('.qr img')?.naturalWidth > 0")
    page_desktop.get_by_role("link", name="Seite dieses Schilds öffnen").press("Enter")
    expect(page_desktop.locator("body")).to_contain_text("EK-003")


def test_a_click_on_an_area_of_the_district_tells_its_firms(page_desktop: Page, map_address: str) -> None:
    page_desktop.goto(map_address)
    loaded(page_desktop)
    x, y = page_desktop.evaluate(
        "() => { const hit = signageMap.scene.hits.find((hit) => hit.shape && hit.shape.layer === 'areas');"
        " const p = signageMap.map.layerPointToContainerPoint([hit.x, hit.y]);"
        " const box = document.getElementById('signage_map').getBoundingClientRect();"
        " return [p.x + box.x, p.y + box.y]; }"
    )
    page_desktop.mouse.click(x, y)
    expect(page_desktop.locator(f"{CARD} .lead")).to_contain_text("Firm")
    page_desktop.get_by_role("button", name="Hierhin zoomen").click()
    until(page_desktop, "signageMap.map.getZoom() > 13")


def test_on_a_phone_a_firm_is_found_and_opened(page_phone: Page, map_address: str) -> None:
    page_phone.goto(map_address)
    page_phone.get_by_role("button", name="Suche öffnen").tap()
    page_phone.fill("#signage-query", "kreuzblick logistik")
    page_phone.locator("#signage-results li").first.tap()
    expect(page_phone.locator(f"{CARD} h2")).to_contain_text("Kreuzblick Logistik GmbH")
    expect(page_phone.locator(CARD)).to_contain_text("Hallenring 14")


def test_on_a_phone_nothing_lies_on_a_signs_card(page_phone: Page, map_address: str) -> None:
    page_phone.goto(map_address)
    page_phone.get_by_role("button", name="Suche öffnen").tap()
    page_phone.fill("#signage-query", "EK-003")
    page_phone.keyboard.press("Enter")
    expect(page_phone.locator(f"{CARD} h2")).to_have_text("Schild EK-003")
    until(page_phone, "document.querySelector('.qr img')?.naturalWidth > 0")
    loaded(page_phone)
    covered = page_phone.evaluate(
        """() => ['.leaflet-popup-close-button', '.card h2', '.qr a'].filter((name) => {
          const part = document.querySelector(name);
          part.scrollIntoView({ block: 'nearest' });
          const box = part.getBoundingClientRect();
          return [0.1, 0.5, 0.9].some((share) => {
            const top = document.elementFromPoint(box.x + box.width * share, box.y + box.height / 2);
            return !part.contains(top) && !top.closest('.leaflet-popup-close-button');
          });
        })"""
    )
    assert covered == []
    page_phone.locator(".leaflet-popup-close-button").tap()
    expect(page_phone.get_by_role("button", name="Ebenen")).to_be_visible()


def test_at_four_times_the_size_a_signs_card_fits_and_can_be_closed(
    page_phone: Page, map_address: str
) -> None:
    page_phone.set_viewport_size({"width": 320, "height": 400})
    page_phone.goto(map_address)
    page_phone.get_by_role("button", name="Suche öffnen").tap()
    page_phone.fill("#signage-query", "EK-003")
    page_phone.keyboard.press("Enter")
    close = page_phone.locator(".leaflet-popup-close-button")
    expect(close).to_be_in_viewport(ratio=1)
    close.tap()
    expect(page_phone.locator(CARD)).to_have_count(0)


def test_an_area_found_by_search_tells_its_firms(
    page_desktop: Page, map_address: str, sample_file: Path
) -> None:
    with Inventory.open(sample_file) as inventory:
        firms = len(inventory.tenants_in("Erfurter Kreuz"))
    page_desktop.goto(f"{map_address}#17/50.70000/10.30000")
    page_desktop.fill("#signage-query", "Erfurter Kreuz")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(f"{CARD} .lead")).to_have_text(f"{firms} Firmen")


def test_a_firm_without_a_position_is_found_and_leads_to_its_area(
    page_desktop: Page, map_address: str
) -> None:
    page_desktop.goto(f"{map_address}#17/50.70000/10.30000")
    page_desktop.fill("#signage-query", "Agrarservice Irgendwo")
    expect(page_desktop.locator("#signage-result-0")).to_contain_text("ohne Lage")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(f"{CARD} h2")).to_contain_text("Agrarservice Irgendwo")
    assert page_desktop.evaluate("signageMap.scene.chosen.layer") == "areas"


def test_the_first_look_shows_both_districts_whole(page_desktop: Page, map_address: str) -> None:
    page_desktop.set_viewport_size({"width": 1280, "height": 800})
    page_desktop.goto(map_address)
    seen = page_desktop.evaluate(
        "async () => { const box = signageMap.map.getBounds();"
        " const rows = (await (await fetch('/api/v1/municipalities?limit=100')).json()).features;"
        " const places = rows.flatMap((row) => row.geometry.coordinates.flat(2));"
        " return places.every(([lon, lat]) => box.contains([lat, lon])); }"
    )
    assert seen


def test_the_english_reader_gets_an_english_map(page_desktop: Page, map_address: str) -> None:
    page_desktop.goto(f"{map_address}?lang=en")
    expect(page_desktop.locator("h1")).to_have_text("Commercial areas and their signs")
    assert page_desktop.evaluate("document.documentElement.lang") == "en"
