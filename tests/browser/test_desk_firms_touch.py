"""The table of firms by finger, on a phone: a cell is written, a firm comes, a firm goes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from signage.domain.validity import today
from tests.parts.firms_desk import FirmsDesk, cell, firms_desk, says


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirmsDesk]:
    with firms_desk(tmp_path_factory.mktemp("touch")) as desk:
        yield desk


def test_the_second_tap_on_a_cell_opens_it(page_phone: Page, firms: FirmsDesk) -> None:
    page, firm = page_phone, firms.a_firm(name="Finger GmbH", number=None, street="Alt")
    firms.open(page, "/desk/firms?q=finger")
    street = cell(page, firm, "street")
    street.tap()
    expect(street).to_be_focused()
    expect(page.locator("td.editing")).to_have_count(0)
    page.wait_for_timeout(1000)  # too slow for a double tap
    street.tap()
    page.locator("td.editing input").fill("Neuer Weg")
    cell(page, firm, "name").tap()
    says(page, "Gespeichert.")
    assert firms.row(firm)["street"] == "Neuer Weg"


def test_a_tap_on_another_cell_only_selects_it(page_phone: Page, firms: FirmsDesk) -> None:
    page, firm = page_phone, firms.a_firm(name="Daumen GmbH", number=None, street="Alt", house_number="1")
    firms.open(page, "/desk/firms?q=daumen")
    for name in ("street", "house_number", "street"):
        cell(page, firm, name).tap()
        expect(cell(page, firm, name)).to_be_focused()
    expect(page.locator("td.editing")).to_have_count(0)


def test_a_firm_is_added_and_ended_by_finger(page_phone: Page, firms: FirmsDesk) -> None:
    page, day = page_phone, today() + timedelta(days=9)
    firms.open(page)
    page.get_by_role("link", name="Neue Firma").tap()
    page.get_by_label("Firma", exact=True).fill("Tischlerei <b>Neu")
    page.get_by_label("Gewerbegebiet").select_option("Thörey")
    page.get_by_role("button", name="Speichern").tap()
    expect(page.get_by_text("Die Firma ist eingetragen.")).to_be_visible()
    page.goto(f"{firms.base}/desk/firms?q=tischlerei")
    page.get_by_role("link", name="Tischlerei <b>Neu bearbeiten").tap()
    page.get_by_role("link", name="Nicht mehr da", exact=True).tap()
    page.get_by_label("Nicht mehr da ab").fill(day.isoformat())
    page.get_by_role("button", name="Speichern").tap()
    expect(page.get_by_text("Das Ende der Firma ist eingetragen.")).to_be_visible()
    with firms.store() as store:
        (found,) = [row for row in store.read("tenant") if row["name"] == "Tischlerei <b>Neu"]
    assert found["valid_to"] == day
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")
