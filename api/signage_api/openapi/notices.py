"""The description of signs on which something stands that is no longer true."""

from signage_api.openapi.parts import STAFF, body, operation
from signage_api.schemas import Schema, ref


def notices_path() -> Schema:
    """The list of signs."""
    return operation(
        "list_notices",
        "signs",
        "Signs that name a firm which is gone, has another name or has moved",
        {"200": body("The signs by area and number, with what is wrong on each.", ref("WrongTexts"))},
        refusals=(401, 422),
        security=STAFF,
    )


def notices_schema() -> Schema:
    """What is answered."""
    sign = {
        "type": "object",
        "required": ["id", "texts"],
        "properties": {
            "id": {"type": "integer"},
            "texts": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        },
    }
    return {
        "type": "object",
        "required": ["signs"],
        "properties": {"signs": {"type": "array", "items": sign}},
    }
