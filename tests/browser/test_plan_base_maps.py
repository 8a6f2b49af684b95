"""Base maps on the planner's page of the real service, configured by a file."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_plan_axe import violations
from tests.parts import servers
from tests.parts.pictures import Pictures, running_pictures
from tests.parts.planner import Desk
from tests.parts.service import running_service

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
    port = servers.free_port()
    with running_service(store, port, {"SIGNAGE_BASEMAPS": str(configured)}):
        for page in ("plan", "plan/EK"):  # made by Folium once: on a busy machine longer than a browser waits
            urlopen(f"http://127.0.0.1:{port}/{page}", timeout=120).close()
        yield Desk(f"http://127.0.0.1:{port}", "")


def test_a_planner_chooses_an_overlay_and_finds_it_again(page_desktop: Page, plan: Desk) -> None:
    plan.open(page_desktop, may_write=False)
    page_desktop.locator("#plan-layers-button").click()
    page_desktop.get_by_label("Flurstücke", exact=True).check()
    expect(page_desktop.locator(".leaflet-foreign-pane .leaflet-tile-loaded").first).to_be_attached()
    expect(page_desktop.locator(".credits")).to_contain_text("© Stadt Muster · © Kataster")
    page_desktop.goto(f"{plan.base}/plan")
    expect(page_desktop.locator(".leaflet-foreign-pane .leaflet-tile-loaded").first).to_be_attached()


def test_the_policy_of_the_page_names_the_configured_host(
    page_desktop: Page, plan: Desk, pictures: Pictures
) -> None:
    answer = page_desktop.goto(f"{plan.base}/plan")
    assert answer
    policy = answer.headers["content-security-policy"]
    assert f"img-src 'self' data: {pictures.origin};" in policy
    assert "http" not in policy.replace(pictures.origin, "")


def test_axe_finds_nothing_in_the_open_chooser(page_desktop: Page, plan: Desk) -> None:
    plan.open(page_desktop, may_write=False)
    page_desktop.locator("#plan-layers-button").press("Enter")
    page_desktop.get_by_label("Flurstücke", exact=True).check()
    assert violations(page_desktop) == []
