"""How much a file may ask of us. A file beyond these is refused before it is opened by its reader."""

import re
import zipfile
from pathlib import Path, PurePosixPath

from signage.domain.names import grouped
from signage.errors import Said, UntrustedFile

FILE_MB = 1024
CELLS = 40_000_000
ROWS = 2_000_000
COLUMNS = 2_000
CELL_CHARACTERS = 10_000_000

ZIP_MEMBERS = 2_000
ZIP_MB = 1536
ZIP_RATIO = 200
_RATIO_FROM = 8 << 20
_CHUNK = 1 << 20
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")


def check_file(path: Path) -> None:
    """Refuse what is too large to be read at all."""
    size = path.stat().st_size
    if size > FILE_MB << 20:
        raise UntrustedFile(
            Said(
                f"Die Datei hat {size >> 20} MB; mehr als {FILE_MB} MB werden nicht gelesen.",
                f"The file has {size >> 20} MB; more than {FILE_MB} MB are not read.",
            )
        )
    if size == 0:
        raise UntrustedFile(Said("Die Datei ist leer.", "The file is empty."))


def check_zip(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that unpacks to far more than it is, names places outside itself, or is encrypted.

    What the directory of the archive claims is checked here; `unpacked` holds the data itself to the claims.
    """
    members = archive.infolist()
    if len(members) > ZIP_MEMBERS:
        raise UntrustedFile(
            Said(
                f"Das Archiv enthält {len(members)} Dateien; mehr als {ZIP_MEMBERS} werden nicht gelesen.",
                f"The archive holds {len(members)} files; more than {ZIP_MEMBERS} are not read.",
            )
        )
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if total > ZIP_MB << 20 or (total > _RATIO_FROM and total > ZIP_RATIO * max(packed, 1)):
        raise UntrustedFile(
            Said(
                f"Die Datei würde beim Auspacken von {packed >> 10} kB auf {total >> 20} MB wachsen; "
                "sie wird nicht geöffnet.",
                f"The file would grow from {packed >> 10} kB to {total >> 20} MB unpacked; it is not opened.",
            )
        )
    for member in members:
        where = PurePosixPath(member.filename.replace("\\", "/"))
        if where.is_absolute() or ".." in where.parts:
            raise UntrustedFile(
                Said(
                    f"Das Archiv will außerhalb seines Ordners schreiben: {member.filename!r}.",
                    f"The archive wants to write outside its folder: {member.filename!r}.",
                )
            )
        if member.flag_bits & 1:
            raise UntrustedFile(
                Said(
                    "Das Archiv ist mit einem Kennwort geschützt.", "The archive is protected by a password."
                )
            )


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one member to `target`, no more bytes than the archive's directory promised."""
    left = member.file_size
    with archive.open(member) as packed, target.open("wb") as out:
        while chunk := packed.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise UntrustedFile(
                    Said(
                        "Das Archiv enthält mehr, als sein Verzeichnis angibt.",
                        "The archive holds more than its directory says.",
                    )
                )
            out.write(chunk)


def check_sheets(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook whose sheets span more cells than we read: a few bytes can name a cell a million rows
    down.
    """
    for member in archive.infolist():
        if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
            _check_sheet(archive, member)


def _check_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    lowest, widest, tail = 0, 0, b""
    with archive.open(member) as sheet:
        while chunk := sheet.read(_CHUNK):
            places = _PLACE.findall(tail + chunk)
            tail = chunk[-32:]
            lowest = max([lowest, *(int(row) for row in {row for _, row in places})])
            widest = max([widest, *(_column(name) for name in {name for name, _ in places})])
    if lowest > ROWS or widest > COLUMNS or lowest * widest > CELLS:
        raise UntrustedFile(
            Said(
                f"Ein Tabellenblatt reicht bis Zeile {grouped(lowest)} und Spalte {grouped(widest)}; das "
                "ist zu groß. Löschen Sie die leeren Zeilen und Spalten am Ende.",
                f"A sheet reaches to row {lowest:,} and column {widest:,}; that is too large. "
                "Delete the empty rows and columns at its end.",
            )
        )


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number
