"""Frames as the GeoJSON a map page draws: public columns only, degrees, safe inside HTML."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely

from signage.domain.audience import private_columns
from signage.domain.layers import BY_PLURAL

# What a page needs, of that only what is for everybody: a file cannot check a consent.
_DRAWN = {
    "municipalities": "ags name source",
    "backdrops": "kind",
    "roads": "name road_class number area",
    "areas": "name number kind municipality",
    "tenants": "name number area street house_number postcode place activity lorry_note",
    "signs": "code number type family state area name street bearing_deg stopping_place lorries_fit",
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    plural: tuple(name for name in names.split() if name not in private_columns(BY_PLURAL[plural].name))
    for plural, names in _DRAWN.items()
}
_DECIMALS = 6  # about a decimetre
_UNSAFE = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def collections(frames: Mapping[str, gpd.GeoDataFrame]) -> dict[str, Any]:
    """Layer -> FeatureCollection, for every frame named like a layer; areas count their tenants, unless they
    bring a `tenant_count` from frames that know more.

    Rows without a position are left out, but for tenants: the search finds them, and their area is drawn.
    For `json_for_html`: the geometries are ready-made JSON.
    """
    counts = _tenant_counts(frames)
    found = {}
    for layer, columns in COLUMNS.items():
        if layer in frames:
            frame = frames[layer]
            if layer == "areas" and counts:
                frame = frame.assign(tenant_count=frame.index.map(counts))
            features = _features(frame, [*columns, "tenant_count"])
            if layer == "tenants":
                features += _placeless(frame, columns)
            found[layer] = {"type": "FeatureCollection", "features": features}
    return found


def bounds_of(frames: Mapping[str, gpd.GeoDataFrame]) -> tuple[float, float, float, float] | None:
    """(west, south, east, north) in degrees of areas and municipalities, else of signs, else of
    tenants; None where there is nothing.
    """
    for layers in (("areas", "municipalities"), ("signs",), ("tenants",)):
        placed = [frames[name].geometry.dropna() for name in layers if name in frames]
        boxes = [shapes.to_crs(4326).total_bounds for shapes in placed if len(shapes)]
        if boxes:
            wests, souths, easts, norths = zip(*boxes, strict=True)
            return float(min(wests)), float(min(souths)), float(max(easts)), float(max(norths))
    return None


def json_for_html(value: object) -> str:
    """`value` as JSON that can stand inside a script element: no `<`, `>`, `&`, no line separator."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    for character, escaped in _UNSAFE.items():
        text = text.replace(character, escaped)
    return text


def _tenant_counts(frames: Mapping[str, gpd.GeoDataFrame]) -> dict[Any, int]:
    if "tenants" not in frames or "areas" not in frames or "tenant_count" in frames["areas"]:
        return {}
    counts = frames["tenants"]["area"].value_counts()
    return {area: int(counts.get(area, 0)) for area in frames["areas"].index}


def _is_placed(frame: gpd.GeoDataFrame) -> Any:
    return frame.geometry.notna() & ~frame.geometry.is_empty


def _placeless(frame: gpd.GeoDataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    rows = frame[~_is_placed(frame)]
    values = _rows(rows, [name for name in columns if name in rows.columns])
    return [
        {"type": "Feature", "id": int(key), "properties": row, "geometry": None}
        for key, row in zip(rows.index, values, strict=True)
    ]


def _features(frame: gpd.GeoDataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    placed = frame[_is_placed(frame)].to_crs(4326)
    rounded = shapely.transform(placed.geometry.to_numpy(), lambda xy: np.round(xy, _DECIMALS))
    geometries = shapely.to_geojson(rounded)
    rows = _rows(placed, [name for name in columns if name in placed.columns])
    return [
        {"type": "Feature", "id": int(key), "properties": row, "geometry": orjson.Fragment(geometry)}
        for key, row, geometry in zip(placed.index, rows, geometries, strict=True)
    ]


def _rows(frame: gpd.GeoDataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows' values by column, as far as they have any."""
    if not columns:
        return [{} for _ in range(len(frame))]
    values = zip(*(_plain(frame[name]) for name in columns), strict=True)
    return [{name: v for name, v in zip(columns, row, strict=True) if v is not None} for row in values]


def _plain(column: pd.Series) -> list[Any]:
    """Python's own values, None for a gap; a column with gaps has made floats of its whole numbers."""
    present = column.dropna()
    if present.dtype.kind == "f" and (present == present.round()).all():
        column = column.astype("Int64")
    return [None if gap else value for gap, value in zip(column.isna(), column.tolist(), strict=True)]
