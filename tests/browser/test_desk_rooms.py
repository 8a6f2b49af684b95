"""The quieter rooms of the desk, by keys alone on both sizes: region, scans, rows that were set aside, links
for firms where no mail goes out.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from signage.domain.validity import today
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.importing import import_file
from signage.services.rights import Grant
from signage.services.scan_counts import ScanCounts
from signage.store import Store
from tests.browser.test_plan_axe import violations
from tests.parts import servers, stores
from tests.parts.browser import DESKTOP, PHONE, tab_to
from tests.parts.service import running_service
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline

OpenPage = Callable[..., Page]
HERE = "16070028"
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
LONG = "Internationale Schwertransport- und Anlagenbaugesellschaft Thüringer Becken mbH & Co. KG"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE])


class Place(NamedTuple):
    """The service, and the sessions of a manager of the region and of a clerk."""

    base: str
    manager: str
    clerk: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Two municipalities, a sign that was scanned, firms that are due, two rows that no area takes."""
    folder = tmp_path_factory.mktemp("rooms")
    store = stores.new_geopackage(folder / "desk.gpkg")
    fill(store, folder)
    sessions = [
        begin_session(store, add_account(store, mail=mail, name="Kim Muster", grants=[grant], by="test"))
        for mail, grant in (
            ("m@example.org", Grant("manager")),
            ("c@example.org", Grant("clerk", "16070028")),
        )
    ]
    store.close()
    port = servers.free_port()
    with running_service(folder / "desk.gpkg", port):
        yield Place(f"http://127.0.0.1:{port}", *sessions)


def fill(store: Store, folder: Path) -> None:
    a_municipality(store)
    a_municipality(store, ags="16067029", name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    area = an_area(store, name=f"Kreuz {HOSTILE}")
    sign = store.row("sign", a_sign(store, area, number="EK-001"))
    assert sign
    for name in (HOSTILE, LONG):
        a_tenant(store, area, name=name, number=None, confirmed_on=None, email="post@muster.example")
    counts = ScanCounts(store, 3600)
    for _ in range(17):
        counts.add(sign["code"], today() - timedelta(days=3), "pl")
    counts.close()
    file = folder / "liste.csv"
    file.write_text("Firma;Gewerbegebiet\nHolz GmbH;Nirgendwo\nStahl GmbH;Nirgendwo\n", encoding="utf-8")
    import_file(store, "tenant", file, who="test")


def opened(page: Page, place: Place, session: str, path: str) -> Page:
    page.context.add_cookies([{"name": "signage_session", "value": session, "url": place.base}])
    page.goto(place.base + path)
    return page


def is_sound(page: Page) -> None:
    """No fault for axe, and nothing wider than the window."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")


@SIZES
def test_a_manager_sorts_the_region_and_goes_to_what_helps_most(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = opened(open_page(size), place, place.manager, "/desk/region")
    is_sound(page)
    tab_to(page, page.get_by_role("columnheader", name="Firmen").get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort='descending']")).to_contain_text("Firmen")
    page.goto(place.base + "/desk/region")
    tab_to(page, page.get_by_role("link", name=f"Kreuz {HOSTILE}").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{place.base}/desk/confirm/1")


def test_a_manager_goes_with_the_mouse_from_the_region_to_an_area(page_desktop: Page, place: Place) -> None:
    page = opened(page_desktop, place, place.manager, "/desk")
    page.get_by_role("navigation", name="Arbeitsplatz").get_by_role("link", name="Region").click()
    page.get_by_role("columnheader", name="Firmen").get_by_role("link").click()
    expect(page.locator("th[aria-sort='descending']")).to_contain_text("Firmen")
    page.get_by_role("link", name=f"Kreuz {HOSTILE}").first.click()
    expect(page).to_have_url(f"{place.base}/desk/confirm/1")


@SIZES
def test_scans_of_another_time_are_two_keys_away(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = opened(open_page(size), place, place.clerk, "/desk/scans")
    is_sound(page)
    expect(page.get_by_role("rowheader", name="Polnisch")).to_be_visible()
    expect(page.get_by_role("img", name="Schilder auf einer Karte")).to_be_visible()
    page.get_by_role("link", name="Dasselbe als Tabelle").click()
    expect(page.get_by_role("heading", name="Nach Schildern")).to_be_in_viewport()
    page.goto(place.base + "/desk/scans")
    tab_to(page, page.get_by_role("navigation", name="Zeitraum").get_by_role("link").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{place.base}/desk/scans?days=30")
    days = page.locator("main details > summary")
    tab_to(page, days)
    page.keyboard.press("Enter")
    expect(page.locator("main details table")).to_be_visible()
    is_sound(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_open_room_is_in_sight_on_a_phone(open_page: OpenPage, place: Place, javascript: bool) -> None:
    page = opened(open_page(PHONE, javascript=javascript), place, place.clerk, "/desk/office")
    expect(page.get_by_role("navigation").locator("[aria-current]")).to_be_in_viewport(ratio=0.9)


@SIZES
def test_links_for_firms_are_shown_where_no_mail_goes_out(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = opened(open_page(size), place, place.clerk, "/desk/queue/ask/1")
    is_sound(page)
    for name in (HOSTILE, LONG):  # on the second size they have a link already
        page.get_by_label(name).check()
    tab_to(page, page.get_by_role("button", name="Links und Briefe anzeigen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 Links für Firmen")).to_be_visible()
    is_sound(page)
    link = page.get_by_label("Link dieser Firma, zum Kopieren").first.input_value()
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Söhne")


@SIZES
def test_rows_that_were_set_aside_are_taken_along_and_put_away(
    open_page: OpenPage, place: Place, size: tuple[int, int], tmp_path: Path
) -> None:
    page = opened(open_page(size), place, place.manager, "/desk/parked")
    is_sound(page)
    if size == DESKTOP:
        tab_to(page, page.get_by_role("link", name="Als Tabelle laden"))
        with page.expect_download() as coming:
            page.keyboard.press("Enter")
        assert coming.value.suggested_filename.endswith(".xlsx")
        return
    tab_to(page, page.get_by_role("button", name="Erledigt, ablegen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="2 Zeilen sind abgelegt.")).to_be_visible()
    is_sound(page)
