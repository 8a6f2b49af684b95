"""A base map of one's own on the map page: drawn from a real archive, by ranges, under the strict policy."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.parts import servers
from tests.parts.browser import until
from tests.parts.service import running_service

VIEW = "16/50.8640/10.9450"
_COLOURS = """() => {
  const seen = new Set();
  for (const tile of document.querySelectorAll('canvas.leaflet-tile')) {
    if (!tile.width) continue;
    const { data } = tile.getContext('2d').getImageData(0, 0, tile.width, tile.height);
    for (let i = 0; i < data.length; i += 4) seen.add([data[i], data[i + 1], data[i + 2]].join());
  }
  return [...seen];
}"""
DAY = {"motorway": "253,224,180", "water": "191,220,236", "building": "207,198,180", "wood": "191,217,180"}
NIGHT = {"motorway": "138,108,60", "building": "70,81,77", "wood": "24,53,39"}


@pytest.fixture(scope="module")
def place(sample_file: Path, made_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store and an archive."""
    folder = tmp_path_factory.mktemp("vectors")
    shutil.copy(made_archive, folder)
    return Path(shutil.copy(sample_file, folder)).parent


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    """The map page of a service with the archive."""
    port = servers.free_port()
    store = next(place.glob("*.gpkg"))
    with running_service(store, port, {"SIGNAGE_BASEMAP_URL": str(place / "town.pmtiles")}):
        urlopen(f"http://127.0.0.1:{port}/map", timeout=120).close()
        yield f"http://127.0.0.1:{port}/map#{VIEW}"


def drawn(page: Page, wanted: dict[str, str]) -> None:
    """Wait until all the wanted are seen on the tiles."""
    for colour in wanted.values():
        until(page, f"() => ({_COLOURS})().includes('{colour}')")


def test_roads_water_buildings_and_woods_are_drawn_by_day(page_desktop: Page, address: str) -> None:
    page_desktop.goto(address)
    drawn(page_desktop, DAY)
    expect(page_desktop.locator(".credits")).to_contain_text("© OpenStreetMap contributors, ODbL")


def test_by_night_they_have_the_colours_of_the_night(page_desktop: Page, address: str) -> None:
    page_desktop.goto(address)
    drawn(page_desktop, DAY)
    page_desktop.emulate_media(color_scheme="dark")
    drawn(page_desktop, NIGHT)


def test_only_parts_of_the_archive_are_asked_for(page_desktop: Page, address: str) -> None:
    asked: list[int] = []
    page_desktop.on(
        "response", lambda answer: asked.append(answer.status) if answer.url.endswith(".pmtiles") else None
    )
    page_desktop.goto(address)
    drawn(page_desktop, DAY)
    assert asked
    assert set(asked) == {206}


@pytest.mark.complaints("404")
def test_without_its_file_the_map_stays_and_one_notice_says_so(
    page_desktop: Page, address: str, place: Path
) -> None:
    archive = place / "town.pmtiles"
    away = archive.rename(place / "away")
    try:
        page_desktop.goto(address)
        expect(page_desktop.locator("#signage-notice")).to_contain_text("„Straßenkarte“ liefert gerade keine")
        page_desktop.fill("#signage-query", "erfurter")
        expect(page_desktop.locator("#signage-results li").first).to_contain_text("Erfurter Kreuz")
    finally:
        away.rename(archive)
    page_desktop.get_by_role("button", name="Noch einmal versuchen").click()
    drawn(page_desktop, DAY)
    expect(page_desktop.locator("#signage-notice")).to_be_hidden()
