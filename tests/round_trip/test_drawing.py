"""How the workbook looks: nothing cut off, nothing that a click can spoil."""

from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from signage.store import Store
from tests.parts.workbooks import exported
from tests.places import a_tenant

LONG = "Beispielhafte Gesellschaft für Fördertechnik, Lagertechnik und Anlagenbau mit beschränkter Haftung"


def page_of(office: Store) -> Worksheet:
    """The sheet of the firms."""
    page = openpyxl.load_workbook(BytesIO(exported(office)))["Firmen"]
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
