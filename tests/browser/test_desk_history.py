"""The history in a real browser: a change taken back by mouse and by keyboard, signs put right, days."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from signage.domain.faces import read_face
from signage.domain.validity import today
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.editing import change_row, end_row
from signage.services.rights import Grant, Rights
from signage.services.tenants.moving import move_tenant, rename_tenant
from signage.store import Store, create_store
from tests.browser.test_plan_axe import violations
from tests.parts import servers
from tests.parts.service import running_service
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline, point

OpenPage = Callable[..., Page]
SIZES = [(1280, 800), (360, 740)]
HERE = "16070028"
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
LONG = "Gesellschaft für Oberflächenveredelung und Galvanotechnik Wachsenburg mbH & Co. KG"
KIM = Rights(frozenset([HERE]), "Kim Muster")
TODAY = today()
PAGES = (
    "/desk", "/desk/history", "/desk/history/tenant/1", "/desk/history/sign/1", "/desk/asof", "/desk/compare",
    "/desk/signs", "/desk/signs?state=planned", "/desk/signs?state=done",
)  # fmt: skip


class Desk(NamedTuple):
    """The service with a clerk's session; `reverted` are change sets that wait to be taken back, one each."""

    address: str
    cookie: str
    reverted: list[int]
    store: Path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    file = tmp_path_factory.mktemp("history") / "inventory.gpkg"
    store = create_store(file, fsync=False)
    sets = a_past(store)
    account = add_account(
        store, mail="kim@example.org", name="Kim Muster", grants=[Grant("clerk", HERE)], by="x"
    )
    cookie = begin_session(store, account)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Desk(f"http://127.0.0.1:{port}", cookie, sets, file)


def a_past(store: Store) -> list[int]:
    """Two areas whose firms were renamed, moved, ended; four changes that nothing was built on."""
    a_municipality(store)
    area, other = an_area(store), an_area(store, name="Thörey", number="TH", geometry=outline(2000, 0))
    firms = [a_tenant(store, area, name=name, number=n, geometry=point(100 * n, 200), street="Am Weg",
                      house_number=str(n))
             for n, name in enumerate([HOSTILE, LONG, "Muster GmbH", "Bäckerei Beispiel", "Werk Eins",
                                       "Werk Zwei", "Werk Drei", "Werk Vier"], start=1)]  # fmt: skip
    slots = [{"id": n, "tenant": firm, "text": name, "direction": "left"}
             for n, (firm, name) in enumerate(zip(firms[:4], [HOSTILE, LONG, "Muster GmbH", "Bäckerei"],
                                                  strict=True), start=1)]  # fmt: skip
    a_sign(store, area, number="EK-001", name="Zufahrt Nord", type="SAM", face=read_face({"slots": slots}))
    a_sign(store, area, number="EK-002", name="Parkplatz", type="INF")
    end_row(store, "tenant", firms[0], TODAY, rights=KIM, why="Anruf der Firma")
    rename_tenant(store, firms[1], "GOG mbH", on=TODAY, seen_version=1, rights=KIM)
    move_tenant(store, firms[2], {"area": other}, on=TODAY, seen_version=1, rights=KIM)
    end_row(store, "tenant", firms[3], TODAY + timedelta(days=40), rights=KIM)
    sets = []
    for firm in firms[4:]:
        values = {"activity": "Metallbau", "geometry": point(100 * firm + 12, 200)}
        change_row(store, "tenant", firm, values, seen_version=1, rights=KIM, why="Rundgang")
        sets.append(store.revision())
    return sets


@pytest.fixture
def at_desk(open_page: OpenPage, desk: Desk) -> OpenPage:
    """As `open_page`, with the clerk signed in."""

    def opened(size: tuple[int, int], **options: object) -> Page:
        page = open_page(size, **options)
        cookie = {"name": "signage_session", "value": desk.cookie, "url": desk.address}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        return page

    return opened


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("javascript", [True, False])
def test_a_change_is_taken_back_by_mouse(
    at_desk: OpenPage, desk: Desk, size: tuple[int, int], javascript: bool
) -> None:
    page, number = at_desk(size, javascript=javascript), desk.reverted.pop()
    page.goto(f"{desk.address}/desk/history")
    page.locator(f'a[href="/desk/history/set/{number}"]').click()
    expect(page.get_by_text("um 12 m versetzt").first).to_be_visible()
    page.get_by_role("button", name="Rückgängig machen").click()
    expect(page.get_by_text(f"Nimmt Änderung {number} zurück")).to_be_visible()
    page.get_by_text(f"Nimmt Änderung {number} zurück").click()
    expect(page.get_by_text("Rückgängig gemacht mit Änderung")).to_be_visible()
    page.get_by_text("Rückgängig gemacht mit Änderung").click()
    page.get_by_role("button", name="Rückgängig machen").click()  # and forth again
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rücknahme von")
    desk.reverted.insert(0, int(page.url.rpartition("/")[2]))


@pytest.mark.parametrize("size", SIZES)
def test_a_change_is_taken_back_with_nothing_but_keys(
    at_desk: OpenPage, desk: Desk, size: tuple[int, int]
) -> None:
    page, number = at_desk(size), desk.reverted.pop()
    page.goto(f"{desk.address}/desk/history?layer=tenant")
    tab_to(page, f'a[href="/desk/history/set/{number}"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Rückgängig machen")).to_be_visible()
    tab_to(page, 'form[action$="/revert"] button')
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Nimmt Änderung {number} zurück")).to_be_visible()
    desk.reverted.insert(0, int(page.url.rpartition("/")[2]))


def tab_to(page: Page, selector: str) -> None:
    """Go on with Tab until what is meant has the focus, and shows it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"no Tab leads to {selector}")


def test_signs_are_reported_done_and_taken_back(at_desk: OpenPage, desk: Desk) -> None:
    page = at_desk(SIZES[0])
    page.goto(f"{desk.address}/desk")
    page.get_by_role("link", name="2 Schilder nennen Firmen").click()
    line = page.get_by_role("checkbox", name="Zeile 1: <img src=x")
    line.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Ausgewählte als erledigt melden").click()
    expect(page.get_by_text("1 Zeile ist als erledigt gemeldet.")).to_be_visible()
    expect(line).to_have_count(0)
    page.get_by_role("link", name="Rückgängig").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Doch nicht erledigt").click()
    expect(page.get_by_role("checkbox", name="Zeile 1: <img src=x")).to_be_visible()


def test_one_steps_from_change_to_change_of_a_directory(at_desk: OpenPage, desk: Desk) -> None:
    page = at_desk(SIZES[1])
    page.goto(f"{desk.address}/desk/asof")
    expect(page.get_by_text("Bäckerei Beispiel")).to_be_visible()
    page.get_by_role("link", name="Nächste Änderung").click()
    expect(page.get_by_text("geplant", exact=True)).to_be_visible()
    expect(page.get_by_text("Bäckerei Beispiel")).to_have_count(0)
    page.get_by_role("link", name="Seite für Besucher an diesem Tag").click()
    assert f"as_of={TODAY + timedelta(days=40)}" in page.url
    expect(page.get_by_text("Bäckerei Beispiel")).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
def test_one_slides_to_a_day_with_changes(at_desk: OpenPage, desk: Desk, size: tuple[int, int]) -> None:
    page = at_desk(size)
    page.goto(f"{desk.address}/desk/asof")
    slider = page.get_by_role("slider", name="Zu einem Tag mit Änderungen schieben")
    slider.press("End")
    last = TODAY + timedelta(days=40)
    expect(page.get_by_label("Tag", exact=True)).to_have_value(last.isoformat())
    expect(page.get_by_text("geplant", exact=True)).to_be_visible()
    assert f"day={last}" in page.url
    expect(page.get_by_text("Bäckerei Beispiel")).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    at_desk: OpenPage, desk: Desk, size: tuple[int, int]
) -> None:
    page, found, wide = at_desk(size), {}, []
    for path in (*PAGES, f"/desk/history/set/{desk.reverted[0]}"):
        page.goto(desk.address + path)
        found[path] = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > screen.width"):
            wide.append(path)
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert wide == []


def test_two_days_are_compared(at_desk: OpenPage, desk: Desk) -> None:
    page = at_desk(SIZES[1])
    page.goto(f"{desk.address}/desk/asof")
    page.get_by_role("link", name="Zwei Tage vergleichen").tap()
    page.get_by_label("Erster Tag").fill((TODAY - timedelta(days=1)).isoformat())
    page.get_by_label("Zweiter Tag").fill((TODAY + timedelta(days=41)).isoformat())
    page.get_by_label("Grundlage").select_option("heute bekannt")
    page.get_by_role("button", name="Anzeigen").tap()
    said = page.get_by_role("status").filter(has_text="umgezogen")
    expect(said).to_contain_text("0 neu, 2 weg, 1 umgezogen, 1 umbenannt, 0 mit anderen Angaben.")
    expect(page.locator("li", has_text="Muster GmbH").locator("ins")).to_contain_text("Thörey")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")
