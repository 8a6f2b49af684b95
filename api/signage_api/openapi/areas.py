"""The description of what can be done with the outlines of areas."""

from typing import Any

from signage.domain.layers import LAYERS
from signage.services.values import GEOMETRY
from signage_api.answers import GEOJSON
from signage_api.openapi.parts import (
    CHANGE_SET,
    SEEN_VERSION,
    STAFF,
    body,
    header,
    key,
    object_of,
    operation,
    parameter,
    sent,
)
from signage_api.schemas import Schema, geometry_schema, ref

_AREA = LAYERS["area"]
_NUMBER, _TEXT = {"type": "integer"}, {"type": "string"}
_DRY_RUN = parameter(
    "dry_run", {"type": "boolean", "default": False}, "Only say what would happen; nothing is stored."
)
FILES = (
    "application/octet-stream",
    "application/geopackage+sqlite3",
    "application/zip",
    "application/vnd.google-earth.kml+xml",
    GEOJSON,
)


def area_paths(prefix: str) -> dict[str, Schema]:
    """The addresses, each with its operation."""
    return {
        f"{prefix}/areas/check": {"post": _check()},
        f"{prefix}/areas/merge": {"post": _merge()},
        f"{prefix}/areas/outline": {"post": _outline()},
        f"{prefix}/areas/{{key}}/split": {"post": _split()},
    }


def _check() -> Schema:
    return operation(
        "check_area",
        "areas",
        "What is wrong with an outline that is not saved; with `id`, with a stored area so changed",
        {"200": body("The findings, worst first. Nothing is stored.", ref("OutlineJudgement"))},
        refusals=(400, 401, 404, 413, 415, 422),
        security=STAFF,
        requestBody=sent(ref("AreaInput"), GEOJSON),
    )


def _split() -> Schema:
    return operation(
        "split_area",
        "areas",
        "Split an area along a line; the larger side goes on as the area, the other becomes a new one",
        {"200": _reshaped("The two areas, what moved, and the findings of both outlines.")},
        refusals=(400, 401, 404, 409, 413, 415, 422, 428),
        security=STAFF,
        parameters=[key(_AREA), header("If-Match", SEEN_VERSION, required=True), _DRY_RUN],
        requestBody=sent(ref("Split"), "application/json"),
    )


def _merge() -> Schema:
    return operation(
        "merge_areas",
        "areas",
        "Merge areas into one of them; the others end today",
        {"200": _reshaped("The area that goes on, those that ended, what moved, and the findings.")},
        refusals=(400, 401, 404, 409, 413, 415, 422),
        security=STAFF,
        parameters=[_DRY_RUN],
        requestBody=sent(ref("Merger"), "application/json"),
    )


def _outline() -> Schema:
    return operation(
        "outlines_of_file",
        "areas",
        "The outlines in a GeoPackage, Shapefile (ZIP), GeoJSON or KML, each with its findings",
        {"200": body("The outlines in degrees. Nothing is stored.", ref("OutlineCollection"), GEOJSON)},
        refusals=(400, 401, 413, 422),
        security=STAFF,
        parameters=[
            parameter("layer", _TEXT, "The table, where the file has several."),
            parameter("crs", _TEXT, "The coordinate system, where the file lies: `EPSG:31468`."),
        ],
        requestBody={
            "required": True,
            "description": "The file itself; it is recognised by its content.",
            "content": {media: {} for media in FILES},
        },
    )


def _reshaped(said: str) -> Schema:
    return body(said, ref("Reshaped")) | {"headers": {"Signage-Change-Set": CHANGE_SET}}


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


_SHAPE = {"type": ["object", "null"], "description": "What to draw: MultiPolygon, or MultiPoint of places."}
_FINDINGS = _list(ref("OutlineFinding"))
_MOVED = object_of(
    ("layer", "id", "name", "from_area"),
    layer={"enum": ["tenants", "signs"]},
    id=_NUMBER,
    name=_TEXT,
    from_area=_NUMBER,
    number={"type": ["integer", "null"], "description": "Of tenants: the number on the plan before."},
    new_number={"type": ["integer", "null"], "description": "The number on the plan from now on."},
)
_UNPLACED = object_of(("layer", "id", "name"), layer=_TEXT, id=_NUMBER, name=_TEXT)
AREA_SCHEMAS: dict[str, Schema] = {
    "OutlineJudgement": object_of(
        ("findings", "municipality", "number"),
        findings=_FINDINGS,
        municipality={"type": ["string", "null"], "description": "AGS that holds most of the outline."},
        number={
            "type": ["string", "null"],
            "description": "A short key that no area has, made of the name of a new area without one.",
        },
    ),
    "OutlineFinding": object_of(
        ("rule", "title", "severity", "message", "measured", "required", "unit", "neighbour", "shape", "fix"),
        rule=_TEXT,
        title=_TEXT,
        severity={"enum": ["error", "warning", "hint"]},
        message=_TEXT,
        measured={"type": "number"},
        required={"type": "number"},
        unit=_TEXT,
        neighbour={"type": ["integer", "null"], "description": "Id of the area on the other side."},
        shape=_SHAPE,
        fix={"type": ["object", "null"], "description": "`label`, and `changes` as a PATCH takes them."},
    ),
    "Split": object_of(
        ("line",),
        line=geometry_schema("LineString"),
        properties={
            "type": "object",
            "description": "Properties of the new area; name and key are proposed where they lack.",
        },
        why=_TEXT,
    ),
    "Merger": object_of(
        ("areas", "keep"),
        areas=_list(object_of(("id", "version"), id=_NUMBER, version=_NUMBER), minItems=2, maxItems=50),
        keep={"type": "integer", "description": "Id of the one that goes on."},
        why=_TEXT,
    ),
    "Reshaped": object_of(
        ("dry_run", "change_set", "areas", "moved", "counts", "unplaced", "findings"),
        dry_run={"type": "boolean"},
        change_set={"type": ["integer", "null"]},
        areas=_list(
            {"type": "object"},
            description="Areas as features: the one that goes on, then the new one (id null in a preview), "
            "or those that end.",
        ),
        moved=_list(_MOVED),
        counts={"type": "object", "additionalProperties": _NUMBER, "description": "Layer -> rows moved."},
        unplaced=_list(_UNPLACED, description="Without a place: they stay with the area that goes on."),
        findings=_list(_FINDINGS, description="For each area that lasts, in the order of `areas`."),
    ),
    "OutlineCollection": object_of(
        (
            "type",
            "format",
            "table",
            "tables",
            "crs",
            "crs_stated",
            "crs_choices",
            "features",
            "notes",
            "remarks",
        ),
        type={"const": "FeatureCollection"},
        format=_TEXT,
        table={"type": "string", "description": "The table that was read."},
        tables=_list(_TEXT, description="Tables with content, where the file can have several."),
        crs={"type": "string", "description": "The system that the numbers were read in."},
        crs_stated={"type": "boolean", "description": "Whether the file itself names that system."},
        crs_choices=_list(
            object_of(("crs", "title"), crs=_TEXT, title=_TEXT),
            description="Systems of German files, for `crs`.",
        ),
        features=_list(
            object_of(
                ("type", "id", GEOMETRY, "properties", "values", "municipality", "findings"),
                type={"const": "Feature"},
                id={"type": "integer", "description": "Which one in the file, counted from 1."},
                geometry=geometry_schema("MultiPolygon"),
                properties={"type": "object", "description": "The attributes as the file has them."},
                values={"type": "object", "description": "Those that an area has, for a POST."},
                municipality={"type": ["string", "null"]},
                findings=_FINDINGS,
            )
        ),
        notes=_list(_TEXT),
        remarks=_list(object_of(("row", "message"), row=_NUMBER, message=_TEXT)),
    ),
}
