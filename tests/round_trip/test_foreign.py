"""Lists from elsewhere: columns guessed, firms known by name and place, nothing of others told."""

import pytest

from signage.domain.validity import today
from signage.services.rights import Grant, Rights
from signage.services.round_trip.foreign import compare_foreign
from signage.services.round_trip.layouts import Layout, guessed
from signage.services.round_trip.lines import (
    CHANGED,
    END,
    LEAVE,
    MISSING,
    NEW,
    UNCHANGED,
    UNCLEAR,
    Comparison,
)
from signage.services.round_trip.reading import Sheet, read_upload
from signage.services.round_trip.taking import Decision
from signage.store import Store
from tests.parts.workbooks import line_of, said, taken
from tests.places import EAST, NORTH
from tests.round_trip.conftest import HERE

CLERK = Rights.from_grants([Grant("clerk", HERE)], who="Kim")


def compared(store: Store, text: str, **layout: object) -> Comparison:
    sheet = Sheet.from_json(read_upload(text.encode(), "liste.csv"))
    fields = guessed(sheet)
    return compare_foreign(store, sheet, Layout(fields, **layout), rights=CLERK)  # type: ignore[arg-type]


def test_firms_are_known_by_name_and_place(office: Store) -> None:
    found = compared(
        office,
        "Betrieb;Gewerbegebiet;Straße und Hausnummer;PLZ Ort;Tel.\n"
        "Alpha GmbH;EK;Am Kreuz 3-5;07629 Ichtershausen;\n"
        "BETA AG;Erfurter Kreuz;Am Kreuz 7;07629 Ichtershausen;03628 5\n"
        "Neu SE;TH;Weg 1;99334 Thörey;\n",
    )
    kinds = [(line.name, line.kind) for line in found.lines]
    assert kinds == [("Alpha GmbH", UNCHANGED), ("BETA AG", CHANGED), ("Neu SE", NEW)]
    assert said(line_of(found, "BETA AG")) == {"name": "BETA AG", "phone": "03628 5"}
    assert taken(office, found, rights=CLERK).change_set is not None


def test_a_position_tells_the_area_and_stays_with_a_new_firm(office: Store) -> None:
    found = compared(office, f"Firma;Rechtswert;Hochwert\nNeu SE;{EAST + 100};{NORTH + 200}\n")
    line = line_of(found, "Neu SE")
    assert line.kind == NEW, line
    taken(office, found, rights=CLERK)
    [row] = [row for row in office.read("tenant") if row["name"] == "Neu SE"]
    assert (row["area"], row["geometry"] is None) == (1, False)


def test_an_area_can_be_said_for_the_whole_list(office: Store) -> None:
    found = compared(office, "Firma;Telefon\nGamma e.K.;5\nNeu SE;6\n", area=1)
    assert [line.kind for line in found.lines] == [CHANGED, NEW]


def test_a_whole_list_asks_about_the_firms_that_it_lacks(office: Store) -> None:
    found = compared(office, "Firma;Gewerbegebiet\nAlpha GmbH;EK\nBeta AG;EK\n", is_whole=True)
    line = line_of(found, "Gamma e.K.")
    assert (line.kind, line.default) == (MISSING, LEAVE)
    assert "Fremd KG" not in {line.name for line in found.lines}
    taken(office, found, {line.key: Decision(END)}, CLERK)
    ended = {row["name"]: row["valid_to"] for row in office.read("tenant")}
    assert ended == {"Alpha GmbH": None, "Beta AG": None, "Gamma e.K.": today(), "Fremd KG": None}


def test_an_empty_cell_leaves_and_a_hyphen_empties(office: Store) -> None:
    found = compared(office, "Firma;Gebiet;Telefon\nAlpha GmbH;EK;\nBeta AG;EK;-\n")
    assert said(line_of(found, "Beta AG")) == {"phone": None}
    assert line_of(found, "Alpha GmbH").kind == UNCHANGED


def test_a_firm_that_stands_there_twice_is_taken_once(office: Store) -> None:
    found = compared(office, "Firma;Gebiet;Telefon\nBeta AG;EK;1\nBeta AG;EK;2\n")
    assert [line.kind for line in found.lines] == [CHANGED, UNCLEAR]
    assert "Zeile 2" in found.lines[1].reasons[0]


@pytest.mark.parametrize("area", ["GS", "Gotha-Süd", "Nirgendwo"])
def test_a_foreign_area_is_as_unknown_as_none(office: Store, area: str) -> None:
    found = compared(office, f"Firma;Gebiet\nFremd KG;{area}\n")
    [line] = found.lines
    assert (line.kind, line.can, line.tenant, line.candidates) == (UNCLEAR, (LEAVE,), None, ())


def test_a_row_that_names_another_municipality_is_returned(office: Store) -> None:
    found = compared(office, "Firma;Gebiet;Gemeinde\nBeta AG;EK;Gotha\n")
    assert [cell.field for cell in found.lines[0].problems] == ["municipality"]
