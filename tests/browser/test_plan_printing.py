"""Printing from the planner's page: the frame on the map, the PDF of it, the data sheet of a sign."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.artwork.papers_read import page_mm, pages, words
from tests.browser.test_plan_axe import violations
from tests.parts.browser import tab_to
from tests.parts.planner import Desk, on_screen

EK_005 = (10.94440, 50.85950)
VIEW = f"18/{EK_005[1]}/{EK_005[0]}"


@pytest.fixture(scope="module")
def desk(own_desk: Desk) -> Desk:
    """Without the signs that the tests of other files set."""
    return own_desk


@pytest.fixture
def paper_page(open_page: Callable[..., Page], tmp_path: Path) -> Page:
    """A desktop's page that takes files."""
    return open_page((1280, 800), downloads=tmp_path)


def the_panel(page: Page, desk: Desk) -> None:
    """The page with the frame of a sheet."""
    desk.open(page, VIEW)
    page.get_by_role("button", name="Drucken").click()
    expect(page.locator("#plan-print")).to_be_visible()


def pdf(page: Page, button: str) -> bytes:
    """The file that a button makes."""
    with page.expect_download(timeout=120_000) as download:
        page.locator(button).click()
    assert download.value.suggested_filename.endswith(".pdf")
    return Path(download.value.path()).read_bytes()


def test_the_frame_is_printed_true_to_scale_with_its_signs(paper_page: Page, desk: Desk) -> None:
    the_panel(paper_page, desk)
    paper_page.get_by_label("Maßstab").select_option("500")
    paper_page.get_by_label("Papier").select_option("A2")
    expect(paper_page.locator("#plan-print-shows")).to_contain_text("A2, 1:500")
    made = pdf(paper_page, "#plan-print-go")
    assert pages(made) == 1
    assert page_mm(made) == pytest.approx((594, 420), abs=0.5)
    for part in ("EK-004", "1 : 500", "Zeichenerklärung".upper(), "Kreuzallee"):
        assert part in words(made), part


def test_the_frame_is_dragged_off_a_sign(paper_page: Page, desk: Desk) -> None:
    the_panel(paper_page, desk)
    paper_page.get_by_label("Maßstab").select_option("250")
    paper_page.get_by_label("Papier").select_option("A4")
    paper_page.evaluate("signagePlan.map.setZoom(18, { animate: false })")
    paper_page.get_by_role("button", name="Rahmen hierher").click()
    centre = paper_page.evaluate("signagePlan.map.getCenter()")
    start = on_screen(paper_page, centre["lng"], centre["lat"])
    before = words(pdf(paper_page, "#plan-print-go"))
    paper_page.mouse.move(*start)
    paper_page.mouse.down()
    paper_page.mouse.move(start[0] - 200, start[1], steps=4)
    paper_page.mouse.up()
    after = words(pdf(paper_page, "#plan-print-go"))
    assert before != after
    assert paper_page.evaluate("signagePlan.chosen()") is None


def test_all_of_it_goes_by_keyboard(paper_page: Page, desk: Desk) -> None:
    desk.open(paper_page, VIEW)
    paper_page.locator("#signage_map").focus()
    paper_page.keyboard.press("p")
    expect(paper_page.locator("#signage_map")).to_be_focused()
    paper_page.keyboard.press("Shift+ArrowRight")
    live = paper_page.locator("#plan-live")
    expect(live).to_contain_text("Mitte des Blatts")
    first = live.inner_text()
    paper_page.keyboard.press("Alt+ArrowLeft")
    expect(live).not_to_have_text(first)
    paper_page.locator("#plan-print-go").focus()
    with paper_page.expect_download(timeout=120_000):
        paper_page.keyboard.press("Enter")
    paper_page.keyboard.press("Escape")
    expect(paper_page.locator("#plan-print")).to_be_hidden()
    expect(paper_page.locator("#plan-print-button")).to_be_focused()


def test_the_area_is_fitted_on_the_sheet(paper_page: Page, desk: Desk) -> None:
    the_panel(paper_page, desk)
    paper_page.get_by_label("Papier").select_option("A0")
    paper_page.get_by_role("button", name="Gebiet einpassen").click()
    expect(paper_page.get_by_label("Maßstab")).to_have_value("2000")
    made = pdf(paper_page, "#plan-print-go")
    assert pages(made) == 1
    assert all(f"EK-00{n}" in words(made) for n in (4, 5, 8))


@pytest.mark.complaints("422")
def test_what_cannot_be_printed_is_said_in_words_and_nothing_is_lost(paper_page: Page, desk: Desk) -> None:
    the_panel(paper_page, desk)
    paper_page.get_by_label("Was").select_option("area")
    paper_page.get_by_label("Maßstab").select_option("250")
    paper_page.get_by_label("Papier").select_option("A4")
    paper_page.locator("#plan-print-go").click()
    expect(paper_page.locator("#plan-print-fault")).to_contain_text("mehr als 30 Blätter", timeout=60_000)
    expect(paper_page.get_by_label("Maßstab")).to_have_value("250")


def test_the_choices_survive_a_reload(paper_page: Page, desk: Desk) -> None:
    the_panel(paper_page, desk)
    paper_page.get_by_label("Papier").select_option("A1")
    paper_page.get_by_label("Lage").select_option("portrait")
    paper_page.reload()
    expect(paper_page.get_by_label("Papier")).to_have_value("A1")
    expect(paper_page.get_by_label("Lage")).to_have_value("portrait")


def test_the_data_sheet_of_the_chosen_sign_has_what_staff_may_read(paper_page: Page, desk: Desk) -> None:
    sign = desk.a_sign(paper_page, 10.94720, 50.86140, note="Schlüssel beim Bauhof")
    desk.open(paper_page, "19/50.86140/10.94720")
    paper_page.evaluate("id => signagePlan.choose(id)", sign)
    assert "Schlüssel beim Bauhof" in words(pdf(paper_page, "#plan-sheet"))
    paper_page.get_by_role("button", name="Abmelden").click()
    assert "Schlüssel beim Bauhof" not in words(pdf(paper_page, "#plan-sheet"))


def test_the_data_sheet_is_made_by_keys(paper_page: Page, desk: Desk) -> None:
    sign = desk.a_sign(paper_page, 10.94730, 50.86144)
    desk.open(paper_page, "19/50.86144/10.94730")
    paper_page.evaluate("id => signagePlan.choose(id)", sign)
    tab_to(paper_page, paper_page.locator("#plan-sheet"))
    with paper_page.expect_download(timeout=120_000) as download:
        paper_page.keyboard.press("Enter")
    assert desk.values(paper_page, sign)["number"] in words(Path(download.value.path()).read_bytes())


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_axe_finds_nothing_with_the_frame_on_the_map(
    open_page: Callable[..., Page], desk: Desk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    the_panel(page, desk)
    assert violations(page) == []
