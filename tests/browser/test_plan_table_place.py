"""The table does what the map does: a new sign, a copy, the end, snapping, the place - by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_plan_table import NOTICE, cell, signs
from tests.parts.planner import Desk, metres, on_screen, saved

COLUMNS = "#plan-place-columns"


def test_a_sign_is_moved_by_typing_east_and_north(page_desktop: Page, desk: Desk) -> None:
    [sign] = signs(page_desktop, desk, "Lage A", 1)
    east, north = metres(page_desktop, desk.values(page_desktop, sign))
    page_desktop.locator(COLUMNS).press("Enter")
    cell(page_desktop, sign, "x").focus()
    page_desktop.keyboard.type(f"{east + 7:.2f}".replace(".", ","))
    page_desktop.keyboard.press("Tab")
    expect(page_desktop.locator(NOTICE)).to_contain_text("verschoben")
    page_desktop.keyboard.type(f"{north - 3:.2f}".replace(".", ","))
    page_desktop.keyboard.press("Enter")
    saved(page_desktop)
    assert metres(page_desktop, desk.values(page_desktop, sign)) == pytest.approx(
        (east + 7, north - 3), abs=0.01
    )
    page_desktop.keyboard.press("Control+z")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")


def test_the_columns_of_the_place_sort_and_stay_after_a_reload(page_desktop: Page, desk: Desk) -> None:
    made = signs(page_desktop, desk, "Lage B", 3)
    page_desktop.locator(COLUMNS).click()
    heading = page_desktop.locator('#plan-grid th[data-name="x"]')
    heading.press("Enter")
    heading.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    rows = page_desktop.locator("#plan-grid tbody tr")
    expect(rows.first).to_have_attribute("data-id", str(made[2]))
    page_desktop.reload()
    expect(page_desktop.locator(COLUMNS)).to_have_attribute("aria-pressed", "true")
    expect(page_desktop.locator('#plan-grid th[data-name="y"]')).to_be_attached()


def test_a_place_that_is_no_number_is_told_and_not_taken(page_desktop: Page, desk: Desk) -> None:
    [sign] = signs(page_desktop, desk, "Lage C", 1)
    page_desktop.locator(COLUMNS).click()
    cell(page_desktop, sign, "y").focus()
    page_desktop.keyboard.type("12")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-alarm")).to_contain_text("Nord (25832)")
    page_desktop.keyboard.press("Escape")
    assert desk.values(page_desktop, sign)["version"] == 1


def test_from_a_row_keys_set_a_copy_a_new_sign_and_end_it(page_desktop: Page, desk: Desk) -> None:
    [sign] = signs(page_desktop, desk, "Lage D", 1)
    for key, name in (("F8", "Lage D"), ("F4", None)):
        cell(page_desktop, sign, "number").focus()
        page_desktop.keyboard.press(key)
        expect(page_desktop.locator("#signage_map")).to_be_focused()
        page_desktop.keyboard.press("Enter")
        expect(page_desktop.locator(NOTICE)).to_contain_text("gesetzt")
        saved(page_desktop)
        made = page_desktop.evaluate("signagePlan.chosen()")
        assert made != sign
        assert desk.values(page_desktop, made)["name"] == name
        page_desktop.locator(NOTICE).evaluate("notice => notice.replaceChildren()")
    cell(page_desktop, sign, "number").press("Delete")
    expect(page_desktop.locator("#plan-end")).to_be_visible()


def test_a_row_snaps_to_the_road_by_a_key(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, 10.94452, 50.85950, bearing_deg=33, name="Lage F")
    desk.open(page_desktop, "19/50.85950/10.94452")
    # Of the area's many signs the table draws those that are in sight.
    page_desktop.get_by_label("Schilder filtern").fill("Lage F")
    cell(page_desktop, sign, "number").press("F9")
    expect(page_desktop.locator(NOTICE)).to_contain_text("eingerastet")
    saved(page_desktop)
    assert abs(desk.values(page_desktop, sign)["bearing_deg"] - 180) < 5


@pytest.mark.parametrize(("axis", "more"), [("x", (4.0, 0.0)), ("y", (0.0, 4.0))])
def test_the_form_takes_a_coordinate(
    page_desktop: Page, desk: Desk, axis: str, more: tuple[float, float]
) -> None:
    [sign] = signs(page_desktop, desk, f"Lage E{axis}", 1)
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    before = metres(page_desktop, desk.values(page_desktop, sign))
    field = page_desktop.locator(f"#plan-field-{axis}")
    field.fill(f"{before['xy'.index(axis)] + 4:.2f}".replace(".", ","))
    field.press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    after = metres(page_desktop, desk.values(page_desktop, sign))
    assert after == pytest.approx((before[0] + more[0], before[1] + more[1]), abs=0.01)


def test_a_sign_snaps_to_the_edge_of_an_area(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    edge = page_desktop.evaluate(
        """() => {
          const plan = signagePlan;
          for (const shape of plan.source.shapes('areas')) {
            for (const line of plan.edgesOf(shape)) {
              for (let i = 1; i < line.length; i += 1) {
                const at = [(line[i - 1][0] + line[i][0]) / 2, (line[i - 1][1] + line[i][1]) / 2];
                const roads = plan.shapesNear('roads', at, 60).length;
                if (!roads && Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]) > 40) {
                  return plan.toDegrees(...at);
                }
              }
            }
          }
          return null;
        }"""
    )
    assert edge is not None
    desk.look(page_desktop, f"19/{edge[1]}/{edge[0]}")
    page_desktop.get_by_role("button", name="Schild setzen").click()
    x, y = on_screen(page_desktop, *edge)
    page_desktop.mouse.move(x - 30, y + 30)
    page_desktop.mouse.move(x + 3, y + 2)
    assert page_desktop.evaluate("signagePlan.ghost().snapped.kind") == "edge"
    there = page_desktop.evaluate(
        """() => {
          const { x, y } = signagePlan.ghost();
          const lines = signagePlan.source.shapes('areas').flatMap(signagePlan.edgesOf);
          return Math.min(...lines.map((line) => signagePlan.nearestOnLine(line, [x, y]).distance_m));
        }"""
    )
    assert there < 0.01


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_at_a_desk_no_column_of_the_table_is_cut(
    open_page: Callable[..., Page], desk: Desk, size: tuple[int, int], locale: str
) -> None:
    page = open_page(size, locale=locale)
    desk.open(page)
    box = page.locator("#plan-table-body")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    # As narrow as it gets: a scroll bar beside it, which browsers without a window do not draw, has room.
    least = page.locator("#plan-grid").evaluate(
        "grid => { grid.style.width = '1px'; return grid.offsetWidth; }"
    )
    assert least <= box.evaluate("box => box.clientWidth") - 15
