"""The description of what is done to many rows at once."""

from signage.domain.layers import LAYERS, Layer
from signage.services.bulk import MOST_ROWS
from signage_api.answers import GEOJSON
from signage_api.openapi.parts import CHANGE_SET, STAFF, body, operation, sent
from signage_api.routes.bulk import LAYERS_IN_BULK
from signage_api.schemas import Schema, name_of, ref

_NUMBER = {"type": "integer", "minimum": 1}


def bulk_paths(prefix: str) -> dict[str, Schema]:
    """The operation of each address; the addresses have others beside it."""
    return {f"{prefix}/{LAYERS[name].plural}": _change(LAYERS[name]) for name in LAYERS_IN_BULK}


def _change(layer: Layer) -> Schema:
    answer = body("The rows as they are now, in the order asked for.", ref(f"{name_of(layer)}Rows"), GEOJSON)
    return operation(
        f"change_{layer.plural}",
        layer.plural,
        f"Change values of up to {MOST_ROWS} {layer.plural} at once: all of them or none, as one change set",
        {"200": answer | {"headers": {"Signage-Change-Set": CHANGE_SET}}},
        refusals=(400, 401, 404, 409, 413, 415, 422),
        security=STAFF,
        requestBody=sent(ref("RowChanges"), "application/json"),
    )


def bulk_schemas() -> dict[str, Schema]:
    """What is sent, and what is answered for each layer."""
    answers = {f"{name_of(LAYERS[name])}Rows": _answered(LAYERS[name]) for name in LAYERS_IN_BULK}
    return answers | {"RowChanges": _sent()}


def _sent() -> Schema:
    own = {"type": "object", "description": "Values for this row alone; they go before the common ones."}
    row = {
        "type": "object",
        "required": ["id", "version"],
        "additionalProperties": False,
        "properties": {
            "id": _NUMBER,
            "version": {**_NUMBER, "description": "The version that was seen, as `If-Match` says it of one."},
            "properties": own,
            "geometry": {"type": ["object", "null"], "description": "As a change of one row takes it."},
        },
    }
    return {
        "type": "object",
        "required": ["rows"],
        "additionalProperties": False,
        "properties": {
            "rows": {"type": "array", "items": row, "minItems": 1, "maxItems": MOST_ROWS},
            "properties": {"type": "object", "description": "Values for all of the rows."},
            "why": {"type": "string"},
        },
    }


def _answered(layer: Layer) -> Schema:
    return {
        "type": "object",
        "required": ["type", "features", "change_set"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": ref(name_of(layer))},
            "change_set": {"type": ["integer", "null"], "description": "Null where nothing was changed."},
        },
    }
