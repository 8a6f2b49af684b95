"""A firm with its link, from what stands there to its consent, and the clerk who takes what it says."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.firm_links import new_firm_link
from signage.services.rights import Grant, everywhere
from tests.parts import servers, stores
from tests.parts.hands import WAYS, Hand, fits
from tests.parts.service import running_service
from tests.places import a_municipality, a_tenant, an_area

OpenPage = Callable[..., Page]
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


class Place(NamedTuple):
    """The service, the session of a clerk, and for each way a firm's id and its link."""

    base: str
    clerk: str
    firms: dict[str, tuple[int, str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    file = tmp_path_factory.mktemp("firm") / "town.gpkg"
    store = stores.new_geopackage(file)
    a_municipality(store)
    area = an_area(store)
    firms = {}
    for number, way in enumerate(("mouse1280", "keys1280", "finger360", "keys360"), start=1):
        name, phone = f"{way} {HOSTILE}", "+49 3628 1234"
        firm = a_tenant(store, area, name=name, number=number, phone=phone, email="post@muster.example")
        link = new_firm_link(store, firm, mail="post@muster.example", rights=everywhere("Kim"))
        firms[way] = firm, f"/firm/{link}"
    grants = [Grant("clerk", "16070028")]
    clerk = add_account(store, mail="kim@example.org", name="Kim Muster", grants=grants, by="test")
    session = begin_session(store, clerk)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Place(f"http://127.0.0.1:{port}", session, firms)


@WAYS
def test_a_firm_corrects_itself_agrees_and_is_taken_at_its_word(
    open_page: OpenPage, place: Place, way: str, size: tuple[int, int]
) -> None:
    page, (firm, link) = open_page(size), place.firms[f"{way}{size[0]}"]
    hand = Hand(page, way)
    page.goto(place.base + link)
    hand.press(page.locator("summary").filter(has_text="Etwas berichtigen"))
    hand.write(page.get_by_label("Tätigkeit"), "Schwertransporte")
    fits(page)
    hand.press(page.get_by_role("button", name="Weiter: Änderungen ansehen").first)
    expect(page.locator("ins")).to_have_text(["Schwertransporte"])
    hand.button("Absenden")
    expect(page.get_by_text("Amt Wachsenburg sieht Ihre Angaben durch")).to_be_visible()
    hand.tick(page.get_by_label("Die Telefonnummer darf"))
    hand.write(page.get_by_label("Ihr Name"), "Frau Öz")
    hand.button("Einwilligen")
    expect(page.get_by_text("Ihre Einwilligung ist gespeichert")).to_be_visible()
    fits(page)
    the_clerk_takes_it(open_page(size), way, place, firm, f"{way}{size[0]}")
    page.goto(place.base + link)
    expect(page.locator(".firm-facts")).to_contain_text("Schwertransporte")
    hand.press(page.get_by_role("button", name="Widerrufen"))
    expect(page.get_by_text("Ihr Widerruf ist gespeichert")).to_be_visible()


def the_clerk_takes_it(page: Page, way: str, place: Place, firm: int, name: str) -> None:
    """From the queue, in the same way."""
    hand = Hand(page, way)
    page.context.add_cookies([{"name": "signage_session", "value": place.clerk, "url": place.base}])
    page.goto(f"{place.base}/desk")
    hand.link("1 Vorschlag einer Firma ist offen")
    entry = page.get_by_role("article").filter(has_text=name)
    hand.press(entry.get_by_role("button", name="Übernehmen"))
    expect(page.locator("#desk-said")).to_contain_text(f"Übernommen. Berichtigung: {name}")
    page.goto(f"{place.base}/desk/firms/{firm}")
    expect(page.get_by_label("Tätigkeit", exact=True)).to_have_value("Schwertransporte")


@WAYS
def test_who_has_no_link_asks_for_one(
    open_page: OpenPage, place: Place, way: str, size: tuple[int, int]
) -> None:
    page, (firm, _) = open_page(size), place.firms[f"{way}{size[0]}"]
    hand = Hand(page, way)
    page.goto(f"{place.base}/firm?of={firm}")
    hand.button("Link schicken")
    expect(page.get_by_text("Ihre Anfrage ist angekommen.")).to_be_visible()
    fits(page)
