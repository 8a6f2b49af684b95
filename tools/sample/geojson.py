"""GeoJSON as RFC 7946 wants it, one feature per line, sorted, rounded: a change is one line in a diff."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

TO_DEGREES = pyproj.Transformer.from_crs(25832, 4326, always_xy=True)
TO_METRES = pyproj.Transformer.from_crs(4326, 25832, always_xy=True)

Row = dict[str, Any]


def to_degrees(geometry: BaseGeometry, *, decimals: int = 7) -> BaseGeometry:
    """`geometry` (EPSG:25832) in EPSG:4326, rounded; outer rings run against the clock (RFC 7946)."""
    turned = shapely.transform(geometry, TO_DEGREES.transform, interleaved=False)
    rounded = shapely.transform(turned, lambda points: points.round(decimals))
    return shapely.orient_polygons(rounded, exterior_cw=False)


def to_metres(geometry: BaseGeometry) -> BaseGeometry:
    """`geometry` (EPSG:4326) in EPSG:25832."""
    return shapely.transform(geometry, TO_METRES.transform, interleaved=False)


def multi(geometry: BaseGeometry) -> BaseGeometry:
    """A polygon as the multipolygon that the layers of areas hold."""
    return shapely.MultiPolygon([geometry]) if geometry.geom_type == "Polygon" else geometry


def feature(properties: Mapping[str, Any], geometry: BaseGeometry | None) -> Row:
    """One feature; `geometry` in degrees, already rounded."""
    shape = None if geometry is None else shapely.geometry.mapping(geometry)
    return {"type": "Feature", "properties": dict(properties), "geometry": shape}


def write(path: Path, features: Iterable[Row], *, about: str, licence: str) -> None:
    """The features as one file, ordered by `source_id`, with title and licence as foreign members."""
    ordered = sorted(features, key=lambda row: row["properties"]["source_id"])
    head = {"type": "FeatureCollection", "title": about, "license": licence}
    lines = [json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [']
    lines.append(",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in ordered))
    path.write_text("\n".join([*lines, "]}", ""]), encoding="utf-8")


def read(path: Path) -> list[tuple[Row, BaseGeometry | None]]:
    """Properties and geometry (degrees) of each feature of a file."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    return [
        (row["properties"], None if row["geometry"] is None else shapely.geometry.shape(row["geometry"]))
        for row in collection["features"]
    ]
