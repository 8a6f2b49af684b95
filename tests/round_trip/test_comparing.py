"""What becomes of each row of a workbook that comes back: what somebody did, and nothing else."""

from datetime import date
from typing import Any

import pytest

from signage.domain.validity import today
from signage.services.editing import change_row, end_row
from signage.services.reverting import revert_change_set
from signage.services.rights import Grant, Rights
from signage.services.round_trip.lines import (
    ADD,
    CHANGED,
    CONFIRMED,
    END,
    GONE,
    LEAVE,
    MINE,
    MISSING,
    MOVED,
    NEW,
    REPLACE,
    STORED,
    TAKE,
    UNCHANGED,
    UNCLEAR,
)  # fmt: skip
from signage.services.round_trip.scope import Scope
from signage.services.round_trip.taking import ADDED, REFUSED, Decision, take
from signage.store import Store, create_store
from tests.parts.workbooks import ME, Page, compared, edited, exported, line_of, said, sheet_of, taken
from tests.places import a_municipality, a_tenant, an_area
from tests.round_trip.conftest import HERE

CLERK = Rights.from_grants([Grant("clerk", HERE)], who="Kim")


def firm(store: Store, name: str) -> dict[str, Any]:
    [row] = [row for row in store.read("tenant") if row["name"] == name]
    return row


def test_a_workbook_that_nobody_touched_changes_nothing(office: Store) -> None:
    found = compared(office, exported(office))
    assert (found.counts[UNCHANGED], len(found.lines), found.notes) == (4, 4, [])
    assert taken(office, found).change_set is None


def test_resaving_in_another_program_changes_nothing(office: Store) -> None:
    found = compared(office, edited(exported(office)))
    assert found.counts[UNCHANGED] == len(found.lines) == 4


def test_each_row_is_told_by_what_was_done_to_it(office: Store) -> None:
    def work(page: Page) -> None:
        page.put("Alpha GmbH", Telefon="03628 99", to_do="korrigiert")
        page.put("Beta AG", Straße="Neuer Weg", to_do="umgezogen")
        page.put("Gamma e.K.", to_do="weg")
        page.put("Fremd KG", to_do="bleibt")
        page.add(Firma="Delta SE", Gewerbegebiet="TH – Thörey")

    found = compared(office, edited(exported(office), work))
    kinds = {line.name: line.kind for line in found.lines}
    assert kinds == {
        "Alpha GmbH": CHANGED,
        "Beta AG": MOVED,
        "Gamma e.K.": GONE,
        "Fremd KG": CONFIRMED,
        "Delta SE": NEW,
    }
    assert said(line_of(found, "Gamma e.K.")) == {"valid_to": today()}
    assert said(line_of(found, "Fremd KG")) == {"confirmed_on": today()}


def test_what_was_decided_is_one_change_set_that_one_click_takes_back(office: Store) -> None:
    def work(page: Page) -> None:
        page.put("Alpha GmbH", Telefon="03628 99")
        page.put("Gamma e.K.", to_do="weg", gone_from=date(2026, 3, 1))
        page.add(Firma="Delta SE", Gewerbegebiet="EK")

    before = {row["name"]: row for row in office.read("tenant")}
    done = taken(office, compared(office, edited(exported(office), work)))
    assert done.change_set is not None
    assert firm(office, "Alpha GmbH")["phone"] == "03628 99"
    assert firm(office, "Gamma e.K.")["valid_to"] == date(2026, 3, 1)
    assert (firm(office, "Delta SE")["number"], firm(office, "Delta SE")["municipality"]) == (4, HERE)
    revert_change_set(office, done.change_set, rights=ME)
    after = {row["name"]: row for row in office.read("tenant")}
    ignored = {"version": 0, "changed_at": None}
    assert {name: row | ignored for name, row in after.items()} == {
        name: row | ignored for name, row in before.items()
    }


def test_a_missing_row_is_asked_about_and_ends_nothing_by_itself(office: Store) -> None:
    found = compared(office, edited(exported(office), lambda page: page.delete("Beta AG")))
    line = line_of(found, "Beta AG")
    assert (line.kind, line.row, line.default, line.can) == (MISSING, None, LEAVE, (LEAVE, END))
    taken(office, found)
    assert firm(office, "Beta AG")["valid_to"] is None
    taken(office, found, {line.key: Decision(END)})
    assert firm(office, "Beta AG")["valid_to"] == today()


def test_a_firm_added_meanwhile_is_no_missing_row(office: Store) -> None:
    content = exported(office)
    taken(
        office,
        compared(office, edited(content, lambda page: page.add(Firma="Neu", Gewerbegebiet="EK"))),
    )
    assert compared(office, content).counts[MISSING] == 0


def test_another_field_edited_meanwhile_is_kept(office: Store) -> None:
    work = {"Straße": "Neuer Weg", "to_do": "korrigiert"}
    content = edited(exported(office), lambda page: page.put("Beta AG", **work))
    row = firm(office, "Beta AG")
    change_row(office, "tenant", row["id"], {"phone": "1"}, seen_version=row["version"], rights=ME)
    found = compared(office, content)
    assert said(line_of(found, "Beta AG")) == {"street": "Neuer Weg", "confirmed_on": today()}
    taken(office, found)
    assert (firm(office, "Beta AG")["street"], firm(office, "Beta AG")["phone"]) == ("Neuer Weg", "1")


@pytest.mark.parametrize(("side", "kept"), [(MINE, "Ich 1"), (STORED, "Andere 2")])
def test_the_same_field_edited_meanwhile_is_for_a_person_to_choose(
    office: Store, side: str, kept: str
) -> None:
    content = edited(exported(office), lambda page: page.put("Beta AG", Straße="Ich 1"))
    row = firm(office, "Beta AG")
    change_row(office, "tenant", row["id"], {"street": "Andere 2"}, seen_version=row["version"], rights=ME)
    line = line_of(compared(office, content), "Beta AG")
    [cell] = line.conflicts
    assert (line.kind, line.default) == (UNCLEAR, LEAVE)
    assert (cell.exported, cell.stored, cell.mine) == ("Am Kreuz", "Andere 2", "Ich 1")
    taken(office, compared(office, content), {line.key: Decision(TAKE, {"street": side})})
    assert firm(office, "Beta AG")["street"] == kept


def test_what_both_changed_alike_is_no_conflict(office: Store) -> None:
    content = edited(exported(office), lambda page: page.put("Beta AG", Straße="Gleich 1"))
    row = firm(office, "Beta AG")
    change_row(office, "tenant", row["id"], {"street": "Gleich 1"}, seen_version=row["version"], rights=ME)
    assert line_of(compared(office, content), "Beta AG").kind == UNCHANGED


def test_a_firm_that_was_ended_meanwhile_needs_a_word(office: Store) -> None:
    content = edited(exported(office), lambda page: page.put("Beta AG", to_do="bleibt"))
    end_row(office, "tenant", firm(office, "Beta AG")["id"], today(), rights=ME)
    line = line_of(compared(office, content), "Beta AG")
    assert (line.kind, line.default) == (UNCLEAR, LEAVE)
    assert "inzwischen" in line.reasons[0]


def test_an_edit_between_looking_and_taking_holds_back_that_row_only(office: Store) -> None:
    def work(page: Page) -> None:
        page.put("Alpha GmbH", Telefon="1")
        page.put("Beta AG", Telefon="2")

    found = compared(office, edited(exported(office), work))
    row = firm(office, "Beta AG")
    change_row(office, "tenant", row["id"], {"web": "a.example"}, seen_version=row["version"], rights=ME)
    done = taken(office, found)
    assert done.outcomes[line_of(found, "Beta AG").key].verdict == REFUSED
    assert (firm(office, "Alpha GmbH")["phone"], firm(office, "Beta AG")["phone"]) == ("1", "+49 3628 1")


def test_a_key_out_of_reach_is_as_unknown_as_one_that_never_was(office: Store) -> None:
    foreign = firm(office, "Fremd KG")["id"]
    content = exported(office, CLERK, Scope(HERE))

    def plant(page: Page) -> None:
        for key, name in ((foreign, "Untergeschoben"), (987_654, "Erfunden")):
            row = page.add(Firma=name, Gewerbegebiet="EK")
            page.page.cell(row, 1).value, page.page.cell(row, 2).value = key, 1

    found = compared(office, edited(content, plant), CLERK)
    planted, invented = line_of(found, "Untergeschoben"), line_of(found, "Erfunden")
    assert planted.reasons == invented.reasons
    assert (planted.kind, planted.can, planted.tenant, planted.where) == (UNCLEAR, (LEAVE,), None, "")
    assert {line.name for line in found.lines} == {
        "Alpha GmbH",
        "Beta AG",
        "Gamma e.K.",
        "Untergeschoben",
        "Erfunden",
    }
    taken(office, found, {planted.key: Decision(TAKE)}, CLERK)
    assert firm(office, "Fremd KG")["version"] == 1


def test_a_clerks_workbook_has_no_foreign_firm_or_area(office: Store) -> None:
    sheet = sheet_of(exported(office, CLERK))
    cells = [cell for column in sheet.columns for cell in column]
    assert not [cell for cell in cells if cell and ("Fremd" in str(cell) or "Gotha" in str(cell))]


def test_a_firm_is_not_moved_to_a_foreign_area(office: Store) -> None:
    content = edited(exported(office, CLERK), lambda page: page.put("Beta AG", Gewerbegebiet="Gotha-Süd"))
    line = line_of(compared(office, content, CLERK), "Beta AG")
    assert (line.kind, line.can, [cell.field for cell in line.problems]) == (UNCLEAR, (LEAVE,), ["area"])


def test_a_reader_is_refused_as_a_whole(office: Store) -> None:
    reader = Rights.from_grants([Grant("reader", HERE)], who="Kim")
    found = compared(
        office, edited(exported(office, reader), lambda page: page.put("Beta AG", Telefon="2")), reader
    )
    with pytest.raises(Exception, match="Rollen"):
        taken(office, found, rights=reader)
    assert firm(office, "Beta AG")["version"] == 1


def test_keys_that_were_sorted_apart_without_the_hidden_sheet_are_noticed(office: Store) -> None:
    def swap(page: Page) -> None:
        del page.page.parent["_signage"]
        one, other = page.row_of("Alpha GmbH"), page.row_of("Beta AG")
        for column in (1, 2):
            cells = page.page.cell(one, column), page.page.cell(other, column)
            cells[0].value, cells[1].value = cells[1].value, cells[0].value

    found = compared(office, edited(exported(office), swap))
    assert [line_of(found, name).kind for name in ("Alpha GmbH", "Beta AG")] == [UNCLEAR, UNCLEAR]
    assert taken(office, found).change_set is None


def test_a_copied_row_is_a_question_and_the_original_goes_through(office: Store) -> None:
    def copy(page: Page) -> None:
        row = page.row_of("Alpha GmbH")
        values = [cell.value for cell in page.page[row]]
        new = page.add(Firma="Epsilon GmbH")
        for column, value in enumerate(values, start=1):
            if column != page.columns["Firma"]:
                page.page.cell(new, column).value = value
        page.put("Epsilon GmbH", **{"Nummer auf dem Plan": None})

    found = compared(office, edited(exported(office), copy))
    assert line_of(found, "Alpha GmbH").kind == UNCHANGED
    line = line_of(found, "Epsilon GmbH")
    assert (line.kind, line.can) == (UNCLEAR, (LEAVE, ADD))
    assert taken(office, found, {line.key: Decision(ADD)}).outcomes[line.key].verdict == ADDED
    assert firm(office, "Epsilon GmbH")["street"] == "Am Kreuz"


def test_one_firm_written_over_another_can_take_its_place(office: Store) -> None:
    work = {"Firma": "Zeta Logistik", "Telefon": "999", "Hausnummer": "11"}
    content = edited(exported(office), lambda page: page.put("Beta AG", **work))
    line = line_of(compared(office, content), "Zeta Logistik")
    assert (line.kind, line.default, line.can) == (UNCLEAR, LEAVE, [LEAVE, TAKE, REPLACE])
    taken(office, compared(office, content), {line.key: Decision(REPLACE)})
    new, old = firm(office, "Zeta Logistik"), firm(office, "Beta AG")
    assert (old["valid_to"], old["phone"]) == (today(), "+49 3628 1")
    assert (new["phone"], new["street"], new["house_number"]) == ("999", "Am Kreuz", "11")
    assert new["number"] != old["number"]


def test_a_firm_does_not_end_for_one_that_cannot_take_its_place(office: Store) -> None:
    work = {"Firma": "Zeta Logistik", "Telefon": "999", "Hausnummer": "11"}
    content = edited(exported(office), lambda page: page.put("Beta AG", **work))
    line = line_of(compared(office, content), "Zeta Logistik")
    only_ending = Rights.from_grants([Grant("clerk", HERE, fields=frozenset({"valid_to"}))], who="Kim")
    done = take(
        office, compared(office, content), {line.key: Decision(REPLACE)}, rights=only_ending, file="a.xlsx"
    )
    assert done.outcomes[line.key].verdict == REFUSED
    assert (done.change_set, firm(office, "Beta AG")["valid_to"]) == (None, None)


@pytest.mark.parametrize(
    ("heading", "cell", "field"),
    [
        ("bestätigt am", "gestern", "confirmed_on"),
        ("E-Mail", "keine Adresse", "email"),
        ("PLZ", "12", "postcode"),
        ("Einzelperson", "vielleicht", "is_person"),
        ("Gewerbegebiet", "Nirgendwo", "area"),
        ("Firma", None, "name"),
        ("Nummer auf dem Plan", "drei", "number"),
    ],
)
def test_a_faulty_cell_sends_its_row_back_and_no_other(
    office: Store, heading: str, cell: str | None, field: str
) -> None:
    def work(page: Page) -> None:
        page.put("Alpha GmbH", Telefon="1")
        page.put("Beta AG", **{heading: cell})

    found = compared(office, edited(exported(office), work))
    [line] = [line for line in found.lines if line.problems]
    assert ([one.field for one in line.problems], line.kind, line.can) == ([field], UNCLEAR, (LEAVE,))
    taken(office, found)
    assert firm(office, "Alpha GmbH")["phone"] == "1"
    assert firm(office, "Beta AG")["version"] == 1


def test_an_emptied_cell_empties_the_field(office: Store) -> None:
    found = compared(office, edited(exported(office), lambda page: page.put("Beta AG", Telefon=None)))
    assert said(line_of(found, "Beta AG")) == {"phone": None}


def test_a_new_row_like_a_known_firm_is_a_question_with_the_candidate(office: Store) -> None:
    new = {"Firma": "Betta AG", "Gewerbegebiet": "TH", "Telefon": "5"}
    content = edited(exported(office), lambda page: page.add(**new))
    assert line_of(compared(office, content), "Betta AG").kind == NEW  # Beta AG has a row of its own
    content = edited(content, lambda page: page.delete("Beta AG"))
    line, beta = line_of(compared(office, content), "Betta AG"), firm(office, "Beta AG")["id"]
    assert (line.kind, [one.tenant for one in line.candidates]) == (UNCLEAR, [beta])
    taken(office, compared(office, content), {line.key: Decision(f"as:{beta}")})
    assert (firm(office, "Betta AG")["id"], firm(office, "Betta AG")["phone"]) == (beta, "5")


def test_a_firm_that_is_entered_a_second_time_is_a_question(office: Store) -> None:
    content = edited(exported(office), lambda page: page.add(Firma="Beta A. G. GmbH", Gewerbegebiet="EK"))
    assert line_of(compared(office, content), "Beta A. G. GmbH").kind == NEW
    content = edited(exported(office), lambda page: page.add(Firma="BETA GmbH", Gewerbegebiet="EK"))
    line = line_of(compared(office, content), "BETA GmbH")
    assert (line.kind, line.default, line.can) == (UNCLEAR, LEAVE, (LEAVE, ADD))


def test_a_workbook_of_another_inventory_has_no_say_by_its_keys(
    office: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:

    other = create_store(tmp_path_factory.mktemp("other") / "other.gpkg")
    a_municipality(other, name="Anderswo")
    a_tenant(other, an_area(other), name="Ganz andere Firma")
    found = compared(office, exported(other))
    other.close()
    assert "anderen Bestand" in found.notes[0]
    assert [line.kind for line in found.lines] == [NEW]


def test_moved_needs_to_know_where_to(office: Store) -> None:
    found = compared(office, edited(exported(office), lambda page: page.put("Beta AG", to_do="umgezogen")))
    line = line_of(found, "Beta AG")
    assert (line.kind, line.default) == (UNCLEAR, LEAVE)


def test_a_workbook_in_english_comes_back_as_well(office: Store) -> None:
    content = exported(office, language="en")
    found = compared(office, content)
    assert found.counts[UNCHANGED] == len(found.lines) == 4
