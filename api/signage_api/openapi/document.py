"""The description of the API (OpenAPI 3.1), made from the table of layers; a test holds it to the routes."""

from signage import __version__
from signage.codes.media import MEDIA_TYPES
from signage.domain.layers import LAYERS
from signage_api import problems
from signage_api.answers import GEOJSON
from signage_api.bearers import cookie_name
from signage_api.openapi import rows, signs
from signage_api.openapi.areas import AREA_SCHEMAS, area_paths
from signage_api.openapi.bulk import bulk_paths, bulk_schemas
from signage_api.openapi.me import me_path, me_schema
from signage_api.openapi.misses import misses_path, misses_schema
from signage_api.openapi.notices import notices_path, notices_schema
from signage_api.openapi.parts import OTHER_SCHEMAS, STAFF, body, operation, parameter, problem, sent
from signage_api.openapi.proposals import PROPOSAL_SCHEMAS, proposal_paths
from signage_api.openapi.reports import REPORT_SCHEMAS, report_paths
from signage_api.openapi.scans import scans_paths, scans_schemas
from signage_api.openapi.table import table_path, table_schemas
from signage_api.routes import changes, finding, table
from signage_api.routes.rows import PREFIX
from signage_api.routes.writing import WRITABLE
from signage_api.schemas import Schema, all_row_schemas, ref

_ABOUT = """The signs of commercial areas and what they lead to: municipalities, areas, tenants, signs, roads.

Reading needs no token, but shows staff more when it brings one. Writing needs one (`signage token new
--municipality AGS|all`, perhaps with `--role`), sent as `Authorization: Bearer ...`; to a token of one
municipality the rows of the others are not there (404), and what its role does not write is refused (403).
Pages of this service that are signed in send their cookie instead, and with each write `x-form-token`.
Coordinates are degrees, longitude first (EPSG:4326). Errors are problem+json (RFC 9457) in German, or in
English by `Accept-Language`. Nothing is ever deleted, only ended.
"""


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
            | {"MissedSearches": misses_schema(), "WrongTexts": notices_schema(), "Me": me_schema()}
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
        paths[at] = {"get": rows.listed(layer)}
        paths[f"{at}/clusters"] = {"get": rows.clusters(layer)}
        paths[f"{at}/{{key}}"] = {"get": rows.one(layer)}
        if layer.name in WRITABLE:
            paths[at]["post"] = rows.added(layer)
            paths[f"{at}/{{key}}"]["patch"] = rows.changed(layer)
            paths[f"{at}/{{key}}/end"] = {"post": rows.ended(layer)}
    for suffix in MEDIA_TYPES:
        paths[f"{PREFIX}/signs/{{key}}/qr.{suffix}"] = {"get": signs.qr_code(suffix)}
    paths[f"{PREFIX}/signs/check"] = {"post": signs.check()}
    paths[f"{PREFIX}/signs/{{key}}/findings"] = {"get": signs.findings()}
    paths[f"{PREFIX}/areas/{{key}}/findings"] = {"get": signs.findings_of_area()}
    paths[f"{PREFIX}/signs/{{key}}/sheet.pdf"] = {"get": signs.sheet()}
    paths[f"{PREFIX}/print.pdf"] = {"get": signs.print_map()}
    paths[f"{PREFIX}/search"] = {"get": _search()}
    paths[f"{PREFIX}/me"] = {"get": me_path()}
    paths[f"{PREFIX}/missed-searches"] = {"get": misses_path()}
    paths[f"{PREFIX}/notices"] = {"get": notices_path()}
    paths[f"{PREFIX}/changes"] = {"get": _changes()}
    paths[f"{PREFIX}/changes/{{number}}/revert"] = {"post": _revert()}
    paths[table.PATH] = table_path(rows.filters(LAYERS["sign"]))
    paths["/health"] = {"get": _health()}
    paths |= {path: {"get": told} for path, told in scans_paths(PREFIX).items()}
    for path, told in bulk_paths(PREFIX).items():
        paths[path]["patch"] = told
    paths |= report_paths(PREFIX) | proposal_paths(PREFIX)
    return paths | area_paths(PREFIX)


def _search() -> Schema:
    return operation(
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
    return operation(
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
    return operation(
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
    return operation("health", "service", "Whether the service can do its work", answers, refusals=())
