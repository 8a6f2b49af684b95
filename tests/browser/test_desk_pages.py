"""Every page of the desk that has an address, under axe: with content and empty, on both sizes, also where
the reader's system is dark. The list is held against the routes, so that no page is forgotten.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page

from signage.services.accounts.invitations import invite
from signage.services.accounts.listing import person
from signage.services.accounts.new_passwords import ask_for_new
from signage.services.accounts.people import add_account
from signage.services.firm_links import new_firm_link
from signage.services.importing import import_file
from signage.services.parked import list_parked
from signage.services.reports import list_reports
from signage.services.rights import Grant, Rights, everywhere
from signage.store import Store
from tests.browser.test_desk_axe import HERE, HOSTILE, a_session, entered, faults, fill
from tests.desk.test_role_routes import routes
from tests.parts import servers, stores
from tests.parts.browser import DESKTOP, PHONE
from tests.parts.service import running_service
from tests.places import a_municipality, outline

OpenPage = Callable[..., Page]
EMPTY = "16067029"
# What is asked for, by its route; `{...}` is filled in from the place. "idle" has a town without rows.
BOTH = ("clerk", "idle")
PAGES: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {
    "/account": {("clerk",): ("/account", "/account?done=language")},
    "/account/app": {("clerk",): ("/account/app",)},
    "/account/log": {
        ("clerk",): ("/account/log", "/account/log?since=31.2.2026", "/account/log?until=2020-01-01")
    },
    "/account/passkeys": {("clerk",): ("/account/passkeys",)},
    "/account/password": {("clerk",): ("/account/password",)},
    "/account/prove": {("clerk",): ("/account/prove?next=/account",)},
    "/desk": {("clerk", "idle", "manager", "reader"): ("/desk",)},
    "/desk/asof": {BOTH: ("/desk/asof", "/desk/asof?day=2020-01-01", "/desk/asof?day=x")},
    "/desk/compare": {BOTH: ("/desk/compare", "/desk/compare?first=2020-01-01&second=2040-01-01")},
    "/desk/confirm": {BOTH: ("/desk/confirm",)},
    "/desk/confirm/{area}": {("clerk", "reader"): ("/desk/confirm/{area}",)},
    "/desk/excel": {("clerk", "reader"): ("/desk/excel",)},
    "/desk/find": {BOTH: ("/desk/find?q=kreuz", "/desk/find?q=", "/desk/find?q=xyz")},
    "/desk/firms": {("clerk", "idle", "reader"): ("/desk/firms", "/desk/firms?q=xyz")},
    "/desk/firms/new": {("clerk",): ("/desk/firms/new",)},
    "/desk/firms/{number}": {("clerk", "reader"): ("/desk/firms/{firm}",)},
    **{
        f"/desk/firms/{{number}}/{verb}": {("clerk",): (f"/desk/firms/{{firm}}/{verb}",)}
        for verb in ("end", "merge", "move", "rename", "split")
    },
    "/desk/history": {BOTH: ("/desk/history", "/desk/history?since=x", "/desk/history?kind=revert")},
    "/desk/history/set/{number}": {("clerk", "reader"): ("/desk/history/set/{set}",)},
    "/desk/history/{layer}/{row}": {("clerk",): ("/desk/history/area/{area}", "/desk/history/tenant/{firm}")},
    "/desk/office": {("clerk", "manager"): ("/desk/office",)},
    "/desk/office/{ags}": {("clerk",): (f"/desk/office/{HERE}",)},
    "/desk/parked": {("manager",): ("/desk/parked",)},
    "/desk/parked/{row}": {("manager",): ("/desk/parked/{parked}",)},
    "/desk/queue": {BOTH: ("/desk/queue", "/desk/queue?state=done", "/desk/queue?q=xyz")},
    "/desk/queue/ask": {BOTH: ("/desk/queue/ask",)},
    "/desk/queue/ask/{area}": {("clerk",): ("/desk/queue/ask/{area}",)},
    "/desk/queue/firm/{firm}": {("clerk",): ("/desk/queue/firm/{firm}",)},
    "/desk/queue/{key}": {("clerk", "reader"): ("/desk/queue/r{report}", "/desk/queue/p1")},
    "/desk/region": {("manager",): ("/desk/region",)},
    "/desk/scans": {BOTH: ("/desk/scans", "/desk/scans?days=7")},
    "/desk/signs": {BOTH: ("/desk/signs",)},
    "/firm": {("",): ("/firm",)},
    "/firm/{link}": {("",): ("/firm/{firm_link}", "/firm/nichts")},
    "/invite/{link}": {("",): ("/invite/{invitation}", "/invite/nichts")},
    "/login": {("",): ("/login", "/login?done=signed_out", "/login?done=everywhere")},
    "/login/forgot": {("",): ("/login/forgot",)},
    "/login/new/{link}": {("",): ("/login/new/{forgotten}", "/login/new/nichts")},
    "/login/second": {("half",): ("/login/second",)},
    "/login/setup": {("setup",): ("/login/setup",)},
    "/people": {("administrator",): ("/people", "/people?q=xyz", "/people?ended=1")},
    "/people/log": {("administrator",): ("/people/log", "/people/log?who=niemand", "/people/log?since=x")},
    "/people/new": {("administrator",): ("/people/new",)},
    "/people/{number}": {("administrator",): ("/people/{account}", "/people/99999")},
    "/people/{number}/grants/{grant}": {("administrator",): ("/people/{account}/grants/{grant}",)},
}
WRONG = {
    ("clerk",): (
        "/desk/nichts",
        "/desk/firms/99999",
        "/desk/confirm/99999",
        "/desk/office/16067029",
        "/people",
    ),
    ("",): ("/login/provider", "/desk/firm/nichts"),
}
# No pages of their own: files and fragments; an upload's pages are looked at in test_desk_excel, the
# provider's way back in test_desk_ways_in.
ELSEWHERE = {
    *("/desk/asof/firms.csv", "/desk/compare/firms.csv", "/desk/region.csv", "/desk/scans.csv"),
    *("/desk/signs/changes.csv", "/desk/parked.xlsx", "/desk/excel/export", "/desk/excel/{key}/verdicts"),
    *(
        "/desk/find/areas",
        "/desk/firms/addresses",
        "/desk/firms/map",
        "/desk/firms/places",
        "/desk/firms/similar",
    ),
    *("/desk/queue/firm/{firm}/logo.png", "/desk/queue/{key}/photo.jpg", "/firm/{link}/logo.png"),
    *("/desk/excel/{key}", "/login/provider", "/login/provider/back"),
}


class Place(NamedTuple):
    """The service, sessions by name, and what stands for the names in addresses."""

    base: str
    sessions: dict[str, str]
    names: dict[str, object]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    file = tmp_path_factory.mktemp("pages") / "town.gpkg"
    store = stores.new_geopackage(file)
    fill(store)
    a_municipality(store, ags=EMPTY, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    grants = {
        "clerk": Grant("clerk", HERE),
        "idle": Grant("clerk", EMPTY),
        "reader": Grant("reader", HERE),
        "manager": Grant("manager"),
        "administrator": Grant("administrator"),
    }
    sessions = {name: a_session(store, name, grant) for name, grant in grants.items()}
    sessions |= {
        "half": a_session(store, "half", grants["clerk"], "second"),
        "setup": a_session(store, "setup", grants["clerk"], "setup"),
    }
    names = names_of(store, file.parent)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Place(f"http://127.0.0.1:{port}", sessions, names)


def names_of(store: Store, folder: Path) -> dict[str, object]:
    by = Rights.from_grants([Grant("administrator")], who="Ada")
    mails = ("uwe@example.org", "ute@example.org")
    invited = invite(store, mail=mails[0], name=HOSTILE, grants=[Grant("manager")], by=by)
    add_account(store, mail=mails[1], name="Ute", grants=[Grant("manager")], by="test", password="x" * 20)
    forgotten = ask_for_new(store, mails[1])
    assert forgotten
    table = folder / f"{HOSTILE[-5:]}.csv"
    table.write_text(f"Firma;Gewerbegebiet\n{HOSTILE};Nirgendwo\n", encoding="utf-8")
    import_file(store, "tenant", table, who="test")
    firm, [report] = 1, list_reports(store, rights=everywhere("test"))
    return {
        "area": 1,
        "firm": firm,
        "parked": list_parked(store)[0].id,
        "report": report["id"],
        "set": store.change_set_of("tenant", firm, 1),
        "account": invited.account,
        "grant": person(store, invited.account).grants[0][0],
        "invitation": invited.value,
        "forgotten": forgotten.value,
        "firm_link": new_firm_link(store, firm, mail="post@muster.example", rights=everywhere("test")),
    }


def test_every_page_is_in_the_list() -> None:
    shown = {path for method, path in routes() if method == "GET"}
    assert set(PAGES) | ELSEWHERE == shown
    assert not set(PAGES) & ELSEWHERE


def looked_at(
    page: Page, place: Place, roles: tuple[str, ...], paths: tuple[str, ...]
) -> dict[str, list[str]]:
    """What is wrong with each of the pages."""
    found = {}
    for role in roles:
        for path in paths:
            page.context.clear_cookies()
            entered(page, place, role, path.format_map(place.names))  # type: ignore[arg-type]
            assert page.locator("main h1").count() == 1, f"{path} as {role} has no heading"
            found[f"{path} as {role}"] = faults(page)
    return {path: told for path, told in found.items() if told}


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, place: Place, size: tuple[int, int], path: str) -> None:
    page = open_page(size)
    page.emulate_media(color_scheme="dark" if size == PHONE else "light")
    found = [looked_at(page, place, roles, paths) for roles, paths in PAGES[path].items()]
    assert not any(found), found


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing_where_there_is_nothing(
    open_page: OpenPage, place: Place, size: tuple[int, int]
) -> None:
    page = open_page(size)
    for roles, paths in WRONG.items():
        assert looked_at(page, place, roles, paths) == {}


# Where the first words of each element are drawn: the upper edge and the height of their letters.
LINES = """(selector) => [...document.querySelectorAll(selector)].map((one) => {
  const words = document.createTreeWalker(one, NodeFilter.SHOW_TEXT, {
    acceptNode: (text) => text.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
  });
  const range = document.createRange();
  range.selectNode(words.nextNode());
  const { top, height } = range.getBoundingClientRect();
  return [Math.round(top), Math.round(height)];
})"""


@pytest.mark.parametrize("path", ["/desk/office", "/people"])
def test_a_row_that_begins_with_a_link_stands_on_one_line(
    open_page: OpenPage, place: Place, path: str
) -> None:
    page = entered(open_page(DESKTOP), place, "administrator", path)  # type: ignore[arg-type]
    drawn = page.evaluate(LINES, "main tbody tr:first-child > :is(td, th)")
    assert len(drawn) >= 3
    assert len({tuple(one) for one in drawn}) == 1, drawn


def test_links_and_buttons_among_facts_are_as_large_as_the_words(open_page: OpenPage, place: Place) -> None:
    page = entered(open_page(DESKTOP), place, "clerk", "/account")  # type: ignore[arg-type]
    drawn = page.evaluate(LINES, ".desk-facts :is(a, button, span)")
    assert len({height for _, height in drawn}) == 1, drawn


def test_a_long_name_in_the_head_of_a_phone_is_cut_with_dots(open_page: OpenPage, place: Place) -> None:
    page = entered(open_page(PHONE), place, "clerk", "/desk/excel")  # type: ignore[arg-type]
    name = page.locator('.desk-person a[href="/account"]')
    assert name.evaluate("one => one.scrollWidth > one.clientWidth")
    # Dots come in a block alone: what is cut off in a flex box just ends.
    assert name.evaluate("one => getComputedStyle(one).display") == "block"
