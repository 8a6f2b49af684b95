"""GeoPackages: layers, and what a hostile one may try."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, Point, box

from signage.errors import InvalidInput, UntrustedFile
from signage.formats import gdal
from signage.formats.reading import read_table
from signage.processes import run_in_child
from tests.formats.files import a_frame, nested_wkb, put_wkb


def a_geopackage(path: Path, **layers: str) -> Path:
    for layer, name in (layers or {"firmen": "A"}).items():
        a_frame([Point(640000, 5635000)], name=[name], PLZ=[7629], ja=[True]).to_file(path, layer=layer)
    return path


def test_cells_keep_their_kind(tmp_path: Path) -> None:
    table = read_table(a_geopackage(tmp_path / "a.gpkg"))
    assert table.row(0) == {"name": "A", "PLZ": 7629, "ja": True}
    assert (table.kind, table.crs, list(table.file_rows)) == ("geopackage", "EPSG:25832", [1])


def test_several_layers_are_listed_unless_one_is_meant(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path / "a.gpkg", firmen="A", gebiete="B")
    with pytest.raises(InvalidInput, match="firmen, gebiete"):
        read_table(path)
    assert read_table(path, layer="gebiete").row(0)["name"] == "B"
    assert read_table(path, wanted=["Firmen"]).row(0)["name"] == "A"


def test_only_one_driver_is_left_in_the_child() -> None:
    assert run_in_child(drivers_left) == ["GPKG"]


def drivers_left() -> list[str]:
    import pyogrio

    gdal.keep_only("GPKG")
    return list(pyogrio.list_drivers())


@pytest.mark.parametrize("depth", [3, 200_000])
def test_nested_wkb_costs_its_row_but_not_the_process(tmp_path: Path, depth: int) -> None:
    path = a_geopackage(tmp_path / "a.gpkg")
    put_wkb(path, "firmen", nested_wkb(depth))
    table = read_table(path)
    assert table.geometry == [None]


def test_a_virtual_table_is_refused(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path / "a.gpkg")
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE evil USING fts5(name)")
    connection.commit()
    connection.close()
    with pytest.raises(UntrustedFile, match="virtuelle Tabellen"):
        read_table(path)


def test_a_database_that_is_no_geopackage_is_named(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.gpkg")
    connection.execute("CREATE TABLE firmen (name)")
    connection.commit()
    connection.close()
    with pytest.raises(InvalidInput, match="kein lesbares GeoPackage"):
        read_table(tmp_path / "a.gpkg")


def test_a_file_cut_in_half_is_an_error_in_words(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path / "a.gpkg")
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(InvalidInput):
        read_table(path)


def test_the_third_dimension_is_dropped(tmp_path: Path) -> None:
    a_frame([Point(640000, 5635000, 300)], name=["A"]).to_file(tmp_path / "a.gpkg", layer="firmen")
    (wkb,) = read_table(tmp_path / "a.gpkg").geometry or ()
    assert wkb is not None
    assert len(wkb) == 21


def test_areas_come_as_they_are(tmp_path: Path) -> None:
    shape = MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)])
    a_frame([shape], name=["A"]).to_file(tmp_path / "a.gpkg", layer="gebiete")
    (wkb,) = read_table(tmp_path / "a.gpkg").geometry or ()
    assert wkb == shape.wkb


def test_what_is_still_in_the_log_is_read(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path / "a.gpkg")
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        writer.create_function(name, 1, lambda blob: 0)
    writer.execute("INSERT INTO firmen (name) VALUES ('neu')")
    writer.commit()
    assert [row["name"] for row in read_table(path).rows] == ["A", "neu"]
    writer.close()


def test_a_geopackage_in_use_is_read_with_what_its_log_keeps(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE later (fid INTEGER PRIMARY KEY, name TEXT)")
        other.execute("INSERT INTO later (name) VALUES ('C')")
        other.execute("INSERT INTO gpkg_contents (table_name, data_type) VALUES ('later', 'attributes')")
        assert read_table(path, layer="later").row(0)["name"] == "C"
