"""The description of who asks and what they may."""

from signage.domain.layers import LAYERS
from signage.domain.roles import ROLES
from signage_api.openapi.parts import body, operation
from signage_api.routes.writing import WRITABLE
from signage_api.schemas import Schema, ref

_TEXT, _TRUTH = {"type": "string"}, {"type": "boolean"}


def me_path() -> Schema:
    """The one operation."""
    return operation(
        "who_asks",
        "service",
        "Who asks, and what they may: the holder of a token, who has signed in, or nobody in particular",
        {"200": body("Name and rights; for nobody in particular an empty name and no rights.", ref("Me"))},
        refusals=(401, 422),
    )


def me_schema() -> Schema:
    """What is answered."""
    limits = {
        "municipality": {"type": ["string", "null"], "description": "Its AGS; null for all."},
        "area": {"type": ["integer", "null"], "description": "Only this area; null for all."},
        "fields": {
            "type": ["array", "null"],
            "items": _TEXT,
            "description": "Only these may be changed; null for all, and for making rows.",
        },
    }
    role = {"role": {"enum": [*ROLES]}, "title": _TEXT, **limits}
    where = {"type": "array", "items": {"type": "object", "required": [*limits], "properties": limits}}
    properties = {
        "name": {"type": ["string", "null"]},
        "roles": {"type": "array", "items": {"type": "object", "required": [*role], "properties": role}},
        "writes": {
            "type": "object",
            "description": "By layer, where rows may be changed.",
            "properties": {LAYERS[name].plural: where for name in WRITABLE},
        },
        "settles": {**_TRUTH, "description": "Whether reports and proposals may be answered."},
        "is_regional": _TRUTH,
        "keeps_accounts": _TRUTH,
        "form_token": {
            "type": ["string", "null"],
            "description": "What a page of ours sends as `x-form-token` with every write of its session.",
        },
    }
    return {"type": "object", "required": [*properties], "properties": properties}
