"""The real service's own pages in a real browser: the description of the API, and the map on live data."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.parts.service import running_service
from tests.parts.stores import new_geopackage
from tests.places import a_municipality, a_sign, a_tenant, an_area

FIRM = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture(autouse=True)
def address(tmp_path: Path, free_port: int) -> Iterator[str]:
    """The service over one area with a sign and a firm of an ugly name."""
    path = tmp_path / "store.gpkg"
    store = new_geopackage(path)
    a_municipality(store)
    area = an_area(store)
    a_sign(store, area, number="EK-007")
    a_tenant(store, area, name=FIRM)
    store.close()
    with running_service(path, free_port):
        yield f"http://127.0.0.1:{free_port}"


def test_the_api_can_be_read_and_tried_out(page_desktop: Page, address: str) -> None:
    page_desktop.goto(f"{address}/api/docs")
    page_desktop.click("#operations-signs-list_signs .opblock-summary-control")
    page_desktop.click("#operations-signs-list_signs .execute")
    answer = page_desktop.locator("#operations-signs-list_signs .live-responses-table")
    expect(answer).to_contain_text("EK-007")
    expect(page_desktop.locator("html")).to_have_attribute("lang", "de")


def test_the_description_of_the_api_is_dark_for_who_likes_it_dark(page_desktop: Page, address: str) -> None:
    page_desktop.emulate_media(color_scheme="dark")
    page_desktop.goto(f"{address}/api/docs")
    expect(page_desktop.locator("#operations-signs-list_signs")).to_be_visible()
    grounds = page_desktop.evaluate(
        "['body', '#docs .swagger-ui'].map(name =>"
        " getComputedStyle(document.querySelector(name)).backgroundColor)"
    )
    assert grounds == ["rgb(28, 32, 34)"] * 2


def test_the_map_draws_live_data_and_runs_none_of_it(page_desktop: Page, address: str) -> None:
    page_desktop.goto(f"{address}/map")
    page_desktop.fill("#signage-query", "soehne")
    option = page_desktop.locator("#signage-results [role=option]").first
    expect(option).to_contain_text(FIRM)
    option.click()
    expect(page_desktop.locator(".leaflet-popup .card")).to_contain_text(FIRM)


def test_a_lost_reader_finds_the_firms_by_the_code_on_the_sign(page_phone: Page, address: str) -> None:
    with urlopen(f"{address}/api/v1/signs") as answer:
        code = json.load(answer)["features"][0]["properties"]["code"]
    page_phone.goto(f"{address}/nirgends")
    page_phone.get_by_label("Code auf dem Schild").fill(code)
    page_phone.get_by_role("button", name="Firmen zeigen").click()
    expect(page_phone.get_by_role("heading", name="Erfurter Kreuz")).to_be_visible()


def test_a_lost_reader_finds_the_map(page_phone: Page, address: str) -> None:
    page_phone.goto(f"{address}/nichts")
    expect(page_phone.locator("h1")).to_have_text("Das gibt es hier nicht")
    page_phone.get_by_role("link", name="Zur Karte").click()
    expect(page_phone).to_have_url(re.compile(f"{address}/map"))
