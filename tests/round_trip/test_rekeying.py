"""What people do to the hidden columns: rows sorted without them, emptied, deleted, and sheets renamed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from signage.services.round_trip.lines import CHANGED, MISSING, UNCHANGED, UNCLEAR
from signage.store import Store
from tests.parts.workbooks import Page, compared, edited, exported, line_of, said, sheet_of

FIRST, LAST = 2, 5  # the rows of the four firms


def sort_without_keys(page: Page) -> None:
    """As a spreadsheet does that leaves locked columns out."""
    sheet, width = page.page, page.page.max_column + 1
    rows = [[sheet.cell(row, at).value for at in range(3, width)] for row in range(FIRST, LAST + 1)]
    for row, cells in enumerate(reversed(rows), start=FIRST):
        for at, cell in enumerate(cells, start=3):
            sheet.cell(row, at).value = cell


def empty_the_keys(page: Page) -> None:
    for row in range(FIRST, LAST + 1):
        page.page.cell(row, 1).value = None


def delete_the_column(page: Page) -> None:
    page.page.delete_cols(1)


def delete_both_columns(page: Page) -> None:
    page.page.delete_cols(1, 2)


def rename_the_sheet(page: Page) -> None:
    page.page.title = "Firmen Stand Mai"


@pytest.mark.parametrize(
    "work", [sort_without_keys, empty_the_keys, delete_the_column, delete_both_columns, rename_the_sheet]
)
def test_every_firm_is_known_again(office: Store, work: Callable[[Page], None]) -> None:
    def change(page: Page) -> None:
        page.put("Beta AG", Telefon="03628 7")
        work(page)

    content = edited(exported(office), change)
    assert sheet_of(content).is_ours
    found = compared(office, content)
    assert (found.counts[UNCHANGED], found.counts[CHANGED], len(found.lines)) == (3, 1, 4)
    assert said(line_of(found, "Beta AG")) == {"phone": "03628 7"}
    told = any("verborgene Kennung" in note for note in found.notes)
    assert told == (work is not rename_the_sheet)


def test_two_names_that_changed_places_are_still_a_question(office: Store) -> None:
    def swap(page: Page) -> None:
        alpha, beta = page.row_of("Alpha GmbH"), page.row_of("Beta AG")
        page.page.cell(alpha, page.columns["Firma"]).value = "Beta AG"
        page.page.cell(beta, page.columns["Firma"]).value = "Alpha GmbH"

    found = compared(office, edited(exported(office), swap))
    assert (found.counts[UNCLEAR], found.notes) == (2, [])


def test_a_new_firm_of_a_known_name_elsewhere_does_not_get_the_key(office: Store) -> None:
    def work(page: Page) -> None:
        page.delete("Beta AG")
        page.add(Firma="Beta AG", Gewerbegebiet="TH – Thörey", Straße="Weg")

    found = compared(office, edited(exported(office), work))
    assert [line.kind for line in found.lines if line.name == "Beta AG"] == [UNCLEAR, MISSING]


def test_another_sheet_beside_the_renamed_one_does_not_confuse(office: Store) -> None:
    book: Any = openpyxl.load_workbook(BytesIO(exported(office)))
    book["Firmen"].title = "Mai"
    book.create_sheet("Notizen")["A1"] = "Bitte bis Freitag"
    out = BytesIO()
    book.save(out)
    assert (sheet_of(out.getvalue()).name, len(sheet_of(out.getvalue()))) == ("Mai", 4)
