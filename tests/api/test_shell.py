"""What every answer has, whatever it is: headers, limits, words; and what never leaves the service."""

import asyncio
import json
import logging
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.services.tokens import new_token
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from signage_api.logs import JsonLines, described
from signage_api.problems import STATUS, TITLES
from tests.api.conftest import PUBLIC_URL
from tests.places import a_sign

ALWAYS = ("content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy")


@pytest.fixture
def broken(geopackage: Store, settings: Settings) -> TestClient:
    """A service with a route that fails with a secret in its text."""
    service = create_app(settings, store=geopackage)

    def fail() -> None:
        raise RuntimeError("the password is hunter2")

    service.api.add_api_route("/api/v1/fail", fail)
    return TestClient(service, base_url=PUBLIC_URL)


@pytest.fixture
def own_token(geopackage: Store) -> str:
    """A token that reaches everything."""
    return new_token(geopackage, municipality="all", label="Test")


def test_every_answer_carries_the_security_headers(broken: TestClient, geopackage: Store) -> None:
    sign = a_sign(geopackage)
    code = geopackage.row("sign", sign)["code"]  # type: ignore[index]
    etag = broken.get("/api/v1/signs").headers["etag"]
    answers = [
        broken.get("/api/v1/signs"),
        broken.get("/api/v1/signs", headers={"If-None-Match": etag}),
        broken.get("/nothing"),
        broken.get("/api/v1/fail"),
        broken.delete(f"/api/v1/signs/{sign}"),
        broken.put("/api/v1/signs"),
        broken.post("/api/v1/signs", content=b"x" * (2 << 20)),
        broken.get("/static/nothing"),
        broken.get(f"/{code}"),
        broken.get("/00000000"),
    ]
    assert [answer.status_code for answer in answers] == [200, 304, 404, 500, 405, 405, 413, 404, 200, 404]
    for answer in answers:
        assert not [name for name in ALWAYS if name not in answer.headers], answer.url
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_https_is_insisted_on_where_the_service_has_it(geopackage: Store) -> None:
    for url, expected in (("https://a.example.de", True), ("http://127.0.0.1:8000", False)):
        client = TestClient(create_app(Settings(public_url=url), store=geopackage))
        assert ("strict-transport-security" in client.get("/health").headers) is expected


def test_an_unforeseen_error_tells_nothing_but_a_number(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.get("/api/v1/fail")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    [record] = [
        record for record in caplog.records if record.levelname == "ERROR" and record.name == "signage_api"
    ]
    line = json.loads(JsonLines().format(record))
    assert (line["text"], line["request_id"]) == ("the password is hunter2", answer.headers["x-request-id"])


def test_a_body_that_announces_too_much_is_refused(broken: TestClient) -> None:
    answer = broken.post("/api/v1/signs", content=b"", headers={"Content-Length": str(300 << 20)})
    assert answer.status_code == 413
    assert "1 MB" in answer.json()["detail"]


def test_a_body_is_counted_while_it_streams(geopackage: Store, settings: Settings, own_token: str) -> None:
    service = create_app(settings, store=geopackage)
    taken, sent = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"x" * (1 << 18), "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(service(_posted(own_token), receive, send))
    assert sent[0]["status"] == 413
    assert taken == 5  # of a quarter of a megabyte; the limit is one


def test_who_goes_away_while_sending_is_no_error(
    geopackage: Store, settings: Settings, own_token: str, caplog: pytest.LogCaptureFixture
) -> None:
    service = create_app(settings, store=geopackage)

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pass

    with caplog.at_level(logging.INFO, "signage_api"):
        asyncio.run(service(_posted(own_token), receive, send))
    [record] = [record for record in caplog.records if record.name == "signage_api"]
    assert (record.levelname, vars(record)["fields"]["status"]) == ("INFO", 499)


def _posted(token: str) -> dict[str, Any]:
    """The scope of a POST by the holder of a token."""
    scope = {"type": "http", "method": "POST", "path": "/api/v1/signs", "query_string": b"", "root_path": ""}
    scope |= {"http_version": "1.1", "scheme": "http", "server": ("x", 80), "raw_path": b""}
    return scope | {"headers": [(b"authorization", f"Bearer {token}".encode())]}


def test_addresses_never_come_from_the_host_header(broken: TestClient, geopackage: Store) -> None:
    for _ in range(2):
        a_sign(geopackage)
    answer = broken.get(
        "/api/v1/signs?limit=1", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )
    assert "evil" not in answer.text
    assert answer.json()["links"][1]["href"].startswith(PUBLIC_URL)


def test_a_browser_gets_a_page_and_a_program_a_problem(broken: TestClient) -> None:
    page = broken.get("/nothing<script>", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert page.headers["content-type"].startswith("text/html")
    assert "There is nothing at this address." in page.text
    assert "<script>" not in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert broken.get("/nothing").headers["content-type"] == "application/problem+json"
    assert broken.get("/api/v1/nothing", headers={"Accept": "text/html"}).json()["status"] == 404


def test_head_has_the_headers_and_no_body(broken: TestClient) -> None:
    answer = broken.head("/api/v1/signs")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 50


def test_the_log_has_no_query_and_no_address(broken: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "signage_api"):
        broken.get("/api/v1/search?q=Eva+Muster")
    [record] = [record for record in caplog.records if record.getMessage() == "request"]
    line = JsonLines().format(record)
    assert json.loads(line).keys() == {"at", "level", "event", "method", "path", "status", "ms", "request_id"}
    assert "Eva" not in line
    assert "testclient" not in line


def test_a_databases_complaint_is_logged_without_the_row() -> None:
    from sqlalchemy.exc import IntegrityError

    error = IntegrityError("INSERT INTO tenant VALUES (?)", {"name": "Eva"}, ValueError("Key (name)=(Eva)"))
    assert "Eva" not in json.dumps(described(error))


def test_every_status_of_an_error_has_a_title() -> None:
    assert set(STATUS.values()) <= set(TITLES)


def test_a_wrong_method_names_the_right_ones(broken: TestClient) -> None:
    answer = broken.put("/api/v1/signs")
    assert answer.headers["allow"] == "GET, HEAD, PATCH, POST"
    assert "GET, HEAD, PATCH, POST" in answer.json()["detail"]
