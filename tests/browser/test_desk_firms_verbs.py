"""What happens to firms, entered with the mouse and scripts; many of them changed at once by keys alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from signage.domain.validity import today
from tests.parts.browser import tab_to
from tests.parts.firms_desk import FirmsDesk, firms_desk


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirmsDesk]:
    with firms_desk(tmp_path_factory.mktemp("verbs")) as desk:
        yield desk


def happened(page: Page, firms: FirmsDesk, firm: int, what: str) -> None:
    """From the table by its link to the firm, and on to the form of what happened."""
    firms.open(page, "/desk/firms?q=maus")
    page.locator(f'tr[data-id="{firm}"]').get_by_role("link").click()
    page.get_by_role("link", name=what, exact=True).click()
    page.locator("#on").fill(today().isoformat())


def names(firms: FirmsDesk) -> dict[str, int | None]:
    """The firms that are there today, with their areas."""
    with firms.store() as store:
        return {row["name"]: row["area"] for row in store.read("tenant") if row["valid_to"] is None}


def test_by_mouse_firms_come_move_part_join_and_go(page_desktop: Page, firms: FirmsDesk) -> None:
    page, kinds = page_desktop, ("Umzug", "Teilung", "Bleibt", "Doppelt", "Ende")
    moved, parted, kept, _, gone = (firms.a_firm(name=f"Maus {kind}", number=None) for kind in kinds)
    firms.open(page)
    page.get_by_role("link", name="Neue Firma").click()
    page.get_by_label("Firma – Pflichtfeld").fill("Käserei Neu")
    page.get_by_label("Gewerbegebiet").select_option("Thörey")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Firma ist eingetragen.")).to_be_visible()
    happened(page, firms, moved, "Umgezogen")
    page.get_by_label("Gewerbegebiet").select_option("Thörey")
    page.get_by_label("Die Firma zieht um ab").check()
    page.get_by_role("button", name="Lage speichern").click()
    expect(page.get_by_text("Der Umzug ist eingetragen.")).to_be_visible()
    happened(page, firms, parted, "Geteilt")
    page.get_by_label("Namen der Firmen danach").fill("Maus Eins\nMaus Zwei")
    page.get_by_role("button", name="Teilung speichern").click()
    expect(page.get_by_text("Die Teilung ist eingetragen.")).to_be_visible()
    happened(page, firms, kept, "Zusammengeschlossen oder doppelt")
    page.get_by_label("Andere Firma suchen").fill("Maus Doppelt")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_label("Maus Doppelt").check()
    page.get_by_label("Dieselbe Firma ist mehrfach eingetragen").check()
    page.get_by_role("button", name="Zusammenführen").click()
    expect(page.get_by_text("Die doppelten Einträge sind zusammengeführt.")).to_be_visible()
    happened(page, firms, gone, "Nicht mehr da")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Das Ende der Firma ist eingetragen.")).to_be_visible()
    found = names(firms)
    assert {"Käserei Neu", "Maus Umzug", "Maus Eins", "Maus Zwei", "Maus Bleibt"} <= set(found)
    assert not {"Maus Teilung", "Maus Doppelt", "Maus Ende"} & set(found)
    assert found["Maus Umzug"] == found["Käserei Neu"]


def test_by_keys_several_are_changed_after_a_look(page_desktop: Page, firms: FirmsDesk) -> None:
    page = page_desktop
    both = [firms.a_firm(name=f"Bündel {n}", number=None, confirmed_on=None) for n in (1, 2)]
    firms.open(page, "/desk/firms?q=bündel")
    tab_to(page, page.locator("#firms-grid td[tabindex='0']"))
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    tab_to(page, page.get_by_role("button", name="Ausgewählte ändern"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Vorschau ansehen"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Noch ist nichts gespeichert.")).to_be_visible()
    assert [firms.row(firm)["confirmed_on"] for firm in both] == [None, None]
    tab_to(page, page.get_by_role("button", name="2 Firmen ändern"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Die Firmen sind geändert.")).to_be_visible()
    assert [firms.row(firm)["confirmed_on"] for firm in both] == [today(), today()]


def test_by_keys_all_that_a_filter_finds_are_changed_and_taken_back(
    page_desktop: Page, firms: FirmsDesk
) -> None:
    page = page_desktop
    three = [firms.a_firm(name=f"Alle {n}", number=None, confirmed_on=None) for n in (1, 2, 3)]
    firms.open(page, "/desk/firms?q=alle")
    tab_to(page, page.get_by_role("button", name="Alle 3 zu diesem Filter ändern"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Vorschau ansehen"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 Firmen ändern sich.")).to_be_visible()
    assert [firms.row(firm)["confirmed_on"] for firm in three] == [None] * 3
    tab_to(page, page.get_by_role("button", name="3 Firmen ändern"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Die Firmen sind geändert.")).to_be_visible()
    assert [firms.row(firm)["confirmed_on"] for firm in three] == [today()] * 3
    tab_to(page, page.get_by_role("button", name="Das zurücknehmen"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Zurückgenommen.")).to_be_visible()
    assert [firms.row(firm)["confirmed_on"] for firm in three] == [None] * 3


def test_the_way_back_from_a_firm_keeps_the_filter_of_the_table(page_desktop: Page, firms: FirmsDesk) -> None:
    page, firm = page_desktop, firms.a_firm(name="Zurückweg GmbH", number=None)
    firms.open(page, "/desk/firms?q=zurückweg&by=street")
    for way in ("Zur Tabelle", "Abbrechen"):
        page.locator(f'tr[data-id="{firm}"]').get_by_role("link").click()
        page.get_by_role("link", name=way).click()
        expect(page.get_by_label("Suchen", exact=True)).to_have_value("zurückweg")
        assert "by=street" in page.url


def test_a_new_firm_starts_in_the_area_that_the_table_shows(page_desktop: Page, firms: FirmsDesk) -> None:
    firms.open(page_desktop)
    page_desktop.locator("#firms-area").select_option("Thörey")
    page_desktop.get_by_role("button", name="Filtern").click()
    page_desktop.wait_for_url("**area=*")
    page_desktop.get_by_role("link", name="Neue Firma").click()
    expect(page_desktop.get_by_label("Gewerbegebiet").locator("option:checked")).to_have_text("Thörey")
