"""A clerk's day where scripts are switched off: a firm is entered, changed and found to be gone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.parts.firms_desk import FirmsDesk, firms_desk
from tests.parts.hands import WAYS, Hand, fits

OpenPage = Callable[..., Page]
NAMES = {"mouse1280": "Ahorn", "keys1280": "Birke", "finger360": "Eibe", "keys360": "Lärche"}  # all unlike


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirmsDesk]:
    with firms_desk(tmp_path_factory.mktemp("plain")) as desk:
        yield desk


@WAYS
def test_a_firm_is_entered_changed_and_gone(
    open_page: OpenPage, firms: FirmsDesk, way: str, size: tuple[int, int]
) -> None:
    page, name = open_page(size, javascript=False), f"{NAMES[f'{way}{size[0]}']} <b>SE</b>"
    hand, rooms = Hand(page, way), page.get_by_role("navigation", name="Arbeitsplatz")
    firms.open(page, "/desk")
    hand.press(rooms.get_by_role("link", name="Firmen"))
    hand.link("Neue Firma")
    hand.write(page.get_by_label("Firma – Pflichtfeld"), name)
    hand.choose(page.get_by_label("Gewerbegebiet"), "Erfurter Kreuz")
    hand.button("Speichern")
    expect(page.get_by_text("Die Firma ist eingetragen.")).to_be_visible()
    change_together(page, hand, name)
    hand.press(rooms.get_by_role("link", name="Bestätigen"))
    hand.link("Erfurter Kreuz")
    hand.pick(page.get_by_role("group", name=name).get_by_role("radio", name="Weg"))
    fits(page)
    hand.press(page.get_by_role("button", name=re.compile("bestätigen")))
    expect(
        page.get_by_text(re.compile(r"Noch da: \d+\. Umgezogen: 0\. Weg: 1\. Berichtigt: 0\."))
    ).to_be_visible()
    assert stored(firms, name) == ("Holzbau", True)
    hand.press(page.get_by_role("button", name="Rückgängig"))
    expect(page.get_by_text("Zurückgenommen.")).to_be_visible()
    assert stored(firms, name) == ("Holzbau", False)


def change_together(page: Page, hand: Hand, name: str) -> None:
    """Tick it in the table, and give all that are ticked an activity."""
    hand.link("Zur Tabelle")
    hand.tick(page.get_by_label(f"{name} auswählen"))
    hand.press(page.get_by_role("button", name="Ausgewählte ändern"))
    hand.pick(page.get_by_role("radio", name="Tätigkeit"))
    hand.write(page.locator("[name=value_activity]"), "Holzbau")
    hand.button("Vorschau ansehen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Das würde sich ändern")
    fits(page)
    hand.button("1 Firma ändern")
    expect(page.get_by_text("Die Firmen sind geändert.")).to_be_visible()


def stored(firms: FirmsDesk, name: str) -> tuple[str, bool]:
    """The firm's activity, and whether it has ended."""
    with firms.store() as store:
        [row] = [row for row in store.read("tenant") if row["name"] == name]
    return row["activity"], row["valid_to"] is not None
