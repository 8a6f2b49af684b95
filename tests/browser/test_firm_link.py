"""A firm corrects its own entry by its link, in a real browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from signage.services.firm_links import new_firm_link
from signage.services.proposals import list_proposals
from signage.services.rights import everywhere
from signage.store import open_store
from tests.browser.test_plan_axe import violations
from tests.parts import servers, stores
from tests.parts.service import running_service
from tests.places import a_municipality, a_sign, a_tenant, an_area

OpenPage = Callable[..., Page]
SIZES = [(1280, 800), (360, 740)]
CLERK = everywhere("Kim")
LONG = "Internationale Schwertransport- und Anlagenbaugesellschaft Thüringer Becken mbH & Co. KG"


class Place(NamedTuple):
    """Where the link leads, and the store behind it."""

    base: str
    link: str
    file: Path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The service over a firm with a link."""
    file = tmp_path / "firm.gpkg"
    store = stores.new_geopackage(file)
    a_municipality(store)
    area = an_area(store)
    a_sign(store, area)
    facts = {
        "street": "Am Kreuz",
        "house_number": "1",
        "phone": "+49 3628 1234",
        "email": "post@muster.example",
    }
    firm = a_tenant(store, area, name=LONG, **facts)
    value = new_firm_link(store, firm, mail="post@muster.example", rights=CLERK)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        base = f"http://127.0.0.1:{port}"
        yield Place(base, f"{base}/firm/{value}", file)
    assert value not in (file.parent / "log").read_text("utf-8", "replace")


@pytest.mark.parametrize("size", SIZES)
def test_a_firm_corrects_itself_and_agrees_to_its_telephone(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = open_page(size)
    page.goto(place.link)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")
    page.get_by_role("heading", name="Etwas berichtigen").click()
    page.get_by_label("Tätigkeit").fill("Schwertransporte")
    page.get_by_label("Hausnummer").first.fill("12 a")
    assert violations(page) == []
    page.get_by_role("button", name="Weiter: Änderungen ansehen").first.click()
    expect(page.get_by_role("heading", name="Stimmt es so?")).to_be_visible()
    expect(page.locator("ins")).to_have_text(["12 a", "Schwertransporte"])
    assert violations(page) == []
    page.get_by_role("button", name="Absenden").click()
    expect(page.get_by_text("Amt Wachsenburg sieht Ihre Angaben durch")).to_be_visible()
    store = open_store(place.file)
    [waiting] = list_proposals(store, rights=CLERK)
    store.close()
    assert waiting["values"] == {"house_number": "12 a", "activity": "Schwertransporte"}
    page.get_by_label("Die Telefonnummer darf").check()
    page.get_by_label("Ihr Name").fill("Frau Öz")
    page.get_by_role("button", name="Einwilligen").click()
    expect(page.get_by_text("Ihre Einwilligung ist gespeichert")).to_be_visible()
    page.get_by_role("button", name="Widerrufen").click()
    expect(page.get_by_text("Ihr Widerruf ist gespeichert")).to_be_visible()
    assert violations(page) == []


def test_a_firm_says_by_keys_and_without_javascript_that_all_is_right(
    open_page: OpenPage, place: Place
) -> None:
    page = open_page((1280, 800), javascript=False, locale="en-GB")
    page.goto(place.link)
    button = page.get_by_role("button", name="All is right")
    for _ in range(20):
        page.keyboard.press("Tab")
        if button.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you. Amt Wachsenburg will look at what you sent.")).to_be_visible()
    expect(page.get_by_text("is waiting.")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_a_visitor_page_leads_a_firm_to_its_link(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = open_page(size)
    store = open_store(place.file)
    code = store.read("sign")[0]["code"]
    store.close()
    page.goto(f"{place.base}/{code}?lang=de")
    page.get_by_role("link", name="Etwas stimmt nicht").click()
    page.get_by_role("link", name="Das ist meine Firma").click()
    expect(page.get_by_label("Welche Firma?").get_by_role("option", name=LONG)).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("button", name="Link schicken").click()
    expect(page.get_by_text("Ihre Anfrage ist angekommen.")).to_be_visible()
    assert violations(page) == []


def test_a_link_that_is_none_says_how_to_get_one(page_phone: Page, place: Place) -> None:
    answer = page_phone.request.get(f"{place.base}/firm/falsch")
    assert answer.status == 404
    page_phone.goto(f"{place.base}/firm")
    assert violations(page_phone) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_firm_sends_its_logo_from_a_phone_too(
    open_page: OpenPage, place: Place, size: tuple[int, int], tmp_path: Path
) -> None:
    picture = tmp_path / "logo.png"
    Image.new("RGB", (600, 200), "navy").save(picture)
    page = open_page(size)
    page.goto(place.link)
    page.get_by_role("heading", name="Logo", exact=True).click()
    assert violations(page) == []
    page.get_by_label("Bilddatei").set_input_files(picture)
    page.get_by_label("Wer einwilligt").fill("Frau Öz")
    page.get_by_role("button", name="Logo speichern").click()
    expect(page.get_by_text("Das Logo ist gespeichert.")).to_be_visible()
    shown = page.get_by_role("img", name="Das gespeicherte Logo")
    assert shown.evaluate("img => img.naturalWidth") == 400
    withdraw = page.get_by_role("button", name="Widerrufen").bounding_box()
    assert withdraw
    assert withdraw["width"] > withdraw["height"]  # on a phone its word once stood letter under letter
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")
    if folder := os.environ.get("SHOTS"):
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.screenshot(path=f"{folder}/firm-{size[0]}.png", full_page=True)
