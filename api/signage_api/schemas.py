"""JSON schemas of rows, generated from the table of layers: German titles, English descriptions."""

from typing import Any

from signage.domain.fields import GEOJSON_TYPES, PerKind
from signage.domain.layers import COMMON, KEPT_BY_STORE, LAYERS, Field, Layer
from signage_api.features import columns_of

Schema = dict[str, Any]
_TYPES: PerKind[Schema] = {
    "text": {"type": "string"},
    "choice": {"type": "string"},
    "int": {"type": "integer"},
    "real": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "area": {"type": "integer"},
    "json": {"type": "object"},
    "ags": {"type": "string", "pattern": "^[0-9]{8}$"},
}
_DEPTHS = {"Point": 1, "LineString": 2, "Polygon": 3, "MultiPolygon": 4}


def name_of(layer: Layer) -> str:
    """The schema's name: `Sign`."""
    return layer.name.capitalize()


def ref(name: str) -> Schema:
    """A reference to a schema of this document."""
    return {"$ref": f"#/components/schemas/{name}"}


def value_schema(field: Field) -> Schema:
    """The values of a field, apart from null."""
    schema = dict(_TYPES[field.kind])
    if field.choices:
        schema["enum"] = list(field.choices)
    if field.kind == "text":
        schema["maxLength"] = field.longest
    bounds = {"minimum": field.lowest, "maximum": field.highest}
    return schema | {key: bound for key, bound in bounds.items() if bound is not None}


def description(field: Field) -> str:
    """What the field is, in English: unit, coded values, who may see it."""
    said = field.english[:1].upper() + field.english[1:]
    if field.unit:
        said += f" in {field.unit}"
    if field.kind == "area":
        said += " (id)"
    if field.kind == "ags":
        said += " (AGS, 8 digits)"
    if field.choices:
        said += ": " + ", ".join(f"{code} = {english}" for code, (_, english) in field.choices.items())
    if field.audience != "public":
        consent = ", or to all with the firm's consent" if field.audience == "consent" else ""
        said += f". Shown to the staff of the row's municipality only{consent}"
    return said + "."


def property_schema(field: Field) -> Schema:
    """A field as a property: null where it is empty."""
    schema = value_schema(field)
    if not field.required:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return schema | {"title": field.german, "description": description(field)}


def row_schemas(layer: Layer) -> dict[str, Schema]:
    """The schemas of one layer: properties, feature, page of features, and what may be written."""
    name = name_of(layer)
    return {
        f"{name}Properties": _properties(layer),
        name: _feature(layer),
        f"{name}Collection": _collection(name, **(_AREA_COUNTS if layer.name == "area" else {})),
        f"{name}Input": _input(layer),
    }


def _properties(layer: Layer) -> Schema:
    identity: Schema = {"type": "integer", "title": "Nummer", "description": "Identity of the row."}
    if layer.name == "municipality":
        identity = {
            "type": "string",
            "title": "AGS",
            "description": "Key of the municipality (AGS, 8 digits).",
        }
    fields = [layer.field(name) for name in columns_of(layer.name) if name not in ("id", "changed_at")]
    shown = {field.name: property_schema(field) for field in fields}
    changed = {
        "type": "string",
        "format": "date-time",
        "title": "geändert am",
        "description": "Last change (UTC).",
    }
    return {
        "type": "object",
        "properties": {"id": identity, **shown, "changed_at": changed},
        "required": ["id", "version", *(field.name for field in layer.fields if field.required)],
    }


def _feature(layer: Layer) -> Schema:
    geometry = geometry_schema(GEOJSON_TYPES[layer.geometry])
    if not layer.geometry_required:
        geometry = {"anyOf": [geometry, {"type": "null"}]}
    return {
        "type": "object",
        "title": layer.german,
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string" if layer.name == "municipality" else "integer"},
            "geometry": geometry,
            "properties": ref(f"{name_of(layer)}Properties"),
        },
    }


def geometry_schema(kind: str) -> Schema:
    """A GeoJSON geometry in degrees, longitude first (EPSG:4326)."""
    coordinates: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2}
    for _ in range(_DEPTHS[kind] - 1):
        coordinates = {"type": "array", "items": coordinates}
    return {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {"type": {"const": kind}, "coordinates": coordinates},
    }


_AREA_COUNTS: dict[str, Schema] = {
    f"{counted}_counts": {
        "type": "object",
        "description": f"How many {counted}s each area has today, by the area's id; not told for other days.",
        "additionalProperties": {"type": "integer"},
    }
    for counted in ("tenant", "sign")
}


def _collection(name: str, **more: Schema) -> Schema:
    matched = "How many rows there are in all; null where counting would cost more than reading."
    return {
        "type": "object",
        "required": ["type", "features", "links", "number_returned"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": ref(name)},
            "links": {"type": "array", "items": ref("Link")},
            "as_of": {"type": "string", "format": "date"},
            "number_returned": {"type": "integer"},
            "number_matched": {"type": ["integer", "null"], "description": matched},
            **more,
        },
    }


def _sent(field: Field) -> Schema:
    """A field as it may be written: an area by its key too."""
    schema = property_schema(field)
    if field.kind == "area":
        schema["type"] = [*schema["type"], "string"]
        schema["description"] += " Or its key on the signs, such as EK."
    return schema


def _input(layer: Layer) -> Schema:
    fields = [field for field in (*layer.fields, *COMMON) if field.name not in KEPT_BY_STORE]
    kinds = [GEOJSON_TYPES[layer.geometry]]
    kinds += ["Polygon"] if layer.geometry == "MULTIPOLYGON" else []
    geometry: Schema = {"anyOf": [geometry_schema(kind) for kind in kinds]}
    why = "The reason; kept in the history."
    return {
        "type": "object",
        "description": "A GeoJSON feature; only what is to be set need be there.",
        "properties": {
            "type": {"const": "Feature"},
            "geometry": geometry,
            "properties": {
                "type": "object",
                "properties": {field.name: _sent(field) for field in fields},
            },
            "why": {"type": "string", "maxLength": 200, "description": why},
        },
    }


def all_row_schemas() -> dict[str, Schema]:
    """The schemas of every layer."""
    return {name: schema for layer in LAYERS.values() for name, schema in row_schemas(layer).items()}
