"""KML, as Google Earth and many phones write it: the placemarks with their attributes.

Read in the child only, with its limits, and never with a document type: entities could unfold to any size.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from signage.errors import InvalidInput, Said, UntrustedFile
from signage.formats.geometry import UNREADABLE, to_json_form
from signage.formats.table import Cell, distinct

_DEEPEST = 40
Read = tuple[dict[str, Cell], Any, Said | None]


def read_kml(path: Path, *, layer: str) -> dict[str, Any]:
    """The JSON form of the table of placemarks; KML is always in EPSG:4326, longitude first."""
    placemarks = [_placemark(one) for one in _placemarks(_root(path.read_bytes()))]
    if not placemarks:
        raise InvalidInput(
            Said("Die KML-Datei enthält keine Ortsmarken.", "The KML file has no placemarks in it.")
        )
    names = list(dict.fromkeys(name for row, _, _ in placemarks for name in row))
    faults = {at: fault for at, (_, _, fault) in enumerate(placemarks) if fault}
    return {
        "kind": "kml",
        "layer": layer,
        "headings": distinct(names),
        "columns": [[row.get(name) for row, _, _ in placemarks] for name in names],
        "file_rows": list(range(1, len(placemarks) + 1)),
        "crs": "EPSG:4326",
        "notes": [],
        **to_json_form([shape for _, shape, _ in placemarks], faults),
    }


def _root(raw: bytes) -> ET.Element:
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw or b"\x00" in raw:
        raise UntrustedFile(
            Said("Die KML-Datei bringt eigene Kürzel mit.", "The KML file defines entities of its own.")
        )
    try:
        return ET.fromstring(raw)  # noqa: S314 - see above
    except ET.ParseError as error:
        raise InvalidInput(
            Said(f"Die Datei ist kein gültiges KML: {error}.", f"The file is no valid KML: {error}.")
        ) from error


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _placemarks(element: ET.Element, depth: int = 0) -> Iterator[ET.Element]:
    if _tag(element) == "Placemark":
        yield element
    elif depth < _DEEPEST:
        for child in element:
            yield from _placemarks(child, depth + 1)


def _placemark(placemark: ET.Element) -> Read:
    row: dict[str, Cell] = {}
    for child in placemark.iter():
        if _tag(child) in ("Data", "SimpleData"):
            row[child.get("name", "")] = _text(child)
    for child in placemark:
        if _tag(child) in ("name", "description"):
            row[_tag(child)] = _text(child)
    try:
        shapes = [shape for child in placemark for shape in _shapes(child)]
    except (ValueError, IndexError, shapely.errors.ShapelyError):
        return row, None, UNREADABLE
    return row, _together(shapes), None


def _text(element: ET.Element) -> Cell:
    text = " ".join("".join(element.itertext()).split())
    return text or None


def _shapes(element: ET.Element, depth: int = 0) -> Iterator[Any]:
    kind = _tag(element)
    if kind == "MultiGeometry" and depth < _DEEPEST:
        for child in element:
            yield from _shapes(child, depth + 1)
    elif kind == "Polygon":
        shells, holes = _rings(element, "outerBoundaryIs"), _rings(element, "innerBoundaryIs")
        yield shapely.Polygon(shells[0], holes)
    elif kind in ("LineString", "LinearRing"):
        yield shapely.LineString(_coordinates(element))
    elif kind == "Point":
        yield shapely.Point(_coordinates(element)[0])


def _rings(polygon: ET.Element, side: str) -> list[list[tuple[float, float]]]:
    sides = [child for child in polygon if _tag(child) == side]
    return [_coordinates(ring) for child in sides for ring in child if _tag(ring) == "LinearRing"]


def _coordinates(element: ET.Element) -> list[tuple[float, float]]:
    """`10.94,50.86,300 10.95,50.86`: longitude, latitude and perhaps a height, which is left out."""
    text = next((child.text or "" for child in element if _tag(child) == "coordinates"), "")
    return [(float(east), float(north)) for east, north, *_ in (part.split(",") for part in text.split())]


def _together(shapes: list[Any]) -> Any:
    """One geometry of a placemark's shapes; polygons win over the lines and points beside them."""
    polygons = [shape for shape in shapes if shape.geom_type == "Polygon"]
    if polygons:
        return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    return shapes[0] if shapes else None
