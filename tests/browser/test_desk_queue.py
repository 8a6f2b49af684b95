"""A clerk settles what waits, in a browser: by mouse, by keys alone, on a phone, without JavaScript."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from signage.domain.validity import today
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.editing import change_row
from signage.services.proposals import Proposal, propose
from signage.services.reports import Report, subject_of, take_report
from signage.services.rights import Grant, Rights, everywhere
from signage.store import Store, open_store
from tests.browser.test_plan_axe import violations
from tests.parts import servers, stores
from tests.parts.browser import covered
from tests.parts.hands import WAYS, Hand, fits
from tests.parts.service import running_service
from tests.places import a_municipality, a_sign, a_tenant, an_area, point
from tests.reports.pictures import a_photo

OpenPage = Callable[..., Page]
SIZES = [(1280, 800), (360, 740)]
FIRM = Rights(frozenset({"16070028"}), "Firma selbst (Link vom 28.11.2026)")
LONG = "Internationale Schwertransport- und Anlagenbaugesellschaft Thüringer Becken mbH & Co. KG"
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


class Place(NamedTuple):
    """The service and its store."""

    base: str
    file: Path
    session: str


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A store with a firm that corrected itself, one that is gone, one changed meanwhile, and two reports."""
    store = stores.new_geopackage(tmp_path / "desk.gpkg")
    fill(store)
    grants = [Grant("clerk", "16070028")]
    account = add_account(store, mail="kim@example.org", name="Kim Muster", grants=grants, by="test")
    session = begin_session(store, account)
    store.close()
    port = servers.free_port()
    with running_service(tmp_path / "desk.gpkg", port):
        yield Place(f"http://127.0.0.1:{port}", tmp_path / "desk.gpkg", session)


def fill(store: Store) -> None:
    a_municipality(store)
    area = an_area(store)
    row = store.row("sign", a_sign(store, area))
    assert row
    subject = subject_of(store, row["code"])
    assert subject
    firms = [
        a_tenant(store, area, name=name, geometry=point(300, 300)) for name in ("Alt GmbH", HOSTILE, LONG)
    ]
    say(store, firms[0], "correct", name="Neu GmbH", street="Thöreyer Straße", house_number="12 a")
    say(store, firms[1], "gone")
    take_report(
        store, subject, Report(kind="gone", language="pl", tenant=firms[1], text="Brama zamknięta"), today()
    )
    say(store, firms[2], "correct", activity="Schwertransporte und Kranarbeiten")
    change_row(store, "tenant", firms[2], {"activity": "Kran"}, seen_version=1, rights=everywhere("Robin"))
    picture = a_photo()
    take_report(
        store,
        subject,
        Report(kind="damaged", language="de", text="Scheibe gesprungen", photo=picture),
        today(),
    )


def say(store: Store, firm: int, kind: str, **values: Any) -> None:
    since = today() + timedelta(days=3) if kind == "gone" else None
    propose(
        store,
        firm,
        Proposal(kind=kind, values=values, since=since),
        seen_version=1,
        source=FIRM.who,
        rights=FIRM,
    )


def signed_in(page: Page, place: Place, path: str = "/desk/queue") -> None:
    page.context.add_cookies([{"name": "signage_session", "value": place.session, "url": place.base}])
    page.goto(place.base + path)


def firms(place: Place) -> dict[str, Any]:
    store = open_store(place.file)
    found = {row["name"]: row for row in store.read("tenant")}
    store.close()
    return found


@pytest.mark.parametrize("size", SIZES)
def test_by_mouse_an_entry_is_taken_undone_and_refused(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = open_page(size)
    signed_in(page, place, "/desk")
    page.get_by_role("link", name="3 Vorschläge von Firmen sind offen").click()
    page.get_by_label("Von wem").select_option("von allen")
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.get_by_role("article")).to_have_count(5)
    expect(page.locator("#queue-count")).to_have_text("5 Einträge")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")
    entry = page.get_by_role("article").filter(has_text="Neu GmbH")
    entry.get_by_role("button", name="Übernehmen").click()
    done = page.get_by_role("article").filter(has_text="Übernommen.")
    expect(done).to_contain_text("Neu GmbH")
    expect(page.get_by_role("status").filter(has_text="Übernommen.")).to_have_count(1)  # said once
    expect(page.locator("#queue-count")).to_have_text("4 Einträge")
    assert "Neu GmbH" in firms(place)
    assert violations(page) == []
    done.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_text("Es ist wieder offen")).to_be_visible()
    assert "Alt GmbH" in firms(place)
    entry = page.get_by_role("article").filter(has_text="Neu GmbH")
    entry.get_by_text("Ablehnen", exact=True).first.click()
    entry.get_by_label("Antwort").select_option(index=1)
    entry.get_by_role("button", name="Ablehnen").click()
    expect(page.get_by_role("article").filter(has_text="Abgelehnt.")).to_be_visible()


def test_by_keys_alone_everything_is_settled(page_desktop: Page, place: Place) -> None:
    page, press = page_desktop, page_desktop.keyboard.press
    signed_in(page, place)
    press("ArrowDown")  # the newest: the damaged sign
    expect(page.locator("article:focus")).to_contain_text("Scheibe gesprungen")
    press("a")
    expect(page.locator("article[data-settled]")).to_have_count(1)
    expect(page.locator("article:focus")).to_contain_text("Brama")
    press("ArrowDown")
    expect(page.locator("article:focus")).to_contain_text("Schwertransporte")
    press("k")
    expect(page.locator("input:focus")).to_have_value("Schwertransporte und Kranarbeiten")
    press("ControlOrMeta+a")
    page.keyboard.type("Krane")
    press("Enter")
    expect(page.locator("article[data-settled]")).to_have_count(2)
    assert firms(place)[LONG]["activity"] == "Krane"
    expect(page.locator("article:focus")).to_contain_text("Nicht mehr hier")
    press("a")  # the visitor's report of the same goes along
    expect(page.locator("article[data-settled]")).to_have_count(3)
    expect(page.get_by_text("Brama")).to_have_count(0)
    expect(page.locator("article:focus")).to_contain_text("Neu GmbH")
    press("r")
    expect(page.locator("select:focus")).to_have_count(1)
    press("Tab")
    page.keyboard.type("Laut Register heißt sie anders.")
    press("Tab")
    press("Enter")
    expect(page.locator("article[data-settled]")).to_have_count(4)
    assert firms(place)[HOSTILE]["valid_to"] == today() + timedelta(days=3)
    page.reload()
    expect(page.get_by_text("Es wartet nichts.")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_what_has_the_focus_is_not_under_the_bar_for_several(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = open_page(size)
    signed_in(page, place)
    page.locator("input[name=chosen]").first.check()
    expect(page.get_by_role("button", name="ablehnen", exact=True)).to_be_in_viewport()
    page.locator("h1").click()
    assert covered(page, 50) == []


def test_several_without_javascript(open_page: OpenPage, place: Place) -> None:
    page = open_page((1280, 800), javascript=False)
    signed_in(page, place, "/desk/queue?source=p")
    for box in page.locator("input[name=chosen]").all():
        box.check()
    page.get_by_role("button", name="übernehmen", exact=True).click()
    expect(page.get_by_text("Bitte einzeln ansehen")).to_be_visible()
    page.get_by_role("button", name="2 Einträge übernehmen").click()
    expect(page.get_by_text("2 Einträge sind erledigt.")).to_be_visible()
    assert "Neu GmbH" in firms(place)
    page.get_by_role("button", name="Rückgängig").click()
    assert "Alt GmbH" in firms(place)


@pytest.mark.parametrize("size", SIZES)
def test_the_other_pages_of_the_queue_have_no_fault(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = open_page(size)
    for path in (
        "/desk/queue/p3",
        "/desk/queue/ask",
        "/desk/queue/ask/1",
        "/desk/queue/firm/2",
        "/desk/queue?state=settled",
    ):
        signed_in(page, place, path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= screen.width"), path


def damaged_again(place: Place) -> None:
    """Another visitor reports the same sign."""
    store = open_store(place.file)
    subject = subject_of(store, store.read("sign")[0]["code"])
    assert subject
    take_report(store, subject, Report(kind="damaged", language="pl", text="Scheibe fehlt"), today())
    store.close()


@WAYS
def test_one_is_joined_and_several_are_settled_by_each_hand(
    open_page: OpenPage, place: Place, way: str, size: tuple[int, int]
) -> None:
    page = open_page(size)
    hand = Hand(page, way)
    damaged_again(place)
    signed_in(page, place, "/desk/queue?source=r")
    entry = page.locator("article", has=page.locator("blockquote", has_text="Scheibe fehlt"))
    hand.press(entry.locator("summary", has_text="Ist dasselbe wie"))
    hand.press(entry.get_by_role("button", name="Zusammenlegen"))
    expect(page.locator("[data-settled]")).to_contain_text("Zusammengelegt.")
    signed_in(page, place, "/desk/queue?source=p")
    boxes = page.locator("input[name=chosen]")
    expect(boxes).to_have_count(3)
    for number in range(3):
        hand.tick(boxes.nth(number))
    fits(page)
    hand.button("übernehmen")
    expect(page.get_by_text("Bitte einzeln ansehen")).to_be_visible()
    fits(page)
    hand.button("2 Einträge übernehmen")
    expect(page.get_by_text("2 Einträge sind erledigt.")).to_be_visible()
    assert {"Neu GmbH"} < firms(place).keys()
    hand.tick(page.locator("input[name=chosen]").first)
    hand.button("ablehnen")
    hand.choose(page.get_by_label("Antwort"), "Das ist schon bekannt und in Arbeit.")
    fits(page)
    hand.button("1 Eintrag ablehnen")
    expect(page.get_by_text("1 Eintrag ist erledigt.")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(2)
