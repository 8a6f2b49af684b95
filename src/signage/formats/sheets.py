"""Tables for people: CSV and XLSX that open well in Excel and carry out nothing that a cell says."""

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from signage.replacing import replaced

# Excel takes a cell that begins like this for a formula; an apostrophe before it makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_LONGEST = 32_767
_WIDEST = 48
_SAMPLE = 200


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of a workbook; `colours` has a background per row, or is empty."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    colours: Sequence[str] = field(default_factory=list)


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table with semicolons and a mark that makes Excel read it as UTF-8; text that looks like a formula is
    disarmed.
    """
    with replaced(path) as new, new.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([disarmed(heading) for heading in headings])
        writer.writerows([disarmed(_plain(cell)) for cell in row] for row in rows)


def disarmed(cell: Any) -> Any:
    """A text that begins like a formula gets an apostrophe; the importer takes it off again."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


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
        page.write_string(0, at, heading[:_EXCEL_LONGEST], head)
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


def _write(page: Any, line: int, at: int, cell: Any, plain: Any, as_date: Any) -> None:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        if plain is not None:
            page.write_blank(line, at, None, plain)
    elif isinstance(cell, bool):
        page.write_string(line, at, _plain(cell), plain)
    elif isinstance(cell, int | float):
        page.write_number(line, at, cell, plain)
    elif isinstance(cell, datetime):
        page.write_string(line, at, cell.isoformat(), plain)
    elif isinstance(cell, date):
        page.write_datetime(line, at, cell, as_date)
    elif len(cell) <= _EXCEL_LONGEST:
        page.write_string(line, at, cell, plain)


def _plain(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None or (isinstance(cell, float) and math.isnan(cell)) else cell


def _widths(sheet: Sheet) -> list[int]:
    sample = [sheet.headings, *sheet.rows[:_SAMPLE]]
    longest = [max((len(str(row[at])) for row in sample if at < len(row) and row[at] is not None), default=8)
               for at in range(len(sheet.headings))]  # fmt: skip
    return [min(max(width + 2, 8), _WIDEST) for width in longest]


def _sheet_name(name: str, used: set[str]) -> str:
    """A name that Excel allows, none twice."""
    clean = "".join("_" if letter in "[]:*?/\\" else letter for letter in name).strip("'")[:28] or "Tabelle"
    fresh, number = clean, 2
    while fresh.casefold() in used:
        fresh, number = f"{clean[:26]} {number}", number + 1
    used.add(fresh.casefold())
    return fresh
