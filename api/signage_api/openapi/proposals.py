"""The description of what firms propose of themselves, as programs read and settle it."""

from signage.services.proposals.kinds import KINDS, STATES
from signage_api.openapi.parts import (
    SEEN_VERSION,
    STAFF,
    TEXT_HEADER,
    body,
    header,
    operation,
    parameter,
    sent,
)
from signage_api.routes import proposals
from signage_api.schemas import Schema, ref

_NUMBER = {"type": "integer"}
_TEXT = {"type": "string"}
_NUMBER_OR_NONE = {"type": ["integer", "null"]}
_TEXT_OR_NONE = {"type": ["string", "null"]}
_IN_PATH: Schema = {"name": "number", "in": "path", "required": True, "schema": _NUMBER}


def proposal_paths(prefix: str) -> dict[str, Schema]:
    """The operations by address."""
    at = f"{prefix}/proposals"
    return {
        at: {"get": _list()},
        f"{at}/{{number}}": {"get": _one(), "patch": _settle()},
    }


def _list() -> Schema:
    at_most = {
        "type": "integer", "minimum": 1, "maximum": proposals.LARGEST_PAGE, "default": proposals.PAGE
    }  # fmt: skip
    number = {"type": "integer", "minimum": 1}
    return operation(
        "list_proposals",
        "proposals",
        "What firms propose of themselves, newest first; of the municipalities that the token reaches",
        {"200": body("The proposals.", ref("ProposalList"))},
        refusals=(401, 422),
        security=STAFF,
        parameters=[
            parameter("state", {"enum": [*STATES]}, "Only in this state."),
            parameter("kind", {"enum": [*KINDS]}, "Only of this kind."),
            parameter("municipality", _TEXT, "Only of this municipality, by its AGS."),
            parameter("tenant", number, "Only of this firm."),
            parameter("before", number, "Only earlier ones; the next link sets it."),
            parameter("limit", at_most, "At most so many."),
        ],
    )


def _one() -> Schema:
    return operation(
        "get_proposal",
        "proposals",
        "One proposal",
        {"200": _answer("The proposal.")},
        refusals=(401, 404),
        security=STAFF,
        parameters=[_IN_PATH],
    )


def _settle() -> Schema:
    return operation(
        "settle_proposal",
        "proposals",
        "Do what a proposal says, perhaps with other values, refuse it with a sentence, join it with "
        "another, or open it again, which takes back what followed",
        {"200": _answer("The proposal as it is now.")},
        refusals=(400, 401, 403, 404, 409, 413, 415, 422, 428),
        security=STAFF,
        parameters=[_IN_PATH, header("If-Match", SEEN_VERSION, required=True)],
        requestBody=sent(ref("ProposalSettling"), "application/json"),
    )


def _answer(said: str) -> Schema:
    return body(said, ref("Proposal")) | {"headers": {"ETag": TEXT_HEADER}}


PROPOSAL_SCHEMAS: dict[str, Schema] = {
    "Proposal": {
        "type": "object",
        "required": ["id", "at", "kind", "values", "then", "note", "state", "version"],
        "properties": {
            "id": _NUMBER,
            "at": {"type": "string", "format": "date-time"},
            "source": {"type": "string", "description": "By what way the firm said it."},
            "kind": {"enum": [*KINDS]},
            "tenant": _NUMBER_OR_NONE,
            "tenant_name": _TEXT_OR_NONE,
            "tenant_version": {"type": ["integer", "null"], "description": "Of the firm's row as it is now."},
            "seen_version": {"type": ["integer", "null"], "description": "Of the firm's row that it saw."},
            "area": _NUMBER_OR_NONE,
            "area_name": _TEXT_OR_NONE,
            "municipality": _TEXT_OR_NONE,
            "values": {"type": "object", "description": "What it should be, by field."},
            "then": {"type": "object", "description": "What the firm saw there, by field."},
            "since": {"type": ["string", "null"], "format": "date"},
            "note": {"type": "string", "description": "A stranger's words: show them as text only."},
            "state": {"enum": [*STATES]},
            "answer": _TEXT,
            "duplicate_of": _NUMBER_OR_NONE,
            "settled_at": {"type": ["string", "null"], "format": "date-time"},
            "change_set": {"type": ["integer", "null"], "description": "What followed from it."},
            "version": _NUMBER,
        },
    },
    "ProposalList": {
        "type": "object",
        "required": ["proposals", "links"],
        "properties": {
            "proposals": {"type": "array", "items": ref("Proposal")},
            "links": {"type": "array", "items": ref("Link")},
        },
    },
    "ProposalSettling": {
        "type": "object",
        "required": ["state"],
        "additionalProperties": False,
        "properties": {
            "state": {"enum": [*proposals.SETTLED]},
            "answer": {"type": "string", "description": "Needed with a refusal."},
            "duplicate_of": {"type": "integer", "description": "Needed with `duplicate`."},
            "tenant_version": {
                "type": "integer",
                "description": "Needed with `accepted` of an open one: the version of the firm's row "
                "that was looked at.",
            },
            "values": {"type": "object", "description": "With `accepted`: instead of those proposed."},
            "since": {"type": "string", "format": "date", "description": "With `accepted`: another day."},
        },
    },
}
