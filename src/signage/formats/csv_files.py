"""Tables for people as CSV: they open well in Excel and carry out nothing that a cell says. Who tells a table
of figures need not load what writes workbooks.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

from signage.replacing import replaced

# Excel takes a cell that begins like this for a formula; an apostrophe before it makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ENCODING = "utf-8-sig"  # the mark makes Excel read it as UTF-8


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table with semicolons and a mark that makes Excel read it as UTF-8; text that looks like a formula is
    disarmed.
    """
    with replaced(path) as new, new.open("w", encoding=_ENCODING, newline="") as file:
        _write(file, headings, rows)


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """What `write_csv` writes."""
    made = io.StringIO(newline="")
    _write(made, headings, rows)
    return made.getvalue().encode(_ENCODING)


def _write(file: IO[str], headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(file, delimiter=";")
    writer.writerow([disarmed(heading) for heading in headings])
    writer.writerows([disarmed(plain(cell)) for cell in row] for row in rows)


def disarmed(cell: Any) -> Any:
    """A text that begins like a formula gets an apostrophe; the importer takes it off again."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def plain(cell: Any) -> Any:
    """A value as people read it; nothing for None."""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None or (isinstance(cell, float) and math.isnan(cell)) else cell
