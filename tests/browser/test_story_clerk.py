"""A clerk from the mail that invites her to the end of her first working day: password, second step, signing
in, an area confirmed, signing out. By keys on both sizes; with a passkey by mouse, and by finger on a phone.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect
from pyotp import TOTP

from signage.domain.validity import today
from signage.store import open_store
from tests.parts import servers, stores
from tests.parts.browser import DESKTOP, PHONE, covered_focus, tab_to
from tests.parts.hands import Hand
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.parts.passkeys import Device
from tests.parts.service import running_service
from tests.places import a_municipality, a_tenant, an_area, point

OpenPage = Callable[..., Page]
HERE = "16070028"
FIRM = "<img src=x onerror=alert(1)> & Söhne"
PASSWORD = "ein Mast mit drei Lamellen"
PICTURES = os.environ.get("SIGNAGE_TEST_PICTURES", "")


class Place(NamedTuple):
    """The service and its mail server."""

    base: str
    file: Path
    mailbox: Mailbox


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An area whose three firms are due."""
    file = tmp_path / "town.gpkg"
    store = stores.new_geopackage(file)
    a_municipality(store)
    area = an_area(store)
    for number, name in enumerate((FIRM, "Adler GmbH", "Bär KG"), start=1):
        a_tenant(
            store, area, name=name, number=number, confirmed_on=date(2025, 3, 1), geometry=point(number, 9)
        )
    store.close()
    port = servers.free_port()
    with running_mailbox() as mailbox:
        base = f"http://localhost:{port}"
        environ = {"SIGNAGE_SMTP_URL": mailbox.url, "SIGNAGE_PUBLIC_URL": base}
        words = [
            "invite",
            "kim@example.org",
            "--name",
            "Kim Muster",
            "--role",
            "clerk",
            "--municipality",
            HERE,
        ]
        command = [str(Path(sys.executable).with_name("signage")), "user", *words, "--store", str(file)]
        subprocess.run(command, env=os.environ | environ, check=True, capture_output=True)
        with running_service(file, port, environ, host="localhost"):
            yield Place(base, file, mailbox)


def is_sound(page: Page, name: str) -> None:
    """Nothing is wider than the window; a picture is taken for whoever wants to see."""
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")
    if PICTURES:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=f"{PICTURES}/clerk-{name}-{width}.png")


def type_into(page: Page, field: Locator, text: str) -> None:
    tab_to(page, field)
    page.keyboard.type(text)


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def confirmed(place: Place) -> dict[str, bool]:
    """Which of the firms that are there were confirmed today."""
    store = open_store(place.file)
    rows = [row for row in store.read("tenant") if row["valid_to"] is None]
    store.close()
    return {row["name"]: row["confirmed_on"] == today() for row in rows}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_by_keys_from_the_mail_to_the_confirmed_area(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = open_page(size)
    page.goto(place.mailbox.found(r"http\S+/invite/\S+", after=0))
    type_into(page, page.get_by_label("Passwort", exact=True), PASSWORD)
    type_into(page, page.get_by_label("Passwort noch einmal"), PASSWORD)
    is_sound(page, "invitation")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Zweiten Schritt einrichten")).to_be_visible()
    app = TOTP(page.locator(".desk-secret").inner_text().replace(" ", ""))
    is_sound(page, "setup")
    type_into(page, page.get_by_label("Code aus der App"), app.now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ihre Notfallcodes")).to_be_visible()
    code = page.locator(".desk-recovery code").first.inner_text()
    press(page, page.get_by_role("link", name="Ich habe die Codes notiert, weiter"))
    page.wait_for_url("**/desk")
    press(page, button(page, "Abmelden"))
    type_into(page, page.get_by_label("E-Mail-Adresse"), "kim@example.org")
    type_into(page, page.get_by_label("Passwort", exact=True), PASSWORD)
    page.keyboard.press("Enter")
    type_into(page, page.get_by_label("Code aus der App"), code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account*")
    page.goto(f"{place.base}/desk")
    is_sound(page, "start")
    press(page, page.get_by_role("link", name="3 Firmen bestätigen"))
    tab_to(page, page.get_by_role("group", name="Adler GmbH").get_by_role("radio", name="Ja, noch da"))
    page.keyboard.press("w")
    expect(page.locator("#confirm-sum")).to_have_text("2 noch da, 0 umgezogen, 1 weg, 0 berichtigt")
    assert covered_focus(page) == ""
    is_sound(page, "confirm")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Noch da: 2. Umgezogen: 0. Weg: 1. Berichtigt: 0.")).to_be_visible()
    assert confirmed(place) == {FIRM: True, "Bär KG": True}
    press(page, button(page, "Abmelden"))
    expect(page.get_by_text("Sie sind abgemeldet.")).to_be_visible()


@pytest.mark.parametrize(("way", "size"), [("mouse", DESKTOP), ("finger", PHONE)], ids=["mouse", "finger"])
def test_with_a_passkey_from_the_mail_to_the_confirmed_area(
    open_page: OpenPage, place: Place, way: str, size: tuple[int, int]
) -> None:
    page = open_page(size)
    hand, device = Hand(page, way), Device(page)
    page.goto(place.mailbox.found(r"http\S+/invite/\S+", after=0))
    hand.write(page.get_by_label("Passwort", exact=True), PASSWORD)
    hand.write(page.get_by_label("Passwort noch einmal"), PASSWORD)
    hand.button("Passwort speichern")
    hand.write(page.get_by_label("Name"), "Diensthandy")
    hand.button("Passkey einrichten")
    expect(page.get_by_role("heading", name="Ihre Notfallcodes")).to_be_visible()
    device.touches(False)
    hand.link("Ich habe die Codes notiert, weiter")
    hand.button("Abmelden")
    expect(button(page, "Mit Passkey anmelden")).to_be_visible()
    device.waits()
    hand.button("Mit Passkey anmelden")
    page.wait_for_url("**/desk")
    hand.link("3 Firmen bestätigen")
    hand.pick(page.get_by_role("group", name="Adler GmbH").get_by_role("radio", name="Weg"))
    is_sound(page, f"confirm-{way}")
    hand.button("Alle übrigen 2 bestätigen und speichern")
    expect(page.get_by_text("Noch da: 2. Umgezogen: 0. Weg: 1. Berichtigt: 0.")).to_be_visible()
    is_sound(page, f"confirmed-{way}")
    assert confirmed(place) == {FIRM: True, "Bär KG": True}
    device.touches(False)
    hand.button("Abmelden")
    expect(page.get_by_text("Sie sind abgemeldet.")).to_be_visible()
