"""Reading an uploaded file, in a process of its own: its table, and what our workbooks say of themselves."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from signage.domain.names import fold_heading, grouped
from signage.errors import InvalidInput, Said, TableNeeded, UntrustedFile
from signage.formats.reading import kind_of, read_in_child
from signage.formats.table import Cell, packed_notes, read_faults, read_notes
from signage.processes import run_in_child
from signage.services.round_trip.columns import KEY, TENANT, places
from signage.services.round_trip.marks import SHEET, Marks, from_cells

SECONDS, MEGABYTES = 60, 1500
MOST_ROWS, MOST_COLUMNS = 50_000, 300
_WANTED = (TENANT.name, TENANT.plural, TENANT.german, "firms")
_TAKEN = ("xlsx", "csv")
_MACROS = "xl/vbaProject.bin"
_HEAD_ROWS = 20
_UTF7 = (b"+AOQ-", b"+APY-", b"+APw-", b"+AN8-", b"+AMQ-", b"+ANY-", b"+ANw-", b"+AF8-")


@dataclass(frozen=True)
class Sheet:
    """What was read: one table; `tables` are the names to choose from where it is not clear which is meant.

    `file_rows` and `head` are the numbers of rows as a person sees them, `columns_at` counts columns from 0.
    """

    kind: str
    name: str
    headings: tuple[str, ...]
    columns: tuple[list[Cell], ...]
    file_rows: tuple[int, ...]
    head: int = 1
    columns_at: tuple[int, ...] = ()
    marks: Marks | None = None
    tables: tuple[str, ...] = ()
    notes: tuple[Said, ...] = ()
    faults: Mapping[int, Said] | None = None
    encoding: str = ""  # of a CSV

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> "Sheet":
        """What `read_upload` gave, perhaps after it was kept for a while."""
        return cls(
            kind=read["kind"],
            name=read["layer"],
            headings=tuple(read["headings"]),
            columns=tuple(_column(packed) for packed in read["columns"]),
            file_rows=tuple(read["file_rows"]),
            head=read["head"],
            columns_at=tuple(read["columns_at"]),
            marks=from_cells(read["marks"]) if read["marks"] else None,
            tables=tuple(read["tables"]),
            notes=read_notes(read["notes"]),
            faults=read_faults(read["faults"]),
            encoding=read.get("encoding", ""),
        )

    @property
    def is_ours(self) -> bool:
        """Whether the file went out from here; a CSV made of such a workbook still has its keys."""
        has_keys = any(fold_heading(heading) in _KEYS for heading in self.headings)
        return has_keys or (self.marks is not None and len(places(self.headings)) >= _ENOUGH)

    def __len__(self) -> int:
        return len(self.file_rows)


_ENOUGH = 5  # of our headings, where the hidden sheet is there and the column of keys was deleted
_KEYS = (fold_heading(str(KEY)), fold_heading(KEY.english))


def read_upload(content: bytes, name: str, *, sheet: str | None = None, encoding: str = "") -> dict[str, Any]:
    """The table of a workbook or a CSV file, as JSON for `Sheet.from_json`.

    `sheet` is the one that somebody chose; where one is to be chosen the answer has no rows but `tables`.
    `encoding` is the character set of a CSV, where somebody knows better than what is guessed.
    Raises InvalidInput and UntrustedFile in words for whoever sent it.
    """
    with TemporaryDirectory(prefix="signage-") as work:
        path = Path(work, "upload" + _ending(name))
        path.write_bytes(content)
        read: dict[str, Any] = run_in_child(
            read_book_in_child, str(path), work, sheet, encoding, seconds=SECONDS, megabytes=MEGABYTES
        )
    if (rows := len(read["file_rows"])) > MOST_ROWS:
        raise InvalidInput(
            Said(
                f"Die Datei hat {grouped(rows)} Zeilen; hier sind höchstens {grouped(MOST_ROWS)} möglich.",
                f"The file has {rows:,} rows; at most {MOST_ROWS:,} can be taken here.",
            )
        )
    if (columns := len(read["headings"])) > MOST_COLUMNS:
        raise InvalidInput(
            Said(
                f"Die Datei hat {grouped(columns)} Spalten; hier sind höchstens {MOST_COLUMNS} möglich. "
                "Bitte die übrigen löschen.",
                f"The file has {columns:,} columns; at most {MOST_COLUMNS} can be taken here. Please delete "
                "the others.",
            )
        )
    return read


def _ending(name: str) -> str:
    return ".csv" if name.lower().endswith((".csv", ".txt", ".tsv")) else ".xlsx"


def read_book_in_child(path: str, work: str, sheet: str | None, encoding: str = "") -> dict[str, Any]:
    """The child's part."""
    file = Path(path)
    kind = kind_of(file) if file.stat().st_size else "csv"
    if kind not in _TAKEN:
        raise UntrustedFile(
            Said(
                "Das ist keine Excel-Datei (XLSX) und keine CSV-Datei. Bitte in Excel öffnen und als XLSX "
                "speichern.",
                "This is neither an Excel file (XLSX) nor a CSV file. Please open it in Excel and "
                "save it as XLSX.",
            )
        )
    if kind == "csv":
        _require_no_utf7(file)
    notes, marks, tables = list[Said](), None, list[str]()
    if kind == "xlsx":
        notes, marks, tables = _look_into(file)
        own = from_cells(marks) if marks else None
        sheet = sheet or (_own_sheet(file, own, tables) if own else None)
    try:
        read = read_in_child(path, work, sheet, _WANTED, encoding if kind == "csv" else "")
    except TableNeeded as needed:
        chosen = [name for name in needed.tables if name != SHEET]
        return _empty(chosen, notes)
    read["notes"] = packed_notes([*notes, *(one for one in read_notes(read["notes"]) if SHEET not in one)])
    return {
        **read,
        "marks": marks,
        "tables": tables if sheet is None else [],
        "faults": read.get("faults", {}),
    }


def _own_sheet(path: Path, own: Marks, tables: list[str]) -> str | None:
    """The sheet with the firms of a workbook of ours, also under another name; None where it is not clear."""
    from python_calamine import CalamineWorkbook

    if own.sheet in tables:
        return own.sheet
    with CalamineWorkbook.from_path(str(path)) as book:
        heads = {name: book.get_sheet_by_name(name).to_python(nrows=_HEAD_ROWS) for name in tables}
    found = [
        name
        for name, rows in heads.items()
        if any(fold_heading(str(cell)) in _KEYS for row in rows for cell in row)
    ]
    return found[0] if len(found) == 1 else None


def _empty(tables: list[str], notes: list[Said]) -> dict[str, Any]:
    nothing: dict[str, Any] = {"kind": "xlsx", "layer": "", "headings": [], "columns": [], "file_rows": []}
    nothing |= {"head": 1, "columns_at": []}
    return {**nothing, "marks": None, "tables": tables, "notes": packed_notes(notes), "faults": {}}


def _look_into(path: Path) -> tuple[list[Said], list[str] | None, list[str]]:
    """Notes on what is not read, the cells of our hidden sheet, and the names of all others."""
    from python_calamine import CalamineError, CalamineWorkbook

    from signage.formats import limits

    with zipfile.ZipFile(path) as archive:
        limits.check_zip(archive)
        limits.check_sheets(archive)
        names = archive.namelist()
    notes = list[Said]()
    if _MACROS in names:
        raise UntrustedFile(
            Said(
                "Die Datei enthält Makros (XLSM). Bitte in Excel mit „Speichern unter“ als XLSX speichern "
                "und noch einmal hochladen.",
                "The file holds macros (XLSM). Please save it as XLSX in Excel and upload it again.",
            )
        )
    if any(name.startswith("xl/externalLinks/") for name in names):
        notes.append(
            Said("Verweise auf andere Dateien werden nicht gelesen.", "Links to other files are not read.")
        )
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            cells = None
            if SHEET in book.sheet_names:
                hidden = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
                cells = [str(row[0]) for row in hidden if row and row[0]]
            return notes, cells, [name for name in book.sheet_names if name != SHEET]
    except CalamineError as error:
        raise UntrustedFile(
            Said(f"Die Excel-Datei ist beschädigt ({error}).", f"The Excel file is damaged ({error}).")
        ) from error


def _require_no_utf7(path: Path) -> None:
    """UTF-7 reads as ASCII with odd signs for every umlaut; nobody should have to find them in the table."""
    with path.open("rb") as file:
        head = file.read(1 << 20)
    if head.isascii() and (head.startswith(b"+/v") or any(mark in head for mark in _UTF7)):
        raise InvalidInput(
            Said(
                "Die Datei ist als UTF-7 gespeichert, und das wird nicht gelesen. Bitte als „CSV UTF-8“ oder "
                "XLSX speichern.",
                "The file is stored as UTF-7, which is not read. Please save it as 'CSV UTF-8' or XLSX.",
            )
        )


def _column(packed: Mapping[str, Any]) -> list[Cell]:
    if "at" not in packed:
        return list(packed["cells"])
    different = packed["cells"]
    return [different[at] for at in packed["at"]]
