"""The table beside the map while the desk is at work on areas: the same grid, listing areas."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.parts.planner import Desk

NOTICE = "#plan-notice"
TOWN = "16070048"  # Stadtilm


def cell(page: Page, area: int, column: str) -> Locator:
    return page.locator(f'#plan-grid tr[data-id="{area}"] td[data-name="{column}"]')


def test_areas_are_listed_with_what_lies_in_them(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Listenfeld", number="LF1", kind="1700", confirmed_on="2026-11-20", municipality=TOWN)
    desk.ask(page_desktop, "POST", "tenants", data={"properties": {"name": "Muster", "area": area}})
    page_desktop.evaluate("signagePlan.lookNow()")
    expect(page_desktop.locator("#plan-table-title")).to_have_text("Gewerbegebiete")
    expect(cell(page_desktop, area, "kind")).to_have_text("Gewerbegebiet (GE)")
    expect(cell(page_desktop, area, "municipality")).to_have_text("Stadtilm")
    expect(cell(page_desktop, area, "confirmed_on")).to_have_text("20.11.2026")
    expect(cell(page_desktop, area, "tenants")).to_have_text("1")
    expect(cell(page_desktop, area, "signs")).to_have_text("0")
    expect(page_desktop.locator("#plan-grid tr.chosen")).to_have_attribute("data-id", str(area))


def test_a_row_chosen_by_key_is_in_hand_on_the_map_and_a_cell_is_edited_in_place(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    first = an_area("Reihe Eins", kind="1700")
    second = an_area("Reihe Zwei", east=0.0025, kind="1700")
    page_desktop.get_by_label("Gebiete filtern").fill("Reihe")
    expect(page_desktop.locator("#plan-grid tbody tr")).to_have_count(2)
    cell(page_desktop, second, "kind").focus()
    page_desktop.keyboard.press("ArrowUp")
    expect(page_desktop.locator("#plan-area-title")).to_have_text("Reihe Eins")
    page_desktop.keyboard.press("Enter")
    page_desktop.locator("#plan-grid td select").select_option("1800")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Art geändert")
    expect(cell(page_desktop, first, "kind")).to_have_text("Industriegebiet (GI)")
    assert desk.row(page_desktop, "areas", first)["kind"] == "1800"
    expect(page_desktop.locator("#plan-area-title")).to_have_text("Reihe Zwei")
    page_desktop.keyboard.press("Control+z")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Rückgängig gemacht")
    assert desk.row(page_desktop, "areas", first)["kind"] == "1700"


def test_a_name_may_not_be_emptied_and_counts_cannot_be_typed(
    page_desktop: Page, desk: Desk, an_area: Callable[..., int]
) -> None:
    area = an_area("Bleibt so")
    cell(page_desktop, area, "signs").dblclick()
    expect(page_desktop.locator(NOTICE)).to_contain_text("werden gezählt")
    cell(page_desktop, area, "name").dblclick()
    page_desktop.locator("#plan-grid td input").fill("")
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator("#plan-alarm")).to_contain_text("Das darf nicht leer sein.")
    page_desktop.keyboard.press("Escape")
    assert desk.row(page_desktop, "areas", area)["version"] == 1


def test_signs_come_back_into_the_table_with_the_work_on_signs(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.locator("#plan-mode-areas").click()
    expect(page_desktop.locator('#plan-grid th[data-name="tenants"]')).to_be_visible()
    page_desktop.locator("#plan-mode-signs").click()
    expect(page_desktop.locator('#plan-grid th[data-name="bearing_deg"]')).to_be_visible()
    expect(page_desktop.get_by_label("Schilder filtern")).to_be_visible()
