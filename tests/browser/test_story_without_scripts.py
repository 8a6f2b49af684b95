"""The desk where scripts are switched off, as some authorities do: getting in, the own account, the rights of
others, signs to be changed, other days, and what a firm says of itself.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from signage.domain.faces import read_face
from signage.domain.validity import today
from signage.services.accounts.invitations import invite
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.editing import end_row
from signage.services.firm_links import new_firm_link
from signage.services.rights import Grant, Rights, everywhere
from signage.store import Store
from tests.parts import servers, stores
from tests.parts.browser import DESKTOP, PHONE
from tests.parts.service import running_service
from tests.places import a_municipality, a_sign, a_tenant, an_area, point

OpenPage = Callable[..., Page]
HERE = "16070028"
FIRM = "<img src=x onerror=alert(1)> & Söhne"
PASSWORD = "ein Mast mit drei Lamellen"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


class Place(NamedTuple):
    """The service, sessions of an administrator and of a clerk, and links that were mailed."""

    base: str
    administrator: str
    clerk: str
    invitation: str
    firm_link: str


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A sign with a row for a firm that is gone; a firm with a link; a person who is invited."""
    file = tmp_path_factory.mktemp("plain") / "town.gpkg"
    store = stores.new_geopackage(file)
    firm = fill(store)
    administrator, clerk = [
        begin_session(store, add_account(store, mail=f"{n}@example.org", name="Ada", grants=[grant], by="x"))
        for n, grant in enumerate((Grant("administrator"), Grant("clerk", HERE)))
    ]
    by = Rights.from_grants([Grant("administrator")], who="Ada")
    invited = invite(store, mail="kim@example.org", name="Kim", grants=[Grant("clerk", HERE)], by=by)
    link = new_firm_link(store, firm, mail="post@muster.example", rights=everywhere("Kim"))
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Place(f"http://127.0.0.1:{port}", administrator, clerk, invited.value, link)


def fill(store: Store) -> int:
    """Gives the firm that is still there."""
    a_municipality(store)
    area = an_area(store)
    gone = a_tenant(store, area, name=FIRM, number=1, geometry=point(100, 200))
    here = a_tenant(store, area, name="Adler GmbH", number=2, activity="Bau", geometry=point(300, 200))
    slots = [{"id": 1, "tenant": gone, "text": FIRM, "direction": "left"}]
    a_sign(store, area, type="SAM", face=read_face({"slots": slots}))
    end_row(store, "tenant", gone, today(), rights=everywhere("Kim"), why="Anruf der Firma")
    return here


def opened(
    open_page: OpenPage, place: Place, size: tuple[int, int], session: str = "", path: str = ""
) -> Page:
    page = open_page(size, javascript=False)
    if session:
        page.context.add_cookies([{"name": "signage_session", "value": session, "url": place.base}])
    page.goto(place.base + path)
    return page


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@SIZES
def test_a_clerk_gets_in_with_an_app_and_out_everywhere(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = opened(open_page, place, size, path=f"/invite/{place.invitation}")
    for label in ("Passwort", "Passwort noch einmal"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    click(page, "Passwort speichern")
    app = TOTP(page.locator(".desk-secret").inner_text().replace(" ", ""))
    expect(page.get_by_role("button", name="Passkey einrichten")).to_be_hidden()
    page.get_by_label("Code aus der App").fill("000000")
    click(page, "Einrichten")
    expect(page.get_by_text("Dieser Code gilt nicht (mehr).")).to_be_visible()
    page.get_by_label("Code aus der App").fill(app.now())
    click(page, "Einrichten")
    codes = page.locator(".desk-recovery code").all_inner_texts()
    page.get_by_role("link", name="Ich habe die Codes notiert, weiter").click()
    click(page, "Abmelden")
    page.get_by_label("E-Mail-Adresse").fill("kim@example.org")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    click(page, "Anmelden")
    page.get_by_label("Code aus der App").fill(codes[0])
    click(page, "Anmelden")
    expect(page.get_by_text("noch 9 übrig", exact=True)).to_be_visible()
    page.get_by_role("button", name="Neue Notfallcodes erzeugen").click()
    expect(page.locator(".desk-recovery code")).to_have_count(10)
    page.goto(f"{place.base}/account")
    page.get_by_label("Sprache der Seiten und Mails").select_option("English")
    click(page, "Speichern")
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    page.get_by_role("link", name="See and filter all events").click()
    if size == PHONE:  # elsewhere it is there at once
        page.get_by_text("Filter events").click()
    page.get_by_label("What").select_option("recovery codes made")
    click(page, "Show")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.goto(f"{place.base}/account")
    click(page, "Sign out everywhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    page.goto(f"{place.base}/desk")
    expect(page).to_have_url(f"{place.base}/login?next=%2Fdesk")


@SIZES
def test_an_administrator_invites_gives_takes_and_ends(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = opened(open_page, place, size, place.administrator, "/people/new")
    page.get_by_role("textbox", name="Name", exact=True).fill(FIRM)
    page.get_by_label("E-Mail-Adresse").fill("uwe@example.org")
    page.get_by_label("Wofür").select_option(HERE)
    click(page, "Einladen")
    expect(page.get_by_text("Dieser Dienst verschickt keine Mails.")).to_be_visible()
    page.get_by_role("link", name="Ich habe den Link, weiter").click()
    page.get_by_label("Aufgabe").select_option("Planung")
    page.get_by_label("Wofür").select_option("Erfurter Kreuz")
    click(page, "Hinzufügen")
    expect(page.get_by_text("Das Recht ist erteilt.")).to_be_visible()
    page.get_by_role("button", name="Sachbearbeitung, Amt Wachsenburg: entziehen").click()
    expect(page.get_by_text("Das Recht ist entzogen.")).to_be_visible()
    click(page, "Einladung noch einmal schicken")
    page.get_by_role("link", name="Ich habe den Link, weiter").click()
    click(page, "Konto beenden")
    click(page, "Konto beenden")
    expect(page.get_by_text("Das Konto ist beendet.")).to_be_visible()
    page.get_by_role("link", name="Alle Ereignisse ansehen und filtern").click()
    said = "Recht entzogen (Sachbearbeitung, Amt Wachsenburg)"
    expect(page.get_by_role("row").filter(has_text=said)).to_have_count(1)
    page.goto(f"{place.base}/people/1")
    click(page, "Konto beenden")
    click(page, "Konto beenden")
    expect(page.get_by_role("alert")).to_contain_text("letzte Administration")


@SIZES
def test_a_clerk_reports_a_sign_done_and_looks_at_other_days(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = opened(open_page, place, size, place.clerk, "/desk")
    page.get_by_role("link", name="1 Schild nennt eine Firma").click()
    page.get_by_role("checkbox", name="Zeile 1: <img src=x").check()
    page.get_by_role("button", name="Ausgewählte als erledigt melden").click()
    expect(page.get_by_text("1 Zeile ist als erledigt gemeldet.")).to_be_visible()
    page.get_by_role("link", name="Rückgängig").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Doch nicht erledigt").click()
    expect(page.get_by_role("checkbox", name="Zeile 1: <img src=x")).to_be_visible()
    page.goto(f"{place.base}/desk/asof")
    expect(page.locator("main")).not_to_contain_text(FIRM)
    page.get_by_label("Tag", exact=True).fill((today() - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{place.base}/desk/compare")
    page.get_by_label("Erster Tag").fill((today() - timedelta(days=1)).isoformat())
    page.get_by_label("Zweiter Tag").fill((today() + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.get_by_role("status").filter(has_text="weg")).to_be_visible()


@SIZES
def test_what_a_firm_says_of_itself_is_taken_by_the_clerk(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    firm = opened(open_page, place, size, path=f"/firm/{place.firm_link}")
    firm.get_by_role("heading", name="Etwas berichtigen").click()
    firm.get_by_label("Tätigkeit").fill("Metallbau")
    firm.get_by_role("button", name="Weiter: Änderungen ansehen").first.click()
    expect(firm.locator("ins")).to_have_text(["Metallbau"])
    firm.get_by_role("button", name="Absenden").click()
    expect(firm.get_by_text("Amt Wachsenburg sieht Ihre Angaben durch")).to_be_visible()
    page = opened(open_page, place, size, place.clerk, "/desk")
    page.get_by_role("link", name="1 Vorschlag einer Firma ist offen").click()
    entry = page.get_by_role("article").filter(has_text="Adler GmbH")
    entry.get_by_role("button", name="Übernehmen").click()
    expect(page.get_by_text("1 Eintrag ist erledigt.")).to_be_visible()
    page.goto(f"{place.base}/desk/firms/2")
    expect(page.get_by_label("Tätigkeit", exact=True)).to_have_value("Metallbau")
