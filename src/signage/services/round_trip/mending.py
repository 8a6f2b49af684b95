"""A parked row of a firm put right by hand: it goes the way of every file that is sent."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from signage.errors import InvalidInput, Said
from signage.formats.csv_files import plain
from signage.formats.sheets import Sheet, write_sheets
from signage.services.parked import ParkedRow, parked_row
from signage.services.rights import Rights
from signage.services.round_trip.columns import TENANT
from signage.services.round_trip.desk import receive
from signage.store import Store


def shown_cells(row: ParkedRow) -> list[tuple[str, str]]:
    """Headings and cells of a parked row, as text to be corrected."""
    return [(heading, str(plain(cell))) for heading, cell in row.content.items()]


def can_be_mended(row: ParkedRow) -> bool:
    """Whether its cells can be corrected on a page; rows of other layers are mended in their table."""
    return row.layer == TENANT.name and bool(row.content)


def mend(store: Store, number: int, cells: Sequence[str], *, rights: Rights) -> str:
    """Send a parked row once more, with these cells in the order of `shown_cells`; gives the key of the
    upload, to be compared and taken as any other.

    Raises NotFound, InvalidInput for a row of another layer or another number of cells, and as `receive`.
    """
    row = parked_row(store, number, rights=rights)
    shown = shown_cells(row)
    if not can_be_mended(row) or len(cells) != len(shown):
        raise InvalidInput(
            Said(
                "Diese Zeile lässt sich hier nicht berichtigen. Bitte laden Sie sie als Tabelle.",
                "This row cannot be corrected here. Please load it as a table.",
            )
        )
    kept: list[Any] = [
        old if text == before else text
        for text, (_, before), old in zip(cells, shown, row.content.values(), strict=True)
    ]
    stem = row.file.rpartition(".")[0] or row.file
    content = _workbook([heading for heading, _ in shown], kept)
    return receive(store, content, f"{stem}.xlsx", rights=rights, mended=[row.id])


def _workbook(headings: list[str], cells: list[Any]) -> bytes:
    with TemporaryDirectory(prefix="signage-") as folder:
        path = Path(folder, "row.xlsx")
        write_sheets(path, [Sheet(name=TENANT.german, headings=headings, rows=[cells])])
        return path.read_bytes()
