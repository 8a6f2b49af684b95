"""The table of firms by finger, on a phone: a cell is written, and all that can happen to a firm entered."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from signage.domain.validity import today
from tests.parts.firms_desk import FirmsDesk, cell, firms_desk, says
from tests.parts.hands import Hand, fits, too_small
from tests.places import point

SOON = today() + timedelta(days=40)


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirmsDesk]:
    with firms_desk(tmp_path_factory.mktemp("touch")) as desk:
        yield desk


@pytest.fixture
def hand(page_phone: Page) -> Hand:
    return Hand(page_phone, "finger")


def happened(hand: Hand, firms: FirmsDesk, firm: int, what: str) -> None:
    """From the table to the firm, and on to the form of what happened."""
    firms.open(hand.page, f"/desk/firms?q={firms.row(firm)['name']}")
    hand.press(hand.page.locator(f'tr[data-id="{firm}"]').get_by_role("link"))
    hand.link(what)
    hand.page.wait_for_url(f"**/desk/firms/{firm}/*")
    fits(hand.page)


def told(page: Page, sentence: str) -> None:
    """What was done is said where it is seen, and nothing sticks out."""
    expect(page.get_by_text(sentence)).to_be_in_viewport()
    fits(page)


def versions(firms: FirmsDesk, name: str) -> list[dict[str, Any]]:
    """The rows of this name, in the order in which they came."""
    with firms.store() as store:
        return [row for row in store.read("tenant") if row["name"] == name]


def in_sight(dialog: Locator) -> bool:
    """Whether a dialog lies wholly on the screen."""
    box, screen = dialog.bounding_box(), dialog.page.viewport_size
    assert box is not None
    assert screen is not None
    return box["x"] >= 0 and box["y"] >= 0 and box["y"] + box["height"] <= screen["height"]


def test_the_second_tap_on_a_cell_opens_it_though_it_is_no_double_tap(
    page_phone: Page, firms: FirmsDesk
) -> None:
    page, firm = page_phone, firms.a_firm(name="Finger GmbH", number=None, street="Alt")
    firms.open(page, "/desk/firms?q=finger")
    street = cell(page, firm, "street")
    street.tap()
    expect(street).to_be_focused()
    expect(page.locator("td.editing")).to_have_count(0)
    page.evaluate("document.addEventListener('dblclick', (event) => event.stopImmediatePropagation(), true)")
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


def test_what_was_written_in_a_cell_is_told_in_sight_and_taken_back(hand: Hand, firms: FirmsDesk) -> None:
    page, firm = hand.page, firms.a_firm(name="Rückweg GmbH", number=None, street="Alt")
    firms.open(page, "/desk/firms?q=rückweg")
    for _ in range(2):
        hand.press(cell(page, firm, "street"))
    field = page.locator("td.editing input")
    expect(field).to_be_in_viewport(ratio=1)
    hand.write(field, "Neu")
    page.keyboard.press("Enter")
    told(page, "Gespeichert.")
    assert firms.row(firm)["street"] == "Neu"
    hand.button("Zurücknehmen")
    told(page, "Zurückgenommen.")
    assert firms.row(firm)["street"] == "Alt"


@pytest.mark.complaints("409 ")
def test_of_two_versions_one_is_chosen_in_sight(hand: Hand, firms: FirmsDesk) -> None:
    page, firm = hand.page, firms.a_firm(name="Zwist GmbH", number=None, street="Alt")
    firms.open(page, "/desk/firms?q=zwist")
    with firms.store() as store, store.change(who="Ina", why="") as change:
        change.update("tenant", firm, {"street": "Ihre " * 30})
    for _ in range(2):
        hand.press(cell(page, firm, "street"))
    hand.write(page.locator("td.editing input"), "Meine " * 20)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert in_sight(dialog)
    assert too_small(page) == []
    hand.button("Meine Eingabe nehmen")
    says(page, "Gespeichert.")
    assert firms.row(firm)["street"] == ("Meine " * 20).strip()


def test_a_firm_is_added_and_ended_by_finger(page_phone: Page, firms: FirmsDesk) -> None:
    page, day = page_phone, today() + timedelta(days=9)
    firms.open(page)
    page.get_by_role("link", name="Neue Firma").tap()
    page.get_by_label("Firma – Pflichtfeld").fill("Tischlerei <b>Neu")
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
    fits(page)


def test_a_firm_moves_to_another_area_by_finger(hand: Hand, firms: FirmsDesk) -> None:
    page, firm = hand.page, firms.a_firm(name="Umzug GmbH", number=None)
    happened(hand, firms, firm, "Umgezogen")
    hand.choose(page.get_by_label("Gewerbegebiet"), "Thörey")
    hand.tick(page.get_by_label("Die Firma zieht um ab"))
    hand.button("Lage speichern")
    told(page, "Der Umzug ist eingetragen.")
    assert [(row["area"], row["valid_to"]) for row in versions(firms, "Umzug GmbH")] == [
        (1, today()),
        (2, None),
    ]


def test_a_firm_moves_to_an_address_of_the_file_on_a_day_to_come(hand: Hand, firms: FirmsDesk) -> None:
    page, firm = hand.page, firms.a_firm(name="Anschrift GmbH", number=None, street="Alt")
    happened(hand, firms, firm, "Umgezogen")
    offered = page.get_by_label("Anschrift aus der Adressdatei")
    hand.write(offered, "am kreuz")
    expect(page.locator("#address-list option")).to_have_count(1)
    hand.write(offered, "Am Kreuz 2, 99334 Amt Wachsenburg")  # what a tap on the suggestion puts there
    expect(page.get_by_label("Straße")).to_have_value("Am Kreuz")
    hand.tick(page.get_by_label("Die Firma zieht um ab"))
    page.get_by_label("Ab Tag").fill(SOON.isoformat())
    hand.button("Lage speichern")
    told(page, "Der Umzug ist eingetragen.")
    before, after = versions(firms, "Anschrift GmbH")
    assert (before["street"], before["valid_to"]) == ("Alt", SOON)
    assert (after["street"], after["house_number"], after["valid_from"]) == ("Am Kreuz", "2", SOON)
    assert after["geometry"] == point(800, 800)


def test_a_firm_is_renamed_for_a_day_to_come_from_its_cell(hand: Hand, firms: FirmsDesk) -> None:
    page, firm = hand.page, firms.a_firm(name="Vorher GmbH", number=None)
    firms.open(page, "/desk/firms?q=vorher")
    for _ in range(2):
        hand.press(cell(page, firm, "name"))
    hand.write(page.locator("td.editing input"), "Nachher GmbH")
    page.keyboard.press("Enter")
    hand.button("Tag eintragen …")
    expect(page.get_by_label("Firma – Pflichtfeld")).to_have_value("Nachher GmbH")
    hand.tick(page.get_by_label("Die Firma heißt so ab"))
    page.get_by_label("Ab Tag").fill(SOON.isoformat())
    hand.button("Namen speichern")
    told(page, f"ab {SOON:%d.%m.%Y}")
    assert [row["valid_to"] for row in versions(firms, "Vorher GmbH")] == [SOON]
    assert [row["valid_from"] for row in versions(firms, "Nachher GmbH")] == [SOON]


def test_a_firm_is_split_and_that_is_taken_back(hand: Hand, firms: FirmsDesk) -> None:
    page, firm = hand.page, firms.a_firm(name="Teilung GmbH", number=None)
    happened(hand, firms, firm, "Geteilt")
    hand.write(page.get_by_label("Namen der Firmen danach"), "Teil Eins\nTeil Zwei")
    hand.button("Teilung speichern")
    told(page, "Die Teilung ist eingetragen.")
    assert ends(firms, "Teilung GmbH", "Teil Eins", "Teil Zwei") == [[today()], [None], [None]]
    hand.button("Das zurücknehmen")
    told(page, "Zurückgenommen.")
    assert ends(firms, "Teilung GmbH")[0] == [None]


def test_an_entry_made_twice_is_joined_by_finger(hand: Hand, firms: FirmsDesk) -> None:
    page = hand.page
    kept, _ = (firms.a_firm(name=name, number=None) for name in ("Bleibt GmbH", "Doppelt GmbH"))
    happened(hand, firms, kept, "Zusammengeschlossen oder doppelt")
    hand.write(page.get_by_label("Andere Firma suchen"), "Doppelt")
    hand.button("Suchen")
    hand.tick(page.get_by_label("Doppelt GmbH"))
    hand.tick(page.get_by_label("Dieselbe Firma ist mehrfach eingetragen"))
    hand.button("Zusammenführen")
    told(page, "Die doppelten Einträge sind zusammengeführt.")
    assert ends(firms, "Bleibt GmbH") == [[None]]
    assert None not in ends(firms, "Doppelt GmbH")[0]


def test_a_planned_end_is_called_off_by_finger(hand: Hand, firms: FirmsDesk) -> None:
    page, firm = hand.page, firms.a_firm(name="Doch da GmbH", number=None)
    happened(hand, firms, firm, "Nicht mehr da")
    page.get_by_label("Nicht mehr da ab").fill(SOON.isoformat())
    hand.button("Speichern")
    told(page, "Das Ende der Firma ist eingetragen.")
    assert ends(firms, "Doch da GmbH") == [[SOON]]
    happened(hand, firms, firm, "Nicht mehr da")
    hand.button("Die Firma bleibt doch")
    expect(page.get_by_role("heading", level=1)).to_have_text("Doch da GmbH")
    assert ends(firms, "Doch da GmbH") == [[None]]


def ends(firms: FirmsDesk, *names: str) -> list[list[date | None]]:
    """The last days of the rows of each name."""
    return [[row["valid_to"] for row in versions(firms, name)] for name in names]


def test_a_firm_gets_its_place_by_finger_and_loses_it_again(hand: Hand, firms: FirmsDesk) -> None:
    page, firm = hand.page, firms.a_firm(name="Ort GmbH", number=None, geometry=point(500, 500))
    firms.open(page, "/desk/firms?q=ort gmbh")
    hand.press(cell(page, firm, "name"))
    hand.button("Karte zeigen")
    expect(page.locator("#firms-map")).to_have_attribute("data-firms", "1")
    hand.button("In der Karte anklicken")
    page.locator("#firms-map").tap(position={"x": 90, "y": 90})
    told(page, "ist eingetragen")
    assert firms.row(firm)["geometry"] != point(500, 500)
    hand.button("Zurücknehmen")
    told(page, "Zurückgenommen.")
    assert firms.row(firm)["geometry"] == point(500, 500)


@pytest.mark.parametrize("path", ["", "/new", "/2", "/2/move", "/2/rename", "/2/split", "/2/merge", "/2/end"])
def test_whatever_is_pressed_is_large_enough_for_a_finger(
    page_phone: Page, firms: FirmsDesk, path: str
) -> None:
    firms.open(page_phone, f"/desk/firms{path}")
    if not path:
        expect(page_phone.locator("#firms-grid[role=grid]")).to_be_visible()
    assert too_small(page_phone) == []
