"""What a file is, is told by its content; what is not known, is not opened."""

import json
from pathlib import Path

import pytest
from shapely.geometry import Point

from signage.errors import InvalidInput, NotFound, UntrustedFile
from signage.formats.reading import kind_of, read_table
from tests.formats.files import a_frame, a_workbook, a_zip

SECRET = "root-of-all-secrets"


def a_vrt(folder: Path) -> str:
    (folder / "secret.csv").write_text(f"name\n{SECRET}\n", encoding="utf-8")
    source = f"<SrcDataSource>{folder / 'secret.csv'}</SrcDataSource>"
    return f'<OGRVRTDataSource><OGRVRTLayer name="secret">{source}</OGRVRTLayer></OGRVRTDataSource>'


@pytest.mark.parametrize("name", ["list.gpkg", "list.shp", "list.geojson", "list.csv", "list.xlsx"])
def test_a_vrt_is_refused_under_any_name_and_discloses_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(a_vrt(tmp_path), encoding="utf-8")
    with pytest.raises(UntrustedFile) as refused:
        read_table(tmp_path / name)
    assert SECRET not in refused.value.message


def test_a_csv_named_gpkg_is_read_as_the_csv_that_it_is(tmp_path: Path) -> None:
    (tmp_path / "list.gpkg").write_text("Firma;PLZ\nMüller;99867\n", encoding="utf-8")
    table = read_table(tmp_path / "list.gpkg")
    assert (table.kind, table.row(0)) == ("csv", {"Firma": "Müller", "PLZ": "99867"})


def test_a_workbook_named_csv_is_read_as_a_workbook(tmp_path: Path) -> None:
    a_workbook(tmp_path / "list.csv", {"Firmen": [["Firma"], ["Müller"]]})
    assert read_table(tmp_path / "list.csv").kind == "xlsx"


def test_a_geopackage_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    a_frame([Point(640000, 5635000)], name=["A"]).to_file(tmp_path / "a.gpkg")
    assert kind_of((tmp_path / "a.gpkg").rename(tmp_path / "a.csv")) == "geopackage"


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 ...", b"\x1f\x8b\x08\x00", bytes(range(256)) * 20, b"<html></html>", b"PAR1\x15\x04"],
)
def test_what_is_not_known_is_refused_with_the_known_formats(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list.csv").write_bytes(content)
    with pytest.raises(UntrustedFile, match="GeoPackage, GeoJSON, Shapefile"):
        read_table(tmp_path / "list.csv")


def test_an_old_excel_file_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "list.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(UntrustedFile, match="XLSX ohne Kennwort"):
        read_table(tmp_path / "list.xls")


def test_an_opendocument_table_is_refused_with_advice(tmp_path: Path) -> None:
    a_zip(tmp_path / "list.ods", {"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"})
    with pytest.raises(UntrustedFile, match="ODS"):
        read_table(tmp_path / "list.ods")


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="gibt es nicht"):
        read_table(tmp_path / "none.csv")


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "list.csv").touch()
    with pytest.raises(UntrustedFile, match="leer"):
        read_table(tmp_path / "list.csv")


def test_json_that_is_no_geojson_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text(json.dumps({"type": "Topology"}), encoding="utf-8")
    with pytest.raises(InvalidInput, match="FeatureCollection"):
        read_table(tmp_path / "list.json")
