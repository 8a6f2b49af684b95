"""Workbooks that were made to harm: refused in words, or read for nothing but their cells."""

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from signage.errors import InvalidInput, UntrustedFile
from signage.services.round_trip.reading import Sheet, read_upload
from signage.store import Store
from tests.parts.workbooks import exported


def repacked(content: bytes, **members: bytes) -> bytes:
    """The workbook with more parts in it, or other ones; `__` stands for a slash, `_dot_` for a dot."""
    out = BytesIO()
    named = {name.replace("__", "/").replace("_dot_", "."): data for name, data in members.items()}
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, data in named.items():
            new.writestr(name, data)
    return out.getvalue()


def plain(*rows: list[Any]) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


LIST = plain(["Firma", "Gebiet"], ["A", "EK"])


def test_a_bomb_is_not_unpacked() -> None:
    bomb = repacked(LIST, xl__media__a_dot_bin=bytes(300 << 20))
    assert len(bomb) < 1 << 20
    with pytest.raises(UntrustedFile, match="wachsen"):
        read_upload(bomb, "a.xlsx")


@pytest.mark.parametrize("name", ["a.xlsm", "a.xlsx"])
def test_macros_are_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(UntrustedFile, match=r"Makros.*als XLSX"):
        read_upload(repacked(LIST, xl__vbaProject_dot_bin=b"x"), name)


def test_links_to_other_files_are_not_followed_and_told() -> None:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    read = read_upload(repacked(LIST, xl__externalLinks__externalLink1_dot_xml=link), "a.xlsx")
    sheet = Sheet.from_json(read)
    assert (sheet.columns[0], any("andere Dateien" in note for note in sheet.notes)) == (["A"], True)


@pytest.mark.parametrize(
    "content",
    [
        b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>",
        b"SQLite format 3\x00" + bytes(100),
        b'{"type": "FeatureCollection", "features": []}',
        b"%PDF-1.7\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
        b"PK\x03\x04" + bytes(50),
    ],
)
def test_what_is_no_table_is_refused_whatever_its_name(content: bytes) -> None:
    for name in ("a.xlsx", "a.csv"):
        with pytest.raises(InvalidInput):
            read_upload(content, name)


def test_a_cell_a_million_rows_down_costs_nothing() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Firma", "Gebiet"])
    book.worksheets[0].cell(1_048_576, 16_384).value = "x"
    out = BytesIO()
    book.save(out)
    with pytest.raises(UntrustedFile, match="zu groß"):
        read_upload(out.getvalue(), "a.xlsx")


def test_more_columns_than_anybody_could_say_the_meaning_of_are_refused() -> None:
    for columns in (300, 301):
        row = [f"Spalte {number}" for number in range(columns)]
        made = [(plain(row, row), "a.xlsx"), (f"{';'.join(row)}\n{';'.join(row)}\n".encode(), "a.csv")]
        for content, name in made:
            if columns == 300:
                assert len(read_upload(content, name)["headings"]) == 300
                continue
            with pytest.raises(InvalidInput, match="301 Spalten; hier sind höchstens 300"):
                read_upload(content, name)


def test_a_million_empty_rows_are_no_rows() -> None:
    empty = b"".join(b'<row r="%d"/>' % row for row in range(2, 1_000_001))
    with zipfile.ZipFile(BytesIO(LIST)) as book:
        page = book.read("xl/worksheets/sheet1.xml")
    content = repacked(
        LIST, xl__worksheets__sheet1_dot_xml=page.replace(b"</sheetData>", empty + b"</sheetData>")
    )
    assert len(Sheet.from_json(read_upload(content, "a.xlsx"))) == 1


def test_marks_that_were_tampered_with_do_not_count(office: Store) -> None:
    book = openpyxl.load_workbook(BytesIO(exported(office)))
    cell = book["_signage"]["A2"]
    cell.value = str(cell.value).replace('"versions":[[1,1]', '"versions":[[1,9]')
    out = BytesIO()
    book.save(out)
    assert Sheet.from_json(read_upload(out.getvalue(), "a.xlsx")).marks is None


def test_an_entity_that_names_a_file_stays_unread() -> None:
    with zipfile.ZipFile(BytesIO(LIST)) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    hostile = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + page.replace(">A<", ">&e;<")
    try:
        read = read_upload(repacked(LIST, xl__worksheets__sheet1_dot_xml=hostile.encode()), "a.xlsx")
    except InvalidInput:
        return
    assert "root:" not in str(read["columns"])
