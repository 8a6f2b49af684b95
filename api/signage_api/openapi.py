"""The description of the API (OpenAPI 3.1), made from the table of layers; a test holds it to the routes."""

from typing import Any

from signage import __version__
from signage.artwork.papers import LARGEST_SCALE, ORIENTATIONS, PAPERS, SMALLEST_SCALE
from signage.codes.media import MEDIA_TYPES
from signage.domain.layers import LAYERS, Field, Layer
from signage_api import problems
from signage_api.answers import GEOJSON
from signage_api.bearers import cookie_name
from signage_api.openapi_areas import AREA_SCHEMAS, area_paths
from signage_api.openapi_bulk import bulk_paths, bulk_schemas
from signage_api.openapi_me import me_path, me_schema
from signage_api.openapi_misses import misses_path, misses_schema
from signage_api.openapi_parts import (
    AS_OF,
    BBOX,
    GENERAL,
    OTHER_SCHEMAS,
    SAME,
    SEEN_VERSION,
    STAFF,
    TEXT_HEADER,
    body,
    header,
    key,
    parameter,
    problem,
    row,
    sent,
    written,
)
from signage_api.openapi_proposals import PROPOSAL_SCHEMAS, proposal_paths
from signage_api.openapi_reports import REPORT_SCHEMAS, report_paths
from signage_api.openapi_scans import scans_paths, scans_schemas
from signage_api.openapi_table import table_path, table_schemas
from signage_api.parameters import known_parameters
from signage_api.problems import LANGUAGES
from signage_api.routes import changes, finding, qr, table
from signage_api.routes.rows import PREFIX
from signage_api.routes.writing import WRITABLE
from signage_api.schemas import Schema, all_row_schemas, description, name_of, ref, value_schema

_ABOUT = """The signs of commercial areas and what they lead to: municipalities, areas, tenants, signs, roads.

Reading needs no token, but shows staff more when it brings one. Writing needs one (`signage token new
--municipality AGS|all`, perhaps with `--role`), sent as `Authorization: Bearer ...`; to a token of one
municipality the rows of the others are not there (404), and what its role does not write is refused (403).
Pages of this service that are signed in send their cookie instead, and with each write `x-form-token`.
Coordinates are degrees, longitude first (EPSG:4326). Errors are problem+json (RFC 9457) in German, or in
English by `Accept-Language`. Nothing is ever deleted, only ended.
"""
# Only where a parameter is for staff: documentation pages put a padlock to what names a token at all.
_ANYBODY: list[dict[str, list[str]]] = [{}, *STAFF]


def describe(public_url: str) -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Signage",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [
            {"url": "/", "description": "This service"},
            {"url": public_url, "description": "Public"},
        ],
        "tags": [
            *({"name": layer.plural, "description": layer.german} for layer in LAYERS.values()),
            *_OTHER_TAGS,
        ],
        "paths": _paths(),
        "components": {
            "schemas": all_row_schemas()
            | OTHER_SCHEMAS
            | AREA_SCHEMAS
            | bulk_schemas()
            | REPORT_SCHEMAS
            | PROPOSAL_SCHEMAS
            | table_schemas()
            | {"MissedSearches": misses_schema(), "Me": me_schema()}
            | scans_schemas(),
            "responses": {str(status): problem(title.english) for status, title in problems.TITLES.items()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "`signage token new`"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie_name(public_url),
                    "description": "Whoever signed in at the desk; writing takes `x-form-token` besides.",
                },
            },
        },
    }


_OTHER_TAGS = [
    {"name": "search", "description": "Suche"},
    {"name": "changes", "description": "Verlauf"},
    {"name": "reports", "description": "Meldungen von Besuchern"},
    {"name": "proposals", "description": "Vorschläge der Firmen"},
    {"name": "service", "description": "Betrieb"},
]


def _paths() -> dict[str, Schema]:
    paths: dict[str, Schema] = {}
    for layer in LAYERS.values():
        at = f"{PREFIX}/{layer.plural}"
        paths[at] = {"get": _list(layer)}
        paths[f"{at}/clusters"] = {"get": _clusters(layer)}
        paths[f"{at}/{{key}}"] = {"get": _one(layer)}
        if layer.name in WRITABLE:
            paths[at]["post"] = _add(layer)
            paths[f"{at}/{{key}}"]["patch"] = _change(layer)
            paths[f"{at}/{{key}}/end"] = {"post": _end(layer)}
    for suffix in MEDIA_TYPES:
        paths[f"{PREFIX}/signs/{{key}}/qr.{suffix}"] = {"get": _qr(suffix)}
    paths[f"{PREFIX}/signs/check"] = {"post": _check()}
    paths[f"{PREFIX}/signs/{{key}}/findings"] = {"get": _findings()}
    paths[f"{PREFIX}/areas/{{key}}/findings"] = {"get": _findings_of_area()}
    paths[f"{PREFIX}/signs/{{key}}/sheet.pdf"] = {"get": _sheet()}
    paths[f"{PREFIX}/print.pdf"] = {"get": _print()}
    paths[f"{PREFIX}/search"] = {"get": _search()}
    paths[f"{PREFIX}/me"] = {"get": me_path(_operation)}
    paths[f"{PREFIX}/missed-searches"] = {"get": misses_path(_operation)}
    paths[f"{PREFIX}/changes"] = {"get": _changes()}
    paths[f"{PREFIX}/changes/{{number}}/revert"] = {"post": _revert()}
    paths[table.PATH] = table_path(_operation, _filters(LAYERS["sign"]))
    paths["/health"] = {"get": _health()}
    paths |= {path: {"get": told} for path, told in scans_paths(PREFIX, _operation).items()}
    for path, operation in bulk_paths(PREFIX, _operation).items():
        paths[path]["patch"] = operation
    paths |= report_paths(PREFIX, _operation) | proposal_paths(PREFIX, _operation)
    return paths | area_paths(PREFIX, _operation)


def _operation(
    name: str, tag: str, summary: str, answers: dict[str, Schema], *, refusals: tuple[int, ...], **more: Any
) -> Schema:
    # Whatever writes may be beyond a role, or be sent by another site's page with the session's cookie.
    beyond = (403,) if "requestBody" in more else ()
    refused = {
        str(status): {"$ref": f"#/components/responses/{status}"}
        for status in sorted({*refusals, *beyond, 500, 503})
    }
    return {"operationId": name, "tags": [tag], "summary": summary, "responses": answers | refused, **more}


def _list(layer: Layer) -> Schema:
    return _operation(
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
        parameters=[*GENERAL, *_filters(layer)],
        **_staff_parameters(layer),
    )


def _staff_parameters(layer: Layer) -> Schema:
    return {"security": _ANYBODY} if layer.name == "tenant" else {}


def _filters(layer: Layer) -> list[Schema]:
    fields = [layer.field(name) for name in known_parameters(layer) if name in layer.columns]
    more = " An empty value asks for rows without one."
    found = [parameter(field.name, _asked(field), description(field) + more) for field in fields]
    if layer.name == "municipality":
        found.append(parameter("municipality", {"type": "string"}, "The same as `ags`."))
    return found


def _asked(field: Field) -> Schema:
    return {"type": ["integer", "string"]} if field.kind == "area" else value_schema(field)


def _one(layer: Layer) -> Schema:
    is_keyed = layer.name == "municipality"
    answers = {"200": row(layer, "The row."), "304": SAME}
    if is_keyed:
        moved = "The municipality is no more; `Location` leads to its successor."
        answers["308"] = {"description": moved, "headers": {"Location": TEXT_HEADER}}
    return _operation(
        f"get_{layer.name}",
        layer.plural,
        f"One {layer.name} by its {'AGS' if is_keyed else 'id'}",
        answers,
        refusals=(401, 404, 422),
        parameters=[key(layer), *([AS_OF] if is_keyed else [])],
    )


def _add(layer: Layer) -> Schema:
    return _operation(
        f"add_{layer.name}",
        layer.plural,
        f"Add a {layer.name}",
        {"201": written(layer, "The row as stored; what followed from other values is filled in.")},
        refusals=(400, 401, 404, 413, 415, 422),
        security=STAFF,
        requestBody=sent(ref(f"{name_of(layer)}Input"), GEOJSON),
    )


def _change(layer: Layer) -> Schema:
    return _operation(
        f"change_{layer.name}",
        layer.plural,
        f"Change some values of a {layer.name}",
        {"200": written(layer, "The row as it is now.")},
        refusals=(400, 401, 404, 409, 413, 415, 422, 428),
        security=STAFF,
        parameters=[key(layer), header("If-Match", SEEN_VERSION, required=True)],
        requestBody=sent(ref(f"{name_of(layer)}Input"), GEOJSON),
    )


def _end(layer: Layer) -> Schema:
    return _operation(
        f"end_{layer.name}",
        layer.plural,
        f"End a {layer.name}: from a day on it no longer counts",
        {"200": written(layer, "The row as it is now.")},
        refusals=(400, 401, 404, 409, 413, 415, 422),
        security=STAFF,
        parameters=[key(layer), header("If-Match", SEEN_VERSION, required=False)],
        requestBody=sent(ref("End"), "application/json"),
    )


def _clusters(layer: Layer) -> Schema:
    cells = {"type": "integer", "minimum": 1, "maximum": finding.MOST_CELLS, "default": finding.CELLS}
    general = [{**BBOX, "required": True}, AS_OF]
    return _operation(
        f"count_{layer.plural}",
        layer.plural,
        f"The {layer.plural} counted by squares, for maps zoomed far out",
        {"200": body("A point for each square that is not empty.", ref("ClusterCollection"), GEOJSON)},
        refusals=(401, 422),
        **_staff_parameters(layer),
        parameters=[*general, parameter("cells", cells, "Squares along the longer side."), *_filters(layer)],
    )


def _qr(suffix: str) -> Schema:
    size = {"type": "number", "exclusiveMinimum": 0, "maximum": qr.LARGEST_MM, "default": 60}
    quiet = {"type": "integer", "minimum": 0, "maximum": qr.MOST_QUIET, "default": 4}
    return _operation(
        f"qr_{suffix}",
        "signs",
        f"The QR code of a sign as {suffix.upper()}",
        {"200": {"description": "The file.", "content": {MEDIA_TYPES[suffix]: {}}}, "304": SAME},
        refusals=(401, 404, 409, 422),
        parameters=[
            key(LAYERS["sign"]),
            parameter("size_mm", size, "Width in millimetres, quiet zone included."),
            parameter("level", {"enum": list(qr.LEVELS), "default": "H"}, "Error correction."),
            parameter("quiet", quiet, "Width of the quiet zone in modules."),
            parameter(
                "caption", {"type": "boolean", "default": True}, "Code and domain in clear text below."
            ),
        ],
    )


def _findings() -> Schema:
    return _operation(
        "findings_of_sign",
        "signs",
        "What the rules say of a sign where it stands, each finding with its source",
        {"200": body("The findings, worst first.", ref("Judgement"))},
        refusals=(401, 404, 422),
        parameters=[key(LAYERS["sign"])],
    )


def _findings_of_area() -> Schema:
    return _operation(
        "findings_of_area",
        "areas",
        "What the rules say of every sign of an area",
        {"200": body("The signs by id, the findings of each worst first.", ref("AreaJudgement"))},
        refusals=(401, 404, 422),
        parameters=[key(LAYERS["area"])],
    )


def _check() -> Schema:
    return _operation(
        "check_sign",
        "signs",
        "What the rules would say of a sign that is not saved; with `id`, of a stored one so changed",
        {"200": body("The findings, worst first. Nothing is stored.", ref("Judgement"))},
        refusals=(400, 401, 404, 413, 415, 422),
        security=STAFF,
        requestBody=sent(ref("SignInput"), GEOJSON),
    )


def _lang() -> Schema:
    return parameter("lang", {"enum": [*LANGUAGES]}, "The document's language; else the reader's.")


def _sheet() -> Schema:
    said = "The sheet. Notes, and the reasons of exceptions, are on it for staff of the municipality only."
    return _operation(
        "sheet_of_sign",
        "signs",
        "The data sheet of a sign as PDF: position, road, measures, findings, a map 1:500",
        {"200": {"description": said, "content": {"application/pdf": {}}}, "304": SAME},
        refusals=(401, 404, 422),
        parameters=[key(LAYERS["sign"]), _lang()],
    )


def _print() -> Schema:
    scale = {"type": "integer", "minimum": LARGEST_SCALE, "maximum": SMALLEST_SCALE}
    said = "The map; on several sheets with an overview where it does not fit on one."
    return _operation(
        "print_map",
        "service",
        "A map as PDF, true to scale: of an area, of a box, or one sheet around a point",
        {"200": {"description": said, "content": {"application/pdf": {}}}, "304": SAME},
        refusals=(401, 422),
        parameters=[
            parameter("area", {"type": "string"}, "Id or short key of the area to show; or give `bbox`."),
            parameter("bbox", {"type": "string"}, "West,south,east,north in degrees, instead of an area."),
            parameter(
                "centre", {"type": "string"}, "Longitude,latitude of the middle of one sheet, instead."
            ),
            parameter("scale", {**scale, "default": 1000}, "1000 for 1:1000."),
            parameter("paper", {"enum": [*PAPERS], "default": "A3"}, "The paper."),
            parameter("orientation", {"enum": [*ORIENTATIONS]}, "As fewer sheets need it unless given."),
            _lang(),
        ],
    )


def _search() -> Schema:
    return _operation(
        "search",
        "search",
        "Areas, tenants and signs by words; Mueller, Muller and Müller are one",
        {"200": body("What was found, the best first; `layer` says of what kind.", ref("Found"), GEOJSON)},
        refusals=(422,),
        parameters=[
            parameter("q", {"type": "string", "maxLength": 80}, "Words, or a sign's code.", required=True),
            parameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": 50, "default": finding.FOUND},
                "At most so many.",
            ),
        ],
    )


def _changes() -> Schema:
    number = {"type": "integer", "minimum": 1}
    limit = {"type": "integer", "minimum": 1, "maximum": 1000, "default": changes.PAGE}
    return _operation(
        "list_changes",
        "changes",
        "What was changed, field by field, newest first",
        {"200": body("Changes of rows that the token reaches.", ref("ChangeList"))},
        refusals=(401, 404, 422),
        security=STAFF,
        parameters=[
            parameter("layer", {"enum": [layer.plural for layer in LAYERS.values()]}, "Only of this layer."),
            parameter("row", number, "Only of the row with this id."),
            parameter("change_set", number, "Only those made together in this change set."),
            parameter("before", number, "Only earlier ones than this change; the next link sets it."),
            parameter("limit", limit, "At most so many."),
        ],
    )


def _revert() -> Schema:
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}
    return _operation(
        "revert_change_set",
        "changes",
        "Take a whole change set back",
        {"201": body("It was taken back, by a change set of its own.", ref("Reverted"))},
        refusals=(400, 401, 403, 404, 409, 413, 415, 422),
        security=STAFF,
        parameters=[number],
        requestBody=sent(ref("Reason"), "application/json"),
    )


def _health() -> Schema:
    answers = {"200": body("The store answers.", ref("Health"))}
    return _operation("health", "service", "Whether the service can do its work", answers, refusals=())
