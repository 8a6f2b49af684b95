"""Pages of the desk that only a form leads to, under axe on both sizes."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from signage.domain.validity import today
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.proposals import Proposal, propose
from signage.services.reports import Report, subject_of, take_report
from signage.services.rights import Grant, Rights
from signage.store import Store
from tests.browser.test_plan_axe import violations
from tests.parts import servers, stores
from tests.parts.browser import DESKTOP, PHONE
from tests.parts.service import running_service
from tests.places import a_municipality, a_sign, a_tenant, an_area, point

OpenPage = Callable[..., Page]
HERE = "16070028"
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
FIRM = Rights(frozenset({HERE}), "Firma selbst")


class Place(NamedTuple):
    """The service, and sessions by name."""

    base: str
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An area with a sign, three firms of which two say something, and a visitor's report."""
    file = tmp_path_factory.mktemp("axe") / "town.gpkg"
    store = stores.new_geopackage(file)
    fill(store)
    sessions = {"clerk": a_session(store, "clerk", Grant("clerk", HERE))}
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Place(f"http://127.0.0.1:{port}", sessions)


def a_session(store: Store, role: str, grant: Grant, needs: str = "") -> str:
    """The cookie of somebody new."""
    mail = f"{role}@example.org"
    return begin_session(
        store, add_account(store, mail=mail, name=HOSTILE, grants=[grant], by="test"), needs=needs
    )


def fill(store: Store) -> None:
    """Two municipalities, of which one is empty."""
    a_municipality(store)
    area = an_area(store, name=f"Kreuz {HOSTILE}")
    sign = store.row("sign", a_sign(store, area, name="Kreuz"))
    assert sign
    for number, name in enumerate((HOSTILE, f"Kreuz {'lang' * 15} GmbH", "Adler"), start=1):
        firm = a_tenant(store, area, name=name, number=number, geometry=point(100 * number, 300))
        said = Proposal(kind="correct", values={"activity": f"{HOSTILE} {number}"}, since=None)
        propose(store, firm, said, seen_version=1, source=FIRM.who, rights=FIRM)
    subject = subject_of(store, sign["code"])
    assert subject
    take_report(store, subject, Report(kind="damaged", language="de", text=HOSTILE), today())


def entered(page: Page, place: Place, role: str, path: str) -> Page:
    """The page, signed in as somebody of a role."""
    if role:
        page.context.add_cookies(
            [{"name": "signage_session", "value": place.sessions[role], "url": place.base}]
        )
    page.goto(place.base + path)
    return page


# A box of one pixel keeps words for screen readers; a table or a form in one is lost to everybody else.
LOST = """() => [...document.querySelectorAll('main :is(table, form, ul, ol, dl)')].flatMap((one) => {
  for (let box = one; box; box = box.parentElement) {
    const { overflow } = getComputedStyle(box);
    if (overflow !== 'visible' && box.clientHeight === 1 && one.clientHeight > 1) {
      return [`nobody sees ${one.tagName}`];
    }
  }
  return [];
})"""


def faults(page: Page) -> list[str]:
    """What axe finds, whether something is wider than the window, and what nobody sees."""
    wide = page.evaluate("document.documentElement.scrollWidth > screen.width")
    lost: list[str] = page.evaluate(LOST)
    return violations(page) + lost + (["sticks out sideways"] if wide else [])


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing_where_several_are_looked_at(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = entered(open_page(size), place, "clerk", "/desk/firms")
    for box in page.locator("input[name=firm]").all():
        box.check()
    page.get_by_role("button", name="Ausgewählte ändern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mehrere Firmen ändern")
    assert faults(page) == []
    page.get_by_role("button", name="Vorschau ansehen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Das würde sich ändern")
    assert faults(page) == []
    for button in ("übernehmen", "ablehnen"):
        entered(page, place, "clerk", "/desk/queue")
        for box in page.locator("input[name=chosen]").all():
            box.check()
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_url("**/desk/queue/several")
        assert faults(page) == []
