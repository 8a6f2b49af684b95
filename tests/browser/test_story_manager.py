"""The region's manager: what is due, the confirmation that helps most, a row of the worst put right."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from signage.store import Store
from tests.parts import servers, stores
from tests.parts.hands import WAYS, Hand, fits
from tests.parts.service import running_service
from tests.places import a_municipality, a_tenant, an_area, outline, point

OpenPage = Callable[..., Page]
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


class Place(NamedTuple):
    """The service, and the session of a manager of the region."""

    base: str
    manager: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    file = tmp_path_factory.mktemp("manager") / "region.gpkg"
    store = stores.new_geopackage(file)
    fill(store)
    manager = add_account(store, mail="m@example.org", name="Mia", grants=[Grant("manager")], by="test")
    session = begin_session(store, manager)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Place(f"http://127.0.0.1:{port}", session)


def fill(store: Store) -> None:
    """Two municipalities; two firms of one are long due, and one of them lacks nearly all."""
    a_municipality(store)
    a_municipality(store, ags="16067029", name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    area = an_area(store, name=f"Kreuz {HOSTILE}")
    for number, name in enumerate((HOSTILE, "Adler GmbH"), start=1):
        a_tenant(
            store, area, name=name, number=number, confirmed_on=date(2025, 3, 1), geometry=point(number, 9)
        )


@WAYS
def test_from_the_region_to_the_area_and_to_the_firm_that_lack_most(
    open_page: OpenPage, place: Place, way: str, size: tuple[int, int]
) -> None:
    page = open_page(size)
    hand = Hand(page, way)
    page.context.add_cookies([{"name": "signage_session", "value": place.manager, "url": place.base}])
    page.goto(f"{place.base}/desk")
    region = page.get_by_role("navigation", name="Arbeitsplatz").get_by_role("link", name="Region")
    hand.press(region)
    expect(page.get_by_role("heading", level=1)).to_have_text("Region")
    fits(page)
    hand.press(page.get_by_role("columnheader", name="Firmen").get_by_role("link"))
    expect(page.locator("th[aria-sort='descending']")).to_contain_text("Firmen")
    expect(page.get_by_role("row").filter(has_text="Amt Wachsenburg").first).to_contain_text("0 %")
    hand.press(page.locator(".region-helpful").get_by_role("link", name=f"Kreuz {HOSTILE}"))
    expect(page.get_by_role("group", name="Adler GmbH")).to_be_visible()
    fits(page)
    hand.press(page.get_by_role("button", name="Alle 2 bestätigen"))
    expect(page.get_by_text("ist bestätigt")).to_be_visible()
    hand.press(region)
    expect(page.get_by_role("row").filter(has_text="Amt Wachsenburg").first).to_contain_text("100 %")
    expect(page.get_by_role("link", name="nicht bestätigt")).to_have_count(0)
    hand.press(page.get_by_role("link", name="keine Tätigkeit").first)
    expect(page.get_by_label("Tätigkeit", exact=True)).to_be_visible()
    fits(page)
    page.goto(f"{place.base}/desk")  # for who comes next it is due again
    hand.press(page.get_by_role("button", name="Rückgängig").first)
    expect(page.get_by_text("Zurückgenommen.")).to_be_visible()
