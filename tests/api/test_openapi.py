"""The description of the API is sound, complete, and true."""

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from openapi_spec_validator import validate
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from signage.domain.layers import LAYERS
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from signage_api.openapi import describe
from signage_api.parameters import known_parameters
from tests.api.conftest import PUBLIC_URL
from tests.places import a_sign, a_tenant, add, an_area, line, polygon

DOCUMENT = describe(PUBLIC_URL)


def test_the_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_every_route_is_described_and_nothing_else() -> None:
    health = Route("/health", lambda _request: Response(), methods=["GET"])  # every visitor may ask it
    routes = {
        (route.path, method.lower())
        for route in [*create_app(Settings()).api.routes, health]
        if isinstance(route, Route) and route.include_in_schema
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {(path, method) for path, operations in DOCUMENT["paths"].items() for method in operations}
    assert described == routes


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.plural)
def test_every_parameter_is_described(layer: Any) -> None:
    described = {
        parameter["name"] for parameter in DOCUMENT["paths"][f"/api/v1/{layer.plural}"]["get"]["parameters"]
    }
    assert described == set(known_parameters(layer))


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.plural)
def test_every_property_is_described_in_both_languages(layer: Any) -> None:
    shown = DOCUMENT["components"]["schemas"][f"{layer.name.capitalize()}Properties"]["properties"]
    assert set(shown) == {"id", *layer.columns} - {"withdrawn_by"}
    assert all(schema["title"] and schema["description"] for schema in shown.values())


def test_only_what_needs_a_token_has_a_padlock() -> None:
    locked = {
        (path, method)
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
        if "security" in operation
    }
    reading = {path for path, method in locked if method == "get"}
    tenants = "/api/v1/tenants"  # other days than today are for staff
    scans = {f"/api/v1/scans{tail}" for tail in ("", ".csv", "/silent")}
    reports = "/api/v1/reports"
    assert reading == scans | {
        tenants,
        f"{tenants}/clusters",
        "/api/v1/changes",
        "/api/v1/missed-searches",
        "/api/v1/notices",
        reports,
        f"{reports}/{{number}}",
        f"{reports}/{{number}}/photo.jpg",
        "/api/v1/proposals",
        "/api/v1/proposals/{number}",
    }
    writing = {(path, way) for path, ways in DOCUMENT["paths"].items() for way in ways if way != "get"}
    assert writing <= locked


def test_answers_are_as_described(client: TestClient, inventory: Store, admin: dict[str, str]) -> None:
    area = an_area(inventory)
    a_sign(inventory, area)
    a_tenant(inventory, area, phone="1", geometry=None)
    add(inventory, "road", geometry=line((0, 0), (9, 9)), area=area, in_town=False)
    add(inventory, "backdrop", geometry=polygon(), area=area, kind="building")
    paths = [f"/api/v1/{layer.plural}" for layer in LAYERS.values()]
    paths += [
        "/api/v1/search?q=muster",
        "/api/v1/signs/clusters?bbox=5,47,15,55",
        "/api/v1/changes",
        "/health",
    ]
    for path in paths:
        operation = DOCUMENT["paths"][path.partition("?")[0]]["get"]
        [content] = operation["responses"]["200"]["content"].values()
        schema = content["schema"] | {"components": DOCUMENT["components"]}
        for headers in ({}, admin) if "changes" not in path else (admin,):
            jsonschema.Draft202012Validator(schema).validate(client.get(path, headers=headers).json())


def test_problems_are_as_described(client: TestClient) -> None:
    schema = DOCUMENT["components"]["schemas"]["Problem"]
    for path in ("/api/v1/signs/99", "/api/v1/signs?colour=red", "/api/v1/changes", "/api/v1/nothing"):
        jsonschema.validate(client.get(path).json(), schema)


def test_the_document_is_served(client: TestClient) -> None:
    answer = client.get("/openapi.json")
    assert answer.json() == DOCUMENT
    assert client.get("/openapi.json", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_token_that_does_not_go_so_far_is_described() -> None:
    paths = DOCUMENT["paths"]
    for path, method in (("tenants/{key}", "patch"), ("changes/{number}/revert", "post")):
        assert "403" in paths[f"/api/v1/{path}"][method]["responses"]
    assert "403" not in paths["/api/v1/tenants/{key}"]["get"]["responses"]
