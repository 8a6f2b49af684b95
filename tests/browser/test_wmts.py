"""A WMTS as base map of both maps, from its GetCapabilities to the pixel: each tile lies where it belongs."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from signage.services.basemap_check import offered_layers
from tests.parts import servers
from tests.parts.browser import until
from tests.parts.pictures import Pictures, running_pictures, tile_at, tile_colour
from tests.parts.service import running_service

MIDDLE = (11.03600, 50.73800)  # open ground
_MAP = "(globalThis.signagePlan ?? globalThis.signageMap).map"
_ALL_THERE = """() => {
  const all = [...document.querySelectorAll('.leaflet-tile')];
  return all.length > 3 && all.every((one) => one.matches('.leaflet-tile-loaded'));
}"""
_PLACES = f"""(points) => points.map(([x, y]) => {{
  const box = {_MAP}.getContainer().getBoundingClientRect();
  const at = {_MAP}.containerPointToLatLng([x * box.width, y * box.height]);
  return [at.lng, at.lat, box.x + x * box.width, box.y + y * box.height];
}})"""
# Shares of the map's width and height.
POINTS = [(across, down) for across in (0.25, 0.45, 0.7) for down in (0.3, 0.55, 0.8)]


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    """The foreign host, which describes its WMTS with addresses by path, and without."""
    with running_pictures() as running:
        running.documents = {
            "/paths.xml": running.wmts_document(),
            "/parameters.xml": running.wmts_document(parameters=True),
        }
        yield running


@pytest.fixture(scope="module")
def base(sample_file: Path, tmp_path_factory: pytest.TempPathFactory, pictures: Pictures) -> Iterator[str]:
    """The service, over the entries that `signage basemap-check` makes of the two documents."""
    folder = tmp_path_factory.mktemp("wmts")
    offers = [offered_layers(f"{pictures.origin}/{name}.xml")[0] for name in ("paths", "parameters")]
    configured = folder / "basemaps.toml"
    configured.write_text("\n\n".join(one["entry"] for one in offers), encoding="utf-8")
    port = servers.free_port()
    store = Path(shutil.copy(sample_file, folder))
    with running_service(store, port, {"SIGNAGE_BASEMAPS": str(configured)}):
        for page in ("map", "plan"):  # made by Folium once: on a busy machine longer than a browser waits
            urlopen(f"http://127.0.0.1:{port}/{page}", timeout=120).close()
        yield f"http://127.0.0.1:{port}"


def seen(page: Page) -> list[tuple[float, float, tuple[int, ...]]]:
    """Longitude, latitude and colour of some points of the map."""
    places = page.evaluate(_PLACES, POINTS)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return [(lon, lat, picture.getpixel((round(x), round(y)))) for lon, lat, x, y in places]  # type: ignore[misc]


@pytest.mark.parametrize(("zoom", "drawn"), [(15, 15), (18, 18), (20, 18)])
@pytest.mark.parametrize("name", ["Stadtplan", "Stadtplan mit Parametern"])
@pytest.mark.parametrize("place", ["map", "plan"])
def test_each_tile_is_drawn_where_it_belongs(
    page_desktop: Page, base: str, place: str, name: str, zoom: int, drawn: int
) -> None:
    """Closer than the service has tiles, its last ones are enlarged."""
    page_desktop.goto(f"{base}/{place}")
    if place == "plan":
        page_desktop.locator("#plan-layers-button").click()
    page_desktop.get_by_label(name, exact=True).check()
    if place == "plan":
        page_desktop.locator("#plan-layers-button").click()
    page_desktop.evaluate(f"([lon, lat, zoom]) => {_MAP}.setView([lat, lon], zoom)", [*MIDDLE, zoom])
    until(page_desktop, _ALL_THERE)
    expect(page_desktop.locator(".credits")).to_contain_text("© Stadt Muster")
    for lon, lat, colour in seen(page_desktop):
        assert colour == tile_colour(drawn, *tile_at(lon, lat, drawn)), (lon, lat)
