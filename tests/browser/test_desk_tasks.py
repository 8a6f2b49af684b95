"""All that the start page can ask for at once: each task is one click from the room that shows just that, and
when all of it is done the page says so.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from signage.domain.validity import today
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.editing import end_row
from signage.services.importing import import_file
from signage.services.proposals import Proposal, propose
from signage.services.reports import Report, subject_of, take_report
from signage.services.rights import Grant, Rights
from signage.store import Store, create_store
from tests.parts import servers
from tests.parts.hands import WAYS, Hand, fits
from tests.parts.service import running_service
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline

OpenPage = Callable[..., Page]
HERE, THERE = "16070028", "16067029"
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
TASKS = (
    "2 Firmen bestätigen",
    "1 Meldung von Besuchern ist offen",
    "1 Vorschlag einer Firma ist offen",
    "1 Schild nennt eine Firma, die weg ist, anders heißt oder umgezogen ist",
    "1 geparkte Zeile ansehen",
)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a service where all of it waits, here and in the next town, and a clerk's cookie."""
    store = create_store(tmp_path / "town.gpkg", fsync=False)
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(25e3, 0, 10e3))
    waits(store, tmp_path, HERE, "EK")
    waits(store, tmp_path, THERE, "GS", east=25e3)
    grants = [Grant("clerk", HERE)]
    kim = add_account(store, mail="kim@example.org", name="Kim Muster", grants=grants, by="test")
    cookie = begin_session(store, kim)
    store.close()
    port = servers.free_port()
    with running_service(tmp_path / "town.gpkg", port):
        yield f"http://127.0.0.1:{port}", cookie


def waits(store: Store, folder: Path, town: str, number: str, *, east: float = 0.0) -> None:
    """Two firms due and one not, a report, a proposal, a sign that is wrong; a parked row out of `folder`."""
    area = an_area(store, name=f"Gebiet {number}", number=number, municipality=town, geometry=outline(east))
    sign = store.row("sign", a_sign(store, area, number=f"{number}-001", municipality=town))
    assert sign is not None
    fresh, gone, *_ = (
        a_tenant(store, area, name=f"{name} {number}", municipality=town, confirmed_on=day)
        for name, day in (("Frisch", today()), ("Weg", today()), (HOSTILE, None), ("Alt", None))
    )
    rights = Rights(frozenset({town}), "Firma selbst")
    end_row(store, "tenant", gone, today(), rights=rights)
    subject = subject_of(store, sign["code"])
    assert subject is not None
    text = f"Scheibe gesprungen {number}"
    take_report(store, subject, Report(kind="damaged", language="de", text=text), today())
    proposal = Proposal(kind="correct", values={"activity": f"Kran {number}"})
    propose(store, fresh, proposal, seen_version=1, source=rights.who, rights=rights)
    file = folder / f"{number}.csv"
    file.write_text(f"Firma;Gewerbegebiet;gültig bis\nHolz {number};Gebiet {number};gestern\n", "utf-8")
    assert import_file(store, "tenant", file, who="test").parked == 1


@WAYS
def test_each_task_is_one_click_from_just_what_waits(
    open_page: OpenPage, base: tuple[str, str], way: str, size: tuple[int, int]
) -> None:
    page, (address, cookie) = open_page(size), base
    hand = Hand(page, way)
    page.context.add_cookies([{"name": "signage_session", "value": cookie, "url": address}])
    page.goto(f"{address}/desk")
    for done, do in enumerate((confirm, settle_report, settle_proposal, report_changed, put_away)):
        left = TASKS[done:]
        expect(page.locator("#start-tasks")).to_have_text(
            f"{len(left)} Aufgabe{'n' if len(left) > 1 else ''}"
        )
        expect(page.locator(".start-task")).to_have_text(left)
        fits(page)
        hand.link(left[0])
        do(page, hand)
        assert "GS" not in page.locator("main").inner_text()
        hand.press(page.get_by_role("navigation", name="Arbeitsplatz").get_by_role("link", name="Übersicht"))
    expect(page.locator("#start-tasks")).to_have_text("Nichts zu tun")
    expect(page.get_by_text("Sie müssen heute nichts tun.")).to_be_visible()
    expect(page.locator(".start-task")).to_have_count(0)
    fits(page)


def confirm(page: Page, hand: Hand) -> None:
    """The area's screen: what is due is told apart from what was confirmed already."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gebiet EK")
    due = page.get_by_role("group").filter(has=page.locator(".confirm-firm__old"))
    expect(due.locator(".confirm-firm__name")).to_have_text(["Alt EK", f"{HOSTILE} EK"])
    hand.button("Alle 3 bestätigen")
    expect(page.get_by_text("Noch da: 3. Umgezogen: 0. Weg: 0. Berichtigt: 0.")).to_be_visible()


def settle_report(page: Page, hand: Hand) -> None:
    entry = page.get_by_role("article")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("Scheibe gesprungen EK")
    hand.button("Stimmt, wird behoben")
    expect(page.locator("[data-settled]")).to_contain_text("Übernommen.")


def settle_proposal(page: Page, hand: Hand) -> None:
    entry = page.get_by_role("article")
    expect(entry).to_have_count(1)
    expect(entry.get_by_role("insertion")).to_have_text("Kran EK")
    hand.button("Übernehmen")
    expect(page.locator("[data-settled]")).to_contain_text("Übernommen.")


def put_away(page: Page, hand: Hand) -> None:
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Holz EK")
    hand.button("Erledigt, ablegen")
    expect(page.get_by_text("1 Zeile ist abgelegt.")).to_be_visible()


def report_changed(page: Page, hand: Hand) -> None:
    notice = page.get_by_role("checkbox")
    expect(notice).to_have_count(1)
    expect(page.locator(".past-notice del")).to_have_text("Weg EK")
    hand.tick(notice)
    hand.button("Ausgewählte als erledigt melden")
    expect(page.get_by_text("1 Zeile ist als erledigt gemeldet.")).to_be_visible()
