"""The description of what visitors report, as staff read and settle it."""

from signage.services.reports import KINDS, STATES
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
from signage_api.routes import reports
from signage_api.schemas import Schema, ref

_NUMBER = {"type": "integer"}
_TEXT = {"type": "string"}
_NUMBER_OR_NONE = {"type": ["integer", "null"]}
_TEXT_OR_NONE = {"type": ["string", "null"]}
_IN_PATH: Schema = {"name": "number", "in": "path", "required": True, "schema": _NUMBER}


def report_paths(prefix: str) -> dict[str, Schema]:
    """The operations by address."""
    at = f"{prefix}/reports"
    return {
        at: {"get": _list()},
        f"{at}/{{number}}": {"get": _one(), "patch": _settle()},
        f"{at}/{{number}}/photo.jpg": {"get": _photo()},
    }


def _list() -> Schema:
    limit = {"type": "integer", "minimum": 1, "maximum": reports.LARGEST_PAGE, "default": reports.PAGE}
    return operation(
        "list_reports",
        "reports",
        "What visitors report, newest first; of the municipalities that the token reaches",
        {"200": body("The reports.", ref("ReportList"))},
        refusals=(401, 422),
        security=STAFF,
        parameters=[
            parameter("state", {"enum": [*STATES]}, "Only in this state."),
            parameter("municipality", _TEXT, "Only of this municipality, by its AGS."),
            parameter(
                "before", {"type": "integer", "minimum": 1}, "Only earlier ones; the next link sets it."
            ),
            parameter("limit", limit, "At most so many."),
        ],
    )


def _one() -> Schema:
    return operation(
        "get_report",
        "reports",
        "One report",
        {"200": _answer("The report.")},
        refusals=(401, 404),
        security=STAFF,
        parameters=[_IN_PATH],
    )


def _settle() -> Schema:
    return operation(
        "settle_report",
        "reports",
        "Accept a report, refuse it with a sentence, call it the duplicate of another, or open it again",
        {"200": _answer("The report as it is now.")},
        refusals=(400, 401, 404, 409, 413, 415, 422, 428),
        security=STAFF,
        parameters=[_IN_PATH, header("If-Match", SEEN_VERSION, required=True)],
        requestBody=sent(ref("ReportSettling"), "application/json"),
    )


def _photo() -> Schema:
    said = "The photo, without where and with what it was taken."
    return operation(
        "photo_of_report",
        "reports",
        "The photo of a report",
        {"200": {"description": said, "content": {"image/jpeg": {}}}},
        refusals=(401, 404),
        security=STAFF,
        parameters=[_IN_PATH],
    )


def _answer(said: str) -> Schema:
    return body(said, ref("Report")) | {"headers": {"ETag": TEXT_HEADER}}


REPORT_SCHEMAS: dict[str, Schema] = {
    "Report": {
        "type": "object",
        "required": ["id", "day", "kind", "code", "text", "times", "state", "version"],
        "properties": {
            "id": _NUMBER,
            "day": {"type": "string", "format": "date"},
            "kind": {"enum": [*KINDS]},
            "code": _TEXT,
            "sign": _NUMBER_OR_NONE,
            "sign_number": _TEXT_OR_NONE,
            "sign_page": {"type": "string", "format": "uri"},
            "area": _NUMBER_OR_NONE,
            "area_name": _TEXT_OR_NONE,
            "tenant": _NUMBER_OR_NONE,
            "tenant_name": _TEXT_OR_NONE,
            "municipality": _TEXT_OR_NONE,
            "language": _TEXT,
            "text": {"type": "string", "description": "A stranger's words: show them as text only."},
            "photo": {"type": ["string", "null"], "format": "uri"},
            "times": {"type": "integer", "description": "How often the same was reported."},
            "state": {"enum": [*STATES]},
            "answer": _TEXT,
            "duplicate_of": _NUMBER_OR_NONE,
            "settled_at": {"type": ["string", "null"], "format": "date-time"},
            "version": _NUMBER,
        },
    },
    "ReportList": {
        "type": "object",
        "required": ["reports", "links"],
        "properties": {
            "reports": {"type": "array", "items": ref("Report")},
            "links": {"type": "array", "items": ref("Link")},
        },
    },
    "ReportSettling": {
        "type": "object",
        "required": ["state"],
        "additionalProperties": False,
        "properties": {
            "state": {"enum": [*STATES]},
            "answer": {"type": "string", "description": "Needed with a refusal."},
            "duplicate_of": {"type": "integer", "description": "Only with `duplicate`."},
        },
    },
}
