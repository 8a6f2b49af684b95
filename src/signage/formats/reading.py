"""Read a file that somebody sent: recognised by content, parsed in a child process with limits."""

import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from signage.errors import InvalidInput, NotFound, Said, Unavailable, UntrustedFile
from signage.formats import limits
from signage.formats.choosing import choose
from signage.formats.lean import leave_out
from signage.formats.table import Cell, Table, read_faults, read_notes
from signage.formats.wkb import is_plain
from signage.processes import run_in_child

SECONDS = 300
MEGABYTES = 4096
KNOWN = "GeoPackage, GeoJSON, Shapefile (auch als ZIP), KML, CSV und Excel (XLSX)"
_SHAPE = b"\x00\x00\x27\x0a"
_COMPANIONS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_PARSERS = ("pyogrio", "pyproj", "python_calamine", "shapely", "struct", "zipfile", "zlib")
_OF_THE_FILE = (EOFError, NotImplementedError, UnicodeError)  # so archives and character sets complain
_INSIDE = (".gpkg", ".geojson", ".json", ".kml", ".csv", ".txt", ".xlsx")


def read_table(
    path: Path,
    *,
    layer: str | None = None,
    wanted: Sequence[str] = (),
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
) -> Table:
    """The table in a file (for a Shapefile also its folder, or a ZIP).

    `layer` names the layer or sheet; without it the only filled one is taken, or the one called like a word
    of `wanted`. Raises NotFound, InvalidInput when the file holds no table or several, UntrustedFile when it
    is refused or breaks its reader.
    """
    if not path.exists():
        raise NotFound(Said(f"Die Datei {path} gibt es nicht.", f"There is no file {path}."))
    with tempfile.TemporaryDirectory(prefix="signage-") as work:
        read = run_in_child(
            read_in_child, str(path), work, layer, list(wanted), seconds=seconds, megabytes=megabytes
        )
    return _table(read)


def _table(read: dict[str, Any]) -> Table:
    geometry = read.get("geometry")
    if geometry is not None:
        geometry = [None if text is None else bytes.fromhex(text) for text in geometry]
        if not all(wkb is None or is_plain(wkb) for wkb in geometry):
            raise UntrustedFile(
                Said("Die Datei enthält verschachtelte Geometrien.", "The file holds nested geometries.")
            )
    return Table(
        kind=read["kind"],
        layer=read["layer"],
        headings=tuple(read["headings"]),
        columns=tuple(_column(packed) for packed in read["columns"]),
        file_rows=read["file_rows"],
        geometry=geometry,
        crs=read.get("crs"),
        faults=read_faults(read.get("faults", {})),
        mends=read_faults(read.get("mends", {})),
        notes=read_notes(read["notes"]),
        tables=tuple(read.get("tables", ())),
    )


def _column(packed: dict[str, Any]) -> list[Cell]:
    """A column as the child packed it; cells that repeat are one object."""
    if "at" not in packed:
        cells: list[Cell] = packed["cells"]
        return cells
    different = packed["cells"]
    return [different[at] for at in packed["at"]]


def _packed(column: Sequence[Cell]) -> dict[str, Any]:
    """A column, its different cells apart where they are few: less to send, less to keep."""
    places: dict[Any, int] = {}
    at = [places.setdefault((cell.__class__, cell), len(places)) for cell in column]
    if len(places) * 2 > len(column):
        return {"cells": column}
    return {"cells": [cell for _, cell in places], "at": at}


def read_in_child(
    path: str, work: str, layer: str | None, wanted: Sequence[str], encoding: str = ""
) -> dict[str, Any]:
    """The child's part: copies what it needs to `work`, recognises it, gives a table in JSON form. A text
    whose character set somebody chose is a CSV.
    """
    leave_out("geopandas", "pandas", "pyarrow")
    try:
        if encoding:
            from signage.formats import text

            limits.check_file(Path(path))
            read = text.read_text(Path(path), layer=Path(path).stem, encoding=encoding)
        else:
            read = _read(Path(path), Path(work), layer, wanted, packed=False)
        return {**read, "columns": [_packed(column) for column in read["columns"]]}
    except OSError as error:
        raise Unavailable(
            Said(
                f"Die Datei lässt sich nicht lesen ({error.strerror or error}).",
                f"The file cannot be read ({error.strerror or error}).",
            )
        ) from error
    except Exception as error:
        if isinstance(error, _OF_THE_FILE) or type(error).__module__.partition(".")[0] in _PARSERS:
            raise UntrustedFile(
                Said(
                    f"Die Datei ist beschädigt ({str(error)[:200]}).",
                    f"The file is damaged ({str(error)[:200]}).",
                )
            ) from error
        raise  # a fault of ours, no fault of the file


def _read(
    path: Path, work: Path, layer: str | None, wanted: Sequence[str], *, packed: bool
) -> dict[str, Any]:
    if path.is_dir():
        return _shapefile_of(
            {file.name: file for file in path.iterdir() if file.is_file()}, work, layer, wanted
        )
    limits.check_file(path)
    match kind_of(path):
        case "geopackage":
            from signage.formats import gdal

            return gdal.read_geopackage(private_copy(path, work / "input.gpkg"), layer=layer, wanted=wanted)
        case "shapefile":
            siblings = {file.name: file for file in path.parent.iterdir() if file.stem == path.stem}
            return _shapefile_of(siblings, work, None, ())
        case "zip" if not packed:
            return _archive(path, work, layer, wanted)
        case "xlsx":
            from signage.formats import spreadsheet

            return spreadsheet.read_workbook(path, sheet=layer, wanted=wanted)
        case "geojson" | "kml" as kind:
            return _features(kind, path)
        case "csv":
            from signage.formats import text

            return text.read_text(path, layer=path.stem)
    raise UntrustedFile(
        Said(
            f"{path.name} hat kein bekanntes Format. Gelesen werden {KNOWN}.",
            f"{path.name} is of no known format. Read are {KNOWN}.",
        )
    )


def _features(kind: str, path: Path) -> dict[str, Any]:
    from signage.formats import geojson, kml

    read = geojson.read_geojson if kind == "geojson" else kml.read_kml
    return read(path, layer=path.stem)


def kind_of(path: Path) -> str:
    """What the file is by its first bytes: geopackage, shapefile, xlsx, zip, geojson, kml, csv or unknown.

    The name does not count.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"SQLite format 3\x00"):
        return "geopackage"
    if head.startswith(_SHAPE):
        return "shapefile"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UntrustedFile(
            Said(
                "Das ist eine Excel-Datei im alten Format oder mit Kennwort. "
                "Speichern Sie sie als XLSX ohne Kennwort.",
                "This is an Excel file of the old format or with a password. Save it as plain XLSX.",
            )
        )
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in (b"{", b"["):
        return "geojson"
    if text[:1] == b"<" and b"<kml" in head:
        return "kml"
    if text[:1] == b"<" or text[:5] in (b"%PDF-", b"PAR1\x15") or text[:2] == b"\x1f\x8b":
        return "unknown"
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff") or head.count(0) * 4 > len(head)
    binary = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return "csv" if utf16 or binary * 50 <= len(head) else "unknown"


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise UntrustedFile(
            Said(
                f"{path.name} ist ein beschädigtes Archiv ({error}).",
                f"{path.name} is a damaged archive ({error}).",
            )
        ) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        raise UntrustedFile(
            Said(
                "OpenDocument-Tabellen (ODS) werden nicht gelesen. Speichern Sie sie als XLSX oder CSV.",
                "OpenDocument tables (ODS) are not read. Save the table as XLSX or CSV.",
            )
        )
    return "zip"


def _archive(path: Path, work: Path, layer: str | None, wanted: Sequence[str]) -> dict[str, Any]:
    inside = work / "inside"
    inside.mkdir()
    with zipfile.ZipFile(path) as archive:
        limits.check_zip(archive)
        members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
        shapes = {m.filename: m for m in members if m.filename.lower().endswith(_COMPANIONS)}
        if any(name.lower().endswith(".shp") for name in shapes):
            return _shapefile_of(
                {name: _unpack(archive, m, inside) for name, m in shapes.items()}, work, layer, wanted
            )
        tables = [m for m in members if m.filename.lower().endswith(_INSIDE)]
        if len(tables) != 1:
            raise InvalidInput(
                Said(
                    f"Das Archiv muss genau eine Tabelle oder ein Shapefile enthalten, nicht {len(tables)}.",
                    f"The archive must hold exactly one table or shapefile, not {len(tables)}.",
                )
            )
        unpacked = _unpack(archive, tables[0], inside)
    return _read(unpacked, work, layer, wanted, packed=True)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, inside: Path) -> Path:
    """Unpack under a name of our own; only the ending is the archive's."""
    target = inside / f"{len(list(inside.iterdir()))}{PurePosixPath(member.filename).suffix.lower()}"
    limits.unpacked(archive, member, target)
    return target


def _shapefile_of(
    files: dict[str, Path], work: Path, layer: str | None, wanted: Sequence[str]
) -> dict[str, Any]:
    """Read the shapefile meant among `files` (name -> where it lies); its companions go by the same stem."""
    from signage.formats import gdal

    stems = {PurePosixPath(name).stem: name for name in files if name.lower().endswith(".shp")}
    if not stems:
        raise InvalidInput(
            Said("In dem Ordner liegt kein Shapefile (.shp).", "There is no shapefile (.shp) in the folder.")
        )
    stem = choose(list(stems), named=layer, wanted=wanted, what="Shapefile")
    base = stems[stem][: -len(".shp")].lower()
    for name, place in files.items():
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in _COMPANIONS and name[: -len(suffix)].lower() == base:
            limits.check_file(place)
            private_copy(place, work / f"input{suffix}")
    missing = [suffix for suffix in (".shx", ".dbf") if not (work / f"input{suffix}").exists()]
    if missing:
        raise InvalidInput(
            Said(
                f"Zum Shapefile {stem}.shp fehlt {' und '.join(missing)}; geben Sie alle zusammen an.",
                f"The shapefile {stem}.shp lacks {' and '.join(missing)}; give all its files together.",
            )
        )
    return {**gdal.read_shapefile(work / "input.shp", title=stem), "tables": list(stems)}


def private_copy(path: Path, target: Path) -> Path:
    """A private copy, with what a GeoPackage still keeps in its log: GDAL must not open a file that others
    write.
    """
    for ending in ("", "-wal") if path.suffix != ".shp" else ("",):
        source = path.with_name(path.name + ending)
        if source.is_file():
            shutil.copyfile(source, target.with_name(target.name + ending))
    return target
