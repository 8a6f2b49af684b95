"""Whatever is sent: an answer in words, never a crash."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from signage.domain.layers import LAYERS
from signage.services.tokens import new_token
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from signage_api.parameters import known_parameters
from tests.places import a_municipality, a_sign, a_tenant, an_area

QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD = [
    "",
    "0",
    "-1",
    "1e999",
    "nan",
    "inf",
    "null",
    "true",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "1,2,3,4",
]
ODD += [
    "10,50,11,51",
    "-180,-90,180,90",
    "1,1,1,1",
    "%",
    "\x00",
    "\ud7ff",
    "🙂",
    "'",
    '"',
    "9" * 40,
    "a" * 300,
]
VALUES = st.one_of(st.sampled_from(ODD), st.text(max_size=20), st.integers().map(str), st.floats().map(str))
NAMES = sorted({name for layer in LAYERS.values() for name in known_parameters(layer)})
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=8),
        st.sampled_from(ODD),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=8,
)
FIELDS = sorted(
    {name for layer in LAYERS.values() for name in (*layer.editable, "geometry", "id", "version")}
)


@pytest.fixture
def fuzzed(geopackage: Store) -> TestClient:
    """A service with one of each, asked by somebody whose token reaches everything."""
    a_municipality(geopackage)
    area = an_area(geopackage)
    a_tenant(geopackage, area)
    a_sign(geopackage, area)
    token = new_token(geopackage, municipality="all", label="Fuzz")
    headers = {"Authorization": f"Bearer {token}"}
    service = create_app(Settings(), store=geopackage)
    return TestClient(service, headers=headers, raise_server_exceptions=False)


def is_in_words(answer: Any) -> bool:
    return bool(answer.status_code < 400 or {"title", "detail", "status"} <= answer.json().keys())


@QUIET
@given(
    layer=st.sampled_from(sorted(layer.plural for layer in LAYERS.values())),
    tail=st.sampled_from(["", "/1", "/clusters"]),
    query=st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), VALUES, max_size=4),
)
def test_no_query_breaks_reading(fuzzed: TestClient, layer: str, tail: str, query: dict[str, str]) -> None:
    answer = fuzzed.get(f"/api/v1/{layer}{tail}", params=query)
    assert answer.status_code in (200, 308, 404, 422), answer.text
    assert is_in_words(answer)


@QUIET
@given(
    path=st.sampled_from(["/search", "/changes", "/signs/1/qr.svg", "/signs/1/qr.png", "/signs/1/qr.pdf"]),
    query=st.dictionaries(
        st.sampled_from(
            ["q", "limit", "layer", "row", "change_set", "before", "size_mm", "level", "quiet", "caption"]
        ),
        VALUES,
        max_size=3,
    ),
)
def test_no_query_breaks_finding(fuzzed: TestClient, path: str, query: dict[str, str]) -> None:
    answer = fuzzed.get(f"/api/v1{path}", params=query)
    assert answer.status_code in (200, 404, 422), answer.text
    assert is_in_words(answer)


@QUIET
@given(
    layer=st.sampled_from(["municipalities", "areas", "tenants", "signs"]),
    body=st.dictionaries(st.sampled_from([*FIELDS, "type", "properties", "why"]), JSON, max_size=5),
)
def test_no_body_breaks_writing(fuzzed: TestClient, layer: str, body: dict[str, Any]) -> None:
    created = fuzzed.post(f"/api/v1/{layer}", json=body)
    assert created.status_code in (201, 400, 422), created.text
    key = "16070028" if layer == "municipalities" else "1"
    version = fuzzed.get(f"/api/v1/{layer}/{key}").headers.get("etag", '"1"')
    changed = fuzzed.patch(f"/api/v1/{layer}/{key}", json=body, headers={"If-Match": version})
    if layer != "municipalities":
        rows = {"rows": [{"id": 1, "version": int(version.strip('"')), "properties": body}]}
        for sent in (rows, {"rows": body.get("properties"), **body}):
            several = fuzzed.patch(f"/api/v1/{layer}", json=sent)
            assert several.status_code in (200, 400, 404, 409, 422), several.text
            assert is_in_words(several)
    assert changed.status_code in (200, 400, 404, 422), changed.text
    assert is_in_words(created)
    assert is_in_words(changed)


@QUIET
@given(
    path=st.text(max_size=30),
    method=st.sampled_from(["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"]),
)
def test_no_path_breaks_the_service(fuzzed: TestClient, path: str, method: str) -> None:
    answer = fuzzed.request(method, "/" + quote(path, safe="/"))
    assert answer.status_code < 500, answer.text
