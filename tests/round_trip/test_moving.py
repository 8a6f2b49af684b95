"""A firm that moved, told by a workbook: kept in the history as at the desk, one row ends and one begins."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from signage.domain.validity import today
from signage.services.reverting import revert_change_set
from signage.services.round_trip.lines import CHANGED, LEAVE, MOVE, MOVED, TAKE, UNCHANGED, UNCLEAR
from signage.services.round_trip.taking import MOVED as HAS_MOVED
from signage.services.round_trip.taking import Decision
from signage.services.round_trip.verdicts import with_verdicts
from signage.services.tenants.succession import steps_of
from signage.store import Store
from tests.parts.workbooks import ME, Edit, Page, compared, edited, exported, line_of, sheet_of, taken


def rows(store: Store, name: str) -> list[dict[str, Any]]:
    """All rows of a firm, the oldest first."""
    return sorted((row for row in store.read("tenant") if row["name"] == name), key=lambda row: row["id"])


def moves(page: Page) -> None:
    """Beta AG goes to Thörey."""
    page.put("Beta AG", Gewerbegebiet="TH – Thörey", Straße="Neuer Weg", Hausnummer="1", to_do="umgezogen")


def test_a_firm_that_moved_ends_at_the_old_place_and_begins_at_the_new_one(office: Store) -> None:
    found = compared(office, edited(exported(office), moves))
    line = line_of(found, "Beta AG")
    assert (line.kind, line.can, line.default) == (MOVED, (LEAVE, MOVE, TAKE), MOVE)
    done = taken(office, found)
    old, new = rows(office, "Beta AG")
    assert (old["street"], old["valid_to"], old["number"]) == ("Am Kreuz", today(), 2)
    assert (new["street"], new["valid_from"], new["confirmed_on"]) == ("Neuer Weg", today(), today())
    assert new["phone"] == old["phone"]
    [step] = steps_of(office, old["id"])
    assert (step.successor, step.kind, step.since) == (new["id"], "moved", today())
    assert done.outcomes[line.key].verdict == HAS_MOVED
    assert done.change_set is not None
    revert_change_set(office, done.change_set, rights=ME)
    [back] = [row for row in rows(office, "Beta AG") if row["withdrawn_by"] is None]
    assert (back["id"], back["valid_to"]) == (old["id"], None)


def test_an_address_that_was_only_wrong_is_corrected_where_it_stands(office: Store) -> None:
    found = compared(office, edited(exported(office), moves))
    taken(office, found, {line_of(found, "Beta AG").key: Decision(TAKE)})
    [row] = rows(office, "Beta AG")
    assert (row["street"], row["valid_to"]) == ("Neuer Weg", None)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"Straße": "Neuer Weg"}, MOVED),
        ({"Straße": "Neuer Weg", "to_do": "korrigiert"}, CHANGED),
        ({"Straße": "am  KREUZ"}, CHANGED),
        ({"PLZ": "99310", "Postort": "Arnstadt"}, CHANGED),
        ({"Hausnummer": None}, CHANGED),
        ({"PLZ": "99310", "to_do": "umgezogen"}, MOVED),
    ],
)
def test_an_address_written_otherwise_is_no_move(office: Store, cells: dict[str, Any], kind: str) -> None:
    found = compared(office, edited(exported(office), lambda page: page.put("Beta AG", **cells)))
    assert line_of(found, "Beta AG").kind == kind


def day_before(page: Page) -> None:
    """The old place was left some days ago."""
    moves(page)
    page.put("Beta AG", gone_from=today() - timedelta(days=9))


def day_after(page: Page) -> None:
    """The new place will be taken in some days."""
    moves(page)
    page.put("Beta AG", **{"gültig ab": today() + timedelta(days=9)})


@pytest.mark.parametrize(("work", "days"), [(day_before, -9), (day_after, 9)])
def test_a_day_in_the_row_is_that_of_the_move(office: Store, work: Edit, days: int) -> None:
    taken(office, compared(office, edited(exported(office), work)))
    old, new = rows(office, "Beta AG")
    day = today() + timedelta(days=days)
    assert (old["valid_to"], new["valid_from"], new["valid_to"]) == (day, day, None)


def test_a_day_before_the_firm_began_is_refused_in_plain_words(office: Store) -> None:
    def work(page: Page) -> None:
        moves(page)
        page.put("Beta AG", gone_from=date(2001, 1, 1))

    taken(office, compared(office, edited(exported(office), lambda page: page.put("Beta AG", **SINCE))))
    found = compared(office, edited(exported(office), work))
    done = taken(office, found)
    assert done.outcomes[line_of(found, "Beta AG").key].why.startswith("„Beta AG“ beginnt erst am")
    [row] = rows(office, "Beta AG")
    assert (row["street"], row["valid_to"]) == ("Am Kreuz", None)


SINCE = {"gültig ab": date(2020, 1, 1)}


def test_the_file_comes_back_with_the_key_of_the_new_row(office: Store) -> None:
    content = edited(exported(office), moves)
    sheet, found = sheet_of(content), compared(office, content)
    answer = with_verdicts(content, sheet, taken(office, found).outcomes)
    page = Page(openpyxl.load_workbook(BytesIO(answer))["Firmen"])
    new = rows(office, "Beta AG")[1]
    assert page.get("Beta AG", "Kennung (nicht ändern)") == new["id"]
    assert page.get("Beta AG", "Fassung") == new["version"]
    again = compared(office, answer)
    assert {line.kind for line in again.lines if line.name != "Beta AG"} == {UNCHANGED}
    assert not [line for line in again.lines if line.row is None]


def test_a_firm_entered_anew_at_another_place_may_have_moved_there(office: Store) -> None:
    def work(page: Page) -> None:
        page.delete("Beta AG")
        page.add(Firma="Betta AG", Gewerbegebiet="TH", Telefon="5")

    found = compared(office, edited(exported(office), work))
    line, [beta] = line_of(found, "Betta AG"), rows(office, "Beta AG")
    assert (line.kind, line.can[-2:]) == (UNCLEAR, (f"from:{beta['id']}", f"as:{beta['id']}"))
    taken(office, found, {line.key: Decision(f"from:{beta['id']}")})
    [new] = rows(office, "Betta AG")
    assert (new["phone"], new["valid_from"]) == ("5", today())
    assert rows(office, "Beta AG")[0]["valid_to"] == today()
