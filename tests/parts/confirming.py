"""The story of a clerk who confirms: an area of 40 firms, a desk over it, and clicks that are counted."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from signage.store import open_store
from tests.parts import servers, stores
from tests.parts.service import running_service
from tests.places import a_municipality, an_area, point

TOWN, FIRMS = "16070028", 40
LONG_AGO = date(2025, 3, 1)
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


@dataclass(frozen=True)
class ConfirmingDesk:
    """The service, the clerk's cookie, the file behind it and the area."""

    base: str
    cookie: str
    file: Path
    area: int

    def open(self, page: Page, path: str) -> None:
        """A page of the desk as the clerk sees it."""
        page.context.add_cookies([{"name": "signage_session", "value": self.cookie, "url": self.base}])
        page.goto(self.base + path)


@contextlib.contextmanager
def confirming_desk(folder: Path) -> Iterator[ConfirmingDesk]:
    """A service over one area whose firms are all due, with a clerk who has signed in."""
    file = folder / "confirming.gpkg"
    store = stores.new_geopackage(file)
    a_municipality(store)
    area = an_area(store)
    names = [HOSTILE, *(f"Firma {number:02} Metallbau GmbH" for number in range(1, FIRMS))]
    rows = [
        {
            "name": name, "area": area, "municipality": TOWN, "number": place + 1,
            "street": "Am Rangiergleis", "house_number": str(place + 1), "activity": "Metallbau",
            "confirmed_on": LONG_AGO, "geometry": point(100 + 20 * place, 500),
        }
        for place, name in enumerate(names)
    ]  # fmt: skip
    with store.change(who="Aufbau", why="Aufbau") as change:
        change.create_many("tenant", rows)
    number = add_account(
        store, mail="kim@example.org", name="Kim Muster", grants=[Grant("clerk", TOWN)], by="test"
    )
    cookie = begin_session(store, number)
    store.close()
    port = servers.free_port()
    with running_service(file, port):
        yield ConfirmingDesk(f"http://127.0.0.1:{port}", cookie, file, area)


def confirm_everything(desk: ConfirmingDesk, page: Page) -> tuple[int, float]:
    """From the first page to "is confirmed": the clicks, and the seconds that the machine takes for them."""
    desk.open(page, "/desk")
    began = time.perf_counter()
    clicks = 0
    for button in (
        page.get_by_role("link", name=f"{FIRMS} Firmen bestätigen"),
        page.get_by_role("button", name=f"Alle {FIRMS} bestätigen"),
    ):
        button.click()
        clicks += 1
    expect(page.get_by_text("Erfurter Kreuz ist bestätigt")).to_be_visible()
    return clicks, time.perf_counter() - began


def days_confirmed(desk: ConfirmingDesk) -> set[date | None]:
    """The days on which the firms of today were confirmed, as the file has them."""
    store = open_store(desk.file, fsync=False)
    try:
        return {row["confirmed_on"] for row in store.read("tenant") if row["valid_to"] is None}
    finally:
        store.close()
