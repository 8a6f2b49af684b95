"""What is told of the operations that every layer has."""

from signage.domain.layers import Field, Layer
from signage_api.answers import GEOJSON
from signage_api.openapi.parts import (
    AS_OF,
    BBOX,
    GENERAL,
    SAME,
    SEEN_VERSION,
    STAFF,
    TEXT_HEADER,
    body,
    header,
    key,
    operation,
    parameter,
    row,
    sent,
    written,
)
from signage_api.parameters import known_parameters
from signage_api.routes import finding
from signage_api.schemas import Schema, description, name_of, ref, value_schema

# Only where a parameter is for staff: documentation pages put a padlock to what names a token at all.
_ANYBODY: list[dict[str, list[str]]] = [{}, *STAFF]


def listed(layer: Layer) -> Schema:
    return operation(
        f"list_{layer.plural}",
        layer.plural,
        f"The {layer.plural} of a day, by box, page and property",
        {
            "200": body(
                "A page of rows, with a link to the next.", ref(f"{name_of(layer)}Collection"), GEOJSON
            ),
            "304": SAME,
        },
        refusals=(401, 422),
        parameters=[*GENERAL, *filters(layer)],
        **_staff_parameters(layer),
    )


def _staff_parameters(layer: Layer) -> Schema:
    return {"security": _ANYBODY} if layer.name == "tenant" else {}


def filters(layer: Layer) -> list[Schema]:
    fields = [layer.field(name) for name in known_parameters(layer) if name in layer.columns]
    more = " An empty value asks for rows without one."
    found = [parameter(field.name, _asked(field), description(field) + more) for field in fields]
    if layer.name == "municipality":
        found.append(parameter("municipality", {"type": "string"}, "The same as `ags`."))
    return found


def _asked(field: Field) -> Schema:
    return {"type": ["integer", "string"]} if field.kind == "area" else value_schema(field)


def one(layer: Layer) -> Schema:
    is_keyed = layer.name == "municipality"
    answers = {"200": row(layer, "The row."), "304": SAME}
    if is_keyed:
        moved = "The municipality is no more; `Location` leads to its successor."
        answers["308"] = {"description": moved, "headers": {"Location": TEXT_HEADER}}
    return operation(
        f"get_{layer.name}",
        layer.plural,
        f"One {layer.name} by its {'AGS' if is_keyed else 'id'}",
        answers,
        refusals=(401, 404, 422),
        parameters=[key(layer), *([AS_OF] if is_keyed else [])],
    )


def added(layer: Layer) -> Schema:
    return operation(
        f"add_{layer.name}",
        layer.plural,
        f"Add a {layer.name}",
        {"201": written(layer, "The row as stored; what followed from other values is filled in.")},
        refusals=(400, 401, 404, 413, 415, 422),
        security=STAFF,
        requestBody=sent(ref(f"{name_of(layer)}Input"), GEOJSON),
    )


def changed(layer: Layer) -> Schema:
    return operation(
        f"change_{layer.name}",
        layer.plural,
        f"Change some values of a {layer.name}",
        {"200": written(layer, "The row as it is now.")},
        refusals=(400, 401, 404, 409, 413, 415, 422, 428),
        security=STAFF,
        parameters=[key(layer), header("If-Match", SEEN_VERSION, required=True)],
        requestBody=sent(ref(f"{name_of(layer)}Input"), GEOJSON),
    )


def ended(layer: Layer) -> Schema:
    return operation(
        f"end_{layer.name}",
        layer.plural,
        f"End a {layer.name}: from a day on it no longer counts",
        {"200": written(layer, "The row as it is now.")},
        refusals=(400, 401, 404, 409, 413, 415, 422),
        security=STAFF,
        parameters=[key(layer), header("If-Match", SEEN_VERSION, required=False)],
        requestBody=sent(ref("End"), "application/json"),
    )


def clusters(layer: Layer) -> Schema:
    cells = {"type": "integer", "minimum": 1, "maximum": finding.MOST_CELLS, "default": finding.CELLS}
    general = [{**BBOX, "required": True}, AS_OF]
    return operation(
        f"count_{layer.plural}",
        layer.plural,
        f"The {layer.plural} counted by squares, for maps zoomed far out",
        {"200": body("A point for each square that is not empty.", ref("ClusterCollection"), GEOJSON)},
        refusals=(401, 422),
        **_staff_parameters(layer),
        parameters=[*general, parameter("cells", cells, "Squares along the longer side."), *filters(layer)],
    )
