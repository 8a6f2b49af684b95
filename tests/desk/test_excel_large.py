"""Large files are taken beside the request: told how far it is, once, and under the rights of that moment."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partialmethod
from typing import Any

import pytest
from sqlalchemy import insert

from signage.services.editing import change_row
from signage.services.rights import everywhere
from signage.services.round_trip import desk
from signage.services.round_trip.running import Comparisons, Takings
from signage.services.round_trip.taking import take
from signage.store import Store
from signage.store.account_tables import role_grant
from signage_api.desk import excel
from tests.desk.conftest import THERE
from tests.desk.test_excel import download, firms, form_of, row, sent
from tests.parts.desk import Visitor
from tests.parts.waiting import soon
from tests.parts.workbooks import Page, edited

__all__ = ["firms"]
STOPPED = "Es wurde nichts gespeichert"


class Held:
    """What takes the rows, held back until `go_on`; `begun` counts."""

    def __init__(self) -> None:
        self.go_on, self.begun = threading.Event(), list[int]()

    def take(self, *args: Any, progress: Any, **options: Any) -> Any:
        """As `signage.services.round_trip.taking.take`."""
        self.begun.append(1)
        progress(500, 2_100)
        assert self.go_on.wait(30)
        return take(*args, progress=progress, **options)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Every file is a large one, and is taken when the test says so."""
    found = Held()
    monkeypatch.setattr(excel, "LARGE", 1)
    monkeypatch.setattr(desk, "LARGE", 1)
    monkeypatch.setattr(desk, "take", found.take)
    monkeypatch.setattr(Takings, "begin", partialmethod(Takings.begin, wait_s=0.05))
    monkeypatch.setattr(Comparisons, "of", partialmethod(Comparisons.of, wait_s=20))
    yield found
    found.go_on.set()


def work(page: Page) -> None:
    page.put("Beta AG", Telefon="03628 1", to_do="korrigiert")
    page.add(Firma="Neu", Gewerbegebiet="EK")


def shows(clerk: Visitor, path: str, words: str) -> bool:
    return soon(lambda: words in clerk.get(path).text)


def names(store: Store) -> list[str]:
    return [row["name"] for row in store.read("tenant")]


def test_a_large_file_is_taken_beside_the_request_and_tells_how_far_it_is(
    firms: Store, clerk: Visitor, held: Held
) -> None:
    path = sent(clerk, edited(download(clerk), work))
    done = clerk.post(f"{path}/rows", form_of(clerk.get(path).text) | {"then": "take"})
    assert (done.status_code, done.headers["location"]) == (303, path)
    assert shows(clerk, path, "500 von 2100 Zeilen bearbeitet")
    waiting = clerk.get(path).text
    assert 'http-equiv="refresh"' in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert "Neu" not in names(firms)
    held.go_on.set()
    assert shows(clerk, path, "<b>1</b> neu aufgenommen")
    assert row(firms, "Beta AG")["phone"] == "03628 1"
    assert clerk.get(f"{path}/verdicts").status_code == 200


def test_who_presses_again_takes_a_large_file_once(firms: Store, clerk: Visitor, held: Held) -> None:
    path = sent(clerk, edited(download(clerk), work))
    form = form_of(clerk.get(path).text) | {"then": "take"}
    for _ in range(3):
        assert clerk.post(f"{path}/rows", form).status_code == 303
    other = clerk.post(f"{path}/sheet", {"sheet": "Firmen"})
    assert (other.status_code, "wird gerade übernommen" in other.text) == (409, True)
    held.go_on.set()
    assert shows(clerk, path, "<b>1</b> neu aufgenommen")
    assert (names(firms).count("Neu"), held.begun) == (1, [1])
    assert clerk.post(f"{path}/rows", form).status_code == 409
    assert names(firms).count("Neu") == 1


def test_a_large_file_is_not_taken_when_the_rights_are_others_by_then(
    firms: Store, clerk: Visitor, held: Held
) -> None:
    path = sent(clerk, edited(download(clerk), work))
    clerk.post(f"{path}/rows", form_of(clerk.get(path).text) | {"then": "take"})
    more = {"account": clerk.account, "role": "reader", "municipality": THERE}
    more |= {"granted_at": datetime.now(UTC), "granted_by": "t"}
    with firms.write_plain() as connection:
        connection.execute(insert(role_grant).values(more))
    held.go_on.set()
    assert shows(clerk, path, "Ihre Rechte wurden inzwischen geändert; gespeichert wurde nichts.")
    assert "Neu" not in names(firms)


def test_why_a_large_file_could_not_be_taken_is_told_once_and_it_can_be_taken_then(
    firms: Store, clerk: Visitor, held: Held
) -> None:
    path = sent(clerk, edited(download(clerk), work))
    old = form_of(clerk.get(path).text)
    beta = row(firms, "Beta AG")
    boss, mail = everywhere("t"), {"email": "a@example.org"}
    change_row(firms, "tenant", beta["id"], mail, seen_version=1, rights=boss)
    held.go_on.set()
    clerk.post(f"{path}/rows", old | {"then": "take"})
    assert shows(clerk, path, "Inzwischen wurden Firmen geändert oder aufgenommen")
    again = clerk.get(path).text
    assert (STOPPED in again, "Neu" in names(firms)) == (False, False)
    clerk.post(f"{path}/rows", form_of(again) | {"then": "take"})
    assert shows(clerk, path, "<b>1</b> neu aufgenommen")
    assert held.begun == [1]


@pytest.mark.parametrize("store", ["postgis_store"], indirect=True)
def test_a_large_file_that_another_server_process_takes_is_left_to_it(
    firms: Store, clerk: Visitor, held: Held
) -> None:
    path = sent(clerk, edited(download(clerk), work))
    form = form_of(clerk.get(path).text) | {"then": "take"}
    with firms.sole(f"take {path.rpartition('/')[2]}") as is_mine:
        assert is_mine
        assert clerk.post(f"{path}/rows", form).headers["location"] == path
        assert "Die Zeilen werden übernommen" in clerk.get(path).text
    assert "Die Zeilen werden übernommen" not in clerk.get(path).text
    assert held.begun == []
