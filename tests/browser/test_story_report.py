"""A visitor says at a sign what is wrong, with a photo; the clerk sees both in the queue."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from tests.parts import servers, stores
from tests.parts.browser import DESKTOP, PHONE, tab_to, until, whole_chromium
from tests.parts.hands import WAYS, Hand, fits
from tests.parts.service import running_service
from tests.places import a_municipality, a_sign, a_tenant, an_area, point
from tests.reports.pictures import a_photo

OpenPage = Callable[..., Page]
FIRM = "<img src=x onerror=alert(1)> & Söhne"


class Place(NamedTuple):
    """The service, the pages of two signs, the session of a clerk, and a photo."""

    base: str
    signs: tuple[str, str]
    clerk: str
    photo: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("report")
    store = stores.new_geopackage(folder / "town.gpkg")
    a_municipality(store)
    area = an_area(store)
    a_tenant(store, area, name=FIRM, number=1, geometry=point(300, 300))
    rows = [store.row("sign", a_sign(store, area, number=f"EK-00{n}")) for n in (1, 2)]
    codes = [row["code"] for row in rows if row]
    grants = [Grant("clerk", "16070028")]
    clerk = add_account(store, mail="kim@example.org", name="Kim Muster", grants=grants, by="test")
    session = begin_session(store, clerk)
    store.close()
    photo = folder / "photo.jpg"
    photo.write_bytes(a_photo(size=(320, 240)))
    port = servers.free_port()
    with running_service(folder / "town.gpkg", port):
        base = f"http://127.0.0.1:{port}"
        yield Place(base, (f"{base}/{codes[0]}", f"{base}/{codes[1]}"), session, photo)


def the_clerk_sees(page: Page, place: Place, kind: str, note: str) -> None:
    """The report stands in the queue with its note, and its photo is really shown."""
    page.context.add_cookies([{"name": "signage_session", "value": place.clerk, "url": place.base}])
    page.goto(f"{place.base}/desk/queue")
    entry = page.get_by_role("article").filter(has=page.locator(".queue-note", has_text=note))
    expect(entry.get_by_role("heading")).to_contain_text(kind)
    entry.get_by_role("img").scroll_into_view_if_needed()
    until(
        page, "() => [...document.querySelectorAll('.queue-photo img')].some((one) => one.naturalWidth > 100)"
    )
    answer = page.request.get(f"{place.base}{entry.locator('.queue-photo').get_attribute('href')}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert b"Telefonwerke" not in answer.body()  # who held the phone is nobody's business


@pytest.fixture(scope="module")
def chromium(chromium: Browser) -> Iterator[Browser]:
    """The shell's emulated phone does not get the form with a photo through."""
    with whole_chromium(chromium) as running:
        yield running


def attach(page: Page, hand: Hand, photo: Path) -> None:
    """Choose the photo in the window that the field opens."""
    field = page.get_by_label("Foto", exact=True)
    with page.expect_file_chooser() as chosen:
        if hand.way == "keys":
            tab_to(page, field)
            page.keyboard.press("Space")
        else:
            hand.press(field)
    chosen.value.set_files(photo)


@WAYS
def test_a_firm_is_reported_gone_with_a_photo(
    open_page: OpenPage, place: Place, way: str, size: tuple[int, int]
) -> None:
    page, note = open_page(size), f"Tor ist zu <b> {way} {size[0]}"
    hand = Hand(page, way)
    page.goto(place.signs[1])
    hand.link("Etwas stimmt nicht")
    hand.press(page.locator("summary"))
    hand.choose(page.get_by_label("Welche Firma?"), FIRM)
    hand.write(page.get_by_label("Hinweis", exact=True), note)
    attach(page, hand, place.photo)
    page.wait_for_timeout(1600)  # a form that comes back within 1.5 s is a machine's
    hand.button("Firma ist nicht mehr da")
    expect(page.get_by_role("heading", name="Danke für Ihre Meldung")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Ihre Meldung hat die Nummer")
    fits(page)
    the_clerk_sees(open_page(DESKTOP), place, FIRM, note)


def test_by_tap_on_a_phone_without_scripts(open_page: OpenPage, place: Place) -> None:
    page, note = open_page(PHONE, javascript=False), "Scheibe gesprungen"
    page.goto(place.signs[0])
    page.get_by_role("link", name="Etwas stimmt nicht").tap()
    page.get_by_text("Hinweis oder Foto dazu").tap()
    page.get_by_label("Hinweis", exact=True).fill(note)
    page.get_by_label("Foto", exact=True).set_input_files(place.photo)
    page.wait_for_timeout(1600)  # as above
    page.get_by_role("button", name="Schild ist beschädigt").tap()
    expect(page.get_by_role("heading", name="Danke für Ihre Meldung")).to_be_visible()
    fits(page)
    the_clerk_sees(open_page(PHONE), place, "Schild", note)
