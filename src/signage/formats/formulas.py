"""Cells of a workbook without a result: formulas that nobody calculated, and those that came to an error."""

import html
import re
import zipfile
from collections.abc import Iterator

# Stands in the table where the result would be; nobody types it. An error is none: it must not read as empty.
UNCALCULATED = "#FORMEL!"
_CHUNK = 1 << 20
_CELL = re.compile(
    rb'<c\b([^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*)>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)'
    rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_ERROR = re.compile(rb"<c\b([^>]*)>")
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_SHEET = re.compile(r"<sheet\b[^<>]*>")
_RELATION = re.compile(r"<Relationship\b[^<>]*>")


def uncalculated(archive: zipfile.ZipFile, sheet: str) -> list[tuple[int, int]]:
    """Row and column, both from 0, of the sheet's formulas that have no stored result or an error; an empty
    one is a result.
    """
    member = _member_of(archive, sheet)
    if member is None:
        return []
    found = []
    for part in _parts(archive, member):
        cells = [cell for cell in _CELL.findall(part) if b't="str"' not in cell[0]]
        if b't="e"' in part:
            errors = (tag for tag in _ERROR.findall(part) if b't="e"' in tag)
            cells += [(b"", *address.groups()) for tag in errors if (address := _ADDRESS.search(tag))]
        found += [(int(row) - 1, _column(letters)) for _, letters, row in cells]
    return found


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    key = next((_said(tag, "r:id") for tag in _SHEET.findall(book) if _said(tag, "name") == sheet), None)
    related = "xl/_rels/workbook.xml.rels"
    if key is None or related not in archive.namelist():
        return None
    for tag in _RELATION.findall(archive.read(related).decode("utf-8", "replace")):
        if _said(tag, "Id") == key:
            target = _said(tag, "Target")
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            return path if path in archive.namelist() else None
    return None


def _said(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}=(?:"([^"]*)"|'([^']*)')""", tag)
    return html.unescape(found[1] or found[2] or "") if found else ""


def _parts(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The sheet in pieces that cut no cell in two."""
    rest = b""
    with archive.open(member) as packed:
        while chunk := packed.read(_CHUNK):
            piece = rest + chunk
            cut = piece.rfind(b"<c ")
            cut = cut if cut >= 0 else len(piece)
            rest = piece[cut:]
            yield piece[:cut]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
