"""What the operations of the description are put together from."""

from typing import Any

from signage.domain.layers import Layer
from signage_api import problems
from signage_api.answers import GEOJSON
from signage_api.parameters import LARGEST_PAGE, PAGE
from signage_api.schemas import Schema, name_of, ref

_BBOX = "West,south,east,north in degrees: rows whose bounds meet the box."
SEEN_VERSION = 'The version that was seen, as the row\'s ETag says it: `"3"`.'
_AS_OF = "Rows that are valid on this day; today unless given. Of tenants, another day is for staff only."


def operation(
    name: str, tag: str, summary: str, answers: dict[str, Schema], *, refusals: tuple[int, ...], **more: Any
) -> Schema:
    """One operation, with the refusals that every one may answer besides its own."""
    # Whatever writes may be beyond a role, or be sent by another site's page with the session's cookie.
    beyond = (403,) if "requestBody" in more else ()
    refused = {
        str(status): {"$ref": f"#/components/responses/{status}"}
        for status in sorted({*refusals, *beyond, 500, 503})
    }
    return {"operationId": name, "tags": [tag], "summary": summary, "responses": answers | refused, **more}


def body(said: str, schema: Schema, media_type: str = "application/json") -> Schema:
    """What an answer carries."""
    return {"description": said, "content": {media_type: {"schema": schema}}}


def row(layer: Layer, said: str) -> Schema:
    """An answer that is one row; its ETag is the version."""
    return body(said, ref(name_of(layer)), GEOJSON) | {"headers": {"ETag": TEXT_HEADER}}


def written(layer: Layer, said: str) -> Schema:
    """The answer to a write: the row, and the change set by which it can be taken back."""
    answer = row(layer, said)
    return answer | {"headers": {**answer["headers"], "Signage-Change-Set": CHANGE_SET}}


def sent(schema: Schema, media_type: str) -> Schema:
    """What a request carries."""
    return {"required": False, "content": {media_type: {"schema": schema}}}


def problem(said: str) -> Schema:
    """The answer to an error."""
    return body(said, ref("Problem"), problems.PROBLEM_JSON)


def key(layer: Layer) -> Schema:
    """The identity in a path."""
    schema = {"type": "string"} if layer.name == "municipality" else {"type": "integer"}
    return {"name": "key", "in": "path", "required": True, "schema": schema}


def parameter(name: str, schema: Schema, said: str, *, required: bool = False) -> Schema:
    """A parameter of the query."""
    return {"name": name, "in": "query", "required": required, "schema": schema, "description": said}


def header(name: str, said: str, *, required: bool) -> Schema:
    """A header of the request."""
    return {
        "name": name,
        "in": "header",
        "required": required,
        "schema": {"type": "string"},
        "description": said,
    }


STAFF: list[dict[str, list[str]]] = [{"bearer": []}, {"session": []}]  # who may write
TEXT_HEADER = {"schema": {"type": "string"}}
CHANGE_SET: Schema = {
    "schema": {"type": "integer"},
    "description": "The change set, for `/changes/{number}/revert`; absent where nothing was stored.",
}
SAME = {"description": "Unchanged since `If-None-Match`."}
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE}
BBOX = parameter("bbox", {"type": "string"}, _BBOX)
AS_OF = parameter("as_of", {"type": "string", "format": "date"}, _AS_OF)
GENERAL = [
    BBOX,
    parameter("limit", LIMIT, "Rows of a page."),
    parameter(
        "after", {"type": "integer", "minimum": 0}, "Where the next page begins; the next link sets it."
    ),
    AS_OF,
]


def object_of(required: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object with these properties."""
    return {"type": "object", "required": list(required), "properties": properties}


_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
OTHER_SCHEMAS: dict[str, Schema] = {
    "Problem": object_of(
        ("type", "title", "status", "detail", "instance"),
        type=_TEXT,
        title=_TEXT,
        status=_NUMBER,
        detail=_TEXT,
        instance=_TEXT,
        request_id=_TEXT,
        problems={
            "type": "object",
            "description": "Each field or parameter at fault, and what is wrong with it.",
            "additionalProperties": _TEXT,
        },
        seen_version=_NUMBER,
        current_version=_NUMBER,
        current={"type": "object", "description": "The row as it is now."},
        stale={
            "type": "array",
            "items": {"type": "object"},
            "description": "Of several rows those that moved on, with `seen_version` and `current_version`.",
        },
        refused={
            "type": "array",
            "items": {"type": "object"},
            "description": "Of several rows those that cannot be taken: `id`, and `problems` by field.",
        },
    ),
    "Link": object_of(("rel", "href"), rel=_TEXT, href={"type": "string", "format": "uri"}, type=_TEXT),
    "ClusterCollection": object_of(
        ("type", "features"),
        type={"const": "FeatureCollection"},
        features={"type": "array", "items": ref("Cluster")},
    ),
    "Cluster": object_of(
        ("type", "bbox", "geometry", "properties"),
        type={"const": "Feature"},
        bbox={"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
        geometry={"type": "object"},
        properties=object_of(("count",), count=_NUMBER),
    ),
    "Found": object_of(
        ("type", "features"),
        type={"const": "FeatureCollection"},
        features={"type": "array", "items": {"anyOf": [ref("Area"), ref("Tenant"), ref("Sign")]}},
        nearest={
            "type": "boolean",
            "description": "Nothing has the words; these differ by a slip or two.",
        },
        tenant_counts={
            "type": "object",
            "additionalProperties": _NUMBER,
            "description": "Id of an area that was found -> number of its tenants today.",
        },
        area_names={
            "type": "object",
            "additionalProperties": _TEXT,
            "description": "Id of an area that something found belongs to -> its name.",
        },
    ),
    "End": object_of(
        on={"type": "string", "format": "date", "description": "Today unless given."}, why=_TEXT
    ),
    "Reason": object_of(why=_TEXT),
    "Reverted": object_of(("change_set", "reverts"), change_set=_NUMBER, reverts=_NUMBER),
    "ChangeList": object_of(
        ("changes", "links"),
        changes={"type": "array", "items": ref("Change")},
        links={"type": "array", "items": ref("Link")},
    ),
    "Judgement": object_of(
        ("findings", "approvals", "site", "shapes"),
        findings={"type": "array", "items": ref("Finding")},
        approvals={
            "type": "array",
            "items": {"type": "object"},
            "description": "Who must say yes: `role` (owner, traffic, hearing, permit, cost), `message`.",
        },
        site={
            "type": "object",
            "description": "Road, side, distances in metres, municipality there, reading time in both bands.",
        },
        shapes={"type": "object", "description": "The sight triangles within 250 m, as features."},
    ),
    "AreaJudgement": object_of(
        ("signs",),
        signs={
            "type": "array",
            "items": object_of(
                ("id", "number", "findings"),
                id=_NUMBER,
                number={"type": ["string", "null"]},
                findings={
                    "type": "array",
                    "items": object_of(
                        ("rule", "title", "severity", "message"),
                        rule=_TEXT,
                        title=_TEXT,
                        severity={"enum": ["error", "warning", "hint", "excepted"]},
                        message=_TEXT,
                    ),
                },
            ),
        },
    ),
    "Finding": object_of(
        ("rule", "title", "severity", "message", "citation"),
        rule=_TEXT,
        title=_TEXT,
        severity={"enum": ["error", "warning", "hint", "excepted"]},
        message=_TEXT,
        measured={"type": ["number", "null"]},
        required={"type": ["number", "null"]},
        unit=_TEXT,
        citation=object_of(("source", "edition", "certainty"), source=_TEXT, edition=_TEXT, certainty=_TEXT),
        fix={"type": ["object", "null"], "description": "`label`, and `changes` as a PATCH takes them."},
        exception={"type": "object", "description": "`reason`, `who`, `on`; for staff."},
    ),
    "Change": object_of(
        ("id", "change_set", "layer", "row", "version", "action", "at", "who"),
        id=_NUMBER,
        change_set=_NUMBER,
        layer=_TEXT,
        row=_NUMBER,
        version=_NUMBER,
        action={"enum": ["create", "update", "withdraw", "restore"]},
        before={"type": ["object", "null"]},
        after={"type": ["object", "null"]},
        at={"type": "string", "format": "date-time"},
        who=_TEXT,
        why=_TEXT,
        kind=_TEXT,
        reverts={"type": ["integer", "null"]},
    ),
    "Health": object_of(
        ("status", "version", "revision"), status=_TEXT, version=_TEXT, revision=_NUMBER, store=_TEXT
    ),
}
