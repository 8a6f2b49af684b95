"""A clerk's ten minutes with Excel, in a real browser: by mouse and by keyboard, on a desk and on a phone."""

import contextlib
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from signage.store import create_store, open_store
from tests.browser.test_plan_axe import violations
from tests.parts import servers
from tests.parts.browser import DESKTOP, PHONE, covered
from tests.parts.hands import Hand, fits, too_small
from tests.parts.service import running_service
from tests.parts.workbooks import Page as Sheet
from tests.parts.workbooks import edited
from tests.places import a_municipality, a_tenant, an_area

OpenPage = Callable[..., Page]
SIZES = [(1280, 800), (360, 740)]
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
HERE = "16070028"


class Office(NamedTuple):
    """The service, its store, and the session of a clerk."""

    address: str
    store: Path
    cookie: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Twelve firms of the Erfurter Kreuz."""
    file = tmp_path_factory.mktemp("excel") / "office.gpkg"
    store = create_store(file, fsync=False)
    a_municipality(store)
    area = an_area(store)
    names = [HOSTILE, *(f"Firma {number:02} Metallbau GmbH & Co. KG" for number in range(2, 13))]
    for number, name in enumerate(names, start=1):
        a_tenant(store, area, name=name, number=number, street="Am Kreuz", house_number=str(number))
    clerk = add_account(
        store, mail="kim@example.org", name="Kim Muster", grants=[Grant("clerk", HERE)], by="test"
    )
    cookie = begin_session(store, clerk)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Office(f"http://127.0.0.1:{port}", file, cookie)


def enter(open_page: OpenPage, office: Office, size: tuple[int, int], **options: object) -> Page:
    """The room, signed in."""
    page = open_page(size, **options)
    page.context.add_cookies(
        [{"name": "signage_session", "value": office.cookie, "url": office.address, "httpOnly": True}]
    )
    page.goto(f"{office.address}/desk/excel")
    return page


def worked_on(page: Page, folder: Path, round_: int) -> Path:
    """The workbook as it comes down, and as a clerk leaves it."""
    expect(page.get_by_role("button", name="Excel-Datei herunterladen")).to_be_visible()
    file = folder / "Firmen.xlsx"
    file.write_bytes(edited(page.request.get(f"{page.url}/export").body(), work_of(round_)))
    return file


def work_of(round_: int) -> Callable[[Sheet], None]:
    """One firm corrected, one moved, one wrong, one noted, one deleted and one new; unlike in each round."""

    def work(sheet: Sheet) -> None:
        sheet.put("Firma 02 Metallbau GmbH & Co. KG", Telefon=f"03628 {round_}", to_do="korrigiert")
        sheet.put("Firma 03 Metallbau GmbH & Co. KG", Straße=f"Neuer Weg {round_}", to_do="umgezogen")
        sheet.put("Firma 04 Metallbau GmbH & Co. KG", **{"E-Mail": "keine Adresse"})
        sheet.put(HOSTILE, to_do="bleibt", note=f"{HOSTILE} {round_}")
        sheet.delete("Firma 05 Metallbau GmbH & Co. KG")
        sheet.add(Firma=f"Neu {round_} <b>SE</b>", Gewerbegebiet="EK – Erfurter Kreuz")

    return work


def downloaded(page: Page, press: Callable[[], None]) -> bytes:
    """What comes down when somebody presses that."""
    with page.expect_download() as coming:
        press()
    return coming.value.path().read_bytes()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("javascript", [True, False])
def test_out_back_looked_at_taken_and_taken_back(
    open_page: OpenPage, office: Office, tmp_path: Path, size: tuple[int, int], javascript: bool
) -> None:
    page = enter(open_page, office, size, javascript=javascript)
    number = size[0] + javascript
    page.get_by_label("Datei", exact=True).set_input_files(worked_on(page, tmp_path, number))
    page.get_by_role("button", name="Hochladen und vergleichen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was sich ändern würde")
    expect(page.get_by_text("Noch ist nichts gespeichert.")).to_be_visible()
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    expect(page.locator("#excel-chosen")).to_have_text("4 Zeilen werden übernommen")
    page.get_by_role("button", name="unklar").click()
    expect(page.get_by_text("ist keine E-Mail-Adresse")).to_be_visible()
    page.get_by_role("button", name="Übernehmen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Übernommen")
    store = open_store(office.store)
    rows = {row["name"]: row for row in store.read("tenant")}
    assert rows["Firma 02 Metallbau GmbH & Co. KG"]["phone"] == f"03628 {number}"
    assert rows["Firma 05 Metallbau GmbH & Co. KG"]["valid_to"] is None
    assert f"Neu {number} <b>SE</b>" in rows
    link = page.get_by_role("link", name="Datei mit Ergebnis herunterladen").get_attribute("href")
    answer = page.request.get(f"{office.address}{link}")
    assert 'filename="Firmen_Ergebnis.xlsx"' in answer.headers["content-disposition"]
    page.get_by_role("button", name="Alles zurücknehmen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zurückgenommen")
    assert f"Neu {number} <b>SE</b>" not in {row["name"] for row in store.read("tenant")}
    store.close()


@pytest.mark.parametrize("size", SIZES)
def test_no_page_of_the_room_breaks_a_rule_of_access(
    open_page: OpenPage, office: Office, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = enter(open_page, office, size)
    assert violations(page) == []
    page.get_by_label("Datei", exact=True).set_input_files(worked_on(page, tmp_path, 7))
    page.get_by_role("button", name="Hochladen und vergleichen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was sich ändern würde")
    assert violations(page) == []
    assert covered(page, 40) == []
    page.get_by_role("link", name="Zurück zu Excel").click()
    liste = tmp_path / "liste.csv"
    liste.write_text(f"Betrieb;Standort;{HOSTILE};Foo\nA {size};EK;1;<script>alert(1)</script>\n", "utf-8")
    page.get_by_label("Datei", exact=True).set_input_files(liste)
    page.get_by_role("button", name="Hochladen und vergleichen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was steht in welcher Spalte?")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize(("way", "size"), [("keys", DESKTOP), ("keys", PHONE), ("finger", PHONE)])
def test_the_whole_way_goes_by_keys_and_by_finger(
    open_page: OpenPage, office: Office, tmp_path: Path, way: str, size: tuple[int, int]
) -> None:
    page = enter(open_page, office, size, downloads=tmp_path)
    hand, number, file = Hand(page, way), size[0] + len(way), tmp_path / "Firmen.xlsx"
    export = downloaded(page, lambda: hand.button("Excel-Datei herunterladen"))
    file.write_bytes(edited(export, work_of(number)))
    with page.expect_file_chooser() as asked:
        hand.press(page.get_by_label("Datei", exact=True))
    asked.value.set_files(file)
    hand.button("Hochladen und vergleichen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Was sich ändern würde")
    suits(page, hand)
    decide(page, hand)
    hand.button("Übernehmen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Übernommen")
    suits(page, hand)
    assert violations(page) == []
    assert phone_of(office) == f"03628 {number}"
    verdicts = downloaded(page, lambda: hand.link("Datei mit Ergebnis herunterladen"))
    sheet = Sheet(openpyxl.load_workbook(BytesIO(verdicts))["Firmen"])
    names = (
        "Firma 02 Metallbau GmbH & Co. KG",
        "Firma 04 Metallbau GmbH & Co. KG",
        f"Neu {number} <b>SE</b>",
    )
    assert [sheet.get(name, "Ergebnis") for name in names] == [
        "geändert",
        "nicht übernommen",
        "neu aufgenommen",
    ]
    hand.button("Alles zurücknehmen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zurückgenommen")
    assert phone_of(office) is None


def decide(page: Page, hand: Hand) -> None:
    """See what is unclear, take a row to the others and leave it again."""
    hand.press(page.get_by_role("button", name="unklar"))
    expect(page.get_by_text("ist keine E-Mail-Adresse")).to_be_visible()
    expect(page.locator(".excel-line")).to_have_count(1)
    hand.press(page.get_by_role("button", name="Alle Änderungen"))
    box = page.get_by_role("checkbox", name=re.compile("ja, die Firma ist weg.*Firma 05"))
    hand.tick(box)
    expect(page.locator("#excel-chosen")).to_have_text("5 Zeilen werden übernommen")
    hand.untick(box)
    expect(page.locator("#excel-chosen")).to_have_text("4 Zeilen werden übernommen")


def suits(page: Page, hand: Hand) -> None:
    """Nothing sticks out, and a finger meets what it presses."""
    fits(page)
    assert hand.way != "finger" or too_small(page) == []


def phone_of(office: Office) -> str | None:
    """What the workbook corrects in the second firm."""
    with contextlib.closing(open_store(office.store)) as store:
        [row] = [row for row in store.read("tenant") if row["name"].startswith("Firma 02")]
    found: str | None = row["phone"]
    return found
