"""KML: placemarks with their attributes, and nothing else."""

from pathlib import Path

import pytest
import shapely

from signage.errors import InvalidInput, UntrustedFile
from signage.formats.reading import read_table
from signage.formats.table import Table

RING = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
SHELL = RING.format("10.9,50.8,300 11.0,50.8,300 11.0,50.9,300 10.9,50.8,300")
HOLE = RING.format("10.97,50.82 10.98,50.82 10.98,50.83 10.97,50.82")


def written(folder: Path, inside: str, head: str = "") -> Path:
    path = folder / "a.txt"
    path.write_text(f'{head}<kml xmlns="urn:kml"><Document>{inside}</Document></kml>', "utf-8")
    return path


def read(folder: Path, inside: str) -> Table:
    return read_table(written(folder, inside))


def test_placemarks_in_folders_keep_their_attributes_and_holes(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "<Folder><Placemark><name> Gotha-Süd </name><ExtendedData><Data name='Art'><value>GE</value></Data>"
        "<SchemaData><SimpleData name='Nr'>7</SimpleData></SchemaData></ExtendedData><MultiGeometry><Polygon>"
        f"<outerBoundaryIs>{SHELL}</outerBoundaryIs><innerBoundaryIs>{HOLE}</innerBoundaryIs></Polygon>"
        "</MultiGeometry></Placemark></Folder>",
    )
    assert (table.kind, table.crs) == ("kml", "EPSG:4326")
    assert table.rows == [{"Art": "GE", "Nr": "7", "name": "Gotha-Süd"}]
    assert table.geometry is not None
    shape = shapely.from_wkb(table.geometry[0])
    assert (len(shape.interiors), shape.has_z) == (1, False)


def test_a_placemark_that_cannot_be_read_is_a_fault_of_its_row(tmp_path: Path) -> None:
    point = "<Placemark><Point><coordinates>{}</coordinates></Point></Placemark>"
    table = read(tmp_path, point.format("10.9,50.8") + point.format("hier"))
    assert list(table.faults) == [1]


def test_entities_are_refused_and_broken_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UntrustedFile):
        read_table(written(tmp_path, "", '<!DOCTYPE kml [<!ENTITY a "b">]>'))
    with pytest.raises(InvalidInput, match="Ortsmarken"):
        read(tmp_path, "")
    with pytest.raises(InvalidInput, match="kein gültiges KML"):
        read(tmp_path, "<Placemark>")
