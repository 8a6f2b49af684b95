"""The service as a process of its own: start, memory, limits, stop."""

import errno
import http.client
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from signage import languages
from signage.errors import InvalidInput, NotFound, Unavailable
from signage.settings import Settings
from signage_api.serving import require_free_port, serve, why_not
from tests.api.conftest import workers
from tests.parts.service import running_service

HEAVY = {
    "geopandas",
    "pandas",
    "folium",
    "pyogrio",
    "shapely",
    "numpy",
    "pyproj",
    "scipy",
    "reportlab",
    "qrcode",
}


def test_one_worker_answers_scans_in_little_memory(code: str, tmp_path: Path, free_port: int) -> None:
    with running_service(tmp_path / "store.gpkg", free_port) as process:
        for language in languages.languages() * 25:
            urllib.request.urlopen(f"http://127.0.0.1:{free_port}/{code}?lang={language}").close()
        urllib.request.urlopen(f"http://127.0.0.1:{free_port}/{code}?q=Grosmnan+spedycja").close()
        [worker] = workers(process)
        assert worker.memory_info().rss < 90e6
        assert len(worker.children()) == 0


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(code: str, tmp_path: Path, free_port: int, stop: signal.Signals) -> None:
    with running_service(tmp_path / "store.gpkg", free_port) as process:
        [worker] = workers(process)
        urllib.request.urlopen(f"http://127.0.0.1:{free_port}/{code}").close()
        process.send_signal(stop)
        assert process.wait(20) == 0
        assert not worker.is_running()
    assert not (tmp_path / "store.gpkg-wal").exists()


def test_the_log_is_lines_of_json_without_personal_data(code: str, tmp_path: Path, free_port: int) -> None:
    with running_service(tmp_path / "store.gpkg", free_port):
        urllib.request.urlopen(f"http://127.0.0.1:{free_port}/api/v1/search?q=geheim").close()
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert "/api/v1/search" in [line["path"] for line in lines]
    assert not [line for line in lines if "geheim" in str(line) or "127.0.0.1" in str(line)]


def test_a_huge_body_is_refused_before_it_is_sent(code: str, tmp_path: Path, free_port: int) -> None:
    with running_service(tmp_path / "store.gpkg", free_port) as process:
        connection = http.client.HTTPConnection("127.0.0.1", free_port, timeout=10)
        connection.putrequest("POST", "/api/v1/signs")
        connection.putheader("Content-Length", str(300 << 20))
        connection.endheaders()
        connection.send(b"x" * (1 << 16))
        assert connection.getresponse().status == 413
        connection.close()
        assert workers(process)[0].memory_info().rss < 100e6


def test_a_port_in_use_is_said_in_words(tmp_path: Path, code: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Unavailable, match=f"127.0.0.1:{port} antwortet schon"):
            serve(Settings(store=str(tmp_path / "store.gpkg"), port=port))


def test_a_host_that_is_not_ours_is_said_in_words() -> None:
    with pytest.raises(Unavailable, match=r"203\.0\.113\.1:8000 lässt sich nicht öffnen"):
        require_free_port("203.0.113.1", 8000)


def test_a_port_that_needs_root_is_said_in_words() -> None:
    said = why_not("127.0.0.1", 80, PermissionError(errno.EACCES, "Permission denied"))
    assert "darf dieser Benutzer nicht" in said


def test_a_store_that_is_not_there_is_said_before_the_start(tmp_path: Path, free_port: int) -> None:
    with pytest.raises(NotFound, match="signage init"):
        serve(Settings(store=str(tmp_path / "none.gpkg"), port=free_port))


def test_a_file_is_served_by_one_worker_only(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="PostGIS"):
        serve(Settings(store=str(tmp_path / "store.gpkg")), workers=2)


def test_the_application_loads_nothing_heavy() -> None:
    script = "import sys, signage_api.app, signage_api.serving; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())
