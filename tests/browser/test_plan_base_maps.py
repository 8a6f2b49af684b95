"""Base maps on the planner's page of the real service, configured by a file."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from signage.services.tokens import new_token
from signage.store import open_store
from tests.browser.test_base_maps import asked_by
from tests.browser.test_plan_axe import violations
from tests.browser.test_vector_map import DAY, drawn
from tests.parts import servers
from tests.parts.browser import until
from tests.parts.pictures import Pictures, running_pictures
from tests.parts.planner import Desk, on_screen
from tests.parts.service import running_service

NOTICE = "#plan-notice"
FILE = """
[[base]]
name = "Stadtplan"
tiles = "{tiles}"
attribution = "© Stadt Muster"

[[overlay]]
name = "Flurstücke"
wms = "{wms}"
layers = "flst"
attribution = "© Kataster"
"""


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    """The foreign host."""
    with running_pictures() as running:
        yield running


@pytest.fixture(scope="module")
def plan(sample_file: Path, tmp_path_factory: pytest.TempPathFactory, pictures: Pictures) -> Iterator[Desk]:
    """The planner's page over a copy of the sample, with a base map and an overlay."""
    folder = tmp_path_factory.mktemp("maps")
    store = Path(shutil.copy(sample_file, folder))
    configured = folder / "basemaps.toml"
    configured.write_text(FILE.format(tiles=pictures.tiles, wms=pictures.wms), encoding="utf-8")
    opened = open_store(store, fsync=False)
    token = new_token(opened, municipality="all", label="Planungsamt")
    opened.close()
    port = servers.free_port()
    with running_service(store, port, {"SIGNAGE_BASEMAPS": str(configured)}):
        for page in ("plan", "plan/EK"):  # made by Folium once: on a busy machine longer than a browser waits
            urlopen(f"http://127.0.0.1:{port}/{page}", timeout=120).close()
        yield Desk(f"http://127.0.0.1:{port}", token)


def test_a_planner_chooses_an_overlay_and_finds_it_again(page_desktop: Page, plan: Desk) -> None:
    plan.open(page_desktop, may_write=False)
    page_desktop.locator("#plan-layers-button").click()
    page_desktop.get_by_label("Flurstücke", exact=True).check()
    expect(page_desktop.locator(".leaflet-foreign-pane .leaflet-tile-loaded").first).to_be_attached()
    expect(page_desktop.locator(".credits")).to_contain_text("© Stadt Muster · © Kataster")
    page_desktop.goto(f"{plan.base}/plan")
    expect(page_desktop.locator(".leaflet-foreign-pane .leaflet-tile-loaded").first).to_be_attached()


def test_what_a_base_map_shows_itself_is_not_counted_as_ours(page_desktop: Page, plan: Desk) -> None:
    plan.open(page_desktop, may_write=False)
    page_desktop.locator("#plan-layers-button").click()
    for layer in ("roads", "backdrops"):
        expect(page_desktop.locator(f"#plan-count-{layer}")).to_have_text("in der Grundkarte")
    page_desktop.get_by_label("Nur unsere eigene Karte").check()
    expect(page_desktop.locator("#plan-count-roads")).to_have_text(re.compile(r"\d+"))


def test_the_policy_of_the_page_names_the_configured_host(
    page_desktop: Page, plan: Desk, pictures: Pictures
) -> None:
    answer = page_desktop.goto(f"{plan.base}/plan")
    assert answer
    policy = answer.headers["content-security-policy"]
    assert f"img-src 'self' data: {pictures.origin};" in policy
    assert "http" not in policy.replace(pictures.origin, "")


def test_the_place_under_the_pointer_hides_no_owner_of_a_map(page_desktop: Page, plan: Desk) -> None:
    plan.open(page_desktop, may_write=False)
    expect(page_desktop.locator(".credits")).to_contain_text("© Stadt Muster · ")
    page_desktop.locator("#signage_map").hover()
    place = page_desktop.locator("#plan-where")
    expect(place).to_contain_text("25832")
    for below in (".credits", ".leaflet-control-scale"):
        box, said = page_desktop.locator(below).bounding_box(), place.bounding_box()
        assert box
        assert said
        assert said["y"] + said["height"] <= box["y"] or said["x"] + said["width"] <= box["x"]


VEIL = """() => {
  const { scene } = signagePlan;
  scene.draw();
  const { width, height } = scene._container;
  const places = [...Array(40).keys()].map((i) => width * (0.3 + i / 100));
  const veils = places.map((x) => scene.ctx.getImageData(x, height * 0.35, 1, 1).data);
  const middle = veils.map(([r, , , a]) => [r * a / 255, a]).sort(([a], [b]) => a - b)[20];
  return middle[1] ? middle[0] : 255;
}"""


def test_by_night_areas_do_not_lie_bright_over_a_dark_map(page_desktop: Page, plan: Desk) -> None:
    page_desktop.emulate_media(color_scheme="dark")
    plan.open(page_desktop, may_write=False)
    until(page_desktop, "() => signagePlan.scene.overBaseMap")
    assert page_desktop.evaluate(VEIL) < 40


def test_axe_finds_nothing_in_the_open_chooser(page_desktop: Page, plan: Desk) -> None:
    plan.open(page_desktop, may_write=False)
    page_desktop.locator("#plan-layers-button").press("Enter")
    page_desktop.get_by_label("Flurstücke", exact=True).check()
    assert violations(page_desktop) == []


@pytest.fixture
def far_away(pictures: Pictures) -> Iterator[Pictures]:
    """The foreign host, which answers nobody for the time of a test."""
    pictures.asked.clear()
    pictures.away = True
    yield pictures
    pictures.away = False


INK = """() => {
  const { scene } = signagePlan;
  scene.draw();
  const { data } = scene.ctx.getImageData(0, 0, scene._container.width, scene._container.height);
  return data.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""


@pytest.mark.complaints("404")
def test_with_the_host_away_our_own_layers_are_drawn_and_signs_are_set(
    page_desktop: Page, plan: Desk, far_away: Pictures
) -> None:
    plan.open(page_desktop)
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Stadtplan“ liefert gerade keine Bilder")
    until(page_desktop, "() => signagePlan.scene.overBaseMap === false")
    assert page_desktop.evaluate(INK) > 50_000  # ground, roads, signs: as on a page without a base map
    expect(page_desktop.get_by_role("gridcell", name="EK-005", exact=True)).to_be_visible()
    page_desktop.get_by_role("button", name="Übersichtstafel").click()
    page_desktop.mouse.click(*on_screen(page_desktop, 10.94452, 50.85965))
    expect(page_desktop.locator("#plan-notice")).to_contain_text("gesetzt")
    moved = "signagePlan.map.panBy([1500, 0], { animate: false })"
    assert asked_by(page_desktop, moved, far_away) == 1  # not one for every tile
    expect(page_desktop.locator(NOTICE)).to_contain_text("gesetzt")  # and what was told is not told again


@pytest.mark.complaints("ERR_CONNECTION_REFUSED")
def test_a_host_that_refuses_everybody_is_told_once_and_comes_back_by_a_click(
    page_desktop: Page, plan: Desk, pictures: Pictures
) -> None:
    refused = f"{pictures.origin}/**"
    page_desktop.route(refused, lambda route: route.abort("connectionrefused"))
    plan.open(page_desktop)
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Stadtplan“ liefert gerade keine Bilder")
    page_desktop.unroute(refused)
    page_desktop.get_by_role("button", name="Noch einmal versuchen").click()
    expect(page_desktop.locator(".leaflet-tile-loaded").first).to_be_attached()
    until(page_desktop, "() => signagePlan.scene.overBaseMap")


@pytest.fixture(scope="module")
def vector_plan(
    sample_file: Path, made_archive: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """The planner's page over an archive that `signage basemap` made."""
    folder = tmp_path_factory.mktemp("vector_plan")
    store = Path(shutil.copy(sample_file, folder))
    port = servers.free_port()
    with running_service(store, port, {"SIGNAGE_BASEMAP_URL": str(made_archive)}):
        urlopen(f"http://127.0.0.1:{port}/plan/EK", timeout=120).close()
        yield Desk(f"http://127.0.0.1:{port}", "")


def test_a_base_map_of_ones_own_is_drawn_under_the_plan(page_desktop: Page, vector_plan: Desk) -> None:
    vector_plan.open(page_desktop, "16/50.8640/10.9450", may_write=False)
    drawn(page_desktop, DAY)
    assert page_desktop.evaluate("signagePlan.scene.overBaseMap")
    expect(page_desktop.locator(".credits")).to_contain_text("© OpenStreetMap contributors, ODbL")
    page_desktop.locator("#plan-layers-button").click()
    page_desktop.get_by_label("Nur unsere eigene Karte").check()
    expect(page_desktop.locator("canvas.leaflet-tile")).to_have_count(0)
