"""Files for tests, good and hostile ones."""

import re
import sqlite3
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import xlsxwriter
from shapely.geometry.base import BaseGeometry


def a_frame(
    geometries: Sequence[BaseGeometry | None], crs: str | None = "EPSG:25832", **columns: Any
) -> gpd.GeoDataFrame:
    """Rows with a geometry each."""
    return gpd.GeoDataFrame(columns, geometry=list(geometries), crs=crs)


def a_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """An Excel file; a text that begins with = is a formula, with the value 42."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for at, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(line, at, cell, None, 42)
                elif cell is not None:
                    sheet.write(line, at, cell)
    book.close()
    return path


def a_zip(path: Path, members: Mapping[str, bytes]) -> Path:
    """An archive with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def a_sparse_workbook(path: Path, cell: str) -> Path:
    """A workbook of a few kilobytes with a cell far down."""
    whole = a_workbook(path.with_name("small.xlsx"), {"Blatt": [["Firma"], ["A"]]})
    with zipfile.ZipFile(whole) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    row = "".join(letter for letter in cell if letter.isdigit())
    far = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", far)
    return a_zip(path, members)


def without_results(path: Path) -> None:
    """Take the stored results of all formulas out of a workbook, as programs leave them that calculate
    nothing.
    """
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    emptied = {name: re.sub(rb"</f><v>[^<]*</v>", b"</f><v></v>", text) for name, text in members.items()}
    a_zip(path, emptied)


def nested_wkb(depth: int) -> bytes:
    """A geometry collection in a geometry collection in a ..."""
    return struct.pack("<BII", 1, 7, 1) * depth + struct.pack("<BII", 1, 7, 0)


def put_wkb(path: Path, table: str, wkb: bytes) -> None:
    """Set the geometry of every row of a GeoPackage, past all checks."""
    connection = sqlite3.connect(path)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    blob = b"GP\x00\x01" + struct.pack("<i", 25832) + wkb
    connection.execute(f"UPDATE {table} SET geom = ?", (blob,))
    connection.commit()
    connection.close()
