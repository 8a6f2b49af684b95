"""How the workbook looks: nothing cut off, nothing that a click can spoil."""

from io import BytesIO

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from signage.services.round_trip.columns import ACTIONS, FIELDS, KEY, VERSION
from signage.services.round_trip.drawing import FREE_ROWS
from signage.services.round_trip.instructions import good_to_know, steps
from signage.store import Store
from tests.parts.workbooks import exported
from tests.places import a_tenant
from tests.round_trip.test_foreign import CLERK

FIRMS = 3  # of the clerk's municipality
LONG = "Beispielhafte Gesellschaft für Fördertechnik, Lagertechnik und Anlagenbau mit beschränkter Haftung"


def page_of(office: Store) -> Worksheet:
    """The sheet of the firms."""
    page = openpyxl.load_workbook(BytesIO(exported(office, CLERK)))["Firmen"]
    assert isinstance(page, Worksheet)
    return page


def test_the_locked_keys_cannot_be_sorted_apart_from_their_rows(office: Store) -> None:
    protection = page_of(office).protection
    is_forbidden = (protection.sort, protection.autoFilter)
    assert (protection.sheet, *is_forbidden) == (True, True, False)


def test_a_long_name_is_wrapped_in_a_row_that_is_high_enough(office: Store) -> None:
    a_tenant(office, 1, name=LONG, number=99, geometry=None)
    page = page_of(office)
    [row] = [cell.row for cell in page["D"] if cell.value == LONG]
    assert page.cell(row, 4).alignment.wrap_text
    assert (page.row_dimensions[row].height or 0) > 40
    assert page.row_dimensions[2].height in (None, 15)


def columns_of(page: Worksheet) -> dict[str, str]:
    """The letter of each column by its heading."""
    [row] = page.iter_rows(max_row=1)
    return {str(cell.value): get_column_letter(cell.column or 0) for cell in row}


def rules_of(page: Worksheet) -> dict[str, DataValidation]:
    """The rule of each column; each reaches from the first firm over all free rows."""
    columns = {letter: heading for heading, letter in columns_of(page).items()}
    found = {}
    for rule in page.data_validations.dataValidation:
        [cells] = rule.sqref.ranges
        assert cells.min_col == cells.max_col
        assert (cells.min_row, cells.max_row) == (2, 1 + FIRMS + FREE_ROWS)
        found[columns[get_column_letter(cells.min_col)]] = rule
    return found


def chosen_from(book: Workbook, rule: DataValidation) -> list[str]:
    """The words of a list, from the cells that its rule names."""
    sheet, _, cells = str(rule.formula1).lstrip("=").replace("$", "").partition("!")
    return [str(cell.value) for [cell] in book[sheet.strip("'")][cells]]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Was ist zu tun?", ["bleibt", "umgezogen", "weg", "korrigiert"]),
        ("Gewerbegebiet", ["EK – Erfurter Kreuz", "TH – Thörey"]),
        ("Einzelperson", ["ja", "nein"]),
        ("WZ-Ausgabe", ["2008", "2025"]),
    ],
)
def test_what_can_be_chosen_is_a_list(office: Store, heading: str, words: list[str]) -> None:
    book = openpyxl.load_workbook(BytesIO(exported(office, CLERK)))
    rule = rules_of(book["Firmen"])[heading]
    assert (rule.type, rule.showErrorMessage, chosen_from(book, rule)) == ("list", True, words)
    assert book["Listen"].sheet_state == "hidden"


def test_every_list_has_the_words_of_its_field(office: Store) -> None:
    book = openpyxl.load_workbook(BytesIO(exported(office, CLERK)))
    rules = {heading: rule for heading, rule in rules_of(book["Firmen"]).items() if rule.type == "list"}
    assert len(rules) >= 5
    assert all(chosen_from(book, rule) for rule in rules.values())
    legal = next(field for field in FIELDS if field.name == "legal_basis")
    assert chosen_from(book, rules[legal.german]) == [german for german, *_ in (legal.choices or {}).values()]


@pytest.mark.parametrize(
    ("heading", "kind"), [("weg ab", "date"), ("Nummer auf dem Plan", "whole"), ("Firma", "textLength")]
)
def test_what_is_no_list_is_checked_by_its_kind(office: Store, heading: str, kind: str) -> None:
    assert rules_of(page_of(office))[heading].type == kind


def test_keys_are_locked_and_all_else_is_open(office: Store) -> None:
    page = page_of(office)
    locked = {letter: heading in (KEY, VERSION) for heading, letter in columns_of(page).items()}
    for letter, is_locked in locked.items():
        cells = [page[f"{letter}{row}"].protection.locked for row in range(2, 2 + FIRMS)]
        assert (page[f"{letter}1"].protection.locked, *cells) == (True, *[is_locked] * FIRMS), letter
    free = {  # rows below have the format of their column
        get_column_letter(number): (column.protection.locked, column.hidden)
        for column in page.column_dimensions.values()
        for number in range(column.min or 1, (column.max or 1) + 1)
    }
    assert free == {letter: (is_locked, is_locked) for letter, is_locked in locked.items()}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_first_sheet_says_the_steps_in_order(office: Store, language: str) -> None:
    sheet = openpyxl.load_workbook(BytesIO(exported(office, language=language))).worksheets[0]
    assert sheet.title == ("Anleitung" if language == "de" else "Instructions")
    numbered = {str(row[0]): row[1] for row in sheet.iter_rows(max_col=2, values_only=True) if row[0]}
    wanted = steps(language)
    assert [numbered[str(number)] for number in range(1, len(wanted) + 1)] == wanted
    for word in [said if language == "de" else said.english for said in ACTIONS.values()]:
        assert any(word in str(sentence) for sentence in wanted), word
    everything = [row[1] for row in sheet.iter_rows(max_col=2, values_only=True)]
    assert set(good_to_know(language)) <= set(everything)
    assert sheet.protection.sheet


def test_no_word_of_a_heading_is_broken(office: Store) -> None:
    page, broken = page_of(office), []
    for at, [heading] in enumerate(page.iter_cols(max_row=1, values_only=True), start=1):
        column = page.column_dimensions[get_column_letter(at)]
        if not column.hidden and max(map(len, str(heading).split())) + 2 > column.width:
            broken.append(heading)
    assert broken == []


@pytest.mark.parametrize(("part", "words"), [("oddHeader", "Stand "), ("oddFooter", "Seite &P")])
def test_on_paper_it_says_what_it_is_and_of_when(office: Store, part: str, words: str) -> None:
    page = page_of(office)
    assert words.rstrip() in (getattr(page, part).right.text or "").replace("&[Page]", "&P")
    assert (page.page_setup.orientation, page.page_setup.fitToHeight, page.print_title_rows) == (
        "landscape",
        0,
        "$1:$1",
    )
