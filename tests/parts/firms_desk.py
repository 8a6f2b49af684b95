"""The desk's table of firms in a browser: the service over a small town, and somebody who has signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.addresses import load_addresses
from signage.services.rights import Grant
from signage.store import Store, create_store, open_store
from tests.parts import servers
from tests.parts.service import running_service
from tests.places import a_municipality, a_tenant, an_area, outline, point

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
ADDRESSES = (
    "Straße;Hausnummer;PLZ;Ort;X;Y\n"
    "Thöreyer Straße;5;99334;Amt Wachsenburg;640500;5635500\n"
    "Am Kreuz;2;99334;Amt Wachsenburg;640800;5635800\n"
)


@dataclass
class FirmsDesk:
    """The running service and its file."""

    base: str
    file: Path
    cookie: str

    def open(self, page: Page, path: str = "/desk/firms") -> None:
        """Show a page of the desk, signed in; with scripts also its grid."""
        page.context.add_cookies([{"name": "signage_session", "value": self.cookie, "url": self.base}])
        page.goto(self.base + path)

    def a_firm(self, **values: Any) -> int:
        """A firm of a test's own."""
        with self.store() as store:
            return a_tenant(store, 1, **values)

    def row(self, row_id: int) -> dict[str, Any]:
        """The firm as it is stored."""
        with self.store() as store:
            found = store.row("tenant", row_id)
        assert found is not None
        return found

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store itself, for a moment."""
        opened = open_store(self.file, fsync=False)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def firms_desk(folder: Path) -> Iterator[FirmsDesk]:
    """A town with two areas and some firms, one of a hostile name; its clerk has signed in."""
    file = folder / "town.gpkg"
    store = create_store(file, fsync=False)
    a_municipality(store)
    area = an_area(store)
    an_area(store, name="Thörey", number="TH", geometry=outline(3000))
    for number, name in enumerate(("Adler GmbH", HOSTILE, "Zimmer & Zahn"), start=1):
        a_tenant(store, area, name=name, number=number, geometry=point(100 * number, 200))
    (folder / "hk.csv").write_text(ADDRESSES, "utf-8")
    load_addresses(store, folder / "hk.csv")
    account = add_account(
        store, mail="kim@example.org", name="Kim Muster", grants=[Grant("clerk", "16070028")], by="test"
    )
    cookie = begin_session(store, account)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield FirmsDesk(f"http://127.0.0.1:{port}", file, cookie)


def cell(page: Page, firm: int, name: str) -> Locator:
    """The cell of a firm in a column."""
    return page.locator(f'#firms-grid tr[data-id="{firm}"] td[data-name="{name}"]')


def says(page: Page, text: str) -> None:
    """Wait until the table's line of state says so."""
    expect(page.locator("#firms-state-line")).to_contain_text(text)
