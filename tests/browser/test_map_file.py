"""The map file in a real browser, from disk, by mouse, by finger and by keyboard."""

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import Page, expect

from signage.maps.file import write_map
from signage.maps.options import MapOptions
from tests.maps import inventory
from tests.maps.inventory import UGLY
from tests.parts.browser import painted, until

CARD = ".leaflet-popup .card"
CANVAS_IS_PAINTED = """() => {
  const canvas = document.querySelector('canvas.scene');
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Set();
  for (let i = 0; i < pixels.length; i += 4) colours.add(pixels.slice(i, i + 3).join());
  return colours.size;
}"""


@pytest.fixture(scope="module")
def map_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the small inventory's map on disk."""
    out = tmp_path_factory.mktemp("map") / "map.html"
    write_map(inventory.frames(), out)
    return out.as_uri()


def place_on_screen(page: Page, layer: str, row: int) -> tuple[float, float]:
    """Where a row of the embedded data stands on the screen."""
    found: dict[str, float] = page.evaluate(
        """([layer, id]) => {
          const feature = JSON.parse(document.getElementById('signage-data').textContent)[layer].features
            .find((feature) => feature.id === id);
          const [lon, lat] = feature.geometry.coordinates;
          const at = signageMap.map.latLngToContainerPoint([lat, lon]);
          const box = document.getElementById('signage_map').getBoundingClientRect();
          return { x: at.x + box.x, y: at.y + box.y };
        }""",
        [layer, row],
    )
    return found["x"], found["y"]


def zoom_to(page: Page, layer: str, row: int, zoom: int) -> tuple[float, float]:
    """Look at a row from near; answers where it stands on the screen."""
    page.evaluate(
        """([layer, id, zoom]) => {
          const feature = JSON.parse(document.getElementById('signage-data').textContent)[layer].features
            .find((feature) => feature.id === id);
          const [lon, lat] = feature.geometry.coordinates;
          signageMap.map.setView([lat, lon], zoom, { animate: false });
        }""",
        [layer, row, zoom],
    )
    painted(page)
    return place_on_screen(page, layer, row)


def test_the_file_draws_the_inventory_from_disk(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    expect(page_desktop.locator("h1")).to_have_text("Gewerbegebiete und ihre Schilder")
    expect(page_desktop.locator("canvas.scene")).to_be_visible()
    assert page_desktop.evaluate(CANVAS_IS_PAINTED) > 30


def test_a_click_on_a_tenant_shows_its_name_as_text(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    page_desktop.mouse.click(*zoom_to(page_desktop, "tenants", 1, 18))
    expect(page_desktop.locator(f"{CARD} h2")).to_have_text(f"1 {UGLY}")
    expect(page_desktop.locator(CARD)).to_contain_text("Werkstraße 0a, 99310 Arnstadt")
    expect(page_desktop.locator(f"{CARD} img")).to_have_count(0)


def test_a_nasty_name_is_found_and_shown_letter_by_letter(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    for row in (2, 3, 4, 6):
        name = inventory.NASTY[row - 1]
        page_desktop.fill("#signage-query", name)
        page_desktop.keyboard.press("Enter")
        expect(page_desktop.locator(f"{CARD} h2")).to_have_text(f"{row} {name}")


def test_a_sign_tells_type_state_facing_and_code(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    page_desktop.mouse.click(*zoom_to(page_desktop, "signs", 3, 18))
    card = page_desktop.locator(CARD)
    for words in (
        "Schild EK-003",
        "Sammelwegweiser",
        "schadhaft",
        "zeigt nach O (100°)",
        "Haltebucht, auch mit Lkw",
    ):
        expect(card).to_contain_text(words)
    expect(card.locator("code")).to_have_text("7K3M-9QX2")
    expect(card.locator("a, img")).to_have_count(0)


def test_the_search_forgives_case_and_umlauts(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    for typed in ("müller", "MUELLER", "muller tochter", "mueller & toechter"):
        page_desktop.fill("#signage-query", typed)
        expect(page_desktop.locator("#signage-results li").first).to_contain_text("Müller & Töchter GmbH")


def test_the_search_finds_areas_signs_codes_and_streets(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    for typed, found in (
        ("erfurter", "Erfurter Kreuz"),
        ("ek007", "EK-007"),
        ("7k3m-9qx1", "EK-002"),
        ("werkstrasse", "Straße"),
    ):
        page_desktop.fill("#signage-query", typed)
        expect(page_desktop.locator("#signage-results li").first).to_contain_text(found)


def test_the_search_is_worked_by_arrows_enter_and_escape(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    page_desktop.fill("#signage-query", "beispielwerk 1")
    options = page_desktop.locator("#signage-results [role=option]")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page_desktop.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(page_desktop.locator("#signage-query")).to_have_attribute(
        "aria-activedescendant", "signage-result-1"
    )
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(f"{CARD} h2")).to_be_focused()
    page_desktop.keyboard.press("Escape")
    expect(page_desktop.locator(CARD)).to_have_count(0)
    expect(page_desktop.locator("#signage_map")).to_be_focused()


def test_a_search_without_result_says_so(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    page_desktop.fill("#signage-query", "xyzzy")
    expect(page_desktop.locator("#signage-results")).to_have_text("Nichts gefunden für „xyzzy“")
    expect(page_desktop.locator("#signage-found")).to_have_text("Nichts gefunden für „xyzzy“")


@pytest.mark.parametrize("typed", ["Erfuter Kreuz", "werkstrase", "Müler Töchter", "beispelwerk"])
def test_a_slip_of_the_finger_offers_what_comes_nearest(
    page_desktop: Page, map_file: str, typed: str
) -> None:
    page_desktop.goto(map_file)
    page_desktop.fill("#signage-query", typed)
    lines = page_desktop.locator("#signage-results li")
    expect(lines.first).to_contain_text("Ähnlich klingt:")
    expect(page_desktop.locator("#signage-result-0")).to_have_attribute("aria-selected", "true")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(CARD)).to_be_visible()


def test_a_firm_without_a_position_leads_to_its_area(page_desktop: Page, tmp_path: Path) -> None:
    frames = inventory.frames()
    frames["tenants"].loc[40, "name"] = "Agrarservice Irgendwo"
    frames["tenants"].loc[40, "geometry"] = None
    write_map(frames, tmp_path / "map.html")
    page_desktop.goto((tmp_path / "map.html").as_uri())
    page_desktop.fill("#signage-query", "irgendwo")
    expect(page_desktop.locator("#signage-result-0 .kind")).to_have_text("Firma · ohne Lage · Erfurter Kreuz")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(CARD)).to_contain_text("Ohne Lage")
    until(page_desktop, "signageMap.scene.chosen.layer === 'areas' && signageMap.map.getZoom() > 14")


def test_the_rows_of_the_legend_keep_apart(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    gaps = page_desktop.evaluate(
        "() => { const texts = [...document.querySelectorAll('.legend:first-of-type li span')]"
        ".map((text) => text.getBoundingClientRect());"
        " return texts.slice(1).map((box, i) => box.top - texts[i].bottom); }"
    )
    assert len(gaps) > 8
    assert min(gaps) >= 7


def test_enter_opens_what_lies_in_the_middle(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    zoom_to(page_desktop, "signs", 1, 18)
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(f"{CARD} h2")).to_have_text("Schild EK-001")


def test_the_arrows_move_the_map_and_the_address_keeps_the_place(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    page_desktop.locator("#signage_map").focus()
    before = page_desktop.evaluate("location.hash")
    page_desktop.keyboard.press("ArrowRight")
    page_desktop.keyboard.press("+")
    until(page_desktop, f"location.hash !== {before!r}")
    assert re.fullmatch(r"#\d+(\.\d+)?/50\.\d+/1[01]\.\d+", page_desktop.evaluate("location.hash"))


def test_an_address_with_a_place_opens_there(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(f"{map_file}#17/50.86400/10.94500")
    assert page_desktop.evaluate("signageMap.map.getZoom()") == 17
    centre: dict[str, Any] = page_desktop.evaluate("signageMap.map.getCenter()")
    assert centre["lat"] == pytest.approx(50.864, abs=1e-4)


def test_a_layer_that_is_switched_off_is_neither_drawn_nor_hit(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    place = zoom_to(page_desktop, "tenants", 12, 18)
    page_desktop.get_by_label("Firmen", exact=True).uncheck()
    page_desktop.get_by_label("Gewerbegebiete", exact=True).uncheck()
    painted(page_desktop)
    page_desktop.mouse.click(*place)
    painted(page_desktop)
    expect(page_desktop.locator(CARD)).to_have_count(0)


def test_many_signs_on_one_spot_become_one_and_open_on_click(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    place = zoom_to(page_desktop, "signs", 4, 13)
    page_desktop.mouse.click(*place)
    until(page_desktop, "signageMap.map.getZoom() > 13")


def test_everything_is_reached_by_tab_in_reading_order(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    reached = []
    for _ in range(5):
        page_desktop.keyboard.press("Tab")
        reached.append(page_desktop.evaluate("document.activeElement.id || document.activeElement.className"))
    assert reached[0] == "signage-query"
    assert "signage_map" in reached


def test_on_a_phone_search_and_layers_open_and_close(page_phone: Page, map_file: str) -> None:
    page_phone.goto(map_file)
    expect(page_phone.locator("#signage-query")).to_be_hidden()
    page_phone.get_by_role("button", name="Suche öffnen").tap()
    expect(page_phone.locator("#signage-query")).to_be_focused()
    page_phone.keyboard.press("Escape")
    expect(page_phone.locator("#signage-query")).to_be_hidden()
    page_phone.get_by_role("button", name="Ebenen").tap()
    expect(page_phone.get_by_label("Schilder", exact=True)).to_be_visible()
    page_phone.locator("#signage-close-panel").tap()
    expect(page_phone.get_by_label("Schilder", exact=True)).to_be_hidden()


def test_on_a_phone_a_finger_opens_a_sign(page_phone: Page, map_file: str) -> None:
    page_phone.goto(map_file)
    place = zoom_to(page_phone, "signs", 2, 18)
    page_phone.touchscreen.tap(place[0] + 6, place[1] + 6)
    expect(page_phone.locator(f"{CARD} h2")).to_have_text("Schild EK-002")
    assert page_phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_owner_of_the_boundaries_is_named(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    expect(page_desktop.locator(".credits")).to_have_text("Gemeindegrenzen: © Vermesser & Söhne · Leaflet")


def test_on_a_phone_the_owner_takes_one_line_and_is_named_in_full_at_a_touch(
    page_phone: Page, map_file: str
) -> None:
    page_phone.goto(map_file)
    owner = page_phone.locator(".credits")
    box = owner.bounding_box()
    assert box
    assert box["height"] < 36
    owner.locator("summary").tap()
    expect(owner).to_contain_text("Gemeindegrenzen: © Vermesser & Söhne · Leaflet")
    expect(owner.get_by_role("link", name="Leaflet")).to_be_visible()


def test_the_map_is_dark_for_who_likes_it_dark_and_white_on_paper(page_desktop: Page, map_file: str) -> None:
    page_desktop.emulate_media(color_scheme="dark")
    page_desktop.goto(map_file)
    zoom_to(page_desktop, "signs", 1, 17)
    area = "signageMap.COLOUR.area"
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page_desktop.evaluate(f"[{area}, {ground}]") == ["#28312f", "rgb(15, 23, 30)"]
    page_desktop.emulate_media(color_scheme="light")
    until(page_desktop, f"{area} === '#f5f0e3'")
    page_desktop.emulate_media(color_scheme="dark", media="print")
    assert page_desktop.evaluate(f"[{area}, {ground}]") == ["#f5f0e3", "rgb(255, 255, 255)"]


def test_the_arrow_is_explained_in_legend_and_popup(page_desktop: Page, map_file: str) -> None:
    page_desktop.goto(map_file)
    expect(page_desktop.locator("#signage-legend")).to_contain_text("Pfeil: dorthin schaut die Vorderseite")
    page_desktop.mouse.click(*zoom_to(page_desktop, "signs", 3, 18))
    expect(page_desktop.locator(CARD)).to_contain_text("zeigt nach O (100°); wer davor steht, blickt nach W")


def test_an_empty_inventory_says_what_is_missing(page_desktop: Page, tmp_path: Path) -> None:
    write_map({}, tmp_path / "empty.html")
    page_desktop.goto((tmp_path / "empty.html").as_uri())
    expect(page_desktop.locator("#signage-notice")).to_contain_text("Noch keine Gebiete")


def test_the_map_speaks_english(page_desktop: Page, tmp_path: Path) -> None:
    write_map(inventory.frames(), tmp_path / "map.html", options=MapOptions(language="en"))
    page_desktop.goto((tmp_path / "map.html").as_uri())
    page_desktop.mouse.click(*zoom_to(page_desktop, "signs", 3, 18))
    expect(page_desktop.locator(CARD)).to_contain_text("collective sign")
    expect(page_desktop.locator("#signage-panel")).not_to_contain_text("Schild")


@pytest.mark.slow
def test_a_hundred_thousand_signs_stay_usable(page_desktop: Page, tmp_path: Path) -> None:
    one = inventory.signs().iloc[[0]]
    many = gpd.GeoDataFrame(one.loc[one.index.repeat(100_000)].reset_index(drop=True), crs=inventory.CRS)
    offsets = many.index.to_numpy()
    many["geometry"] = gpd.points_from_xy(
        inventory.EAST + offsets % 316 * 90.0, inventory.NORTH + offsets // 316 * 90.0, crs=inventory.CRS
    )
    write_map({"signs": many}, tmp_path / "many.html")
    page_desktop.goto((tmp_path / "many.html").as_uri())
    strokes = page_desktop.evaluate(
        """() => {
          const brush = CanvasRenderingContext2D.prototype;
          let strokes = 0;
          for (const name of ["fill", "stroke", "fillRect", "drawImage", "fillText"]) {
            const draw = brush[name];
            brush[name] = function (...given) { strokes += 1; return draw.apply(this, given); };
          }
          signageMap.map.setZoom(13, { animate: false });
          signageMap.map.panBy([300, 200], { animate: false });
          return new Promise((done) => requestAnimationFrame(() => done(strokes)));
        }"""
    )
    assert page_desktop.evaluate(CANVAS_IS_PAINTED) > 5
    assert 0 < strokes < 50_000  # every sign once would be a hundred thousand
