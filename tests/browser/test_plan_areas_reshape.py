"""Splitting, merging, ending areas on the planner's page, outlines from files, two planners at one area."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import FilePayload, Page, expect

from tests.parts.planner import Desk, on_screen

NOTICE, PREVIEW = "#plan-notice", "#plan-reshape"


def click(page: Page, longitude: float, latitude: float) -> None:
    x, y = on_screen(page, longitude, latitude)
    page.mouse.move(x - 2, y)
    page.mouse.click(x, y)


def split_line(page: Page, desk: Desk, area: int) -> None:
    """Draw the line that leaves a quarter of the area in the east."""
    (west, south), (_, north) = desk.corner(page, area, 0), desk.corner(page, area, 2)
    page.get_by_role("button", name="Teilen").first.click()
    click(page, west + 0.0015, south - 0.0003)
    click(page, west + 0.0015, north + 0.0003)
    page.get_by_role("button", name="Fertig").click()


def a_firm(page: Page, desk: Desk, area: int, place: tuple[float, float], **values: Any) -> int:
    body = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": place},
        "properties": {"area": area} | values,
    }
    return int(desk.ask(page, "POST", "tenants", data=body)["id"])


def test_a_split_says_first_which_firms_move_and_is_undone_as_one(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Teilfeld", number="TF")
    west, south = desk.corner(page_desktop, area, 0)
    firm = a_firm(page_desktop, desk, area, (west + 0.0018, south + 0.0005), name="Umzug & <b>Söhne</b>")
    split_line(page_desktop, desk, area)
    expect(page_desktop.locator(PREVIEW)).to_contain_text("Firmen: 1")
    expect(page_desktop.locator("#plan-reshape-name")).to_have_value("Teilfeld Ost")
    page_desktop.locator("#plan-reshape-name").fill("Ostfeld")
    page_desktop.keyboard.press("Tab")
    expect(page_desktop.locator(PREVIEW)).to_contain_text("nach „Ostfeld“")
    page_desktop.locator("#plan-reshape-apply").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Teilfeld“ geteilt")
    new = desk.row(page_desktop, "tenants", firm)["area"]
    assert desk.row(page_desktop, "areas", new)["name"] == "Ostfeld"
    page_desktop.get_by_role("button", name="Rückgängig").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert desk.row(page_desktop, "tenants", firm)["area"] == area


@pytest.mark.complaints("422")
def test_a_line_that_divides_nothing_is_told_and_can_be_drawn_anew(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Ungeteilt")
    west, south = desk.corner(page_desktop, area, 0)
    page_desktop.get_by_role("button", name="Teilen").first.click()
    click(page_desktop, west + 0.0004, south + 0.0004)
    click(page_desktop, west + 0.0009, south + 0.0007)
    page_desktop.get_by_role("button", name="Fertig").click()
    expect(page_desktop.locator("#plan-reshape-fault")).to_contain_text("Die Linie teilt das Gebiet nicht")
    expect(page_desktop.locator("#plan-reshape-apply")).to_be_disabled()
    split_line(page_desktop, desk, area)
    expect(page_desktop.locator("#plan-reshape-apply")).to_be_enabled()


def test_a_merger_by_keyboard_renumbers_a_firm_and_keeps_the_chosen_area(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    other = an_area("Ostnachbar", east=0.002)
    area = an_area("Westkern")
    west, south = desk.corner(page_desktop, area, 0)
    for one, lon in ((area, west + 0.001), (other, west + 0.003)):
        a_firm(page_desktop, desk, one, (lon, south + 0.0005), name=f"Firma {one}", number=1)
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("v")
    expect(page_desktop.locator("#plan-reshape-title")).to_be_focused()
    page_desktop.get_by_label("Ostnachbar").press("Space")
    expect(page_desktop.locator(PREVIEW)).to_contain_text(f"Firma {other}: 1 → 2")
    page_desktop.locator("#plan-reshape-apply").press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("2 Gebiete zu „Westkern“ vereint")
    assert desk.row(page_desktop, "areas", other)["valid_to"]


def test_a_click_on_the_map_adds_a_neighbour_to_the_merger(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    other = an_area("Angeklickt", east=0.002)
    area = an_area("Mitte")
    lon, lat = desk.corner(page_desktop, other, 0)
    page_desktop.get_by_role("button", name="Vereinen").first.click()
    click(page_desktop, lon + 0.0003, lat + 0.0005)
    expect(page_desktop.get_by_label("Angeklickt")).to_be_checked()
    page_desktop.get_by_label("Bestehen bleibt").select_option("Angeklickt")
    expect(page_desktop.locator(PREVIEW)).to_contain_text("Mitte endet am")
    page_desktop.locator("#plan-reshape-apply").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("vereint")
    assert desk.row(page_desktop, "areas", area)["valid_to"]


def test_an_outline_from_a_file_becomes_an_area_with_its_values(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"16/{lat}/{lon}")
    ring = [[lon, lat], [lon + 0.002, lat], [lon + 0.002, lat + 0.001], [lon, lat]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"Name": "Aus dem Plan", "Kürzel": "AP"}, "geometry": shape}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    file = FilePayload(name="plan.geojson", mimeType="application/geo+json", buffer=content)
    page_desktop.set_input_files("#plan-file-input", file)
    page_desktop.get_by_role("button", name="Als neues Gebiet").click(timeout=30_000)
    page_desktop.get_by_role("button", name="Speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Aus dem Plan“ angelegt")
    assert (
        desk.row(page_desktop, "areas", page_desktop.evaluate("signagePlan.areaWork().id"))["number"] == "AP"
    )


@pytest.mark.complaints("422")
def test_the_table_of_a_file_is_chosen_and_a_new_area_gets_a_free_key(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]], tmp_path: Path
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"16/{lat}/{lon}")
    for layer, name in (("alt", "Alter Plan"), ("neu", "Quittenhain Ost")):
        shape = shapely.box(lon, lat, lon + 0.001, lat + 0.001)
        frame = gpd.GeoDataFrame({"Gebiet": [name]}, geometry=[shape], crs=4326)
        frame.to_file(tmp_path / "plan.gpkg", layer=layer)
    page_desktop.set_input_files("#plan-file-input", tmp_path / "plan.gpkg")
    expect(page_desktop.locator("#plan-file-title")).to_have_text(
        "plan.gpkg enthält mehrere Tabellen", timeout=30_000
    )
    page_desktop.get_by_label("Tabelle", exact=True).select_option("neu")
    page_desktop.get_by_role("button", name="Als neues Gebiet").click(timeout=30_000)
    expect(page_desktop.get_by_label("Kürzel")).to_have_value("QO")
    page_desktop.get_by_label("Kürzel").fill("QH")
    page_desktop.get_by_label("Name", exact=True).fill("Quittenhain")
    page_desktop.get_by_role("button", name="Speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Quittenhain“ angelegt")
    expect(page_desktop.get_by_label("Kürzel")).to_have_value("QH")


def test_a_file_dropped_on_the_map_is_read(
    page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]
) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"16/{lat}/{lon}")
    ring = [[lon, lat], [lon + 0.002, lat], [lon + 0.002, lat + 0.001], [lon, lat]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"Name": "Gefallen"}, "geometry": shape}
    page_desktop.locator("#signage_map").evaluate(
        """(map, text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], 'plan.geojson', { type: 'application/geo+json' }));
          for (const kind of ['dragover', 'drop']) {
            map.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
          }
        }""",
        json.dumps({"type": "FeatureCollection", "features": [feature]}),
    )
    page_desktop.get_by_role("button", name="Als neues Gebiet").click(timeout=30_000)
    expect(page_desktop.get_by_label("Name", exact=True)).to_have_value("Gefallen")


@pytest.mark.complaints("422|400")
def test_a_file_without_outlines_is_refused_in_words(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    an_area("Bleibt")
    file = FilePayload(name="liste.csv", mimeType="text/csv", buffer=b"Name;Ort\nA;B\n")
    page_desktop.set_input_files("#plan-file-input", file)
    expect(page_desktop.locator(NOTICE)).to_contain_text("keine Umrisse", timeout=30_000)
    expect(page_desktop.locator("#plan-area-title")).to_have_text("Bleibt")


def test_an_ended_area_leaves_the_map_and_undo_brings_it_back(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Endet bald")
    page_desktop.locator("#plan-area-end").click()
    page_desktop.get_by_label("Grund", exact=True).fill("aufgegeben")
    page_desktop.get_by_role("button", name="Beenden", exact=True).click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Endet bald“ beendet")
    assert desk.row(page_desktop, "areas", area)["valid_to"]
    expect(page_desktop.locator("#plan-area")).to_be_hidden()
    page_desktop.get_by_role("button", name="Rückgängig").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert not desk.row(page_desktop, "areas", area)["valid_to"]


def a_stale_area(page: Page, desk: Desk, area: int) -> None:
    """My moved corner over somebody else's new name."""
    page.locator("#signage_map").focus()
    for key in ("Period", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    seen = {"If-Match": '"1"'}
    desk.ask(page, "PATCH", f"areas/{area}", data={"properties": {"name": "Umbenannt"}}, headers=seen)
    page.keyboard.press("Control+s")
    expect(page.locator("#plan-merge")).to_be_visible()


@pytest.mark.complaints("409")
def test_a_stale_save_shows_both_and_keeps_my_outline_and_their_name(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Zu zweit")
    before = desk.corner(page_desktop, area, 0)
    a_stale_area(page_desktop, desk, area)
    fields = page_desktop.locator("#plan-merge-rows tr")
    assert set(fields.evaluate_all("rows => rows.map((row) => row.dataset.field)")) == {"outline", "name"}
    page_desktop.get_by_role("button", name="Zusammenführen und speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("zusammengeführt")
    assert desk.row(page_desktop, "areas", area)["name"] == "Umbenannt"
    assert desk.corner(page_desktop, area, 0)[0] < before[0]


@pytest.mark.complaints("409")
def test_escape_at_a_stale_save_loses_nothing(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Unentschieden")
    a_stale_area(page_desktop, desk, area)
    page_desktop.keyboard.press("Escape")
    expect(page_desktop.locator(NOTICE)).to_contain_text("noch nicht gespeichert")
    expect(page_desktop.get_by_role("button", name="Verwerfen")).to_be_visible()
    page_desktop.get_by_role("button", name="Jetzt entscheiden").click()
    page_desktop.get_by_role("button", name="Nur die andere Fassung behalten").click()
    expect(page_desktop.get_by_label("Name", exact=True)).to_have_value("Umbenannt")
    assert desk.row(page_desktop, "areas", area)["version"] == 2
