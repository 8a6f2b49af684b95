"""HTTP/1.1 on the line: the short way of a plain scan says what the long way says, whatever comes along."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

import brotli
import pytest
import uvicorn
from uvicorn.server import ServerState

from signage.settings import Settings
from signage.store import create_store, open_store
from signage_api import connection
from signage_api.app import create_app
from signage_api.serving import server_config
from tests.parts import servers
from tests.parts.service import running_service
from tests.parts.waiting import soon
from tests.places import a_municipality, a_sign, a_tenant, an_area

PLAIN = "Host: x\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n"
STRICT = "default-src 'none'"


@dataclass(frozen=True)
class Line:
    """The running service and the codes of two signs, one of which is scanned for its count alone."""

    port: int
    code: str
    counted: str
    store: Path

    def open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def get(self, more: str = "", *, path: str = "", method: str = "GET", fields: str = PLAIN) -> bytes:
        return f"{method} {path or '/' + self.code} HTTP/1.1\r\n{fields}{more}\r\n".encode()

    def ask(self, *requests: bytes) -> list["Answer"]:
        """The answers on one connection, each asked for when the one before is there."""
        with self.open() as line:
            return [_sent(line, request) for request in requests]


@dataclass(frozen=True)
class Answer:
    status: int
    fields: dict[str, str]
    body: bytes


def _sent(line: socket.socket, request: bytes, method: str = "") -> Answer:
    line.sendall(request)
    return received(line, method or request.split(b" ")[0].decode())


def received(line: socket.socket, method: str = "GET") -> Answer:
    """The next answer on the line."""
    answer = HTTPResponse(line, method=method)
    answer.begin()
    fields = {name.lower(): value for name, value in answer.getheaders()}
    assert len(fields) == len(answer.getheaders())
    fields.pop("date")
    return Answer(answer.status, fields, answer.read())


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A service that is asked by all tests of this file."""
    path = tmp_path_factory.mktemp("line") / "store.gpkg"
    store = create_store(path, fsync=False)
    a_municipality(store)
    area = an_area(store)
    for number in range(30):
        a_tenant(store, area, name=f"Firma {number}")
    code, counted = (str((store.row("sign", a_sign(store, area)) or {})["code"]) for _ in range(2))
    store.close()
    port = servers.free_port()
    with running_service(path, port, {"SIGNAGE_SCAN_FLUSH_SECONDS": "1"}):
        yield Line(port, code, counted, path)


def test_the_short_way_says_what_the_long_way_says(line: Line) -> None:
    long = line.ask(line.get("Connection: close\r\n"))[0]
    shorts = line.ask(line.get(), line.get("Connection: keep-alive\r\n"), line.get("X-Other: 1\r\n"))
    long.fields.pop("connection")
    assert [long] * 3 == shorts
    assert (long.status, long.fields["vary"]) == (200, "Accept-Language, Accept-Encoding")


def test_short_and_long_take_turns_on_one_connection(line: Line) -> None:
    scan, other = line.get(), line.get(path="/health")
    answers = line.ask(scan, other, scan, line.get(method="HEAD"), scan)
    assert [answer.status for answer in answers] == [200] * 5
    assert [len(answer.body) > 1000 for answer in answers] == [True, False, True, False, True]
    assert answers[0] == answers[2] == answers[4]


def test_a_reader_who_holds_the_page_is_told_so(line: Line) -> None:
    etag = line.ask(line.get())[0].fields["etag"]
    again = line.ask(line.get(f"If-None-Match: {etag}\r\n"))[0]
    assert (again.status, again.body, again.fields["etag"]) == (304, b"", etag)


def test_a_reader_who_takes_brotli_gets_it_the_short_way_too(line: Line) -> None:
    fields = "Host: x\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
    plain = line.ask(line.get(fields="Host: x\r\n"))[0].body
    for more in ("", "Connection: close\r\n"):
        answer = line.ask(line.get(more, fields=fields))[0]
        assert answer.fields["content-encoding"] == "br"
        assert brotli.decompress(answer.body) == plain


def test_a_reader_without_gzip_gets_plain_text(line: Line) -> None:
    answer = line.ask(line.get(fields="Host: x\r\n"))[0]
    assert b"<!DOCTYPE html>"[:9].lower() == answer.body[:9].lower()
    assert "content-encoding" not in answer.fields


@pytest.mark.parametrize("cut", [1, 5, 13, 24, 60])
def test_a_request_may_come_in_pieces(line: Line, cut: int) -> None:
    whole = line.get()
    with line.open() as opened:
        opened.sendall(whole[:cut])
        time.sleep(0.05)
        assert _sent(opened, whole[cut:], "GET").status == 200


def test_several_requests_may_come_at_once(line: Line) -> None:
    with line.open() as opened:
        opened.sendall(line.get() + line.get(path="/health") + line.get(path="/00000000"))
        reader = opened.makefile("rb")
        assert [_next(reader) for _ in range(3)] == [200, 200, 404]


def _next(reader: object) -> int:
    """The status of the next of several answers that may lie in one packet."""
    line = reader.readline()  # type: ignore[attr-defined]
    length = 0
    while field := reader.readline().strip():  # type: ignore[attr-defined]
        name, _, value = field.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    reader.read(length)  # type: ignore[attr-defined]
    return int(line.split()[1])


def test_what_stands_behind_a_body_is_no_request_of_its_own(line: Line) -> None:
    hidden = line.get(path="/health")
    first = line.get(f"Content-Length: {len(hidden)}\r\n") + hidden
    with line.open() as opened:
        assert _sent(opened, first).status == 200
        opened.settimeout(0.3)
        with pytest.raises(TimeoutError):
            opened.recv(1)


def test_a_change_is_seen_by_the_next_scan_on_the_same_connection(line: Line) -> None:
    store = open_store(line.store)
    sign = store.sign_of(line.code)
    assert sign
    with line.open() as opened:
        for name in ("Einfahrt Nord", "Einfahrt Süd"):
            with store.change(who="Test", why="Test") as change:
                change.update("sign", sign["id"], {"name": name})
            before = _sent(opened, line.get(fields="Host: x\r\nAccept-Encoding: gzip\r\n"))
            long = line.ask(line.get(fields="Host: x\r\n"))[0]
            assert name in long.body.decode()
            assert before.fields["etag"][:-1] == long.fields["etag"].removesuffix('-i"')
    store.close()


def test_a_scan_is_counted_once_whichever_way_it_takes(line: Line) -> None:
    scan = line.get(path=f"/{line.counted}")
    line.ask(scan, scan, line.get("Connection: close\r\n", path=f"/{line.counted}"))
    store = open_store(line.store)

    def counted() -> int:
        with store.engine_read() as reading:
            query = f"SELECT coalesce(sum(scans), 0) FROM scan_count WHERE code = '{line.counted}'"
            return int(reading.exec_driver_sql(query).scalar() or 0)

    assert soon(lambda: counted() > 0)
    assert counted() == 3
    store.close()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET /" + b"a" * (connection.LONGEST_ADDRESS + 9) + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"x: 1\r\n" * (connection.MOST_FIELDS + 1) + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nx: " + b"1" * (1 << 17) + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nx: " + b"1" * (1 << 20), 431),
    ],
)
def test_what_is_no_request_or_too_long_is_refused_with_the_headers_of_every_answer(
    line: Line, sent: bytes, status: int
) -> None:
    with line.open() as opened:
        answer = _sent(opened, sent, "GET")
        assert (answer.status, answer.body) == (status, b"")
        assert STRICT in answer.fields["content-security-policy"]
        assert answer.fields["x-content-type-options"] == "nosniff"


async def open_for(config: uvicorn.Config, *sent: bytes) -> float:
    """Seconds until the service closes a connection on which these bytes are sent, a fifth of one apart."""
    loop, state = asyncio.get_running_loop(), ServerState()
    server = await loop.create_server(
        lambda: connection.Connection(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    began = loop.time()
    for part in sent:
        writer.write(part)
        await asyncio.sleep(0.2)
    while await asyncio.wait_for(reader.read(1 << 16), 10):
        pass
    writer.close()
    server.close()
    return loop.time() - began


def test_who_asks_for_nothing_or_never_finishes_is_let_go(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "IDLE_S", 0.5)
    store = open_store(tmp_path / "store.gpkg")
    service = create_app(Settings(), store=store)
    service.get_ready()
    config = server_config(service)
    config.load()
    scan = f"GET /{code} HTTP/1.1\r\n{PLAIN}\r\n".encode()
    assert service.at_once(scan)
    assert asyncio.run(open_for(config)) == pytest.approx(0.5, abs=0.3)
    assert asyncio.run(open_for(config, scan[:30])) == pytest.approx(0.5, abs=0.3)
    assert asyncio.run(open_for(config, b"\r\n")) == pytest.approx(0.5, abs=0.3)
    other = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    assert asyncio.run(open_for(config, other, b"\r\n")) < 1.5
    assert asyncio.run(open_for(config, *[scan] * 6)) > 1.2
    service.close()
    store.close()


@pytest.mark.parametrize("fields", ["", "Host: x\r\nHost: y\r\n"])
def test_a_scan_without_one_host_is_refused_too(line: Line, fields: str) -> None:
    with line.open() as opened:
        scan = line.get(fields=f"{fields}Accept-Encoding: gzip\r\n")
        assert _sent(opened, scan).status == 400


def test_a_scan_by_http_1_0_needs_no_host(line: Line) -> None:
    with line.open() as opened:
        opened.sendall(f"GET /{line.code} HTTP/1.0\r\n\r\n".encode())
        assert received(opened).status == 200


def test_who_takes_nothing_of_an_answer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "IDLE_S", 0.2)
    assert asyncio.run(left_alone(taken=0)) < 3
    assert asyncio.run(left_alone(taken=1 << 20)) == 4  # a slow reader is waited for


async def left_alone(*, taken: int) -> float:
    """Seconds until a connection is lost of whose 64 MB so much is taken ten times a second; at most 4."""

    async def app(scope: object, receive: object, send: Callable[[object], Awaitable[None]]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * (64 << 20)})

    app.at_once = lambda request: None  # type: ignore[attr-defined]
    config = uvicorn.Config(app, http=connection.Connection, lifespan="off", log_config=None)
    config.load()
    config.loaded_app = app
    loop, lost = asyncio.get_running_loop(), asyncio.Event()

    class Watched(connection.Connection):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            lost.set()

    server = await loop.create_server(
        lambda: Watched(config=config, server_state=ServerState(), app_state={}), "127.0.0.1", 0
    )
    began, line = loop.time(), socket.create_connection(server.sockets[0].getsockname())
    line.setblocking(False)
    line.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    while not lost.is_set() and loop.time() - began < 4:
        if taken:
            with suppress(BlockingIOError):
                line.recv(taken)
        await asyncio.sleep(0.1)
    seconds = loop.time() - began if lost.is_set() else 4.0
    line.close()
    server.close()
    await asyncio.wait_for(lost.wait(), 10)
    return seconds
