"""The description of the table of signs: sorted, filtered, read by pieces, changed as a whole."""

from collections.abc import Sequence

from signage.domain.due import CLASSES
from signage.domain.layers import SIGN
from signage.domain.names import LONGEST_QUERY
from signage.services.bulk import MOST_LISTED
from signage.services.listing import sortable
from signage_api.answers import GEOJSON
from signage_api.openapi.parts import (
    AS_OF,
    BBOX,
    CHANGE_SET,
    LIMIT,
    SAME,
    STAFF,
    body,
    operation,
    parameter,
    sent,
)
from signage_api.schemas import Schema, name_of, ref

_PLURAL = SIGN.plural
_SOUGHT = "Words in number, name, street, code, type, state."


def table_path(filters: Sequence[Schema]) -> dict[str, Schema]:
    """The operations of the table; `filters` are the parameters of the columns."""
    orders = [prefix + name for name in sortable() for prefix in ("", "-")]
    narrowed = [
        BBOX,
        AS_OF,
        parameter(
            "q",
            {"type": "string", "maxLength": LONGEST_QUERY},
            _SOUGHT,
        ),
        parameter(
            "due",
            {"enum": ["text", *CLASSES]},
            "How near the next day is on which something is due; for staff `text`: what stands on the sign "
            "is no longer true.",
        ),
        *filters,
    ]
    read = [
        parameter("sort", {"enum": orders, "default": "number"}, "Column; with `-` before it downwards."),
        parameter("offset", {"type": "integer", "minimum": 0, "default": 0}, "How many rows come before."),
        parameter("limit", LIMIT, "Rows of a piece."),
    ]
    return {"get": _read([*narrowed, *read]), "patch": _change([*narrowed, *read])}


def _read(parameters: list[Schema]) -> Schema:
    answer = body("A piece of the table.", ref(f"{name_of(SIGN)}Table"), GEOJSON)
    return operation(
        "table_of_signs",
        _PLURAL,
        "The signs as a table: sorted by any column, empty values last, and read from any row on",
        {"200": answer, "304": SAME},
        refusals=(401, 422),
        parameters=parameters,
    )


def _change(parameters: list[Schema]) -> Schema:
    answer = body("How many signs were changed.", ref("TableChanged"))
    return operation(
        "change_table_of_signs",
        _PLURAL,
        f"Set the same values on all signs of a table, up to {MOST_LISTED}: all or none, as one change set",
        {"200": answer | {"headers": {"Signage-Change-Set": CHANGE_SET}}},
        refusals=(400, 401, 404, 409, 413, 415, 422),
        security=STAFF,
        parameters=parameters,
        requestBody=sent(ref("TableChange"), "application/json"),
    )


def table_schemas() -> dict[str, Schema]:
    """What is sent and answered."""
    number: Schema = {"type": "integer", "minimum": 0}
    stamp = {
        "type": "string",
        "description": "Names the rows of the table in their versions.",
    }
    table = {
        "type": "object",
        "required": ["type", "features", "offset", "number_returned", "number_matched", "stamp"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": ref(name_of(SIGN))},
            "offset": number,
            "number_returned": number,
            "number_matched": number,
            "stamp": stamp,
        },
    }
    change = {
        "type": "object",
        "required": ["seen", "properties"],
        "additionalProperties": False,
        "properties": {
            "seen": {"type": "string", "description": "The `stamp` of the table as it was looked at."},
            "properties": {"type": "object", "description": "Values for all of the signs."},
            "but": {"type": "array", "items": number, "description": "Ids of signs that are left out."},
            "why": {"type": "string"},
        },
    }
    changed = {
        "type": "object",
        "required": ["change_set", "number_changed"],
        "properties": {
            "change_set": {"type": ["integer", "null"], "description": "Null where nothing was changed."},
            "number_changed": number,
        },
    }
    return {f"{name_of(SIGN)}Table": table, "TableChange": change, "TableChanged": changed}
