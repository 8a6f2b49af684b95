"""The way in, in a real browser by keyboard alone: mail, password, app, recovery codes, and out again."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from signage.services.accounts.people import add_account
from signage.services.rights import Grant
from signage.store import open_store
from tests.browser.test_plan_axe import violations
from tests.parts import servers
from tests.parts.browser import DESKTOP, PHONE
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.parts.service import running_service

ADMIN, PASSWORD = "ada@example.org", "sieben bunte Tafeln"
CLERK_PASSWORD = "ein Mast mit drei Lamellen"
PICTURES = os.environ.get("SIGNAGE_TEST_PICTURES", "")
OpenPage = Callable[..., Page]


@dataclass
class Place:
    """The service and the mail server that it sends through."""

    base: str
    mailbox: Mailbox
    codes: list[str]  # of the administrator's paper


@pytest.fixture(scope="module")
def place(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The sample with one administrator."""
    file = Path(shutil.copy(sample_file, tmp_path_factory.mktemp("login")))
    store = open_store(file, fsync=False)
    grants = [Grant("administrator")]
    add_account(store, mail=ADMIN, name="Ada Amt", grants=grants, by="test", password=PASSWORD)
    store.close()
    port = servers.free_port()
    with running_mailbox() as mailbox:
        environ = {"SIGNAGE_SMTP_URL": mailbox.url, "SIGNAGE_MAIL_FROM": "region@example.org"}
        with running_service(file, port, environ):
            yield Place(f"http://127.0.0.1:{port}", mailbox, [])


def looked_at(page: Page, name: str) -> None:
    """Nothing is wrong with the page for axe, nothing is wider than the window."""
    if PICTURES:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")


def type_in(page: Page, label: str, text: str) -> None:
    """Go on by Tab until a field has the focus, and type."""
    for _ in range(40):
        page.keyboard.press("Tab")
        named = page.evaluate("document.activeElement.labels?.[0]?.textContent.trim() ?? ''")
        if named == label:
            page.keyboard.type(text)
            return
    raise AssertionError(f"Tab does not lead to {label}")


def press(page: Page, label: str) -> None:
    """Go on by Tab until a button or link has the focus, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == label:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not lead to {label}")


def app_of(page: Page) -> TOTP:
    return TOTP(page.locator(".desk-secret").inner_text().replace(" ", ""))


def sign_in(page: Page, base: str, mail: str, password: str) -> None:
    page.goto(f"{base}/login")
    type_in(page, "E-Mail-Adresse", mail)
    type_in(page, "Passwort", password)
    page.keyboard.press("Enter")


def set_up_app(page: Page) -> tuple[TOTP, list[str]]:
    expect(page.get_by_role("heading", name="Zweiten Schritt einrichten")).to_be_visible()
    looked_at(page, "setup")
    app = app_of(page)
    type_in(page, "Code aus der App", app.now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ihre Notfallcodes")).to_be_visible()
    looked_at(page, "recovery")
    codes = page.locator(".desk-recovery code").all_inner_texts()
    press(page, "Ich habe die Codes notiert, weiter")
    expect(page).to_have_url(re.compile("/desk$"))
    return app, codes


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_the_mail_to_the_desk_and_out_by_keyboard(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    mail = f"uwe{size[0]}@example.org"
    page = open_page(size)
    page.goto(f"{place.base}/login")
    looked_at(page, "login")
    # The link in the mail, made as an administrator would.
    invited = invite(page, place, mail)
    page.goto(invited)
    looked_at(page, "invitation")
    type_in(page, "Passwort", "zu kurz")
    expect(page.get_by_text("Noch 5 Zeichen")).to_be_visible()
    type_in(page, "Passwort noch einmal", "zu kurz")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Das Passwort ist zu kurz")).to_be_visible()
    looked_at(page, "invitation-problem")
    type_in(page, "Passwort", CLERK_PASSWORD)
    type_in(page, "Passwort noch einmal", CLERK_PASSWORD)
    page.keyboard.press("Enter")
    _, codes = set_up_app(page)
    press(page, "Abmelden")
    expect(page.get_by_text("Sie sind abgemeldet.")).to_be_visible()
    sign_in(page, place.base, mail, CLERK_PASSWORD)
    expect(page.get_by_role("heading", name="Zweiter Schritt")).to_be_visible()
    looked_at(page, "second")
    type_in(page, "Code aus der App", "000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dieser Code gilt nicht (mehr).")).to_be_visible()
    type_in(page, "Code aus der App", codes[0].lower())
    page.keyboard.press("Enter")
    expect(page.get_by_text("noch 9 übrig", exact=True)).to_be_visible()
    looked_at(page, "account")
    press(page, "Überall abmelden")
    expect(page.get_by_text("Sie sind auf allen Geräten abgemeldet.")).to_be_visible()


def invite(page: Page, place: Place, mail: str) -> str:
    """As the administrator at a desk of her own, in a window of her own; the link in the mail that came."""
    browser, size = page.context.browser, page.viewport_size
    assert browser
    assert size
    other = browser.new_context(locale="de-DE", viewport=size)
    desk = other.new_page()
    sign_in(desk, place.base, ADMIN, PASSWORD)
    expect(desk.get_by_role("heading", name=re.compile("Zweite. Schritt"))).to_be_visible()
    if "/login/setup" in desk.url:
        place.codes = set_up_app(desk)[1]
    else:
        type_in(desk, "Code aus der App", place.codes.pop())
        desk.keyboard.press("Enter")
        expect(desk).to_have_url(re.compile("/account"))
    desk.goto(f"{place.base}/people")
    looked_at(desk, "people")
    press(desk, "Person einladen")
    expect(desk.get_by_role("heading", name="Person einladen")).to_be_visible()
    looked_at(desk, "people-new")
    type_in(desk, "Name", "Uwe <b>Beispiel</b>")
    type_in(desk, "E-Mail-Adresse", mail)
    type_in(desk, "Wofür", "Arnstadt")
    desk.keyboard.press("Tab")
    before = len(place.mailbox.taken)
    press(desk, "Einladen")
    expect(desk.get_by_text("Die Einladung ist unterwegs.")).to_be_visible()
    expect(desk.get_by_text("Sachbearbeitung, Arnstadt").first).to_be_visible()
    looked_at(desk, "person")
    other.close()
    return place.mailbox.found(r"http\S+/invite/\S+", after=before)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_forgotten_password_is_renewed_by_mail(open_page: OpenPage, place: Place, javascript: bool) -> None:
    page = open_page(PHONE, javascript=javascript)
    page.goto(f"{place.base}/login")
    page.get_by_role("link", name="Passwort vergessen?").click()
    page.get_by_label("E-Mail-Adresse").fill(ADMIN)
    before = len(place.mailbox.taken)
    page.get_by_role("button", name="Link schicken").click()
    expect(page.get_by_text("Bitte sehen Sie in Ihr Postfach.")).to_be_visible()
    link = place.mailbox.found(r"http\S+/login/new/\S+", after=before)
    page.goto(link)
    for label in ("Passwort", "Passwort noch einmal"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Passwort speichern").click()
    expect(page.get_by_role("heading", name=re.compile("Schritt"))).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="Dieser Link gilt nicht mehr")).to_be_visible()
