"""Base maps and overlays of other hosts on the map page: chosen, weighed, remembered, and missed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from signage.maps.basemaps import BaseMap
from signage.maps.configured import read_maps
from signage.maps.file import write_map
from signage.maps.options import MapOptions
from tests.maps.inventory import UGLY, frames
from tests.maps.service import Service, running_service
from tests.parts.browser import painted, tab_to
from tests.parts.pictures import Pictures, running_pictures
from tests.parts.waiting import soon

SERVED = MapOptions(api="/api/v1", bounds=(10.93, 50.86, 10.97, 50.875))
NOTICE = "#signage-notice"
INK = """() => {
  const { scene } = signageMap;
  scene.draw();
  const { data } = scene.ctx.getImageData(0, 0, scene._container.width, scene._container.height);
  return data.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""


@pytest.fixture(autouse=True)
def pictures() -> Iterator[Pictures]:
    """The foreign host."""
    with running_pictures() as running:
        yield running


@pytest.fixture(autouse=True)
def service(pictures: Pictures) -> Iterator[Service]:
    """A map page with tiles, a photo by WMS and a cadastre over them."""
    streets = BaseMap(key="strassen", name="Straßen", english="Streets", url=pictures.tiles, attribution=UGLY)
    photo = replace(
        streets,
        key="luftbild",
        name="Luftbild",
        english="Orthophoto",
        url=pictures.wms,
        wms_layers="dop",
        photo=True,
    )
    plots = replace(
        photo, key="kataster", name="Kataster", attribution="© Kataster", overlay=True, opacity=0.6
    )
    with running_service(replace(SERVED, base_maps=(streets, photo, plots))) as running:
        yield running


def in_utm(folder: Path, pictures: Pictures) -> BaseMap:
    """A photo by a WMS in EPSG:25832, as a file configures it."""
    entry = f'name = "Luftbild"\nattribution = "© Land"\nwms = "{pictures.wms}"\nlayers = "dop"\n'
    file = folder / "maps.toml"
    file.write_text(f'[[base]]\n{entry}crs = "EPSG:25832"\n', encoding="utf-8")
    [one] = read_maps(file).maps
    return one


def loaded(page: Page, pane: str = "tile") -> None:
    """Wait for the first picture in a pane."""
    expect(page.locator(f".leaflet-{pane}-pane .leaflet-tile-loaded").first).to_be_attached()


def asked_by(page: Page, script: str, pictures: Pictures) -> int:
    """How many pictures a script makes the page ask the host for, by the time that one is answered."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response(lambda answer: answer.url.startswith(pictures.origin)):
        page.evaluate(script)
    painted(page)
    return sum(address.startswith(pictures.origin) for address in asked)


def test_the_first_base_map_is_shown_and_another_can_be_chosen(
    page_desktop: Page, service: Service, pictures: Pictures
) -> None:
    page_desktop.goto(service.address)
    loaded(page_desktop)
    assert pictures.asked_of_wms() == []
    page_desktop.get_by_label("Luftbild").check()
    loaded(page_desktop)
    asked = pictures.asked_of_wms()[0]
    assert (asked["MAP"], asked["LAYERS"], asked["CRS"]) == ("dop", "dop", "EPSG:3857")


def test_a_wms_that_refuses_the_system_it_is_asked_in_is_told_and_our_own_ground_is_drawn(
    page_desktop: Page, service: Service, pictures: Pictures
) -> None:
    """As one does that was configured wrongly: it answers with a sentence in XML in place of a picture."""
    pictures.refuses = "<ServiceException code='InvalidCRS'/>"
    page_desktop.goto(f"{service.address}#16/50.8640/10.9450/luftbild")
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Luftbild“ liefert gerade keine Bilder")
    assert {one["CRS"] for one in pictures.asked_of_wms()} == {"EPSG:3857"}
    assert page_desktop.evaluate("signageMap.scene.overBaseMap") is False


def test_another_address_of_the_same_page_brings_its_base_map_along(
    page_desktop: Page, service: Service
) -> None:
    page_desktop.goto(service.address)
    loaded(page_desktop)
    page_desktop.evaluate("location.hash = '#16/50.9500/11.3000/luftbild'")
    expect(page_desktop.get_by_label("Luftbild")).to_be_checked()
    assert page_desktop.evaluate("location.hash") == "#16/50.95000/11.30000/luftbild"


def test_an_overlay_lies_over_the_base_map_as_dense_as_the_reader_wants(
    page_desktop: Page, service: Service, pictures: Pictures
) -> None:
    page_desktop.goto(service.address)
    page_desktop.get_by_label("Kataster", exact=True).check()
    loaded(page_desktop, "foreign")
    assert pictures.asked_of_wms()[0]["TRANSPARENT"] == "true"
    page_desktop.get_by_label("Deckkraft: Kataster").press("ArrowRight")
    expect(page_desktop.locator(".leaflet-foreign-pane .leaflet-layer")).to_have_css("opacity", "0.7")
    expect(page_desktop.locator(".credits")).to_contain_text(f"{UGLY} · © Kataster")


def test_the_choice_stands_in_the_address_and_survives_a_reload(page_desktop: Page, service: Service) -> None:
    page_desktop.goto(service.address)
    page_desktop.get_by_label("Luftbild").check()
    page_desktop.get_by_label("Kataster", exact=True).check()
    assert page_desktop.evaluate("location.hash").endswith("/luftbild+kataster@60")
    page_desktop.reload()
    expect(page_desktop.get_by_label("Luftbild")).to_be_checked()
    loaded(page_desktop, "foreign")


def test_the_tab_keeps_the_choice_for_the_next_visit_and_a_told_address_goes_first(
    page_desktop: Page, service: Service
) -> None:
    page_desktop.goto(service.address)
    page_desktop.get_by_label("Luftbild").check()
    page_desktop.goto("about:blank")
    page_desktop.goto(service.address)
    expect(page_desktop.get_by_label("Luftbild")).to_be_checked()
    page_desktop.goto("about:blank")
    page_desktop.goto(f"{service.address}#16/50.95/11.3/-")
    expect(page_desktop.get_by_label("Nur unsere eigene Karte")).to_be_checked()


def test_roads_are_traced_over_a_photo_and_left_to_a_map_that_has_its_own(
    page_desktop: Page, service: Service
) -> None:
    page_desktop.goto(service.address)
    roads = page_desktop.locator('#signage-layers [name="roads"]')

    def ink_of_roads() -> int:
        """Points of the drawing that only the roads have drawn."""
        inked = []
        for on in (True, False):
            roads.set_checked(on)
            inked.append(page_desktop.evaluate(INK))
        return int(inked[0] - inked[1])

    page_desktop.wait_for_function("() => signageMap.scene.overBaseMap")
    assert ink_of_roads() == 0
    page_desktop.get_by_label("Luftbild").check()
    page_desktop.wait_for_function("() => signageMap.scene.overPhoto")
    assert ink_of_roads() > 1000


def test_base_map_overlay_and_its_density_are_chosen_by_keyboard_alone(
    page_desktop: Page, service: Service, pictures: Pictures
) -> None:
    page_desktop.goto(service.address)
    loaded(page_desktop)
    tab_to(page_desktop, page_desktop.get_by_role("radio", name="Straßen"))
    page_desktop.keyboard.press("ArrowDown")
    expect(page_desktop.get_by_label("Luftbild")).to_be_checked()
    assert soon(lambda: bool(pictures.asked_of_wms()))
    page_desktop.keyboard.press("ArrowDown")
    expect(page_desktop.get_by_label("Nur unsere eigene Karte")).to_be_checked()
    expect(page_desktop.locator(".leaflet-tile")).to_have_count(0)
    page_desktop.keyboard.press("Tab")
    page_desktop.keyboard.press("Space")
    expect(page_desktop.get_by_label("Kataster", exact=True)).to_be_checked()
    loaded(page_desktop, "foreign")
    page_desktop.keyboard.press("Tab")
    page_desktop.keyboard.press("ArrowLeft")
    expect(page_desktop.locator(".leaflet-foreign-pane .leaflet-layer")).to_have_css("opacity", "0.5")


@pytest.mark.complaints("404")
def test_a_host_that_is_away_costs_one_request_and_one_notice(
    page_desktop: Page, service: Service, pictures: Pictures
) -> None:
    pictures.away = True
    page_desktop.goto(service.address)
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Straßen“ liefert gerade keine Bilder")
    assert len(pictures.asked) == 1
    assert asked_by(page_desktop, "signageMap.map.panBy([400, 0], { animate: false })", pictures) == 1
    assert page_desktop.evaluate("signageMap.scene.overBaseMap") is False


@pytest.mark.complaints("404")
def test_a_host_that_is_back_is_asked_for_all_it_owes(
    page_desktop: Page, service: Service, pictures: Pictures
) -> None:
    pictures.away = True
    page_desktop.goto(service.address)
    expect(page_desktop.locator(NOTICE)).to_be_visible()
    pictures.away = False
    page_desktop.get_by_role("button", name="Noch einmal versuchen").click()
    expect(page_desktop.locator(NOTICE)).to_be_hidden()
    page_desktop.wait_for_function("() => document.querySelectorAll('.leaflet-tile-loaded').length > 8")
    assert page_desktop.evaluate("signageMap.scene.overBaseMap")


@pytest.mark.complaints("404")
def test_a_map_in_another_projection_is_missed_and_comes_back_too(
    page_desktop: Page, pictures: Pictures, tmp_path: Path
) -> None:
    with running_service(replace(SERVED, base_maps=(in_utm(tmp_path, pictures),))) as service:
        pictures.away = True
        page_desktop.goto(service.address)
        expect(page_desktop.locator(NOTICE)).to_contain_text("„Luftbild“ liefert gerade keine Bilder")
        assert len(pictures.asked) == 1
        assert page_desktop.evaluate("signageMap.scene.overBaseMap") is False
        pictures.away = False
        page_desktop.get_by_role("button", name="Noch einmal versuchen").click()
        expect(page_desktop.locator(NOTICE)).to_be_hidden()
        assert page_desktop.evaluate("signageMap.scene.overBaseMap")


@pytest.mark.complaints("404")
def test_without_the_host_the_map_can_be_used(
    page_desktop: Page, service: Service, pictures: Pictures
) -> None:
    pictures.away = True
    page_desktop.goto(service.address)
    page_desktop.fill("#signage-query", "EK-001")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(".leaflet-popup .card h2")).to_contain_text("EK-001")


@pytest.mark.parametrize("projected", [False, True])
def test_a_map_file_offers_the_hosts_it_was_given(
    page_desktop: Page, pictures: Pictures, tmp_path: Path, projected: bool
) -> None:
    streets = BaseMap(key="plan", name="Stadtplan", url=pictures.tiles, attribution="© Stadt")
    out = tmp_path / "map.html"
    given = in_utm(tmp_path, pictures) if projected else streets
    write_map(frames(), out, options=MapOptions(base_maps=(given,)))
    page_desktop.goto(out.as_uri())
    loaded(page_desktop)
    expect(page_desktop.locator(".credits")).to_contain_text(given.attribution)
    assert f"img-src data: {pictures.origin};" in out.read_text("utf-8")
