"""Frames as the GeoJSON a map page draws: public columns only, degrees, safe inside HTML."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


# What a page may show to everybody. Phone, e-mail and contact persons need a consent that a file cannot
# check (GewO § 14(5)).
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "municipalities": _columns("ags name"),
    "backdrops": _columns("kind"),
    "roads": _columns("name road_class number area"),
    "areas": _columns("name number kind municipality"),
    "tenants": _columns("name number area street house_number postcode place activity lorry_note"),
    "signs": _columns(
        "code number type family state area name street bearing_deg stopping_place lorries_fit"
    ),
}
_DECIMALS = 6  # about a decimetre
_UNSAFE = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def collections(frames: Mapping[str, gpd.GeoDataFrame]) -> dict[str, Any]:
    """Layer -> FeatureCollection, for every frame named like a layer; areas count their tenants.

    Rows without a position are left out. For `json_for_html`: the geometries are ready-made JSON.
    """
    counts = _tenant_counts(frames)
    found = {}
    for layer, columns in COLUMNS.items():
        if layer in frames:
            frame = frames[layer]
            if layer == "areas" and counts:
                frame = frame.assign(tenant_count=frame.index.map(counts))
            features = _features(frame, [*columns, "tenant_count"])
            found[layer] = {"type": "FeatureCollection", "features": features}
    return found


def bounds_of(frames: Mapping[str, gpd.GeoDataFrame]) -> tuple[float, float, float, float] | None:
    """(west, south, east, north) in degrees of the first layer that has anything; None when none has."""
    for layer in ("areas", "signs", "tenants", "municipalities"):
        frame = frames.get(layer)
        if frame is not None and frame.geometry.notna().any():
            west, south, east, north = frame.to_crs(4326).total_bounds
            return float(west), float(south), float(east), float(north)
    return None


def json_for_html(value: object) -> str:
    """`value` as JSON that can stand inside a script element: no `<`, `>`, `&`, no line separator."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    for character, escaped in _UNSAFE.items():
        text = text.replace(character, escaped)
    return text


def _tenant_counts(frames: Mapping[str, gpd.GeoDataFrame]) -> dict[Any, int]:
    if "tenants" not in frames or "areas" not in frames:
        return {}
    counts = frames["tenants"]["area"].value_counts()
    return {area: int(counts.get(area, 0)) for area in frames["areas"].index}


def _features(frame: gpd.GeoDataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    placed = frame[frame.geometry.notna() & ~frame.geometry.is_empty].to_crs(4326)
    rounded = shapely.transform(placed.geometry.to_numpy(), lambda xy: np.round(xy, _DECIMALS))
    geometries = shapely.to_geojson(rounded)
    properties = placed[[name for name in columns if name in placed.columns]]
    rows = [_present(row) for row in properties.astype(object).to_dict("records")]
    return [
        {"type": "Feature", "id": int(key), "properties": row, "geometry": orjson.Fragment(geometry)}
        for key, row, geometry in zip(placed.index, rows, geometries, strict=True)
    ]


def _present(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are there; a column with gaps has made floats of whole numbers."""
    found = {name: value for name, value in row.items() if not pd.isna(value)}
    return {name: int(v) if isinstance(v, float) and v.is_integer() else v for name, v in found.items()}
