"""What one hand could do alone until it was looked at: the same by mouse and by keyboard."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.parts.browser import painted, tab_to
from tests.parts.planner import Desk, metres, on_screen, saved

NOTICE, MAP = "#plan-notice", "#signage_map"
Place = tuple[float, float]


def beside_the_country_road(page: Page, desk: Desk, share: float) -> Place:
    """Some 12 m north of the longest straight piece of the L 1044, which runs west to east outside town."""
    roads = desk.ask(page, "GET", "roads?bbox=10.93,50.854,10.96,50.860&limit=200")["features"]
    lines = [one["geometry"]["coordinates"] for one in roads if one["properties"]["in_town"] is False]
    pieces = [(a, b) for line in lines for a, b in pairwise(line)]
    (west, south), (east, north) = max(pieces, key=lambda piece: abs(piece[1][0] - piece[0][0]))
    return west + share * (east - west), south + share * (north - south) + 0.00011


def clearance(page: Page, desk: Desk, sign: int) -> float:
    site = desk.ask(page, "GET", f"signs/{sign}/findings")["site"]
    assert site["road"]["in_town"] is False
    return float(site["clearance_m"])


def in_hand(page: Page, desk: Desk, place: Place, **values: Any) -> int:
    sign = desk.a_sign(page, *place, **values)
    desk.open(page, f"19/{place[1]}/{place[0]}")
    page.evaluate("id => signagePlan.choose(id)", sign)
    expect(page.locator("#plan-sign-title")).to_be_visible()
    return sign


def drag(page: Page, place: Place, south_px: float) -> None:
    x, y = on_screen(page, *place)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + south_px, steps=6)
    page.mouse.up()


def to_the_road(page: Page, place: Place) -> float:
    """Pixels from a place to the middle of the road 12.2 m south of it."""
    return on_screen(page, place[0], place[1] - 0.000075)[1] - on_screen(page, *place)[1]


def test_outside_town_a_dragged_sign_keeps_a_metre_and_a_half(page_desktop: Page, desk: Desk) -> None:
    place = beside_the_country_road(page_desktop, desk, 0.35)
    sign = in_hand(page_desktop, desk, place, width_mm=1200, area=None)
    drag(page_desktop, place, to_the_road(page_desktop, place))
    expect(page_desktop.locator(NOTICE)).to_contain_text("verschoben")
    assert clearance(page_desktop, desk, sign) == pytest.approx(1.5, abs=0.02)


def test_outside_town_a_key_snaps_to_a_metre_and_a_half(page_desktop: Page, desk: Desk) -> None:
    place = beside_the_country_road(page_desktop, desk, 0.5)
    sign = in_hand(page_desktop, desk, (place[0], place[1] - 0.00006), width_mm=1200, area=None)
    page_desktop.locator(MAP).focus()
    page_desktop.keyboard.press("s")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    assert clearance(page_desktop, desk, sign) == pytest.approx(1.5, abs=0.02)


def test_alt_held_while_dragging_lets_go(page_desktop: Page, desk: Desk) -> None:
    place = beside_the_country_road(page_desktop, desk, 0.65)
    sign = in_hand(page_desktop, desk, place, width_mm=1200, area=None)
    before = metres(page_desktop, desk.values(page_desktop, sign))
    page_desktop.keyboard.down("Alt")
    drag(page_desktop, place, to_the_road(page_desktop, place))
    page_desktop.keyboard.up("Alt")
    expect(page_desktop.locator(NOTICE)).to_contain_text("verschoben")
    after = metres(page_desktop, desk.values(page_desktop, sign))
    assert before[1] - after[1] == pytest.approx(0.000075 * 111_200, abs=0.6)  # where the pointer was
    assert desk.values(page_desktop, sign)["bearing_deg"] == 90


def test_a_copy_is_set_by_keys(page_desktop: Page, desk: Desk) -> None:
    sign = in_hand(page_desktop, desk, (10.94750, 50.86250), height_m=3.5, name="Tor 2")
    page_desktop.locator(MAP).focus()
    for key in ("d", "Shift+ArrowRight", "Enter"):
        page_desktop.keyboard.press(key)
    expect(page_desktop.locator(NOTICE)).to_contain_text("gesetzt")
    copy = desk.values(page_desktop, page_desktop.evaluate("signagePlan.chosen()"))
    assert (copy["height_m"], copy["name"], copy["id"] != sign) == (3.5, "Tor 2", True)


def test_a_sign_is_ended_by_mouse_and_comes_back_by_a_key_after_a_reload(
    page_desktop: Page, desk: Desk
) -> None:
    sign = in_hand(page_desktop, desk, (10.94770, 50.86270))
    page_desktop.locator("#plan-sign").get_by_role("button", name="Beenden").click()
    page_desktop.locator("#plan-end").get_by_role("button", name="Beenden", exact=True).click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("beendet")
    assert desk.values(page_desktop, sign)["valid_to"]
    page_desktop.reload()
    expect(page_desktop.get_by_role("button", name="Rückgängig")).to_be_enabled()
    page_desktop.keyboard.press("Control+z")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert not desk.values(page_desktop, sign)["valid_to"]
    page_desktop.reload()
    page_desktop.get_by_role("button", name="Wiederholen").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Wiederholt")
    assert desk.values(page_desktop, sign)["valid_to"]


def test_outlines_are_uploaded_by_keys(page_desktop: Page, desk: Desk, a_field: Callable[[], Place]) -> None:
    lon, lat = a_field()
    desk.open_areas(page_desktop, f"16/{lat}/{lon}")
    ring = [[lon, lat], [lon + 0.002, lat], [lon + 0.002, lat + 0.001], [lon, lat]]
    feature = {
        "type": "Feature",
        "properties": {"Name": "Aus der Tastatur"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    tab_to(page_desktop, page_desktop.locator("#plan-tool-file"))
    with page_desktop.expect_file_chooser() as chooser:
        painted(page_desktop)  # else the key is there before the browser knows that somebody waits
        page_desktop.keyboard.press("Enter")
    chooser.value.set_files(FilePayload(name="plan.geojson", mimeType="application/geo+json", buffer=content))
    new = page_desktop.get_by_role("button", name="Als neues Gebiet")
    expect(new).to_be_visible(timeout=30_000)
    tab_to(page_desktop, new)
    page_desktop.keyboard.press("Enter")
    page_desktop.keyboard.press("Control+s")
    expect(page_desktop.locator(NOTICE)).to_contain_text("„Aus der Tastatur“ angelegt")


def test_an_overlap_is_cut_off_by_keys(page_desktop: Page, desk: Desk, an_area: Callable[..., int]) -> None:
    neighbour = an_area("Tastennachbar", east=0.002)
    area = an_area("Tastenübergriff")
    east = desk.corner(page_desktop, area, 1)[0]
    page_desktop.locator(MAP).focus()
    # The second corner, 30 m into the neighbour and 10 m up.
    for key in ("Period", "Period", *["Shift+ArrowRight"] * 3, "Shift+ArrowUp"):
        page_desktop.keyboard.press(key)
    mend = page_desktop.get_by_role("button", name="an der Grenze zu Tastennachbar abschneiden")
    expect(mend).to_be_visible()
    tab_to(page_desktop, mend)
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-area-findings")).not_to_contain_text("überdeckt")
    page_desktop.keyboard.press("Control+s")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    shape = desk.ask(page_desktop, "GET", f"areas/{area}")["geometry"]["coordinates"]
    assert max(lon for [ring, *_] in shape for lon, _ in ring) == pytest.approx(east, abs=2e-6)
    assert desk.row(page_desktop, "areas", neighbour)["version"] == 1


def test_a_sign_moved_by_keys_is_moved_back_and_again_by_keys(page_desktop: Page, desk: Desk) -> None:
    sign = in_hand(page_desktop, desk, (10.94790, 50.86290))
    page_desktop.locator(MAP).focus()
    places = [metres(page_desktop, desk.values(page_desktop, sign))]
    for key in ("Shift+ArrowUp", "Control+z", "Control+y"):
        page_desktop.keyboard.press(key)
        saved(page_desktop)
        said = {"Control+z": "Rückgängig gemacht", "Control+y": "Wiederholt"}.get(key, "verschoben")
        expect(page_desktop.locator(NOTICE)).to_contain_text(said)
        places.append(metres(page_desktop, desk.values(page_desktop, sign)))
    start, moved, back, again = places
    assert moved[1] - start[1] == pytest.approx(10, abs=0.02)
    assert (back, again) == (start, moved)
