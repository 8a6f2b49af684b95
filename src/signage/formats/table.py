"""What every reader makes of a file: one plain table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from signage.errors import Said

Cell = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """One sheet or layer of a file, column by column, every list in the order of the file's rows.

    `geometry` holds two-dimensional WKB in `crs` (None: not stated), and is None as a whole when the file can
    carry none. `file_rows` are the numbers that a person sees in the file: the line of a CSV, the row of a
    sheet, else the feature counted from 1. `faults` says for a row's position why it cannot be taken, `mends`
    what was repaired in it. `tables` are all those with content in the file, where a reader knows of several.
    """

    kind: str
    layer: str
    headings: tuple[str, ...]
    columns: tuple[Sequence[Cell], ...]
    file_rows: Sequence[int]
    geometry: Sequence[bytes | None] | None = None
    crs: str | None = None
    faults: Mapping[int, Said] = field(default_factory=dict)
    mends: Mapping[int, Said] = field(default_factory=dict)
    notes: tuple[Said, ...] = ()
    tables: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.file_rows)

    def row(self, at: int) -> dict[str, Cell]:
        """The cells of the row at position `at`, by heading."""
        return {heading: column[at] for heading, column in zip(self.headings, self.columns, strict=True)}

    @property
    def rows(self) -> list[dict[str, Cell]]:
        """All rows by heading; for big tables the columns are cheaper."""
        return [self.row(at) for at in range(len(self))]


def packed_notes(notes: Iterable[Said]) -> list[list[str]]:
    """Notes on a file as the child hands them over: German, English."""
    return [[str(note), note.english] for note in notes]


def read_notes(packed: Iterable[Sequence[str]]) -> tuple[Said, ...]:
    """What `packed_notes` made; an upload that was kept before there was English has a text alone."""
    return tuple(_unpacked(one) for one in packed)


def packed_faults(faults: Mapping[int, Said]) -> dict[int, list[str]]:
    """What is wrong with rows, or was mended in them, by their position, as the child hands it over."""
    return {at: [str(fault), fault.english] for at, fault in faults.items()}


def read_faults(packed: Mapping[str, str | Sequence[str]]) -> dict[int, Said]:
    """What `packed_faults` made; older uploads as in `read_notes`."""
    return {int(at): _unpacked(one) for at, one in packed.items()}


def _unpacked(one: str | Sequence[str]) -> Said:
    return Said(one) if isinstance(one, str) else Said(*one)


def from_grid(
    grid: Sequence[Sequence[Cell]],
    file_rows: Sequence[int],
    *,
    kind: str,
    layer: str,
    notes: Sequence[Said] = (),
) -> dict[str, Any]:
    """The JSON form of a table from rows of cells, the first row with headings being found; rows without
    content are dropped. `head` and `columns_at` tell where the table stands on its sheet.
    """
    head = heading_row(grid)
    width = max((len(row) for row in grid[head : head + 1]), default=0)
    names = [str(cell).strip() if cell is not None else "" for cell in grid[head]] if grid else []
    used = [
        at for at in range(width) if names[at] or any(_at(row, at) is not None for row in grid[head + 1 :])
    ]
    body = [
        (number, row)
        for number, row in zip(file_rows[head + 1 :], grid[head + 1 :], strict=True)
        if any_cell(row)
    ]
    faults = {
        place: _too_many_cells(len(row), width)
        for place, (_, row) in enumerate(body)
        if any(cell is not None for cell in row[width:])
    }
    return {
        "kind": kind,
        "layer": layer,
        "headings": distinct([names[at] or f"Spalte {letters(at)}" for at in used]),
        "columns": [[_at(row, at) for _, row in body] for at in used],
        "file_rows": [number for number, _ in body],
        "head": file_rows[head] if grid else 1,
        "columns_at": used,
        "faults": packed_faults(faults),
        "notes": packed_notes([*notes, *([_head_found(file_rows[head])] if head else [])]),
    }


def _too_many_cells(cells: int, width: int) -> Said:
    return Said(
        f"Die Zeile hat {cells} Zellen, die Kopfzeile nur {width}; steht ein Trennzeichen im Text?",
        f"The row has {cells} cells, the row of headings only {width}; is there a separator within a text?",
    )


def _head_found(line: int) -> Said:
    return Said(
        f"Die Kopfzeile wurde in Zeile {line} gefunden.", f"The row of headings was found in line {line}."
    )


def heading_row(grid: Sequence[Sequence[Cell]]) -> int:
    """Position of the row that holds the headings: the first of 20 that is nearly as full as the fullest, all
    of it text.
    """
    filled = [sum(cell is not None for cell in row) for row in grid[:20]]
    for at, (row, count) in enumerate(zip(grid[:20], filled, strict=True)):
        texts = sum(isinstance(cell, str) for cell in row)
        if count and texts == count and count >= 0.6 * max(filled):
            return at
    return 0


def any_cell(row: Sequence[Cell]) -> bool:
    """Whether the row has any content; blanks are none."""
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def distinct(names: Sequence[str]) -> list[str]:
    """The headings with a number behind those that come again: `Name`, `Name (2)`."""
    seen: dict[str, int] = {}
    answer = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        answer.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return answer


def letters(at: int) -> str:
    """The letters of a spreadsheet's column: 0 -> A, 26 -> AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text


def _at(row: Sequence[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else None
