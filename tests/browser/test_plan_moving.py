"""Moving, turning, copying and ending signs by mouse and by keyboard, and taking it back."""

import math
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.parts.planner import Desk, metres, on_screen, saved

_ROW = count()
NOTICE = "#plan-notice"


def an_open_place() -> tuple[float, float]:
    """Far from road, post and edge, and each test's own."""
    return 10.94560, round(50.86150 + 0.00006 * next(_ROW), 6)


def chosen(page: Page, desk: Desk, place: tuple[float, float] | None = None, **values: Any) -> int:
    """A fresh sign, shown and chosen by a click."""
    place = place or an_open_place()
    sign = desk.a_sign(page, *place, **values)
    desk.open(page, f"19/{place[1]}/{place[0]}")
    page.mouse.click(*on_screen(page, *place))
    expect(page.locator("#plan-sign-title")).to_be_visible()
    return sign


def where(page: Page) -> tuple[float, float]:
    """Where the chosen sign is in the window."""
    lon, lat = page.evaluate("signagePlan.toDegrees(...signagePlan.source.placeOf(signagePlan.chosen()))")
    return on_screen(page, lon, lat)


def test_a_sign_is_dragged_and_stays_there(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    before = metres(page_desktop, desk.values(page_desktop, sign))
    x, y = where(page_desktop)
    page_desktop.mouse.move(x, y)
    page_desktop.mouse.down()
    page_desktop.mouse.move(x + 50, y - 30, steps=4)
    page_desktop.mouse.up()
    expect(page_desktop.locator(NOTICE)).to_contain_text("verschoben")
    after = metres(page_desktop, desk.values(page_desktop, sign))
    assert after[0] - before[0] > 5
    assert after[1] - before[1] > 3


def test_a_sign_dragged_to_the_road_snaps_and_turns(page_desktop: Page, desk: Desk) -> None:
    place = (10.94470, 50.86180)
    sign = chosen(page_desktop, desk, place, width_mm=1200)
    x, y = on_screen(page_desktop, *place)
    page_desktop.mouse.move(x, y)
    page_desktop.mouse.down()
    page_desktop.mouse.move(on_screen(page_desktop, 10.94445, place[1])[0], y, steps=5)
    page_desktop.mouse.up()
    expect(page_desktop.locator(NOTICE)).to_contain_text("verschoben")
    site = desk.ask(page_desktop, "GET", f"signs/{sign}/findings")["site"]
    assert site["clearance_m"] == pytest.approx(0.5, abs=0.02)
    assert abs(desk.values(page_desktop, sign)["bearing_deg"] - 180) < 12


def test_escape_while_dragging_puts_it_back(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    x, y = where(page_desktop)
    page_desktop.mouse.move(x, y)
    page_desktop.mouse.down()
    page_desktop.mouse.move(x + 60, y, steps=3)
    page_desktop.keyboard.press("Escape")
    page_desktop.mouse.up()
    page_desktop.evaluate("signagePlan.saveAll()")
    assert desk.values(page_desktop, sign)["version"] == 1


def test_arrow_keys_move_by_metres_on_the_ground(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    page_desktop.locator("#signage_map").focus()
    before = metres(page_desktop, desk.values(page_desktop, sign))
    for keys, by in (("ArrowRight", (1, 0)), ("Shift+ArrowUp", (0, 10)), ("Alt+ArrowLeft", (-0.1, 0))):
        page_desktop.keyboard.press(keys)
        saved(page_desktop)
        after = metres(page_desktop, desk.values(page_desktop, sign))
        assert (after[0] - before[0], after[1] - before[1]) == pytest.approx(by, abs=0.012), keys
        before = after
    expect(page_desktop.locator(NOTICE)).to_contain_text("verschoben")


def test_many_arrow_keys_are_one_step_of_undo(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    page_desktop.locator("#signage_map").focus()
    for _ in range(5):
        page_desktop.keyboard.press("ArrowDown")
    expect(page_desktop.locator(NOTICE)).to_contain_text("verschoben")
    assert desk.values(page_desktop, sign)["version"] == 2


def test_keys_turn_by_fifteen_five_and_one_degree(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    page_desktop.locator("#signage_map").focus()
    bearing = 90
    for keys, by in (("r", 15), ("Shift+R", -15), (".", 1), (",", -1), ("Shift+.", 5), ("Shift+,", -5)):
        page_desktop.keyboard.press(keys.replace(".", "Period").replace(",", "Comma"))
        saved(page_desktop)
        bearing += by
        assert desk.values(page_desktop, sign)["bearing_deg"] == bearing, keys
    expect(page_desktop.locator(NOTICE)).to_contain_text("gedreht")


def test_the_handle_turns_the_face_towards_the_pointer(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    box = page_desktop.locator("#signage_map").bounding_box()
    handle = page_desktop.evaluate("(({ x, y }) => [x, y])(signagePlan.overlay.handleAt())")
    assert box is not None
    page_desktop.mouse.move(box["x"] + handle[0], box["y"] + handle[1])
    page_desktop.mouse.down()
    x, y = where(page_desktop)
    page_desktop.mouse.move(x + 2, y + 80, steps=4)
    page_desktop.mouse.up()
    expect(page_desktop.locator(NOTICE)).to_contain_text("gedreht")
    assert math.isclose(desk.values(page_desktop, sign)["bearing_deg"], 180, abs_tol=5)


def test_a_copy_keeps_what_it_is_and_gets_a_code_of_its_own(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk, height_m=3.5, name="Tor 1")
    page_desktop.get_by_role("button", name="Kopieren", exact=True).click()
    page_desktop.keyboard.press("Shift+ArrowRight")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("gesetzt")
    first = desk.values(page_desktop, sign)
    copy = desk.values(page_desktop, page_desktop.evaluate("signagePlan.chosen()"))
    assert (copy["height_m"], copy["name"], copy["type"]) == (3.5, "Tor 1", "SAM")
    assert copy["id"] != sign
    assert copy["code"] not in (None, first["code"])


def test_an_ended_sign_leaves_the_map_and_stays_in_the_history(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("Delete")
    page_desktop.get_by_label("Grund", exact=True).fill("abgebaut beim Umbau")
    page_desktop.get_by_role("button", name="Beenden", exact=True).click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("beendet")
    assert not page_desktop.evaluate("id => signagePlan.source.rows.has(id)", sign)
    assert desk.values(page_desktop, sign)["valid_to"]
    [newest, *_] = desk.ask(page_desktop, "GET", f"changes?layer=signs&row={sign}")["changes"]
    assert newest["why"] == "abgebaut beim Umbau"


def test_undo_and_redo_survive_a_reload(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("r")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    page_desktop.reload()
    undo = page_desktop.get_by_role("button", name="Rückgängig")
    undo.click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert desk.values(page_desktop, sign)["bearing_deg"] == 90
    page_desktop.reload()
    page_desktop.keyboard.press("Control+y")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Wiederholt")
    assert desk.values(page_desktop, sign)["bearing_deg"] == 105


def test_three_steps_on_one_sign_are_undone_and_redone(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    turn = page_desktop.get_by_role("button", name="↻ 15°")
    for _ in range(3):
        turn.click()
        page_desktop.evaluate("signagePlan.saveAll()")
    for step, bearing in (("undo", 90), ("redo", 135)):
        for _ in range(3):
            page_desktop.evaluate(f"signagePlan.{step}()")
        assert desk.values(page_desktop, sign)["bearing_deg"] == bearing


def test_undoing_a_new_sign_takes_it_away_and_redo_brings_it_with_its_code(
    page_desktop: Page, desk: Desk
) -> None:
    desk.open(page_desktop, "19/50.86300/10.94560")
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("n")
    page_desktop.keyboard.press("Alt+Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("gesetzt")
    sign = page_desktop.evaluate("signagePlan.chosen()")
    code = desk.values(page_desktop, sign)["code"]
    page_desktop.keyboard.press("Control+z")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert not page_desktop.evaluate("id => signagePlan.source.rows.has(id)", sign)
    page_desktop.keyboard.press("Control+Shift+z")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Wiederholt")
    assert desk.values(page_desktop, sign)["code"] == code


@pytest.mark.complaints("409")
def test_what_others_built_upon_is_not_undone_and_the_page_says_so(page_desktop: Page, desk: Desk) -> None:
    sign = chosen(page_desktop, desk)
    page_desktop.get_by_role("button", name="↻ 15°").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    desk.change(page_desktop, sign, bearing_deg=200)
    page_desktop.keyboard.press("Control+z")
    expect(page_desktop.locator(NOTICE)).to_contain_text("lässt sich nicht zurücknehmen")
    assert desk.values(page_desktop, sign)["bearing_deg"] == 200


def test_the_undo_button_names_what_it_takes_back(page_desktop: Page, desk: Desk) -> None:
    chosen(page_desktop, desk)
    undo = page_desktop.locator("#plan-undo")
    expect(undo).to_be_disabled()
    page_desktop.get_by_role("button", name="↺ 15°").click()
    expect(undo).to_be_enabled()
    assert "gedreht" in str(undo.get_attribute("title"))


def test_a_second_click_goes_on_to_the_next_sign_of_a_post(page_desktop: Page, desk: Desk) -> None:
    place = an_open_place()
    both = {desk.a_sign(page_desktop, *place), chosen(page_desktop, desk, place)}
    first = page_desktop.evaluate("signagePlan.chosen()")
    page_desktop.mouse.click(*where(page_desktop))
    assert {first, page_desktop.evaluate("signagePlan.chosen()")} == both
