"""GeoJSON, parsed as JSON: no driver guesses at dates or flattens properties."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from signage.errors import InvalidInput, Said, UntrustedFile
from signage.formats.geometry import from_coordinates, to_json_form
from signage.formats.table import Cell, distinct


def read_geojson(path: Path, *, layer: str) -> dict[str, Any]:
    """The JSON form of the table of features. A file may state its CRS in the old way (`crs`), else it is
    EPSG:4326.
    """
    content = _parsed(path.read_bytes())
    features = _features(content)
    properties = [_properties(feature) for feature in features]
    names = list(dict.fromkeys(name for row in properties for name in row))
    geometries, faults = from_coordinates([feature.get("geometry") for feature in features])
    return {
        "kind": "geojson",
        "layer": layer,
        "headings": distinct(names),
        "columns": [[row.get(name) for row in properties] for name in names],
        "file_rows": list(range(1, len(features) + 1)),
        "crs": _crs(content),
        "notes": [],
        **to_json_form(geometries, faults),
    }


def _parsed(raw: bytes) -> Any:
    try:
        return orjson.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        pass
    try:
        # Python's own parser also reads NaN and Infinity, so that the rows that hold them can be named.
        return json.loads(raw.decode("utf-8-sig"))
    except RecursionError as error:
        raise UntrustedFile(
            Said("Die GeoJSON-Datei ist zu tief verschachtelt.", "The GeoJSON file is nested too deeply.")
        ) from error
    except (ValueError, UnicodeDecodeError) as error:
        raise InvalidInput(
            Said(f"Die Datei ist kein gültiges JSON: {error}.", f"The file is no valid JSON: {error}.")
        ) from error


def _features(content: Any) -> Sequence[Mapping[str, Any]]:
    kind = content.get("type") if isinstance(content, dict) else None
    if kind == "Feature":
        return [content]
    features = content.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise InvalidInput(
            Said(
                "Die JSON-Datei ist keine GeoJSON-FeatureCollection.",
                "The JSON file is no GeoJSON FeatureCollection.",
            )
        )
    if not features:
        raise InvalidInput(
            Said("Die Datei enthält keine Tabelle mit Inhalt.", "The file has no table with content.")
        )
    return features


def _properties(feature: Mapping[str, Any]) -> dict[str, Cell]:
    given = feature.get("properties")
    row = {str(name): _cell(value) for name, value in given.items()} if isinstance(given, dict) else {}
    if "id" in feature and "id" not in row:
        row["id"] = _cell(feature["id"])
    return row


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if value is None or isinstance(value, bool | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)


def _crs(content: Mapping[str, Any]) -> str:
    stated = content.get("crs")
    named = stated.get("properties", {}).get("name") if isinstance(stated, dict) else None
    if not isinstance(named, str):
        return "EPSG:4326"
    return f"EPSG:{named.rsplit(':', 1)[-1]}" if "EPSG" in named.upper() else "EPSG:4326"
