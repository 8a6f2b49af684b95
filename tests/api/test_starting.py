"""How the service is started, and what keeps it from starting, in one sentence."""

import html
import json
import os
import resource
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from signage.errors import InvalidInput, Unavailable
from signage.languages import text
from signage.settings import Settings
from signage.store import create_store
from signage_api import serving
from signage_api.app import create_app
from tests.api.conftest import workers
from tests.parts.servers import running
from tests.places import a_sign, an_area

SIGNAGE = str(Path(sys.executable).with_name("signage"))


def refused(store: Path, *options: str, **more: Any) -> str:
    """The sentence with which `signage serve` ends, with exit code 1."""
    command = [SIGNAGE, "serve", "--store", str(store), *options]
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, capture_output=True, text=True, timeout=30, check=False, **more
    )
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    [sentence] = done.stderr.splitlines()
    return sentence


@pytest.fixture
def read_only(code: str, tmp_path: Path) -> Iterator[Path]:
    """A store that can be read but not changed, as far as this user can make one."""
    path = tmp_path / "store.gpkg"
    if os.geteuid():
        path.chmod(0o444)
        yield path
        return
    for options in (["--bind"], ["-o", "remount,ro,bind"]):
        if subprocess.run(["mount", *options, path, path], capture_output=True, check=False).returncode:
            pytest.skip("root may write everywhere, and may not mount here")
    yield path
    subprocess.run(["umount", path], check=True)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"trusted_proxies": "nginx"}, "SIGNAGE_TRUSTED_PROXIES"),
        ({"smtp_url": "mail.example.org", "report_mail": "a@example.org"}, "SIGNAGE_SMTP_URL"),
        ({"smtp_url": "smtp://mail.example.org", "report_mail": "Bauamt"}, "SIGNAGE_REPORT_MAIL"),
        ({"legal": "none.toml"}, "none.toml"),
    ],
)
def test_what_only_a_worker_needs_is_read_before_the_start(
    code: str, tmp_path: Path, free_port: int, setting: dict[str, str], said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(serving, "run_workers", lambda *_: pytest.fail("a worker was started"))
    with pytest.raises(InvalidInput, match=said):
        serving.serve(Settings(store=str(tmp_path / "store.gpkg"), port=free_port, **setting))  # type: ignore[arg-type]


def test_links_begin_with_the_address_it_listens_at(code: str, tmp_path: Path, free_port: int) -> None:
    command = [SIGNAGE, "serve", "--store", "store.gpkg", "--port", str(free_port)]
    address = f"http://127.0.0.1:{free_port}"
    with running(command, port=free_port, log=tmp_path / "log"):
        with urllib.request.urlopen(f"{address}/api/v1/signs") as answer:
            [link] = json.load(answer)["links"]
        with urllib.request.urlopen(f"{address}/{code}.json") as answer:
            assert address in answer.read().decode()
    assert link["href"] == f"{address}/api/v1/signs"


def test_several_workers_answer_over_a_database(postgis_url: str, tmp_path: Path, free_port: int) -> None:
    store = create_store(postgis_url)
    a_sign(store, an_area(store))
    store.close()
    command = [SIGNAGE, "serve", "--store", postgis_url, "--port", str(free_port), "--workers", "2"]
    with running(command, port=free_port, log=tmp_path / "log") as process:
        assert len(workers(process)) == 2
        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/health") as answer:
            assert json.load(answer)["store"] == "postgis"


def test_several_workers_over_a_file_are_refused_in_words(code: str, tmp_path: Path, free_port: int) -> None:
    said = refused(tmp_path / "store.gpkg", "--port", str(free_port), "--workers", "2")
    assert "PostGIS" in said


def test_over_a_store_that_cannot_be_written_codes_are_answered(
    read_only: Path, code: str, tmp_path: Path, free_port: int
) -> None:
    command = [SIGNAGE, "serve", "--store", str(read_only), "--port", str(free_port)]
    log, address = tmp_path / "log", f"http://127.0.0.1:{free_port}"
    with running(command, port=free_port, log=log):
        with urllib.request.urlopen(f"{address}/{code}") as answer:
            assert (answer.status, "Erfurter Kreuz" in answer.read().decode()) == (200, True)
        with urllib.request.urlopen(f"{address}/{code}.json") as answer:
            assert answer.status == 200
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(f"{address}/{code}/report")  # its form needs a key that is kept
        assert refusal.value.code == 503
        assert text("de", "report.unavailable") in html.unescape(refusal.value.read().decode())
    assert "is read-only" in log.read_text()
    assert "no scan is counted" in log.read_text()


def test_a_full_disk_is_said_before_the_start(code: str, tmp_path: Path, free_port: int) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    said = refused(tmp_path / "store.gpkg", "--port", str(free_port), preexec_fn=no_room)
    assert "Datenträger ist voll" in said


def test_a_demo_that_cannot_be_written_does_not_start(read_only: Path, free_port: int) -> None:
    with pytest.raises(Unavailable, match="schreibgeschützt"):
        serving.serve(Settings(store=str(read_only), port=free_port), is_demo=True)


@pytest.mark.parametrize(
    ("base_map", "said"),
    [("basemap.de-color", "basemap.de-colour"), ("https://tiles.example/{z}/{x}/{y}.png", "ATTRIBUTION")],
)
def test_a_wrong_base_map_is_said_before_the_start(
    code: str, tmp_path: Path, free_port: int, base_map: str, said: str
) -> None:
    environ = {**os.environ, "SIGNAGE_BASEMAP_URL": base_map}
    assert said in refused(tmp_path / "store.gpkg", "--port", str(free_port), env=environ)
    with pytest.raises(InvalidInput, match=said):
        create_app(Settings(basemap_url=base_map))
