"""Text tables (CSV): character set, separator, quotes."""

import csv
import io
import re
from pathlib import Path
from typing import Any

from signage.domain.names import grouped
from signage.errors import InvalidInput, Said
from signage.formats import limits
from signage.formats.charsets import NAMES, character_set
from signage.formats.table import Cell, from_grid

_SEPARATORS = {
    ";": Said("Semikolon", "semicolon"),
    ",": Said("Komma", "comma"),
    "\t": Said("Tabulator", "tab"),
    "|": Said("Strich", "bar"),
}
_RUNAWAY_LINES = 100
_EMPTY = re.compile(r"[\s\u00a0\ufeff]*")


def read_text(path: Path, *, layer: str, encoding: str = "") -> dict[str, Any]:
    """The JSON form of the table in a CSV file. Every cell is text, also one that starts with `=`.

    `encoding` is the character set that somebody chose (a key of NAMES), else it is guessed.
    """
    raw = path.read_bytes()
    encoding = encoding or character_set(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        name = NAMES.get(encoding, encoding)
        raise InvalidInput(
            Said(f"Die Datei ist nicht als {name} zu lesen.", f"The file cannot be read as {name}.")
        ) from error
    hinted = re.match(r'"?sep=(.)"?\r?\n', text)
    separator = hinted[1] if hinted else separator_of(text)
    numbers, grid = _grid(text, separator)
    if hinted:
        numbers, grid = numbers[1:], grid[1:]
    cut, name = _SEPARATORS.get(separator, Said(repr(separator))), NAMES.get(encoding, encoding.upper())
    note = Said(f"Gelesen als {name}, Trennzeichen {cut}.", f"Read as {name}, separated by {cut.english}.")
    read = from_grid(grid, numbers, kind="csv", layer=layer, notes=[note])
    return {**read, "encoding": encoding}


def separator_of(text: str) -> str:
    """The separator that cuts the first lines into the most even columns."""
    sample = "".join(text.splitlines(keepends=True)[:60])
    return max(_SEPARATORS, key=lambda mark: _evenness(sample, mark))


def _evenness(sample: str, mark: str) -> float:
    csv.field_size_limit(limits.CELL_CHARACTERS)
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if row]
    except csv.Error:  # a cell beyond all limits, which `_grid` tells of
        return 0.0
    common = max(set(widths), key=widths.count, default=1)
    return widths.count(common) / max(len(widths), 1) * (common - 1)


def _grid(text: str, separator: str) -> tuple[list[int], list[list[Cell]]]:
    csv.field_size_limit(limits.CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    numbers: list[int] = []
    grid: list[list[Cell]] = []
    line = 1
    try:
        for row in reader:
            if reader.line_num - line > _RUNAWAY_LINES:
                raise InvalidInput(
                    Said(
                        f"In Zeile {line} beginnt ein Anführungszeichen, das nicht wieder geschlossen wird.",
                        f"In line {line} a quotation mark opens that is never closed.",
                    )
                )
            if len(row) > limits.COLUMNS:
                raise InvalidInput(_too_wide(line, len(row)))
            numbers.append(line)
            grid.append([None if _EMPTY.fullmatch(cell) else cell for cell in row])
            line = reader.line_num + 1
            if len(grid) > limits.ROWS:
                raise InvalidInput(
                    Said(
                        f"Die Datei hat mehr als {grouped(limits.ROWS)} Zeilen.",
                        f"The file has more than {limits.ROWS:,} rows.",
                    )
                )
    except csv.Error as error:
        raise InvalidInput(
            Said(
                f"Die Datei ist ab Zeile {line} keine lesbare Tabelle ({error}).",
                f"From line {line} on the file is no readable table ({error}).",
            )
        ) from error
    return numbers, grid


def _too_wide(line: int, columns: int) -> Said:
    most = limits.COLUMNS
    return Said(
        f"Zeile {line} hat {grouped(columns)} Spalten; mehr als {grouped(most)} werden nicht gelesen.",
        f"Line {line} has {columns:,} columns; more than {most:,} are not read.",
    )
