"""Excel workbooks (XLSX), read by calamine: values of formulas, never the formulas."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from signage.errors import Said, UntrustedFile
from signage.formats import limits
from signage.formats.choosing import choose
from signage.formats.table import Cell, any_cell, from_grid


def read_workbook(path: Path, *, sheet: str | None, wanted: Sequence[str]) -> dict[str, Any]:
    """The JSON form of the table on one sheet: the one named, else the only filled one, else one called like
    `wanted`.
    """
    with zipfile.ZipFile(path) as archive:
        limits.check_zip(archive)
        limits.check_sheets(archive)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            grids = {
                name: _cells(book, name)
                for name in ([sheet] if sheet in book.sheet_names else book.sheet_names)
            }
            name = choose(
                _filled(grids), named=sheet, wanted=wanted, what="Tabellenblatt", every=book.sheet_names
            )
    except CalamineError as error:
        raise UntrustedFile(
            Said(f"Die Excel-Datei ist beschädigt ({error}).", f"The Excel file is damaged ({error}).")
        ) from error
    grid = grids[name]
    return from_grid(grid, range(1, len(grid) + 1), kind="xlsx", layer=name)


def _filled(grids: dict[str, list[list[Cell]]]) -> list[str]:
    return [name for name, grid in grids.items() if any(any_cell(row) for row in grid)]


def _cells(book: CalamineWorkbook, name: str) -> list[list[Cell]]:
    sheet = book.get_sheet_by_name(name)
    return [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(value)
    return value  # type: ignore[no-any-return]
