"""GDAL with only the drivers left that are needed. Only ever used in a child process (signage.processes)."""

import ctypes
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import pyproj

from signage.domain.names import grouped
from signage.errors import InvalidInput, Said, UntrustedFile
from signage.formats import limits
from signage.formats.charsets import character_set
from signage.formats.choosing import choose, left_unread
from signage.formats.geometry import from_wkb, to_json_form
from signage.formats.table import Cell, distinct, packed_faults, packed_notes

_HARMLESS_MODULES = ("rtree",)
_LAYER = "Layer"
_NO_PRJ = Said(
    "Dem Shapefile fehlt die Datei .prj; das Koordinatensystem wird aus den Zahlen erschlossen.",
    "The shapefile lacks its .prj file; the coordinate system is concluded from the numbers.",
)
_FAILURE = 3  # CE_Failure


def keep_only(*wanted: str) -> None:
    """Take every driver but these away from GDAL in this process, so that no file can be opened as something
    else.

    A VRT named .gpkg would make GDAL read any local file or address that it names. Raises UntrustedFile when
    it cannot be done.
    """
    library = ctypes.CDLL(loaded_library())
    library.GDALGetDriver.restype = ctypes.c_void_p
    library.GDALGetDriverShortName.restype = ctypes.c_char_p
    library.GDALGetDriverShortName.argtypes = library.GDALDeregisterDriver.argtypes = [ctypes.c_void_p]
    drivers = [library.GDALGetDriver(number) for number in range(library.GDALGetDriverCount())]
    for handle in drivers:
        if library.GDALGetDriverShortName(handle).decode() not in wanted:
            library.GDALDeregisterDriver(handle)
    if set(pyogrio.list_drivers()) != set(wanted):
        raise UntrustedFile(
            Said(
                "GDAL lässt sich nicht auf ein einziges Format beschränken; die Datei wird nicht geöffnet.",
                "GDAL cannot be restricted to a single format; the file is not opened.",
            )
        )


def loaded_library() -> str:
    """The path of the GDAL that pyogrio brought along."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    for line in maps:
        path = line.partition("/")[2]
        if "libgdal" in path:
            return f"/{path}"
    raise UntrustedFile(
        Said(
            "GDAL lässt sich nicht auf ein einziges Format beschränken; die Datei wird nicht geöffnet.",
            "GDAL cannot be restricted to a single format; the file is not opened.",
        )
    )


def last_failure() -> str:
    """What GDAL has failed at since it was last asked; empty where it did not. Some readers end early on it,
    without a word to their caller.
    """
    library = ctypes.CDLL(loaded_library())
    library.CPLGetLastErrorMsg.restype = ctypes.c_char_p
    said = library.CPLGetLastErrorMsg().decode("utf-8", "replace")
    failed = library.CPLGetLastErrorType() >= _FAILURE
    library.CPLErrorReset()
    return said if failed else ""


def read_geopackage(path: Path, *, layer: str | None, wanted: Sequence[str]) -> dict[str, Any]:
    """The JSON form of one layer of a GeoPackage; `path` is a copy of our own."""
    tables = tables_of(path)
    name = choose(tables, named=layer, wanted=wanted, what=_LAYER)
    keep_only("GPKG")
    read = _layer(path, name, kind="geopackage", title=name)
    notes = [*read["notes"], *packed_notes(left_unread(tables, name, _LAYER))]
    return {**read, "notes": notes, "tables": tables}


def read_shapefile(path: Path, *, title: str) -> dict[str, Any]:
    """The JSON form of a shapefile; `path` is a copy of our own with its companions."""
    table = path.with_suffix(".dbf")
    encoding = None
    if table.exists() and not path.with_suffix(".cpg").exists():
        encoding = character_set(_letters(table.read_bytes()))
    keep_only("ESRI Shapefile")
    read = _layer(path, path.stem, kind="shapefile", title=title, encoding=encoding)
    if not path.with_suffix(".prj").exists():
        read["notes"] += packed_notes([_NO_PRJ])
    return read


def _letters(table: bytes) -> bytes:
    """A dBase table from its records on; the head holds bytes that are no text."""
    return table[int.from_bytes(table[8:10], "little") :]


def tables_of(path: Path) -> list[str]:
    """Names of the layers, by SQLite alone; refuses a file that would run more than SQL. `path` is a copy."""
    connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        # What a program that has the file open still keeps in its log belongs to it.
        connection.execute("PRAGMA journal_mode = DELETE")
        virtual = connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        for (statement,) in virtual:
            if not any(
                f"using {module}" in " ".join(statement.lower().split()) for module in _HARMLESS_MODULES
            ):
                raise UntrustedFile(
                    Said(
                        "Das GeoPackage enthält virtuelle Tabellen und wird nicht geöffnet.",
                        "The GeoPackage has virtual tables and is not opened.",
                    )
                )
        rows = connection.execute(
            "SELECT table_name FROM gpkg_contents "
            "WHERE data_type IN ('features', 'attributes') ORDER BY rowid"
        ).fetchall()
        return [name for (name,) in rows if _has_rows(connection, name)]
    except sqlite3.DatabaseError as error:
        raise InvalidInput(
            Said(
                f"Die Datei ist kein lesbares GeoPackage ({error}).",
                f"The file is no readable GeoPackage ({error}).",
            )
        ) from error
    finally:
        connection.close()


def _has_rows(connection: sqlite3.Connection, name: str) -> bool:
    quoted = name.replace('"', '""')
    try:
        return connection.execute(f'SELECT 1 FROM "{quoted}" LIMIT 1').fetchone() is not None  # noqa: S608 - quoted above
    except sqlite3.DatabaseError:
        return False


def _layer(path: Path, layer: str, *, kind: str, title: str, encoding: str | None = None) -> dict[str, Any]:
    info = pyogrio.read_info(path, layer=layer, encoding=encoding)
    if info["features"] > limits.ROWS:
        raise UntrustedFile(
            Said(
                f"Der Layer hat {grouped(info['features'])} Zeilen; mehr als {grouped(limits.ROWS)} werden "
                "nicht gelesen.",
                f"The layer has {info['features']:,} rows; more than {limits.ROWS:,} are not read.",
            )
        )
    meta, _, wkb, fields = pyogrio.raw.read(
        path, layer=layer, encoding=encoding, force_2d=True, datetime_as_string=True
    )
    count = len(wkb) if wkb is not None else len(fields[0]) if fields else 0
    answer: dict[str, Any] = {
        "kind": kind,
        "layer": title,
        "headings": distinct([str(name) for name in meta["fields"]]),
        "columns": [[_cell(value) for value in column.tolist()] for column in fields],
        "file_rows": list(range(1, count + 1)),
        "crs": epsg_text(meta["crs"]),
        "notes": [],
    }
    if wkb is not None:
        geometries, faults, mends = from_wkb(list(wkb))
        answer |= {**to_json_form(geometries, faults), "mends": packed_faults(mends)}
    return answer


def _cell(value: Any) -> Cell:
    if isinstance(value, float):
        if np.isnan(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, bytes):
        return None
    return value  # type: ignore[no-any-return]


def epsg_text(stated: str | None) -> str | None:
    """`EPSG:25832` for whatever describes it, the description itself where it has no number, None where
    nothing is stated.
    """
    if not stated or "undefined" in stated.lower():
        return None
    try:
        crs = pyproj.CRS.from_user_input(stated)
    except pyproj.exceptions.CRSError:
        return None
    number = crs.to_epsg(min_confidence=60)
    return f"EPSG:{number}" if number else str(crs.to_wkt())
