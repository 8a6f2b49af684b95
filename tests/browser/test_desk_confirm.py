"""A clerk confirms an area of 40 firms: two clicks where all are there, by keys alone, on a phone, without
scripts.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from signage.domain.validity import today
from tests.browser.test_plan_axe import violations
from tests.house.tree import ROOT
from tests.parts.browser import DESKTOP, PHONE, covered, covered_focus
from tests.parts.confirming import (
    FIRMS,
    HOSTILE,
    ConfirmingDesk,
    confirm_everything,
    confirming_desk,
    days_confirmed,
)

SECOND = "Firma 02 Metallbau GmbH"
PICTURES = os.environ.get("SIGNAGE_TEST_PICTURES", "")
OpenPage = Callable[..., Page]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ConfirmingDesk]:
    with confirming_desk(tmp_path) as running:
        yield running


def looked_at(page: Page, name: str) -> None:
    """Nothing is wrong with the page for axe, nothing is wider than the window."""
    if PICTURES:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")


def firm(page: Page, name: str) -> str:
    """The selector of a firm's group."""
    number = page.get_by_role("group", name=name, exact=True).get_attribute("data-firm")
    return f'fieldset[data-firm="{number}"]'


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_two_clicks_confirm_forty_firms_and_one_takes_it_back(
    open_page: OpenPage, desk: ConfirmingDesk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    clicks, _ = confirm_everything(desk, page)
    assert clicks == 2
    assert f"{clicks} clicks" in (ROOT / "docs/confirming.md").read_text("utf-8")
    assert days_confirmed(desk) == {today()}
    looked_at(page, "confirmed")
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_text("Zurückgenommen.")).to_be_visible()
    assert days_confirmed(desk) != {today()}
    looked_at(page, "confirm-areas")
    page.goto(desk.base + "/desk")
    looked_at(page, "start")


def test_exceptions_are_chosen_by_letters_without_a_mouse(open_page: OpenPage, desk: ConfirmingDesk) -> None:
    page = open_page(DESKTOP)
    desk.open(page, f"/desk/confirm/{desk.area}")
    page.locator(f'{firm(page, "Firma 01 Metallbau GmbH")} input[value="here"]').focus()
    page.keyboard.press("j")  # and on to the next
    page.keyboard.press("k")
    expect(page.locator(f'{firm(page, SECOND)} [data-verdict="corrected"]')).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("Neuer Name GmbH")
    page.locator(f'{firm(page, "Firma 03 Metallbau GmbH")} input[value="here"]').focus()
    page.keyboard.press("w")
    looked_at(page, "confirm-exceptions")
    expect(page.locator("#confirm-sum")).to_have_text("38 noch da, 0 umgezogen, 1 weg, 1 berichtigt")
    expect(page.get_by_role("button", name="Alle übrigen 38 bestätigen und speichern")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Noch da: 38. Umgezogen: 0. Weg: 1. Berichtigt: 1.")).to_be_visible()
    page.goto(f"{desk.base}/desk/confirm/{desk.area}")
    assert page.get_by_role("group").count() == FIRMS - 1
    expect(page.get_by_role("group", name="Neuer Name GmbH")).to_be_visible()


def test_who_leaves_with_answers_chosen_is_asked_first(open_page: OpenPage, desk: ConfirmingDesk) -> None:
    page = open_page(DESKTOP)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    desk.open(page, f"/desk/confirm/{desk.area}")
    page.locator(firm(page, SECOND)).get_by_role("radio", name="Weg").check()
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Firmen", exact=True).click(no_wait_after=True)
    expect(page.locator("#confirm-sum")).to_contain_text("1 weg")
    page.locator(firm(page, SECOND)).get_by_role("radio", name="Ja, noch da").check()
    page.get_by_role("link", name="Firmen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Firmen")
    page.wait_for_load_state("networkidle")
    assert asked == ["beforeunload"]


def test_what_is_missing_is_told_beside_its_field_and_nothing_is_lost(
    open_page: OpenPage, desk: ConfirmingDesk
) -> None:
    page = open_page(PHONE)
    desk.open(page, f"/desk/confirm/{desk.area}")
    group = firm(page, HOSTILE)
    page.locator(group).get_by_role("radio", name="Umgezogen").check()
    looked_at(page, "confirm-moved")
    page.get_by_role("button", name="Alle übrigen 39").click()
    expect(page.get_by_role("alert")).to_contain_text("1 von 40 Firmen braucht noch einen Blick")
    expect(page.locator(group).get_by_text(re.compile("Wohin. Bitte das neue Gebiet"))).to_be_visible()
    assert days_confirmed(desk) != {today()}
    looked_at(page, "confirm-trouble")
    page.locator(group).get_by_label("Straße").first.fill("Im Feld")
    page.get_by_role("button", name="Alle übrigen 39").click()
    expect(page.get_by_text("Erfurter Kreuz ist bestätigt")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_what_has_the_focus_is_not_under_the_bar(
    open_page: OpenPage, desk: ConfirmingDesk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    desk.open(page, f"/desk/confirm/{desk.area}")
    assert covered(page, 45) == []
    page.keyboard.press("w")  # its day appears, and has the focus
    expect(page.locator("input[type=date]:focus")).to_have_count(1)
    assert covered_focus(page) == ""


def test_everything_works_without_scripts(open_page: OpenPage, desk: ConfirmingDesk) -> None:
    page = open_page(DESKTOP, javascript=False)
    desk.open(page, f"/desk/confirm/{desk.area}")
    group = page.get_by_role("group").first
    group.get_by_role("radio", name="Weg").check()
    expect(group.get_by_label("Weg seit")).to_be_visible()
    page.get_by_role("button", name=f"Alle {FIRMS} bestätigen").click()
    expect(page.get_by_text("Noch da: 39. Umgezogen: 0. Weg: 1. Berichtigt: 0.")).to_be_visible()
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_text("Zurückgenommen.")).to_be_visible()


def test_after_the_way_back_the_sum_and_the_button_say_what_is_chosen(
    open_page: OpenPage, desk: ConfirmingDesk
) -> None:
    page = open_page(DESKTOP)
    desk.open(page, f"/desk/confirm/{desk.area}")
    gone = page.locator(f'{firm(page, SECOND)} input[value="gone"]')
    gone.check()
    page.get_by_role("link", name="Firmen", exact=True).click()
    page.wait_for_url("**/desk/firms")
    page.go_back()
    expect(gone).to_be_checked()  # the browser keeps what was chosen
    expect(page.locator("#confirm-sum")).to_have_text("39 noch da, 0 umgezogen, 1 weg, 0 berichtigt")
    expect(page.get_by_role("button", name="Alle übrigen 39 bestätigen und speichern")).to_be_visible()


def test_what_was_stored_is_told_from_the_left(open_page: OpenPage, desk: ConfirmingDesk) -> None:
    page = open_page(DESKTOP)
    confirm_everything(desk, page)
    told, title = page.locator(".confirm-said .kern-body"), page.locator(".confirm-said .kern-title")
    left, edge = told.bounding_box(), title.bounding_box()
    assert left is not None
    assert edge is not None
    assert left["x"] <= edge["x"]
    undo = page.get_by_role("button", name="Rückgängig").bounding_box()
    assert undo is not None
    assert undo["y"] < left["y"] + left["height"]  # beside the words
