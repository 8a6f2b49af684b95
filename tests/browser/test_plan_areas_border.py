"""An area across the border of its municipality: told at once, and cut to it by mouse and by keyboard."""

import json

import pytest
import shapely
from playwright.sync_api import Page, expect

from tests.parts.browser import tab_to
from tests.parts.planner import Desk

FINDINGS, NOTICE = "#plan-area-findings", "#plan-notice"
TOWN = "16070048"  # Stadtilm
# In the middle of a straight piece of its border.
BORDER = {"mouse": (10.9912515, 50.739264), "keys": (11.185357, 50.759549)}


def home(page: Page, desk: Desk) -> shapely.Geometry:
    """The municipality of today, in degrees."""
    rows = desk.ask(page, "GET", "municipalities?limit=200")["features"]
    [shape] = [one["geometry"] for one in rows if one["properties"]["ags"] == TOWN]
    return shapely.from_geojson(json.dumps(shape))


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_what_lies_beyond_the_border_is_told_and_cut_off(page_desktop: Page, desk: Desk, by: str) -> None:
    lon, lat = BORDER[by]
    (west, east), (south, north) = (lon - 0.001, lon + 0.001), (lat - 0.0006, lat + 0.0006)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    area = desk.an_area(page_desktop, [ring], name=f"Grenzfeld {by}", municipality=TOWN)
    desk.open_areas(page_desktop, f"17/{lat}/{lon}")
    page_desktop.evaluate("id => signagePlan.chooseArea(id)", area)
    expect(page_desktop.locator(FINDINGS)).to_contain_text("außerhalb von Stadtilm")
    mend = page_desktop.get_by_role("button", name="auf die Gemeindegrenze zuschneiden")
    if by == "keys":
        tab_to(page_desktop, mend)
        page_desktop.keyboard.press("Enter")
        page_desktop.keyboard.press("Control+s")
    else:
        mend.click()
        page_desktop.get_by_role("button", name="Speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    expect(page_desktop.locator(FINDINGS)).not_to_contain_text("außerhalb")
    shape = desk.ask(page_desktop, "GET", f"areas/{area}")["geometry"]["coordinates"]
    left = shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in shape])
    whole = shapely.Polygon(ring)
    assert 0.2 < left.area / whole.area < 0.8
    assert home(page_desktop, desk).buffer(1e-5).covers(left)
