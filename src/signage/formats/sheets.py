"""Workbooks (XLSX) for people: they open well in Excel and carry out nothing that a cell says."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from signage.domain.names import UNSEEN
from signage.formats.csv_files import plain
from signage.replacing import replaced

_EXCEL_LONGEST = 32_767
_LONGEST_NAME = 28  # of a sheet; 31 with the number that tells it from another
_WIDEST = 48
_SAMPLE = 200


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of a workbook; `colours` has a background per row, or is empty."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    colours: Sequence[str] = field(default_factory=list)


def write_sheets(path: Path, sheets: Sequence[Sheet]) -> None:
    """A workbook with a frozen, filterable head on each sheet. Text stays text: no formulas, no links."""
    options = {
        "strings_to_urls": False,
        "strings_to_formulas": False,
        "constant_memory": True,
        "nan_inf_to_errors": False,
    }
    # Packed in memory: a disk that fills up while the library packs leaves it half closed and loud.
    packed = BytesIO()
    book = xlsxwriter.Workbook(packed, options)
    head = book.add_format({"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "valign": "top"})
    names: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_sheet_name(sheet.name, names))
        _fill(book, page, sheet, head)
    book.close()
    with replaced(path) as new:
        new.write_bytes(packed.getvalue())


def _fill(book: Any, page: Any, sheet: Sheet, head: Any) -> None:
    page.freeze_panes(1, 0)
    for at, width in enumerate(_widths(sheet)):
        page.set_column(at, at, width)
    for at, heading in enumerate(sheet.headings):
        page.write_string(0, at, _shortened(heading, _EXCEL_LONGEST), head)
    formats = {colour: book.add_format({"bg_color": colour}) for colour in set(sheet.colours) if colour}
    dates = {colour: book.add_format(_date_format(colour)) for colour in {*sheet.colours, ""}}
    for line, row in enumerate(sheet.rows, start=1):
        colour = sheet.colours[line - 1] if sheet.colours else ""
        for at, cell in enumerate(row):
            _write(page, line, at, cell, formats.get(colour), dates[colour])
    if sheet.headings and sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)


def _date_format(colour: str) -> dict[str, str]:
    return {"num_format": "dd.mm.yyyy", **({"bg_color": colour} if colour else {})}


def _write(page: Any, line: int, at: int, cell: Any, form: Any, as_date: Any) -> None:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        if form is not None:
            page.write_blank(line, at, None, form)
    elif isinstance(cell, bool):
        page.write_string(line, at, plain(cell), form)
    elif isinstance(cell, int | float):
        page.write_number(line, at, cell, form)
    elif isinstance(cell, datetime):
        page.write_string(line, at, cell.isoformat(), plain)
    elif isinstance(cell, date):
        page.write_datetime(line, at, cell, as_date)
    else:  # what is too long begins as it did: to leave it out would look like an empty cell
        page.write_string(line, at, _shortened(cell, _EXCEL_LONGEST), form)


def _widths(sheet: Sheet) -> list[int]:
    sample = [sheet.headings, *sheet.rows[:_SAMPLE]]
    longest = [max((len(str(row[at])) for row in sample if at < len(row) and row[at] is not None), default=8)
               for at in range(len(sheet.headings))]  # fmt: skip
    return [min(max(width + 2, 8), _WIDEST) for width in longest]


def _sheet_name(name: str, used: set[str]) -> str:
    """A name that Excel allows, none twice."""
    allowed = UNSEEN.sub("_", "".join("_" if letter in "[]:*?/\\" else letter for letter in name))
    clean = _shortened(allowed.strip("'"), _LONGEST_NAME).rstrip("'") or "Tabelle"
    fresh, number = clean, 2
    while fresh.casefold() in used:
        fresh, number = f"{_shortened(clean, _LONGEST_NAME - 2)} {number}", number + 1
    used.add(fresh.casefold())
    return fresh


def _shortened(text: str, most: int) -> str:
    """What fits into `most` letters as Excel counts them: those beyond the first 65,536 signs are two."""
    if len(text) <= most // 2:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")
