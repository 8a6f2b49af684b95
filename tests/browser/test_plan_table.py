"""The table beside the map: everything by keyboard alone, told to a screen reader, in step with the map."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.parts.planner import Desk, on_screen

_ROW = count()
NOTICE = "#plan-notice"
Rows = Callable[..., list[int]]


CUT_FIELDS = """() => {
  const EDGE_PX = 22; // the arrow of a select, the padding of an input
  const isCut = (field) => {
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = getComputedStyle(field).font;
    const text = field.options?.[0].text ?? field.placeholder;
    return pen.measureText(text).width + EDGE_PX > field.clientWidth;
  };
  const fields = [...document.querySelectorAll('.table-bar :is(select, input)')];
  return fields.filter((field) => field.offsetParent && isCut(field)).map((field) => field.id);
}"""


def signs(page: Page, desk: Desk, name: str, several: int) -> list[int]:
    """Fresh signs whose place is called `name`, in the table that shows only them."""
    latitude = 50.86700 + 0.0002 * next(_ROW)
    found = [
        desk.a_sign(page, 10.9480 + 0.0001 * i, latitude, name=name, state="planned") for i in range(several)
    ]
    desk.open(page, f"18/{latitude}/10.9480")
    page.get_by_label("Schilder filtern").fill(name)
    expect(page.locator("#plan-grid tbody tr")).to_have_count(several)
    return found


def cell(page: Page, sign: int, column: str) -> Locator:
    return page.locator(f'#plan-grid tr[data-id="{sign}"] td[data-name="{column}"]')


def test_the_table_is_one_stop_of_the_tab_key_and_arrows_walk_in_it(page_desktop: Page, desk: Desk) -> None:
    first, second = signs(page_desktop, desk, "Reihe A", 2)
    expect(page_desktop.locator('#plan-grid [tabindex="0"]')).to_have_count(1)
    cell(page_desktop, first, "number").focus()
    page_desktop.keyboard.press("ArrowDown")
    page_desktop.keyboard.press("ArrowRight")
    expect(cell(page_desktop, second, "type")).to_be_focused()
    assert page_desktop.evaluate("signagePlan.chosen()") == second


def test_choosing_on_the_map_marks_the_row_and_fills_the_form(page_desktop: Page, desk: Desk) -> None:
    first, _ = signs(page_desktop, desk, "Reihe B", 2)
    there = desk.values(page_desktop, first)
    page_desktop.mouse.click(*on_screen(page_desktop, there["lon"], there["lat"]))
    expect(page_desktop.locator("#plan-grid tr.chosen")).to_have_attribute("data-id", str(first))
    expect(page_desktop.get_by_label("Standort", exact=True)).to_have_value("Reihe B")


def test_a_cell_is_edited_in_place_and_the_next_row_follows(page_desktop: Page, desk: Desk) -> None:
    first, second = signs(page_desktop, desk, "Reihe C", 2)
    cell(page_desktop, first, "height_m").focus()
    page_desktop.keyboard.press("Enter")
    page_desktop.keyboard.type("3,25")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Höhe geändert")
    expect(cell(page_desktop, second, "height_m")).to_be_focused()
    assert desk.values(page_desktop, first)["height_m"] == 3.25


def test_escape_leaves_a_cell_as_it_was(page_desktop: Page, desk: Desk) -> None:
    [sign] = signs(page_desktop, desk, "Reihe D", 1)
    cell(page_desktop, sign, "name").focus()
    page_desktop.keyboard.type("Unsinn")
    page_desktop.keyboard.press("Escape")
    expect(cell(page_desktop, sign, "name")).to_have_text("Reihe D")
    assert desk.values(page_desktop, sign)["version"] == 1


def test_a_value_out_of_range_is_told_and_not_taken(page_desktop: Page, desk: Desk) -> None:
    [sign] = signs(page_desktop, desk, "Reihe E", 1)
    cell(page_desktop, sign, "bearing_deg").focus()
    page_desktop.keyboard.type("400")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-alarm")).to_contain_text("Möglich ist 0 bis 360")
    page_desktop.keyboard.press("Escape")
    assert desk.values(page_desktop, sign)["bearing_deg"] == 90


def test_a_heading_sorts_up_and_down_by_keyboard(page_desktop: Page, desk: Desk) -> None:
    first, second, third = signs(page_desktop, desk, "Reihe F", 3)
    for sign, height in ((first, 2.0), (second, 10.0), (third, 3.5)):
        desk.change(page_desktop, sign, height_m=height)
    page_desktop.evaluate("signagePlan.lookNow()")
    expect(cell(page_desktop, second, "height_m")).to_have_text("10")
    heading = page_desktop.locator('#plan-grid th[data-name="height_m"]')
    heading.focus()
    page_desktop.keyboard.press("Enter")
    page_desktop.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    order = page_desktop.locator("#plan-grid tbody tr").evaluate_all(
        "rows => rows.map((row) => row.dataset.id)"
    )
    assert order == [str(second), str(third), str(first)]


def test_filters_narrow_the_table_and_say_how_many_are_left(page_desktop: Page, desk: Desk) -> None:
    signs(page_desktop, desk, "Reihe G", 2)
    page_desktop.locator("#plan-filter-type").select_option("BEG")
    expect(page_desktop.locator("#plan-grid tbody tr")).to_have_count(0)
    expect(page_desktop.locator("#plan-count")).to_contain_text("0 von")


def test_a_list_that_was_empty_for_a_moment_has_its_cursor_where_it_was(
    page_desktop: Page, desk: Desk
) -> None:
    _, second = signs(page_desktop, desk, "Reihe M", 2)
    cell(page_desktop, second, "state").focus()
    table_filter = page_desktop.get_by_label("Schilder filtern")
    for typed, rows in (("Reihe Mx", 0), ("Reihe M", 2)):
        table_filter.fill(typed)
        expect(page_desktop.locator("#plan-grid tbody tr")).to_have_count(rows)
    expect(cell(page_desktop, second, "state")).to_have_attribute("tabindex", "0")
    expect(page_desktop.locator('#plan-grid [tabindex="0"]')).to_have_count(1)


def test_a_list_that_is_empty_for_a_moment_does_not_take_the_focus_away(
    page_desktop: Page, desk: Desk
) -> None:
    """As when what is in view is loaded anew: nobody typed, the focus is in the table all the time."""
    _, second = signs(page_desktop, desk, "Reihe N", 2)
    cell(page_desktop, second, "state").focus()
    for asked, rows in (("Reihe Nx", 0), ("Reihe N", 2)):
        page_desktop.locator("#plan-filter").evaluate(
            "(field, asked) => { field.value = asked; field.dispatchEvent(new Event('input')); }", asked
        )
        expect(page_desktop.locator("#plan-grid tbody tr")).to_have_count(rows)
        expect(page_desktop.locator("#plan-grid :focus")).to_have_count(1)
    expect(cell(page_desktop, second, "state")).to_be_focused()


def test_many_signs_are_changed_with_a_preview_and_undone_as_one(page_desktop: Page, desk: Desk) -> None:
    made = signs(page_desktop, desk, "Reihe H", 3)
    cell(page_desktop, made[0], "number").focus()
    page_desktop.keyboard.press("Control+a")
    expect(page_desktop.locator("#plan-live")).to_have_text("3 Schilder ausgewählt")
    page_desktop.get_by_label("Neuer Wert").select_option("ordered")
    page_desktop.get_by_role("button", name="Vorschau").press("Enter")
    expect(page_desktop.locator("#plan-preview-rows tr")).to_have_count(3)
    expect(page_desktop.locator("#plan-preview-rows tr").first).to_contain_text("angeordnet")
    assert desk.values(page_desktop, made[0])["state"] == "planned"
    page_desktop.get_by_role("button", name="Anwenden").press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Zustand von 3 Schildern geändert")
    assert {desk.values(page_desktop, sign)["state"] for sign in made} == {"ordered"}
    page_desktop.keyboard.press("Control+z")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert {desk.values(page_desktop, sign)["state"] for sign in made} == {"planned"}


def test_space_selects_a_row_and_says_so(page_desktop: Page, desk: Desk) -> None:
    [sign] = signs(page_desktop, desk, "Reihe I", 1)
    cell(page_desktop, sign, "street").focus()
    page_desktop.keyboard.press("Space")
    expect(page_desktop.locator(f'#plan-grid tr[data-id="{sign}"]')).to_have_attribute(
        "aria-selected", "true"
    )
    expect(page_desktop.locator("#plan-bulk-count")).to_have_text("1 Schild ausgewählt")


def test_the_mouse_edits_with_a_double_click(page_desktop: Page, desk: Desk) -> None:
    [sign] = signs(page_desktop, desk, "Reihe J", 1)
    cell(page_desktop, sign, "state").dblclick()
    page_desktop.locator("#plan-grid td select").select_option("mounted")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Zustand geändert")
    assert desk.values(page_desktop, sign)["state"] == "mounted"


def test_the_form_writes_a_field_and_shows_what_is_wrong(page_desktop: Page, desk: Desk) -> None:
    [sign] = signs(page_desktop, desk, "Reihe K", 1)
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    page_desktop.get_by_label("Unterkante (m)").fill("hoch")
    page_desktop.keyboard.press("Tab")
    expect(page_desktop.locator("#plan-fault-lower_edge_m")).to_have_text("Das ist keine Zahl.")
    page_desktop.get_by_label("Unterkante (m)").fill("2,25")
    page_desktop.keyboard.press("Tab")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Unterkante geändert")
    assert desk.values(page_desktop, sign)["lower_edge_m"] == 2.25


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (360, 740)])
def test_the_page_never_scrolls_sideways(
    open_page: Callable[..., Page], desk: Desk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    desk.open(page)
    page.evaluate("signagePlan.choose(13)")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("mode", ["signs", "areas"])
def test_the_words_of_the_filters_fit_into_them(page_desktop: Page, desk: Desk, mode: str) -> None:
    desk.open(page_desktop)
    page_desktop.locator(f"#plan-mode-{mode}").click()
    assert page_desktop.evaluate(CUT_FIELDS) == []
    assert page_desktop.locator(".table-bar").evaluate("bar => bar.scrollWidth <= bar.clientWidth")


def test_the_bar_for_many_signs_takes_one_line_at_a_desk(page_desktop: Page, desk: Desk) -> None:
    signs(page_desktop, desk, "Reihe L", 2)
    page_desktop.locator("#plan-grid thead .check").click()
    bar = page_desktop.locator("#plan-bulk")
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    assert box is not None
    assert box["height"] < 60
    assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
