"""GeoJSON, also with what JSON does not allow."""

import json
from pathlib import Path
from typing import Any

import pytest

from signage.errors import InvalidInput, UntrustedFile
from signage.formats.reading import read_table
from signage.formats.table import Table

POINT = {"type": "Point", "coordinates": [10.9, 50.8]}


def read(folder: Path, *geometries: Any, **more: Any) -> Table:
    features = [
        {"type": "Feature", "properties": {"name": "A"}, "geometry": geometry} for geometry in geometries
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features, **more})
    (folder / "a.geojson").write_text(content, encoding="utf-8")
    return read_table(folder / "a.geojson")


def test_it_is_in_degrees_unless_it_says_otherwise(tmp_path: Path) -> None:
    old = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    assert read(tmp_path, POINT).crs == "EPSG:4326"
    assert read(tmp_path, POINT, crs=old).crs == "EPSG:25832"


def test_nan_and_infinity_reach_the_row_that_has_them(tmp_path: Path) -> None:
    table = read(tmp_path, POINT, {"type": "Point", "coordinates": [float("nan"), float("inf")]})
    assert len(table) == 2


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "Point", "coordinates": ["x", "y"]},
        {"type": "Point"},
        {"type": "GeometryCollection", "geometries": [POINT]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        "POINT (1 2)",
    ],
)
def test_a_broken_geometry_costs_only_its_row(tmp_path: Path, broken: Any) -> None:
    table = read(tmp_path, POINT, broken)
    assert list(table.faults) == [1]


def test_an_id_beside_the_properties_is_a_column(tmp_path: Path) -> None:
    feature = {"type": "Feature", "id": "node/1", "properties": {"name": "A"}, "geometry": None}
    (tmp_path / "a.json").write_text(json.dumps(feature), encoding="utf-8")
    assert read_table(tmp_path / "a.json").row(0) == {"name": "A", "id": "node/1"}


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[" * 200_000 + "]" * 200_000, encoding="utf-8")
    with pytest.raises((UntrustedFile, InvalidInput)):
        read_table(tmp_path / "a.json")


def test_a_file_cut_in_half_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"type": "FeatureCollection", "features": [{', encoding="utf-8")
    with pytest.raises(InvalidInput, match="kein gültiges JSON"):
        read_table(tmp_path / "a.json")
