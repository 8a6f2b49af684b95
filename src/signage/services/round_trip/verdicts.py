"""The workbook as it was sent, with what became of each row behind it; everything else stays as it was."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from signage.errors import Said
from signage.formats.csv_files import csv_bytes
from signage.processes import run_in_child
from signage.services.round_trip.columns import as_text, in_language, places
from signage.services.round_trip.reading import Sheet
from signage.services.round_trip.taking import ADDED, CHANGED, ENDED, REFUSED, VERDICTS, Outcome

VERDICT: Final = Said("Ergebnis", "Verdict")
REASON: Final = Said("Befund", "Reason")
_MISSING: Final = Said("Fehlende Zeilen", "Missing rows")
_FIRM: Final = Said("Firma", "firm")
SECONDS, MEGABYTES = 120, 2500
_COLOURS = {ADDED: "E2F1E4", CHANGED: "FFF4D6", ENDED: "ECECEC", REFUSED: "FBE3DE"}
_WIDTHS = (20, 60)
Cells = tuple[str, str, str]  # verdict, reason, colour


def with_verdicts(
    content: bytes,
    sheet: Sheet,
    outcomes: Mapping[str, Outcome],
    *,
    language: str = "de",
) -> bytes:
    """The very file with a verdict and a reason behind each of its rows; a CSV file comes back as UTF-8.

    Raises UntrustedFile where the workbook cannot be opened to be written to.
    """
    found = {int(key): _cells(one, language) for key, one in outcomes.items() if key.isdecimal()}
    headings = [in_language(said, language) for said in (VERDICT, REASON)]
    if sheet.kind != "xlsx":
        return _csv(sheet, found, headings)
    absent = [(one.name, *_cells(one, language)) for key, one in outcomes.items() if not key.isdecimal()]
    names = [in_language(said, language) for said in (_MISSING, _FIRM)]
    with TemporaryDirectory(prefix="signage-") as work:
        source, target = Path(work, "upload.xlsx"), Path(work, "verdicts.xlsx")
        source.write_bytes(content)
        run_in_child(
            write_verdicts_in_child, str(source), str(target), sheet.name, sheet.head, sorted(found.items()),
            headings, absent, names, _keys(sheet, outcomes), seconds=SECONDS, megabytes=MEGABYTES,
        )  # fmt: skip
        return target.read_bytes()


def _keys(sheet: Sheet, outcomes: Mapping[str, Outcome]) -> list[tuple[int, list[int], list[int]]]:
    """Row, columns and the key and version that go there: of new firms, so that they are known next time."""
    at_of = places(sheet.headings)
    if not {"key", "version"} <= at_of.keys():
        return []
    columns = [sheet.columns_at[at_of[name]] for name in ("key", "version")]
    return [
        (int(key), columns, [one.tenant, 1])
        for key, one in outcomes.items()
        if key.isdecimal() and one.tenant is not None
    ]


def _cells(outcome: Outcome, language: str) -> Cells:
    verdict = in_language(VERDICTS[outcome.verdict], language)
    return verdict, as_text(in_language(outcome.why, language)), _COLOURS.get(outcome.verdict, "")


def _csv(sheet: Sheet, found: Mapping[int, Cells], added: Sequence[str]) -> bytes:
    kept = [at for at, heading in enumerate(sheet.headings) if heading not in added]
    rows = []
    for at, number in enumerate(sheet.file_rows):
        verdict, reason, _ = found.get(number, ("", "", ""))
        rows.append([*(sheet.columns[place][at] for place in kept), verdict, reason])
    return csv_bytes([*(sheet.headings[place] for place in kept), *added], rows)


def write_verdicts_in_child(
    source: str,
    target: str,
    name: str,
    head: int,
    rows: Sequence[tuple[int, Cells]],
    added: Sequence[str],
    absent: Sequence[tuple[str, str, str, str]],
    names: Sequence[str],
    keys: Sequence[tuple[int, Sequence[int], Sequence[int]]],
) -> int:
    """The child's part; gives the number of rows written to."""
    import warnings

    import openpyxl
    from openpyxl.utils import get_column_letter

    warnings.simplefilter("ignore")  # of extensions that it leaves as they are
    book = openpyxl.load_workbook(source, rich_text=True)
    page: Any = book[name]
    for number, places_of, values in keys:
        for place, value in zip(places_of, values, strict=True):
            page.cell(number, place + 1).value = value
    behind = [_place(page, head, heading) for heading in added]
    for at, (place, heading) in enumerate(zip(behind, added, strict=True)):
        _write(page.cell(head, place), heading, like=page.cell(head, max(place - 1 - at, 1)))
        page.column_dimensions[get_column_letter(place)].width = _WIDTHS[at]
    for number, (verdict, reason, colour) in rows:
        for place, text in zip(behind, (verdict, reason), strict=True):
            _write(page.cell(number, place), text, colour=colour)
    if absent:
        _add_absent(book, absent, [names[1], *added], names[0])
    book.save(target)
    return len(rows)


def _place(page: Any, head: int, heading: str) -> int:
    """The column of an earlier verdict, else the first one free behind the headings."""
    last = 0
    for cell in page[head]:
        if cell.value is not None:
            last = cell.column
            if str(cell.value) == heading:
                return int(cell.column)
    page.cell(head, last + 1).value = heading
    return last + 1


def _write(cell: Any, text: str, *, like: Any = None, colour: str = "") -> None:
    """Text that stays text; the look of a neighbour, or a background."""
    from copy import copy

    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, PatternFill

    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text) or None
    if text:
        cell.data_type = "s"
    if like is not None:
        cell._style = copy(like._style)
    else:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor=colour) if colour else PatternFill()


def _add_absent(
    book: Any, absent: Sequence[tuple[str, str, str, str]], headings: Sequence[str], name: str
) -> None:
    if name in book.sheetnames:
        del book[name]
    page = book.create_sheet(name)
    for at, heading in enumerate(headings, start=1):
        _write(page.cell(1, at), heading)
        page.column_dimensions["ABC"[at - 1]].width = (34, *_WIDTHS)[at - 1]
    for number, (firm, verdict, reason, colour) in enumerate(absent, start=2):
        for at, text in enumerate((firm, verdict, reason), start=1):
            _write(page.cell(number, at), text, colour=colour)
