"""Cells put into a workbook (XLSX) while all else in it stays: charts, pictures, formulas."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from signage.formats.spans import OddXml, Span, opened, prefix_of, spans, spliced
from signage.formats.table import letters

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TYPES, _STYLES = "[Content_Types].xml", "xl/styles.xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True)
class Cell:
    """What is put into a cell. Its look is the one it has; else that of the cell `like` in the same row, else
    wrapped text upon `colour` (six hexadecimal digits, empty for none).
    """

    value: str | int
    colour: str | None = None
    like: int | None = None


@dataclass(frozen=True)
class Sheet:
    """What is put into one sheet: cells by row (from 1) and column (from 0), and widths of columns."""

    rows: Mapping[int, Mapping[int, Cell]]
    widths: Mapping[int, int] = field(default_factory=dict)


def put_cells(source: Path, target: Path, patches: Mapping[str, Sheet]) -> None:
    """The workbook with the cells, by the name of the sheet; a sheet that is not there is added, one of
    cells without `like` only. Raises OddXml for a workbook that is not written as Excel and others do.
    """
    with zipfile.ZipFile(source) as archive:
        parts = _Parts(archive)
        cells = [cell for sheet in patches.values() for row in sheet.rows.values() for cell in row.values()]
        colours = sorted({cell.colour for cell in cells if cell.colour is not None})
        parts[_STYLES], looks = _with_looks(parts[_STYLES], colours)
        where = _sheets(parts[_WORKBOOK], parts[_RELATIONS])
        for name, sheet in patches.items():
            if name in where:
                parts[where[name]] = _patched(parts[where[name]], sheet, looks)
            else:
                _add(parts, name, sheet, looks)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for member in archive.namelist():
                new.writestr(member, parts.pop(member) if member in parts else archive.read(member))
            for added, content in parts.items():
                new.writestr(added, content)


def _sheets(workbook: bytes, relations: bytes) -> dict[str, str]:
    """The part of each sheet, by its name."""
    targets = {one.attributes["Id"]: one.attributes["Target"] for one in spans(relations, {"Relationship"})}
    found = {}
    for sheet in spans(workbook, {"sheet"}):
        key = next(text for name, text in sheet.attributes.items() if name.endswith(" id"))
        target = targets.get(key, "")
        absolute = target.startswith("/")
        found[sheet.attributes["name"]] = target[1:] if absolute else str(PurePosixPath("xl", target))
    return found


def _with_looks(raw: bytes, colours: Sequence[str]) -> tuple[bytes, dict[str, int]]:
    """The styles with one more look per colour, and the numbers of these looks."""
    every = spans(raw, {"fills", "fill", "cellXfs", "xf"})
    fills = next((one for one in every if one.name == "fills"), None)
    looks = next((one for one in every if one.name == "cellXfs"), None)
    if fills is None or looks is None or fills.close < 0 or looks.close < 0:
        raise OddXml("its styles are not written in full")
    fill = sum(one.name == "fill" and every[one.parent] is fills for one in every)
    first = sum(one.name == "xf" and every[one.parent] is looks for one in every)
    p, added, filled, numbers = prefix_of(raw, fills), "", "", {}
    for at, colour in enumerate(colours):
        numbers[colour] = first + at
        use = ' fillId="0"'
        if colour:
            filled += (
                f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{colour}"/>'
                f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
            )
            use, fill = f' fillId="{fill}" applyFill="1"', fill + 1
        added += (
            f'<{p}xf numFmtId="0" fontId="0"{use} borderId="0" xfId="0" applyAlignment="1">'
            f'<{p}alignment vertical="top" wrapText="1"/></{p}xf>'
        )
    edits = [(fills.close, fills.close, filled), (looks.close, looks.close, added)]
    for one, count in ((fills, fill), (looks, first + len(colours))):
        edits.append(_counted(raw, one, count))
    return spliced(raw, edits), numbers


def _counted(raw: bytes, one: Span, count: int) -> tuple[int, int, str]:
    end = opened(raw, one.start)
    tag = raw[one.start : end].decode()
    return one.start, end, re.sub(r'count\s*=\s*["\']\d+["\']', f'count="{count}"', tag)


def _patched(raw: bytes, sheet: Sheet, looks: Mapping[str, int]) -> bytes:
    every = spans(raw, {"cols", "col", "sheetData", "row", "c", "f"})
    data = next((one for one in every if one.name == "sheetData"), None)
    if data is None:
        raise OddXml("it has no rows")
    p, rows = prefix_of(raw, data), _rows(every, sheet)
    edits = _widened(every, data, sheet.widths, p)
    if data.close < 0:
        text = f"<{p}sheetData>{_new_rows(sheet.rows, looks, p)}</{p}sheetData>"
        return spliced(raw, [*edits, (data.start, data.end, text)])
    missing = dict[int, dict[int, Mapping[int, Cell]]]()
    for line, cells in sorted(sheet.rows.items()):
        if line in rows:
            edits += _row(raw, *rows[line], line, cells, looks, p)
        else:
            behind = next((one.start for at, (one, _) in rows.items() if at > line), data.close)
            missing.setdefault(behind, {})[line] = cells
    edits += [(place, place, _new_rows(lines, looks, p)) for place, lines in missing.items()]
    return spliced(raw, edits)


def _rows(every: Sequence[Span], sheet: Sheet) -> dict[int, tuple[Span, list[Span]]]:
    """The rows by number, with the cells of those that something is put into."""
    found: dict[int, tuple[Span, list[Span]]] = {}
    formulas = {one.parent for one in every if one.name == "f"}
    number, owner = 0, dict[int, int]()
    for at, one in enumerate(every):
        if one.name == "row":
            number = int(one.attributes.get("r", number + 1))
            found[number], owner[at] = (one, []), number
        elif one.name == "c" and owner.get(one.parent) in sheet.rows:
            line = owner[one.parent]
            if at in formulas and _column(one) in sheet.rows[line]:
                raise OddXml("a formula stands where something is to be put")
            found[line][1].append(one)
    return found


def _row(
    raw: bytes,
    row: Span,
    there: Sequence[Span],
    line: int,
    cells: Mapping[int, Cell],
    looks: Mapping[str, int],
    p: str,
) -> list[tuple[int, int, str]]:
    styles = {_column(one): one.attributes.get("s") for one in there}
    written = {}
    for column, cell in sorted(cells.items()):
        look = styles.get(column if cell.like is None else cell.like)
        if cell.colour is not None:
            look = str(looks[cell.colour])
        written[column] = _cell(line, column, cell.value, look, p)
    end = opened(raw, row.start)
    tag = re.sub(r'\sspans\s*=\s*(?:"[^"]*"|\'[^\']*\')', "", raw[row.start : end].decode())
    if row.close < 0:
        inner = "".join(written.values())
        return [(row.start, end, f"{tag.removesuffix('/>').rstrip()}>{inner}</{p}row>")]
    edits = [(row.start, end, tag)]
    for column, text in written.items():
        old = next((one for one in there if _column(one) == column), None)
        behind = next((one.start for one in there if _column(one) > column), row.close)
        edits.append((behind, behind, text) if old is None else (old.start, old.end, text))
    return edits


def _column(cell: Span) -> int:
    address = _ADDRESS.fullmatch(cell.attributes.get("r", ""))
    if address is None:
        raise OddXml("its cells have no addresses")
    at = 0
    for letter in address[1]:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _new_rows(rows: Mapping[int, Mapping[int, Cell]], looks: Mapping[str, int], p: str) -> str:
    written = []
    for line, cells in sorted(rows.items()):
        inner = "".join(
            _cell(line, column, cell.value, None if cell.colour is None else str(looks[cell.colour]), p)
            for column, cell in sorted(cells.items())
        )
        written.append(f'<{p}row r="{line}">{inner}</{p}row>')
    return "".join(written)


def _cell(line: int, column: int, value: str | int, look: str | None, p: str) -> str:
    head = f'<{p}c r="{letters(column)}{line}"' + (f" s={quoteattr(look)}" if look else "")
    if isinstance(value, int):
        return f"{head}><{p}v>{value}</{p}v></{p}c>"
    if not value:
        return f"{head}/>"
    text = escape(_LOOKS_ESCAPED.sub("_x005F_", _UNWRITABLE.sub("\ufffd", value)))
    return f'{head} t="inlineStr"><{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>'


def _widened(
    every: Sequence[Span], data: Span, widths: Mapping[int, int], p: str
) -> list[tuple[int, int, str]]:
    """The columns' widths; those of ranges that others share are cut out of them."""
    if not widths:
        return []
    kept: list[tuple[int, dict[str, str]]] = []
    cols = next((one for one in every if one.name == "cols"), None)
    for one in every:
        if one.name == "col":
            begin, last = int(one.attributes["min"]), int(one.attributes["max"])
            for column in (at + 1 for at in sorted(widths) if begin <= at + 1 <= last):
                kept.append((begin, {**one.attributes, "min": str(begin), "max": str(column - 1)}))
                begin = column + 1
            kept.append((begin, {**one.attributes, "min": str(begin), "max": str(last)}))
    kept = [(begin, said) for begin, said in kept if begin <= int(said["max"])]
    if any(" " in name for _, said in kept for name in said):
        raise OddXml("its columns have attributes of others")
    for at, width in widths.items():
        said = {"min": str(at + 1), "max": str(at + 1), "width": str(width), "customWidth": "1"}
        kept.append((at + 1, said))
    inner = "".join(
        f"<{p}col " + " ".join(f"{name}={quoteattr(text)}" for name, text in said.items()) + "/>"
        for _, said in sorted(kept, key=lambda one: one[0])
    )
    text = f"<{p}cols>{inner}</{p}cols>"
    return [(data.start, data.start, text) if cols is None else (cols.start, cols.end, text)]


def _add(parts: "_Parts", name: str, sheet: Sheet, looks: Mapping[str, int]) -> None:
    """Another sheet, behind all others."""
    number = next(at for at in range(1, 10_000) if f"xl/worksheets/sheet{at}.xml" not in parts.names)
    path, relation = f"xl/worksheets/sheet{number}.xml", f"rIdAdded{number}"
    widths = "".join(
        f'<col min="{at + 1}" max="{at + 1}" width="{width}" customWidth="1"/>'
        for at, width in sorted(sheet.widths.items())
    )
    parts[path] = (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">'
        f"<cols>{widths}</cols><sheetData>{_new_rows(sheet.rows, looks, '')}</sheetData></worksheet>"
    ).encode()
    every = spans(parts[_WORKBOOK], {"sheets", "sheet"})
    ids = [int(one.attributes["sheetId"]) for one in every if one.name == "sheet"]
    said = f'name={quoteattr(name)} sheetId="{max(ids) + 1}" xmlns:r="{_OFFICE}" r:id="{relation}"'
    for where, around, text in (
        (_WORKBOOK, "sheets", f"<{{p}}sheet {said}/>"),
        (
            _RELATIONS,
            "Relationships",
            f'<{{p}}Relationship Id="{relation}" Type="{_RELATION}" Target="worksheets/sheet{number}.xml"/>',
        ),
        (_TYPES, "Types", f'<{{p}}Override PartName="/{path}" ContentType="{_SHEET_TYPE}"/>'),
    ):
        raw = parts[where]
        [one] = spans(raw, {around})
        written = text.replace("{p}", prefix_of(raw, one))
        parts[where] = spliced(raw, [(one.close, one.close, written)])


class _Parts(dict[str, bytes]):
    """The parts of a workbook that were looked at, changed or added."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        super().__init__()
        self._archive, self.names = archive, set(archive.namelist())

    def __missing__(self, name: str) -> bytes:
        if name not in self.names:
            raise OddXml(f"it has no {name}")
        self[name] = self._archive.read(name)
        return self[name]
