"""The service ends soon and completely, whatever its readers are doing."""

import signal
import socket
import time
from pathlib import Path

from signage.services.tokens import new_token
from signage.store import open_store
from tests.api.conftest import workers
from tests.parts.servers import answers
from tests.parts.service import running_service
from tests.parts.waiting import soon

PLACE = b'{"type": "Point", "coordinates": [10.99, 50.855]}'
BODY = b'{"name": "Neue Firma", "municipality": "16070028", "geometry": %s}' % PLACE
SOON_S = 5.0  # three at most on a quiet machine; fifteen before a worker ended by itself


def connected(port: int, sent: bytes) -> socket.socket:
    """A reader that has sent this much, and waits."""
    reader = socket.create_connection(("127.0.0.1", port), timeout=10)
    reader.sendall(sent)
    time.sleep(0.3)
    return reader


def test_a_worker_ends_when_the_process_that_started_it_is_killed(
    code: str, tmp_path: Path, free_port: int
) -> None:
    with running_service(tmp_path / "store.gpkg", free_port) as process:
        [worker] = workers(process)
        with connected(free_port, b"GET /" + code.encode()):
            process.kill()
            soon(lambda: not worker.is_running() or worker.status() == "zombie", seconds=SOON_S)
        assert not answers(free_port)
    open_store(tmp_path / "store.gpkg").close()


def test_a_half_sent_request_does_not_delay_the_stop_and_no_scan_is_lost(
    code: str, tmp_path: Path, free_port: int
) -> None:
    with running_service(tmp_path / "store.gpkg", free_port) as process:
        connected(free_port, f"GET /{code} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).close()
        with connected(free_port, b"GET / HTTP/1.1\r\nHost: "):
            process.send_signal(signal.SIGTERM)
            assert process.wait(SOON_S) == 0
    store = open_store(tmp_path / "store.gpkg")
    with store.engine_read() as connection:
        assert connection.exec_driver_sql("SELECT scans FROM scan_count").scalars().all() == [1]
    store.close()


def test_a_request_under_way_is_answered_before_the_end(code: str, tmp_path: Path, free_port: int) -> None:
    store = open_store(tmp_path / "store.gpkg")
    token = new_token(store, municipality="all", label="Test")
    store.close()
    head = f"POST /api/v1/tenants HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    head += f"Content-Length: {len(BODY)}\r\n\r\n"
    with (
        running_service(tmp_path / "store.gpkg", free_port) as process,
        connected(free_port, head.encode() + BODY[:10]) as reader,
    ):
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        reader.sendall(BODY[10:])
        assert reader.recv(100).startswith(b"HTTP/1.1 201")
        assert process.wait(SOON_S) == 0
