"""Long words in the planner's table can be read: whole where they are words of the inventory's lists."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.parts.planner import Desk

VIEW = "19/50.86320/10.94840"
LONGEST = [
    ("AMT", "accepted", "official"),
    ("STR", "out_of_service", "official"),
    ("HSN", "unauthorised", "guide"),
]
# What does not fit on its own lines: [text, width or height that is lacking]
_CUT = """(name) => [...document.querySelectorAll(`#plan-grid td.${name}`)]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 1)
  .map((cell) => cell.textContent)"""
_HIGHER = """() => [...document.querySelectorAll('#plan-grid tbody tr')]
  .filter((row) => row.offsetHeight > 36)
  .map((row) => row.textContent)"""


@pytest.fixture(scope="module")
def desk(own_desk: Desk) -> Desk:
    """Without the signs that the tests of other files set."""
    return own_desk


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_types_states_and_due_days_are_told_whole_on_lines_of_one_height(
    open_page: Callable[..., Page], desk: Desk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    for step, (type_, state, family) in enumerate(LONGEST):
        desk.a_sign(
            page,
            10.9484 + step * 0.0002,
            50.8632,
            type=type_,
            state=state,
            family=family,
            mounted_on="2018-01-01",
        )
    desk.open(page, VIEW)
    expect(page.get_by_role("gridcell", name="in Betrieb, Abnahme erfolgt").first).to_be_visible()
    for name in ("type", "state", "due"):
        assert page.evaluate(_CUT, name) == [], name
    assert page.evaluate(_HIGHER) == []  # the list is drawn by the height of a line


def test_a_name_that_does_not_fit_is_told_by_its_title_and_beside_the_table(
    page_desktop: Page, desk: Desk
) -> None:
    name = "Zufahrt zum Güterverkehrszentrum von der Umgehungsstraße, gegenüber dem Parkplatz der Spedition"
    sign = desk.a_sign(page_desktop, 10.9488, 50.8634, name=name)
    desk.open(page_desktop, VIEW)
    cell = page_desktop.locator(f'#plan-grid tr[data-id="{sign}"] td.name')
    expect(cell.get_by_title(name)).to_be_visible()
    cell.click()
    expect(page_desktop.get_by_label("Standort", exact=True)).to_have_value(name)
