"""The table of firms as clerks use it: with the mouse, with keys alone, on a phone, without scripts."""

import re
import struct
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_plan_axe import violations
from tests.parts.browser import DESKTOP, PHONE
from tests.parts.firms_desk import HOSTILE, FirmsDesk, cell, firms_desk, says
from tests.places import EAST, NORTH, point

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirmsDesk]:
    with firms_desk(tmp_path_factory.mktemp("firms")) as desk:
        yield desk


def test_a_cell_is_written_with_the_mouse_saved_and_taken_back(page_desktop: Page, firms: FirmsDesk) -> None:
    page, firm = page_desktop, firms.a_firm(name="Maus GmbH", number=None, street="Alt")
    firms.open(page, "/desk/firms?q=maus")
    cell(page, firm, "street").dblclick()
    page.locator("td.editing input").fill("Neu <b>&")
    page.locator("h1").click()
    says(page, "Gespeichert.")
    assert firms.row(firm)["street"] == "Neu <b>&"
    expect(cell(page, firm, "street")).to_have_text("Neu <b>&")
    cell(page, firm, "name").click()
    page.keyboard.press("Control+z")
    says(page, "Zurückgenommen.")
    expect(cell(page, firm, "street")).to_have_text("Alt")
    assert firms.row(firm)["street"] == "Alt"
    page.keyboard.press("Control+y")
    says(page, "Wiederhergestellt.")
    assert firms.row(firm)["street"] == "Neu <b>&"


def test_keys_alone_move_write_choose_and_search(page_desktop: Page, firms: FirmsDesk) -> None:
    page = page_desktop
    one, two = (firms.a_firm(name=f"Taste {n}", number=None, street="Alt", activity="Bau") for n in (1, 2))
    firms.open(page, "/desk/firms?q=taste")
    page.locator(".firms-columns summary").focus()
    page.keyboard.press("Tab")
    for _ in range(3):
        if page.evaluate("document.activeElement.closest('#firms-grid') !== null"):
            break
        page.keyboard.press("Tab")
    expect(cell(page, one, "name")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(cell(page, one, "street")).to_be_focused()
    page.keyboard.type("Neue Straße")  # typing replaces
    page.keyboard.press("Tab")  # and Tab goes on
    expect(cell(page, one, "house_number")).to_be_focused()
    says(page, "Gespeichert.")
    page.keyboard.press("F2")
    page.keyboard.type("12 a")
    page.keyboard.press("Enter")
    expect(cell(page, two, "house_number")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    expect(cell(page, two, "house_number")).to_have_text("")
    says(page, "Gespeichert.")
    assert [firms.row(one)[name] for name in ("street", "house_number")] == ["Neue Straße", "12 a"]
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+Space")
    expect(page.locator("#firms-selected")).to_have_text("2 Firmen ausgewählt")
    page.keyboard.press("Control+f")
    expect(page.locator("#firms-q")).to_be_focused()


def test_what_is_saved_while_the_map_still_loads_is_told_as_saved(
    page_desktop: Page, firms: FirmsDesk
) -> None:
    page, held = page_desktop, list[Route]()
    one = firms.a_firm(name="Eilig 1", number=None, street="Alt")

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/desk/firms/places*", hold)
    with page.expect_request("**/desk/firms/places*"):
        firms.open(page, "/desk/firms?q=eilig")
    cell(page, one, "street").dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("Neu")
    page.keyboard.press("Enter")
    says(page, "Gespeichert.")
    for route in held:
        route.continue_()
    expect(page.locator("#firms-map[data-firms='1']")).to_be_attached()


def test_a_block_from_a_spreadsheet_is_looked_at_before_it_is_stored(
    page_desktop: Page, firms: FirmsDesk
) -> None:
    page = page_desktop
    one, two = (firms.a_firm(name=f"Block {n}", number=None) for n in (1, 2))
    firms.open(page, "/desk/firms?q=block&column=name&column=street&column=house_number&column=confirmed_on")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=firms.base)
    page.evaluate(
        "text => navigator.clipboard.writeText(text)",
        "A-Weg\t1\t1.3.2026\r\nB-Weg\t2\tgestern\r\nC-Weg\t3\t\r\n",
    )
    cell(page, one, "street").click()
    page.keyboard.press("Control+v")
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("A-Weg")
    expect(dialog).to_contain_text("kein Tag")
    expect(dialog).to_contain_text("1 eingefügte Zeilen")
    assert firms.row(one)["street"] is None
    dialog.get_by_role("button", name="Einfügen").click()
    says(page, "Eingefügt.")
    assert [firms.row(row)["street"] for row in (one, two)] == ["A-Weg", None]
    cell(page, one, "street").click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+c")
    says(page, "Kopiert.")
    assert page.evaluate("navigator.clipboard.readText()") == "A-Weg\t1"


@pytest.mark.complaints("409 ")
def test_two_who_write_the_same_cell_see_both_versions(page_desktop: Page, firms: FirmsDesk) -> None:
    page, firm = page_desktop, firms.a_firm(name="Streit GmbH", number=None)
    firms.open(page, "/desk/firms?q=streit")
    for answer, kept in (("Das Gespeicherte lassen", "Ihre"), ("Meine Eingabe nehmen", "Meine")):
        with firms.store() as store, store.change(who="Ina", why="") as change:
            change.update("tenant", firm, {"street": "Ihre", "note": answer})
        cell(page, firm, "street").click()
        page.keyboard.press("Enter")
        page.locator("td.editing input").fill("Meine")
        page.keyboard.press("Enter")
        dialog = page.locator("dialog")
        expect(dialog).to_contain_text("Jetzt gespeichert: Ihre")
        expect(dialog).to_contain_text("Ihre Eingabe: Meine")
        assert violations(page) == []
        dialog.get_by_role("button", name=answer).click()
        expect(cell(page, firm, "street")).to_have_text(kept)
        expect(dialog).to_have_count(0)
    says(page, "Gespeichert.")
    assert firms.row(firm)["street"] == "Meine"


@pytest.mark.complaints("422 ")
def test_what_cannot_be_stored_stays_in_its_cell_until_it_is_right(
    page_desktop: Page, firms: FirmsDesk
) -> None:
    page, firm = page_desktop, firms.a_firm(name="Irrtum GmbH", number=None, confirmed_on=None)
    firms.open(page, "/desk/firms?q=irrtum")
    day = cell(page, firm, "confirmed_on")
    day.click()
    page.keyboard.type("gestern")
    page.keyboard.press("Enter")
    says(page, "ist kein Tag")
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(day).to_have_text("gestern")
    day.click()
    page.keyboard.press("Escape")
    expect(day).to_have_text("")
    page.keyboard.type("1.3.2026")
    page.keyboard.press("Enter")
    says(page, "Gespeichert.")
    expect(day).to_have_text("01.03.2026")


def test_a_new_name_in_a_cell_can_be_entered_as_happened_on_a_day(
    page_desktop: Page, firms: FirmsDesk
) -> None:
    page, firm = page_desktop, firms.a_firm(name="Vorher GmbH", number=None)
    firms.open(page, "/desk/firms?q=vorher")
    cell(page, firm, "name").click()
    page.keyboard.type("Nachher GmbH")
    page.keyboard.press("Enter")
    says(page, "Ist das ab einem Tag geschehen?")
    page.get_by_role("button", name="Tag eintragen").click()
    page.wait_for_url("**/rename**")
    assert page.locator("#name").input_value() == "Nachher GmbH"
    assert firms.row(firm)["name"] == "Vorher GmbH"
    page.get_by_label("Die Firma heißt so ab").check()
    page.locator("#on").fill("2027-03-01")
    page.get_by_role("button", name="Namen speichern").click()
    page.wait_for_url("**done=renamed**")
    assert violations(page) == []
    expect(page.locator("main")).to_contain_text("ab 01.03.2027")
    assert str(firms.row(firm)["valid_to"]) == "2027-03-01"


def test_the_map_beside_the_table_sets_the_place(page_desktop: Page, firms: FirmsDesk) -> None:
    page, firm = page_desktop, firms.a_firm(name="Karte GmbH", number=None, geometry=point(500, 500))
    firms.open(page, "/desk/firms?q=karte")
    canvas = page.locator("#firms-map")
    expect(canvas).to_have_attribute("data-firms", "1")
    cell(page, firm, "name").click()
    expect(page.locator("#firms-map-title")).to_contain_text("Karte GmbH")
    page.get_by_role("button", name="In der Karte anklicken").click()
    start = tip_of(page)
    page.mouse.click(start[0] - 90, start[1] + 60)
    says(page, "ist eingetragen")
    clicked = metres_of(firms, firm)
    m_per_px = (500 - clicked[0]) / 90
    assert m_per_px > 0
    assert clicked == pytest.approx((500 - 90 * m_per_px, 500 - 60 * m_per_px), abs=3 * m_per_px)
    assert tip_of(page) == pytest.approx((start[0] - 90, start[1] + 60), abs=2)
    tip = tip_of(page)
    page.mouse.move(tip[0], tip[1] - 12)
    page.mouse.down()
    page.mouse.move(tip[0] + 48, tip[1] - 12 - 38, steps=6)
    page.mouse.up()
    expect(page.locator(f'tr[data-id="{firm}"]')).to_have_attribute("data-version", "3")
    dragged = clicked[0] + 48 * m_per_px, clicked[1] + 38 * m_per_px
    assert metres_of(firms, firm) == pytest.approx(dragged, abs=3 * m_per_px)
    text = page.get_by_label("Koordinaten oder Anschrift")
    text.fill("640123 5635456")
    text.press("Enter")
    expect(page.locator(f'tr[data-id="{firm}"]')).to_have_attribute("data-version", "4")
    assert firms.row(firm)["geometry"] == point(123, 456)
    text.fill("am kreuz")
    expect(page.locator("#firms-map-addresses option")).to_have_count(1)
    text.fill("Am Kreuz 2, 99334 Amt Wachsenburg")
    text.press("Enter")
    expect(page.locator(f'tr[data-id="{firm}"]')).to_have_attribute("data-version", "5")
    expect(cell(page, firm, "street")).to_have_text("Am Kreuz")
    assert firms.row(firm)["geometry"] == point(800, 800)


def tip_of(page: Page) -> tuple[float, float]:
    """Where on the screen the mark of the chosen firm points to."""
    box = page.locator(".firms-pin").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"]


def metres_of(firms: FirmsDesk, firm: int) -> tuple[float, float]:
    """Where a firm is, in metres from the origin of the tests."""
    east, north = struct.unpack("<dd", firms.row(firm)["geometry"][-16:])
    return east - EAST, north - NORTH


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing_on_any_page(open_page: OpenPage, firms: FirmsDesk, size: tuple[int, int]) -> None:
    page = open_page(size)
    found = {}
    paths = ["", "/new", "/2", "/2/move", "/2/rename", "/2/split", "/2/merge", "/2/end", "?q=gibtesnicht"]
    for path in paths:
        firms.open(page, f"/desk/firms{path}")
        found[path] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth > screen.width")
        found[path] += ["sticks out sideways"] if wide else []
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_on_a_phone_the_map_comes_when_asked_for(page_phone: Page, firms: FirmsDesk) -> None:
    page = page_phone
    firms.open(page)
    expect(page.locator("#firms-map-part")).to_be_hidden()
    page.get_by_role("button", name="Karte zeigen").tap()
    expect(page.locator("#firms-map")).to_have_attribute("data-firms", re.compile(r"\d+"))


def test_the_whole_story_works_without_scripts(open_page: OpenPage, firms: FirmsDesk) -> None:
    page = open_page(DESKTOP, javascript=False)
    firms.open(page)
    expect(page.locator("#firms-grid")).to_contain_text(HOSTILE)
    page.get_by_role("link", name="Neue Firma").click()
    page.get_by_label("Firma – Pflichtfeld").fill("Adler")
    page.get_by_label("Gewerbegebiet").select_option("Erfurter Kreuz")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Gibt es diese Firma schon?")).to_be_visible()
    page.get_by_label("Das ist eine andere Firma").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Firma ist eingetragen.")).to_be_visible()
    page.get_by_role("button", name="Das zurücknehmen").click()
    expect(page.get_by_text("Zurückgenommen.")).to_be_visible()
    page.get_by_label("Zimmer & Zahn auswählen").check()
    page.get_by_role("button", name="Ausgewählte ändern").click()
    page.get_by_role("button", name="Vorschau ansehen").click()
    page.get_by_role("button", name="1 Firma ändern").click()
    expect(page.get_by_text("Die Firmen sind geändert.")).to_be_visible()


def test_similar_firms_are_offered_while_typing(page_desktop: Page, firms: FirmsDesk) -> None:
    page = page_desktop
    firms.open(page, "/desk/firms/new")
    page.get_by_label("Firma – Pflichtfeld").press_sequentially("Zimmer und Zan")
    expect(page.locator("#similar")).to_contain_text("Zimmer & Zahn")
    page.get_by_label("Anschrift aus der Adressdatei").press_sequentially("Thöreyer")
    expect(page.locator("#address-list option")).to_have_count(1)
    page.get_by_label("Anschrift aus der Adressdatei").fill("Thöreyer Straße 5, 99334 Amt Wachsenburg")
    expect(page.get_by_label("Straße")).to_have_value("Thöreyer Straße")


def test_a_less_similar_firm_is_offered_once_the_address_is_the_same(
    page_desktop: Page, firms: FirmsDesk
) -> None:
    page, place = page_desktop, {"street": "Am Kreuz", "house_number": "2", "geometry": point(800, 800)}
    firms.a_firm(name="Autohaus Krause Ichtershausen", number=None, **place)
    firms.open(page, "/desk/firms/new")
    with page.expect_response("**/desk/firms/similar*"):
        page.get_by_label("Firma – Pflichtfeld").press_sequentially("Autohaus Krause")
    offered = page.locator("#similar")
    address = page.get_by_label("Anschrift aus der Adressdatei")
    address.press_sequentially("Am Kreuz")
    expect(page.locator("#address-list option")).to_have_count(1)
    expect(offered).not_to_contain_text("Autohaus Krause")
    address.fill("Am Kreuz 2, 99334 Amt Wachsenburg")
    expect(offered).to_contain_text("Autohaus Krause Ichtershausen")
    expect(offered).to_contain_text("gleiche Anschrift")
    expect(offered).to_contain_text("0 m entfernt")
