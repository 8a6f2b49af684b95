"""docs/operating.md: the configuration for nginx does what the page says."""

import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.house.blocks import blocks
from tests.parts.service import running_service
from tests.parts.waiting import soon

PAGE = Path(__file__).parents[2] / "docs" / "operating.md"
MANY = b"".join(b"x-%d: 1\r\n" % number for number in range(150))
STRICT = b"Content-Security-Policy: default-src 'none'"


@pytest.fixture
def documented(start_nginx: Callable[..., str], free_port: int, tmp_path: Path) -> str:
    """The address of an nginx as the page sets it up, on another port and without TLS."""
    [text] = [block.text for block in blocks(PAGE) if block.language == "nginx"]
    outside, server = text.split("server {\n")
    inside = server.rstrip().removesuffix("}").replace("127.0.0.1:8000", f"127.0.0.1:{free_port}")
    inside = inside.replace("/var/log/nginx/access.log", str(tmp_path / "access.log"))
    kept = [line for line in inside.splitlines() if not line.lstrip().startswith(("listen", "server_name"))]
    return start_nginx("\n".join(kept), outside=outside)


def answered(address: str, sent: bytes) -> bytes:
    """The head of the answer to these bytes."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as reader:
        reader.sendall(sent)
        return reader.recv(4000).partition(b"\r\n\r\n")[0]


def test_nginx_adds_what_is_missing_and_leaves_pages_alone(
    documented: str, code: str, tmp_path: Path, free_port: int
) -> None:
    with running_service(tmp_path / "store.gpkg", free_port):
        with urlopen(Request(f"{documented}/{code}")) as page:
            [policy] = page.headers.get_all("Content-Security-Policy")
            assert page.headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert "style-src 'sha256-" in policy
        for sent, status in (
            (b"GET / HTTP/1.1\r\nHost: x\r\n" + MANY + b"\r\n", b"431"),
            (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", b"400"),
            (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n", b"413"),
        ):
            head = answered(documented, sent)
            assert head.startswith(b"HTTP/1.1 " + status)
            assert head.lower().count(STRICT.lower()) == 1


def test_nginx_says_it_also_while_the_service_is_down(documented: str) -> None:
    head = answered(documented, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 502")
    assert STRICT in head


def test_nginx_logs_no_link_that_opens_something(documented: str, tmp_path: Path) -> None:
    for path in ("firm", "invite", "login/new"):
        answered(documented, f"GET /{path}/geheim HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    answered(documented, b"GET /map HTTP/1.1\r\nHost: x\r\n\r\n")
    logged = tmp_path / "access.log"
    assert soon(lambda: "/map" in logged.read_text())  # it is written after the answer
    assert "geheim" not in logged.read_text()
