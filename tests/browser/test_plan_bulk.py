"""Many signs changed at once in the table: one change set, all or none, and never over others' work."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_plan_table import cell, signs
from tests.parts.planner import Desk

NOTICE = "#plan-notice"


def all_selected(page: Page, desk: Desk, name: str, several: int) -> list[int]:
    """Fresh signs, all of them selected by key, and the state that they are to have."""
    made = signs(page, desk, name, several)
    cell(page, made[0], "number").focus()
    page.keyboard.press("Control+a")
    page.get_by_label("Neuer Wert").select_option("ordered")
    return made


def states(page: Page, desk: Desk, made: list[int]) -> list[str]:
    return [desk.values(page, sign)["state"] for sign in made]


def change_sets(page: Page, desk: Desk, made: list[int]) -> set[int]:
    """Those that last changed each of the signs."""
    paths = [f"changes?layer=signs&row={sign}&limit=1" for sign in made]
    return {desk.ask(page, "GET", path)["changes"][0]["change_set"] for path in paths}


def test_many_signs_are_one_change_set_and_so_are_undo_and_redo(page_desktop: Page, desk: Desk) -> None:
    made = all_selected(page_desktop, desk, "Menge A", 3)
    page_desktop.get_by_role("button", name="Vorschau").press("Enter")
    page_desktop.get_by_role("button", name="Anwenden").press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Zustand von 3 Schildern geändert")
    for key, said, state in (
        ("Control+z", "Rückgängig gemacht", "planned"),
        ("Control+y", "Wiederholt", "ordered"),
    ):
        assert len(change_sets(page_desktop, desk, made)) == 1
        page_desktop.keyboard.press(key)
        expect(page_desktop.locator(NOTICE)).to_contain_text(said)
        assert states(page_desktop, desk, made) == [state] * 3
    assert len(change_sets(page_desktop, desk, made)) == 1


def test_without_a_value_the_page_asks_for_one_and_empties_nothing(page_desktop: Page, desk: Desk) -> None:
    made = signs(page_desktop, desk, "Ohne Wert", 2)
    cell(page_desktop, made[0], "number").focus()
    page_desktop.keyboard.press("Control+a")
    page_desktop.get_by_role("button", name="Vorschau").click()
    expect(page_desktop.locator(NOTICE)).to_have_text("Zustand: Bitte einen Wert wählen.")
    expect(page_desktop.get_by_label("Neuer Wert")).to_be_focused()
    expect(page_desktop.locator("#plan-preview")).to_be_hidden()


def test_what_empties_a_field_says_so_before_it_does(page_desktop: Page, desk: Desk) -> None:
    made = signs(page_desktop, desk, "Wird leer", 2)
    cell(page_desktop, made[0], "number").focus()
    page_desktop.keyboard.press("Control+a")
    page_desktop.get_by_label("Neuer Wert").select_option("leeren")
    page_desktop.get_by_role("button", name="Vorschau").click()
    expect(page_desktop.locator("#plan-preview-what")).to_have_text(
        "Zustand: wird bei 2 von 2 Schildern geleert."
    )
    expect(page_desktop.locator("#plan-preview-rows td:last-child")).to_have_text(["leer", "leer"])
    page_desktop.get_by_role("button", name="Anwenden").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Zustand von 2 Schildern geändert")
    assert states(page_desktop, desk, made) == [None, None]


def test_enter_in_the_value_leads_to_the_preview(page_desktop: Page, desk: Desk) -> None:
    made = signs(page_desktop, desk, "Mit Eingabe", 2)
    cell(page_desktop, made[0], "number").focus()
    page_desktop.keyboard.press("Control+a")
    page_desktop.get_by_label("Setze").select_option("Höhe")
    page_desktop.get_by_label("Neuer Wert").fill("2,9")
    page_desktop.get_by_label("Neuer Wert").press("Enter")
    expect(page_desktop.locator("#plan-preview-what")).to_have_text("Höhe: 2 von 2 Schildern ändern sich.")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [("Höhe", "2,9", "2,9 m"), ("Breite", "1200", "1.200 mm"), ("Blickrichtung", "45", "45°")],
)
def test_the_preview_names_the_unit_of_what_was_and_what_will_be(
    page_desktop: Page, desk: Desk, field: str, value: str, shown: str
) -> None:
    more = {"height_m": 2.5, "width_mm": 900, "bearing_deg": 120}
    made = [desk.a_sign(page_desktop, 10.94470, 50.86240, name=f"In {field}", **more)]
    desk.open(page_desktop, "19/50.86240/10.94470")
    page_desktop.get_by_label("Schilder filtern").fill(f"In {field}")
    cell(page_desktop, made[0], "number").focus()
    page_desktop.keyboard.press("Control+a")
    page_desktop.get_by_label("Setze").select_option(field)
    page_desktop.get_by_label("Neuer Wert").fill(value)
    page_desktop.get_by_label("Neuer Wert").press("Enter")
    before = {"Höhe": "2,5 m", "Breite": "900 mm", "Blickrichtung": "120°"}[field]
    expect(page_desktop.locator("#plan-preview-rows td")).to_have_text([before, shown])


@pytest.mark.complaints("409")
def test_half_stale_nothing_is_written_and_the_preview_says_whose_changed(
    page_desktop: Page, desk: Desk
) -> None:
    made = all_selected(page_desktop, desk, "Menge B", 4)
    page_desktop.get_by_role("button", name="Vorschau").click()
    for sign in made[:2]:
        desk.change(page_desktop, sign, height_m=4)
    page_desktop.get_by_role("button", name="Anwenden").click()
    expect(page_desktop.locator("#plan-preview-fault")).to_contain_text("2 von 4 Einträgen wurden inzwischen")
    expect(page_desktop.locator("#plan-preview-rows tr.noted")).to_have_count(2)
    assert states(page_desktop, desk, made) == ["planned"] * 4
    page_desktop.get_by_role("button", name="Anwenden").press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Zustand von 4 Schildern geändert")
    assert states(page_desktop, desk, made) == ["ordered"] * 4
    assert desk.values(page_desktop, made[0])["height_m"] == 4


@pytest.mark.complaints("409")
def test_the_signs_that_others_changed_can_be_left_out_by_keyboard(page_desktop: Page, desk: Desk) -> None:
    made = all_selected(page_desktop, desk, "Menge C", 3)
    page_desktop.get_by_role("button", name="Vorschau").press("Enter")
    desk.change(page_desktop, made[0], state="mounted")
    page_desktop.get_by_role("button", name="Anwenden").press("Enter")
    page_desktop.get_by_role("button", name="Diese 1 auslassen").press("Enter")
    expect(page_desktop.locator("#plan-preview-rows tr")).to_have_count(2)
    page_desktop.keyboard.press("Enter")
    expect(page_desktop.locator(NOTICE)).to_contain_text("Zustand von 2 Schildern geändert")
    assert states(page_desktop, desk, made) == ["mounted", "ordered", "ordered"]


@pytest.mark.complaints("422")
def test_what_one_sign_cannot_be_is_said_beside_it_and_nothing_is_written(
    page_desktop: Page, desk: Desk
) -> None:
    made = signs(page_desktop, desk, "Menge D", 2)
    cell(page_desktop, made[0], "number").focus()
    page_desktop.keyboard.press("Control+a")
    page_desktop.get_by_label("Setze").select_option("type")
    page_desktop.get_by_label("Neuer Wert").select_option("AMT")
    page_desktop.get_by_role("button", name="Vorschau").click()
    page_desktop.get_by_role("button", name="Anwenden").click()
    expect(page_desktop.locator("#plan-preview-rows .note").first).to_contain_text("VwV-StVO")
    assert {desk.values(page_desktop, sign)["version"] for sign in made} == {1}


def test_many_signs_end_at_once_and_come_back_as_one(page_desktop: Page, desk: Desk) -> None:
    made = all_selected(page_desktop, desk, "Menge E", 3)
    page_desktop.get_by_role("group", name="Ausgewählte Schilder").get_by_role(
        "button", name="Beenden"
    ).click()
    page_desktop.locator("#plan-end").get_by_role("button", name="Beenden").click()
    expect(page_desktop.locator("#plan-grid tbody tr")).to_have_count(0)
    assert len(change_sets(page_desktop, desk, made)) == 1
    page_desktop.locator("#plan-undo").click()
    expect(page_desktop.locator("#plan-grid tbody tr")).to_have_count(3)
