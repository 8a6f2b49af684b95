"""The server's map page in a real browser: rows by bounding box, failures, limits, base map."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from signage.maps.basemaps import BaseMap
from signage.maps.options import MapOptions
from tests.maps.inventory import UGLY
from tests.maps.service import Service, running_service
from tests.parts.browser import loaded, until

SERVED = MapOptions(api="/api/v1", bounds=(10.93, 50.86, 10.97, 50.875))
NEAR = "#17/50.86480/10.94900"
CARD = ".leaflet-popup .card"
Start = Callable[..., Service]


def own_tiles(url: str, attribution: str) -> tuple[BaseMap]:
    """One base map at this address."""
    return (BaseMap(url=url, attribution=attribution),)


@pytest.fixture(autouse=True)
def start() -> Iterator[Start]:
    """Call with options (and `with_data=False`); answers a service that outlives the test's page."""
    with contextlib.ExitStack() as started:
        yield lambda options=SERVED, **more: started.enter_context(running_service(options, **more))


def test_rows_come_by_bounding_box_and_only_those_the_zoom_shows(page_desktop: Page, start: Start) -> None:
    service = start(replace(SERVED, bounds=(10.4, 50.6, 11.2, 51.0)))
    page_desktop.goto(service.address)
    loaded(page_desktop)
    boxes = [asked for asked in service.asked if "bbox=" in asked]
    assert {asked.split("?")[0].rsplit("/", 1)[1] for asked in boxes} == {"areas", "municipalities"}
    assert all("limit=2000" in asked for asked in boxes)


def test_moving_within_what_is_held_asks_for_nothing(page_desktop: Page, start: Start) -> None:
    service = start()
    page_desktop.goto(service.address)
    loaded(page_desktop)
    before = len(service.asked)
    page_desktop.evaluate("signageMap.map.panBy([60, 40], { animate: false })")
    loaded(page_desktop)
    assert len(service.asked) == before


def test_a_search_reaches_beyond_the_view(page_desktop: Page, start: Start) -> None:
    page_desktop.goto(start().address + "#17/50.70000/10.70000")
    page_desktop.fill("#signage-query", "onerror")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(f"{CARD} h2")).to_have_text(f"1 {UGLY}")
    expect(page_desktop.locator(f"{CARD} img")).to_have_count(0)


NUMBERS = {  # as typed: what it is on a German page, on an English page; None is no number
    "1.200": (1200, 1.2),
    "1,200": (1.2, 1200),
    "1.200,5": (1200.5, 1200.5),
    "1,200.5": (1200.5, 1200.5),
    "5.634.567,12": (5634567.12, 5634567.12),
    "5 634 567": (5634567, 5634567),
    "645123.5": (645123.5, 645123.5),
    "645123,500": (645123.5, 645123.5),
    "0.125": (0.125, 0.125),
    "0,125": (0.125, 0.125),
    "2,5": (2.5, 2.5),
    "2.5": (2.5, 2.5),
    " -3,25 m ": (-3.25, -3.25),
    "−4": (-4, -4),
    "12,": (12, 12),
    "": (None, None),
    "groß": (None, None),
    "1.2.3": (None, None),
    "1,2,3": (None, None),
    "12.34,567.8": (None, None),
    "1.20,5": (None, None),
    "3 km": (None, None),
    "1e5": (None, None),
    "0x10": (None, None),
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_one_reader_understands_typed_numbers(page_desktop: Page, start: Start, language: str) -> None:
    page_desktop.goto(start(replace(SERVED, language=language)).address)
    read = page_desktop.evaluate(
        """texts => texts.map((text) => {
          const value = signageMap.numberOf(text, { unit: 'm' });
          return Number.isNaN(value) ? null : value;
        })""",
        list(NUMBERS),
    )
    expected = [values[("de", "en").index(language)] for values in NUMBERS.values()]
    assert dict(zip(NUMBERS, read, strict=True)) == dict(zip(NUMBERS, expected, strict=True))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_number_that_is_written_is_read_again(page_desktop: Page, start: Start, language: str) -> None:
    page_desktop.goto(start(replace(SERVED, language=language)).address)
    values = [0, 1.5, 1.125, 0.001, 1200, 1234.567, 645123.25, -2.5]
    back = "values => values.map((value) => signageMap.numberOf(signageMap.numberText(value)))"
    assert page_desktop.evaluate(back, values) == values


METRES = {"at": [645123, 5634567], "kind": "metres", "swapped": False}
DEGREES = {"at": [636533, 5636050], "kind": "degrees", "swapped": False}
COORDINATES = [  # as typed, and as read
    ("32 645123 5634567", METRES),
    ("32U 645123 5634567", METRES),
    ("EPSG:25832 645123 5634567", METRES),
    ("32645123 5634567", METRES),
    ("645123,2; 5634567,4", METRES),
    ("645.123 5.634.567,20", METRES),
    ("645123,5634567", METRES),
    ("5634567 645123", METRES | {"swapped": True}),
    ("50.86, 10.94", DEGREES),
    ("50,86 10,94", DEGREES),
    ("50,86, 10,94", DEGREES),
    ("50.86,10.94", DEGREES),
    ("10.94, 50.86", DEGREES | {"swapped": True}),
    ("50°51'36\"N 10°56'24\"E", DEGREES),
    ("10° 56′ 24″ O, 50° 51′ 36″ N", DEGREES),
    ("N 50° 51,6' E 10° 56,4'", DEGREES),
    ("50°51'36\" 10°56'24\"", DEGREES),
    ("33 345123 5634567", {"at": None, "kind": "zone", "swapped": False}),
    ("4432123 5634567", {"at": None, "kind": "gauss_kruger", "swapped": False}),
    ("48.1, 2.3", {"at": None, "kind": "elsewhere", "swapped": False}),
    ("EK-005", None),
    ("Hallenring 12", None),
    ("99310", None),
    ("12 34", None),
    ("7K3M-9QX4", None),
]


def test_typed_coordinates_are_read_as_they_are_meant(page_desktop: Page, start: Start) -> None:
    page_desktop.goto(start().address)
    read = page_desktop.evaluate(
        """texts => texts.map((text) => {
          const read = signageMap.readCoordinates(text);
          return read && { ...read, at: read.at && read.at.map(Math.round) };
        })""",
        [typed for typed, _ in COORDINATES],
    )
    assert dict(zip((typed for typed, _ in COORDINATES), read, strict=True)) == dict(COORDINATES)


@pytest.mark.parametrize(
    ("language", "typed", "metres", "degrees"),
    [
        ("de", "32 636812,25 5636050,75", "636812,25 / 5636050,75", "50,8"),
        ("de", "50,86, 10,94", "636533,", "50,8600000 / 10,9400000"),
        ("en", "50.86, 10.94", "636533.", "50.8600000 / 10.9400000"),
    ],
)
def test_typed_coordinates_are_found_and_shown(
    page_desktop: Page, start: Start, language: str, typed: str, metres: str, degrees: str
) -> None:
    page_desktop.goto(start(replace(SERVED, language=language)).address)
    page_desktop.fill("#signage-query", typed)
    hit = page_desktop.locator("#signage-results li")
    expect(hit).to_contain_text(metres)
    expect(hit).to_contain_text(degrees[:7])
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(f"{CARD} h2")).to_be_focused()
    expect(page_desktop.locator(CARD)).to_contain_text(metres)
    expect(page_desktop.locator(CARD)).to_contain_text(degrees[:7])
    lat, lon = page_desktop.evaluate("(({ lat, lng }) => [lat, lng])(signageMap.map.getCenter())")
    assert (lat, lon) == pytest.approx((50.86, 10.94), abs=0.01)


def test_coordinates_of_no_use_are_said_to_be_so(page_desktop: Page, start: Start) -> None:
    page_desktop.goto(start().address)
    page_desktop.fill("#signage-query", "4432123 5634567")
    expect(page_desktop.locator("#signage-results")).to_contain_text("Gauß-Krüger")


def test_a_sign_of_the_guide_system_leads_to_its_page_and_code(page_desktop: Page, start: Start) -> None:
    page_desktop.goto(start().address)
    page_desktop.fill("#signage-query", "EK-001")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(f"{CARD} a")).to_have_attribute("href", "/7K3M9QX0")
    expect(page_desktop.get_by_alt_text("QR-Code 7K3M-9QX0")).to_be_visible()


def test_an_official_sign_offers_no_code(page_desktop: Page, start: Start) -> None:
    page_desktop.goto(start().address)
    page_desktop.fill("#signage-query", "EK-006")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(f"{CARD} h2")).to_have_text("Schild EK-006")
    expect(page_desktop.locator(f"{CARD} img")).to_have_count(0)


@pytest.mark.complaints("503")
def test_a_failure_is_told_and_can_be_tried_again(page_desktop: Page, start: Start) -> None:
    service = start()
    service.broken = True
    page_desktop.goto(service.address)
    expect(page_desktop.locator("#signage-notice")).to_contain_text("gerade nicht erreichbar")
    service.broken = False
    page_desktop.get_by_role("button", name="Noch einmal versuchen").click()
    expect(page_desktop.locator("#signage-notice")).to_be_hidden()


def test_more_roads_than_the_map_may_ask_for_are_announced(page_desktop: Page, start: Start) -> None:
    service = start()
    service.largest_page = 3
    page_desktop.goto(service.address + NEAR)
    expect(page_desktop.locator("#signage-notice")).to_contain_text("Bitte näher heranzoomen")


def test_too_many_signs_come_as_numbers_that_open_nearer(page_desktop: Page, start: Start) -> None:
    service = start()
    service.largest_page = 5
    page_desktop.goto(f"{service.address}#14/50.86480/10.94900")
    loaded(page_desktop)
    assert any(asked.startswith("/api/v1/signs/clusters?bbox=") for asked in service.asked)
    service.largest_page = 2000
    x, y = page_desktop.evaluate(
        "at => { const p = signageMap.map.latLngToContainerPoint(at);"
        " const box = document.getElementById('signage_map').getBoundingClientRect();"
        " return [p.x + box.x, p.y + box.y]; }",
        service.layers["signs"][0]["geometry"]["coordinates"][::-1],
    )
    page_desktop.mouse.click(x, y)
    until(page_desktop, "signageMap.map.getZoom() > 14")


def test_an_empty_store_says_so(page_desktop: Page, start: Start) -> None:
    page_desktop.goto(start(with_data=False).address)
    expect(page_desktop.locator("#signage-notice")).to_contain_text("Noch keine Gebiete")


def test_the_base_map_lies_under_our_layers_and_names_its_owner(page_desktop: Page, start: Start) -> None:
    service = start(replace(SERVED, base_maps=own_tiles("/tiles/{z}/{y}/{x}.svg", UGLY)))
    service.tiles = True
    page_desktop.goto(service.address)
    expect(page_desktop.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page_desktop.locator(".credits")).to_contain_text(f"{UGLY} · ")
    page_desktop.get_by_label("Nur unsere eigene Karte").check()
    expect(page_desktop.locator(".leaflet-tile")).to_have_count(0)


@pytest.mark.complaints("404")
def test_without_the_base_map_our_own_ground_is_drawn(page_desktop: Page, start: Start) -> None:
    service = start(replace(SERVED, base_maps=own_tiles("/none/{z}/{y}/{x}.png", "Stadt Muster")))
    page_desktop.goto(service.address + NEAR)
    until(page_desktop, "signageMap.scene.overBaseMap === false")
    loaded(page_desktop)
    building = [207, 198, 180]
    seen = page_desktop.evaluate("""() => {
      const canvas = document.querySelector('canvas.scene');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const colours = new Set();
      for (let i = 0; i < data.length; i += 4) colours.add(data.slice(i, i + 3).join());
      return [...colours];
    }""")
    assert ",".join(map(str, building)) in seen


def test_on_a_phone_the_page_fits_and_a_finger_opens_a_result(page_phone: Page, start: Start) -> None:
    page_phone.goto(start().address)
    page_phone.get_by_role("button", name="Suche öffnen").tap()
    page_phone.fill("#signage-query", "erfurter")
    page_phone.locator("#signage-results li").first.tap()
    expect(page_phone.locator(f"{CARD} h2")).to_have_text("Erfurter Kreuz")
    assert page_phone.evaluate("document.documentElement.scrollWidth") <= 360
