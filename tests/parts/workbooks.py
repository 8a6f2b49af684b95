"""Workbooks of firms on their way out and back: made by the export, edited as a person would, read again."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import openpyxl

from signage.services.rights import Rights, everywhere
from signage.services.round_trip.comparing import compare_own
from signage.services.round_trip.exporting import export_workbook
from signage.services.round_trip.lines import Comparison, Line
from signage.services.round_trip.reading import Sheet, read_upload
from signage.services.round_trip.scope import Scope
from signage.services.round_trip.taking import Decision, Taken, take
from signage.store import Store

ME = everywhere("Kim")
Edit = Callable[["Page"], object]


class Page:
    """The sheet with the firms; cells by the name of the firm and the heading of the column."""

    def __init__(self, page: Any, head: int = 1) -> None:
        self.page = page
        self.columns = {str(cell.value): cell.column for cell in page[head] if cell.value is not None}

    def row_of(self, firm: str) -> int:
        """The row with this name."""
        names = {row[self.columns["Firma"] - 1].value: row[0].row for row in self.page.iter_rows()}
        return int(names[firm])

    def get(self, firm: str, heading: str) -> Any:
        """A cell's value."""
        return self.page.cell(self.row_of(firm), self.columns[heading]).value

    def put(self, firm: str, **cells: Any) -> None:
        """Write cells of a firm: `Straße="..."`; `to_do` is »Was ist zu tun?«."""
        row = self.row_of(firm)
        for heading, value in cells.items():
            self.page.cell(row, self.columns[_heading(heading)]).value = value

    def add(self, **cells: Any) -> int:
        """Write into the first free row; gives its number."""
        row = max(number for number in range(1, self.page.max_row + 1) if self._filled(number)) + 1
        for heading, value in cells.items():
            self.page.cell(row, self.columns[_heading(heading)]).value = value
        return row

    def delete(self, firm: str) -> None:
        """Delete the row of a firm."""
        self.page.delete_rows(self.row_of(firm))

    def _filled(self, number: int) -> bool:
        return any(cell.value is not None for cell in self.page[number])


def _heading(name: str) -> str:
    return {"to_do": "Was ist zu tun?", "gone_from": "weg ab", "note": "Bemerkung"}.get(name, name)


def exported(store: Store, rights: Rights = ME, scope: Scope | None = None, language: str = "de") -> bytes:
    """The workbook of everything, or of a scope."""
    return export_workbook(store, rights=rights, scope=scope, language=language).content


def edited(content: bytes, *edits: Edit, sheet: str = "Firmen") -> bytes:
    """The workbook after somebody worked on it."""
    book = openpyxl.load_workbook(BytesIO(content))
    for edit in edits:
        edit(Page(book[sheet]))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(content: bytes, name: str = "Firmen.xlsx") -> Sheet:
    """What is read of an uploaded file."""
    return Sheet.from_json(read_upload(content, name))


def compared(store: Store, content: bytes, rights: Rights = ME) -> Comparison:
    """A workbook against the store."""
    return compare_own(store, sheet_of(content), rights=rights)


def line_of(comparison: Comparison, firm: str) -> Line:
    """The one line of a firm."""
    [found] = [line for line in comparison.lines if line.name == firm]
    return found


def taken(
    store: Store,
    comparison: Comparison,
    decisions: Mapping[str, Decision] | None = None,
    rights: Rights = ME,
) -> Taken:
    """Carry out what is decided, or what is done unless somebody decides."""
    return take(store, comparison, decisions or {}, rights=rights, file="Firmen.xlsx")


def said(line: Line) -> dict[str, Any]:
    """What a line would set, by field."""
    return {cell.field: cell.mine for cell in line.cells} | dict(line.derived)
