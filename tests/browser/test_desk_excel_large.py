"""A list of thousands of firms, compared and taken in a real browser, with scripts and without."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from signage.services.round_trip.running import LARGE
from signage.store import create_store, open_store
from tests.browser.test_desk_excel import HERE, Office, OpenPage, enter
from tests.browser.test_plan_axe import violations
from tests.parts import servers
from tests.parts.service import running_service
from tests.places import a_municipality, an_area

FIRMS = LARGE + 10


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """So many firms that a list of them is a large one."""
    file = tmp_path_factory.mktemp("large") / "office.gpkg"
    store = create_store(file, fsync=False)
    a_municipality(store)
    firm = {"area": an_area(store), "municipality": HERE, "street": "Am Kreuz"}
    with store.change(who="t", why="t") as change:
        change.create_many("tenant", [firm | {"name": f"Firma {n} KG", "number": n} for n in range(FIRMS)])
    clerk = add_account(store, mail="k@example.org", name="Kim", grants=[Grant("clerk", HERE)], by="test")
    cookie = begin_session(store, clerk)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield Office(f"http://127.0.0.1:{port}", file, cookie)


@pytest.mark.parametrize(("javascript", "size"), [(True, (1280, 800)), (False, (360, 740))])
def test_a_large_list_is_taken_while_the_page_tells_how_far_it_is(
    open_page: OpenPage, office: Office, tmp_path: Path, javascript: bool, size: tuple[int, int]
) -> None:
    page, phone = enter(open_page, office, size, javascript=javascript), f"03628 {size[0] + javascript}"
    rows = "".join(f"Firma {number} KG;Am Kreuz;EK;{phone}\n" for number in range(FIRMS))
    file = tmp_path / "liste.csv"
    file.write_text(f"Firma;Straße;Gewerbegebiet;Telefon\n{rows}", encoding="utf-8")
    page.get_by_label("Datei", exact=True).set_input_files(file)
    page.get_by_role("button", name="Hochladen und vergleichen").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("welcher Spalte|wird verglichen|ändern würde"))
    if "Spalte" in heading.inner_text():  # asked once, remembered then
        page.get_by_role("button", name="Weiter zum Vergleich").click()
    expect(page.get_by_text(f"{FIRMS} Zeilen sind anders.")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Übernehmen", exact=True).click()
    assert heading.inner_text() in ("Die Zeilen werden übernommen", "Übernommen")
    if javascript and heading.inner_text() != "Übernommen":
        assert violations(page) == []
    expect(heading).to_have_text("Übernommen", timeout=60_000)
    expect(page.get_by_text(f"{FIRMS} geändert")).to_be_visible()
    store = open_store(office.store)
    assert {row["phone"] for row in store.read("tenant")} == {phone}
    store.close()
