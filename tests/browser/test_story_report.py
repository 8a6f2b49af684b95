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


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_by_tap_on_a_phone(open_page: OpenPage, place: Place, javascript: bool) -> None:
    page, note = open_page(PHONE, javascript=javascript), f"Scheibe gesprungen {javascript}"
    page.goto(place.signs[0])
    page.get_by_role("link", name="Etwas stimmt nicht").tap()
    page.get_by_text("Hinweis oder Foto dazu").tap()
    page.get_by_label("Hinweis", exact=True).fill(note)
    page.get_by_label("Foto", exact=True).set_input_files(place.photo)
    page.wait_for_timeout(1600)  # a form that comes back within 1.5 s is a machine's
    page.get_by_role("button", name="Schild ist beschädigt").tap()
    expect(page.get_by_role("heading", name="Danke für Ihre Meldung")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Ihre Meldung hat die Nummer")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    the_clerk_sees(open_page(DESKTOP), place, "Schild", note)


def test_by_keys_at_a_desk(open_page: OpenPage, place: Place) -> None:
    page, press, note = open_page(DESKTOP), "Enter", "Tor ist zu <b>"
    page.goto(place.signs[1])
    tab_to(page, page.get_by_role("link", name="Etwas stimmt nicht"))
    page.keyboard.press(press)
    tab_to(page, page.locator("summary"))
    page.keyboard.press(press)
    tab_to(page, page.get_by_label("Welche Firma?"))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_label("Hinweis", exact=True))
    page.keyboard.type(note)
    tab_to(page, page.get_by_label("Foto", exact=True))
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files(place.photo)
    page.wait_for_timeout(1200)
    tab_to(page, page.get_by_role("button", name="Firma ist nicht mehr da"))
    page.keyboard.press(press)
    expect(page.get_by_role("heading", name="Danke für Ihre Meldung")).to_be_visible()
    the_clerk_sees(open_page(PHONE), place, FIRM, note)
