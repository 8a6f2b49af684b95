"""The workbook as it was sent, with what became of each row behind it; everything else stays as it was."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from signage.errors import Said
from signage.formats.csv_files import csv_bytes
from signage.formats.patching import Cell, put_cells
from signage.formats.patching import Sheet as Patch
from signage.formats.sheets import Sheet as TableSheet
from signage.formats.sheets import write_sheets
from signage.formats.spans import OddXml
from signage.processes import run_in_child
from signage.services.round_trip.columns import (
    REASON,
    VERDICT,
    VERDICT_HEADINGS,
    as_text,
    in_language,
    places,
)
from signage.services.round_trip.reading import Sheet
from signage.services.round_trip.taking import ADDED, CHANGED, ENDED, MOVED, REFUSED, VERDICTS, Outcome

_MISSING: Final = Said("Fehlende Zeilen", "Missing rows")
_FIRM: Final = Said("Firma", "firm")
SECONDS, MEGABYTES = 120, 2500
_COLOURS = {ADDED: "E2F1E4", CHANGED: "FFF4D6", ENDED: "ECECEC", REFUSED: "FBE3DE", MOVED: "FFF4D6"}
_WIDTHS = (20, 60)
Cells = tuple[str, str, str]  # verdict, reason, colour


def with_verdicts(
    content: bytes,
    sheet: Sheet,
    outcomes: Mapping[str, Outcome],
    *,
    language: str = "de",
) -> bytes:
    """The very file with a verdict and a reason behind each of its rows, all else in it untouched; a CSV file
    comes back as UTF-8. Of a workbook that cannot be written to, the table alone comes back.
    """
    found = {int(key): _cells(one, language) for key, one in outcomes.items() if key.isdecimal()}
    headings = [in_language(said, language) for said in (VERDICT, REASON)]
    if sheet.kind != "xlsx":
        return csv_bytes(*_table(sheet, found, headings))
    absent = [(one.name, *_cells(one, language)) for key, one in outcomes.items() if not key.isdecimal()]
    names = [in_language(said, language) for said in (_MISSING, _FIRM)]
    with TemporaryDirectory(prefix="signage-") as work:
        source, target = Path(work, "upload.xlsx"), Path(work, "verdicts.xlsx")
        source.write_bytes(content)
        could = run_in_child(
            write_verdicts_in_child, str(source), str(target), sheet.name, sheet.head, sorted(found.items()),
            _behind(sheet, headings), absent, [names[0], names[1], *headings], _keys(sheet, outcomes),
            seconds=SECONDS, megabytes=MEGABYTES,
        )  # fmt: skip
        if not could:
            head, rows = _table(sheet, found, headings)
            write_sheets(target, [TableSheet(name=sheet.name, headings=head, rows=rows)])
        return target.read_bytes()


def _behind(sheet: Sheet, headings: Sequence[str]) -> list[tuple[int, str]]:
    """The columns (from 0) of an earlier verdict in either language, else free ones, with headings."""
    found, free = list[tuple[int, str]](), max(sheet.columns_at, default=-1) + 1
    for heading, said in zip(headings, (VERDICT, REASON), strict=True):
        words = {str(said), said.english}
        there = [at for at, name in zip(sheet.columns_at, sheet.headings, strict=True) if name in words]
        found.append((there[0] if there else free, heading))
        free += not there
    return found


def _keys(sheet: Sheet, outcomes: Mapping[str, Outcome]) -> list[tuple[int, list[int], list[int]]]:
    """Row, columns and the key and version that go there: of rows that are new, so that they are known next
    time.
    """
    at_of = places(sheet.headings)
    if not {"key", "version"} <= at_of.keys():
        return []
    columns = [sheet.columns_at[at_of[name]] for name in ("key", "version")]
    return [
        (int(key), columns, [one.tenant, one.version])
        for key, one in outcomes.items()
        if key.isdecimal() and one.tenant is not None
    ]


def _cells(outcome: Outcome, language: str) -> Cells:
    verdict, why = in_language(VERDICTS[outcome.verdict], language), in_language(outcome.why, language)
    came_back = _COLOURS[REFUSED] if why else ""
    return verdict, as_text(why), _COLOURS.get(outcome.verdict, came_back)


def _table(
    sheet: Sheet, found: Mapping[int, Cells], added: Sequence[str]
) -> tuple[list[str], list[list[Any]]]:
    kept = [at for at, heading in enumerate(sheet.headings) if heading not in VERDICT_HEADINGS]
    rows = []
    for at, number in enumerate(sheet.file_rows):
        verdict, reason, _ = found.get(number, ("", "", ""))
        rows.append([*(sheet.columns[place][at] for place in kept), verdict, reason])
    return [*(sheet.headings[place] for place in kept), *added], rows


def write_verdicts_in_child(
    source: str,
    target: str,
    name: str,
    head: int,
    rows: Sequence[tuple[int, Cells]],
    behind: Sequence[tuple[int, str]],
    absent: Sequence[tuple[str, str, str, str]],
    names: Sequence[str],
    keys: Sequence[tuple[int, Sequence[int], Sequence[int]]],
) -> bool:
    """The child's part; whether the workbook can be written to. `names`: of the sheet of firms that the file
    lacks, then its headings.
    """
    patch: dict[int, dict[int, Cell]] = {
        head: {place: Cell(heading, like=place - 1 - at) for at, (place, heading) in enumerate(behind)}
    }
    for number, (verdict, reason, colour) in rows:
        texts = zip(behind, (verdict, reason), strict=True)
        patch[number] = {place: Cell(text, colour) for (place, _), text in texts}
    for number, columns, values in keys:
        patch[number] |= {place: Cell(value) for place, value in zip(columns, values, strict=True)}
    widths = {place: width for (place, _), width in zip(behind, _WIDTHS, strict=True)}
    patches = {name: Patch(patch, widths)}
    if absent:
        patches[names[0]] = _of_absent(absent, names[1:])
    try:
        put_cells(Path(source), Path(target), patches)
    except OddXml:
        return False
    return True


def _of_absent(absent: Sequence[tuple[str, str, str, str]], headings: Sequence[str]) -> Patch:
    rows = {1: {at: Cell(heading, "") for at, heading in enumerate(headings)}}
    for number, (firm, verdict, reason, colour) in enumerate(absent, start=2):
        rows[number] = {at: Cell(text, colour) for at, text in enumerate((firm, verdict, reason))}
    return Patch(rows, {0: 34, 1: _WIDTHS[0], 2: _WIDTHS[1]})
