"""Maps of others that come in another projection than a browser's map, or in tiles cut otherwise: from their
GetCapabilities to the pixel, each of them lies within a pixel and a half of its place.
"""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pyproj import Transformer

from signage.maps.capabilities import offers
from tests.parts import servers, squares
from tests.parts.browser import until
from tests.parts.pictures import Pictures, running_pictures
from tests.parts.service import running_service

# Sides of squares that are some forty pixels at a zoom; of those in degrees, a hundred.
STEPS: dict[int, float] = {6: 65536, 13: 512, 19: 8}
IN_DEGREES = {6: 1.0, 13: 0.008, 19: 0.0001}
CORNERS = [(9.0, 54.2), (14.6, 51.1), (6.8, 48.6)]  # north, east, south-west of Germany
EDGE = 1.5  # pixels
_MAP = "signageMap.map"
_ALL_THERE = """() => {
  const all = [...document.querySelectorAll('.leaflet-tile')];
  return all.length && all.every((one) => one.matches('.leaflet-tile-loaded'));
}"""
SYSTEMS = ("EPSG:25832", "EPSG:25833", "EPSG:31468", "EPSG:3035")
POINTS = [(round(280 + 29.3 * i), round(150 + 43.7 * j)) for i in range(20) for j in range(11)]
# Places of the middles of pixels on the screen, and of those beside and below them.
_PLACES = f"""(points) => {{
  const box = {_MAP}.getContainer().getBoundingClientRect();
  const at = (x, y) => {{
    const place = {_MAP}.containerPointToLatLng([x + 0.5 - box.x, y + 0.5 - box.y]);
    return [place.lng, place.lat];
  }};
  return points.map(([x, y]) => [at(x, y), at(x + 1, y), at(x, y + 1)]);
}}"""


def documents(origin: str) -> list[str]:
    """Each map that the tests look at, as its host describes it."""
    wms = [(system, step) for system in SYSTEMS for step in STEPS.values()]
    wms += [("EPSG:4326", step) for step in IN_DEGREES.values()]
    made = [squares.wms_document(origin, system, step) for system, step in wms]
    made.append(squares.wms_document(origin, "EPSG:3044", 512, version="1.1.1"))
    return made + [
        squares.wmts_document(origin, grid, step) for grid in squares.GRIDS for step in STEPS.values()
    ]


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    """The foreign hosts."""
    with running_pictures() as running:
        yield running


@pytest.fixture(scope="module")
def base(sample_file: Path, tmp_path_factory: pytest.TempPathFactory, pictures: Pictures) -> Iterator[str]:
    """The service, over the entries that `signage basemap-check` makes of the documents."""
    folder = tmp_path_factory.mktemp("projections")
    entries = [offers(text.encode())[0]["entry"] for text in documents(pictures.origin)]
    glass = squares.wms_document(pictures.origin, "EPSG:25832", 999_999).replace(
        "step=", "alpha=100&amp;step="
    )
    [entry] = offers(glass.encode())
    entries.append(entry["entry"].replace("[[base]]", '[[overlay]]\nopacity = 1\nkey = "glass"'))
    configured = folder / "basemaps.toml"
    configured.write_text("\n\n".join(entries), encoding="utf-8")
    port = servers.free_port()
    with running_service(Path(shutil.copy(sample_file, folder)), port, {"SIGNAGE_BASEMAPS": str(configured)}):
        urlopen(f"http://127.0.0.1:{port}/map", timeout=120).close()  # made by Folium once
        yield f"http://127.0.0.1:{port}"


def shown(page: Page, name: str, place: tuple[float, float], zoom: int) -> None:
    """One of the maps at a place, without our own layers over it."""
    page.evaluate("document.querySelector('.leaflet-overlay-pane').style.display = 'none'")
    page.get_by_label(name, exact=True).check()
    page.evaluate(
        f"([lon, lat, zoom]) => {_MAP}.setView([lat, lon], zoom, {{ animate: false }})", [*place, zoom]
    )
    until(page, _ALL_THERE)


def held_to(page: Page, system: str, step: float) -> int:
    """How many pixels of the map were looked at: each has its square's colour, unless an edge is near."""
    transformer = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    looked_at = 0
    for point, places in zip(POINTS, page.evaluate(_PLACES, POINTS), strict=True):
        at, beside, below = (transformer.transform(*one) for one in places)
        far = [
            min(at[i] % step, step - at[i] % step) / (abs(beside[i] - at[i]) + abs(below[i] - at[i]))
            for i in (0, 1)
        ]
        if min(far) < EDGE or _is_beyond(places[0]):
            continue
        colour = squares.colour_at(at[0], at[1], step)
        assert picture.getpixel(point) == pytest.approx(colour, abs=8), (point, places[0], at, far)
        looked_at += 1
    return looked_at


def _is_beyond(place: tuple[float, float]) -> bool:
    """Where the foreign map has no pictures."""
    lon, lat = place
    return not (5.6 < lon < 15.4 and 47.1 < lat < 55.1)


@pytest.mark.parametrize(
    ("system", "zoom"),
    # Between EPSG:31468 and degrees PROJ has several ways, which differ by more than a pixel close by.
    [(system, zoom) for system in SYSTEMS for zoom in STEPS if (system, zoom) != ("EPSG:31468", 19)],
)
def test_a_wms_in_another_projection_lies_in_its_place(
    page_desktop: Page, base: str, system: str, zoom: int
) -> None:
    page_desktop.goto(f"{base}/map")
    for place in CORNERS:
        shown(page_desktop, f"{system} {STEPS[zoom]}", place, zoom)
        assert held_to(page_desktop, system, STEPS[zoom]) > 60
    expect(page_desktop.locator(".credits")).to_contain_text("© Muster")


@pytest.mark.parametrize("zoom", IN_DEGREES)
def test_a_wms_in_degrees_alone_lies_in_its_place_from_afar_too(
    page_desktop: Page, base: str, zoom: int
) -> None:
    page_desktop.goto(f"{base}/map")
    shown(page_desktop, f"EPSG:4326 {IN_DEGREES[zoom]:g}", CORNERS[1], zoom)
    assert held_to(page_desktop, "EPSG:4326", IN_DEGREES[zoom]) > 60


def test_an_older_wms_is_asked_easting_first_in_every_system(page_desktop: Page, base: str) -> None:
    page_desktop.goto(f"{base}/map")
    shown(page_desktop, "EPSG:3044 512", CORNERS[0], 13)
    assert held_to(page_desktop, "EPSG:3044", 512) > 60


@pytest.mark.parametrize("zoom", STEPS)
@pytest.mark.parametrize("grid", squares.GRIDS)
def test_a_wmts_in_tiles_of_its_own_lies_in_its_place(
    page_desktop: Page, base: str, grid: str, zoom: int
) -> None:
    page_desktop.goto(f"{base}/map")
    for place in CORNERS:
        shown(page_desktop, f"{grid} {STEPS[zoom]}", place, zoom)
        assert held_to(page_desktop, squares.GRIDS[grid][0], STEPS[zoom]) > 60


def test_what_lets_the_ground_through_has_no_seams(page_desktop: Page, base: str) -> None:
    page_desktop.goto(f"{base}/map")
    page_desktop.evaluate("document.querySelector('.leaflet-overlay-pane').style.display = 'none'")
    page_desktop.locator("input[name=base_map][value='-']").check()
    page_desktop.locator("input[name=glass]").check()
    page_desktop.evaluate(f"{_MAP}.setView([51.2, 10.4], 7, {{ animate: false }})")
    until(page_desktop, _ALL_THERE)
    picture = Image.open(io.BytesIO(page_desktop.screenshot())).convert("RGB")
    assert np.ptp(np.asarray(picture.crop((500, 250, 860, 600))), axis=(0, 1)).max() <= 3
