"""Excel workbooks (XLSX), read by calamine: values of formulas, never the formulas."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from signage.domain.names import fold_heading
from signage.errors import Said, UntrustedFile
from signage.formats import limits
from signage.formats.choosing import choose, left_unread
from signage.formats.formulas import UNCALCULATED, uncalculated
from signage.formats.table import Cell, any_cell, from_grid, heading_row

_SHEET = "Tabellenblatt"


def read_workbook(path: Path, *, sheet: str | None, wanted: Sequence[str]) -> dict[str, Any]:
    """The JSON form of the table on one sheet: the one named, else the only filled one, else one called like
    `wanted` when no other holds such rows.
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
            every = book.sheet_names
            name = choose(
                _filled(grids), named=sheet, wanted=wanted, what=_SHEET, every=every,
                rival=lambda taken, other: _same_columns(grids[taken], grids[other]),
            )  # fmt: skip
    except CalamineError as error:
        raise UntrustedFile(
            Said(f"Die Excel-Datei ist beschädigt ({error}).", f"The Excel file is damaged ({error}).")
        ) from error
    grid = grids[name]
    _mark_uncalculated(path, name, grid)
    notes = left_unread(_filled(grids) if sheet is None else every, name, _SHEET)
    return from_grid(grid, range(1, len(grid) + 1), kind="xlsx", layer=name, notes=notes)


def _mark_uncalculated(path: Path, sheet: str, grid: list[list[Cell]]) -> None:
    with zipfile.ZipFile(path) as archive:
        for row, column in uncalculated(archive, sheet):
            grid += [[] for _ in range(len(grid), row + 1)]
            grid[row] += [None] * (column + 1 - len(grid[row]))
            grid[row][column] = grid[row][column] or UNCALCULATED


def _same_columns(one: Sequence[Sequence[Cell]], other: Sequence[Sequence[Cell]]) -> bool:
    """Whether two sheets hold rows of the same kind: most headings of the shorter head stand in both."""
    heads = [_headings(grid) for grid in (one, other)]
    shared, fewest = heads[0] & heads[1], min(len(head) for head in heads)
    return len(other) > 1 and len(shared) >= max(1, fewest / 2)


def _headings(grid: Sequence[Sequence[Cell]]) -> set[str]:
    return {fold_heading(str(cell)) for cell in grid[heading_row(grid)] if cell is not None}


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
