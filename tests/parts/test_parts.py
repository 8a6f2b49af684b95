"""The parts themselves: what they start answers, and what they must not forgive fails."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page

from tests.house.tree import ROOT
from tests.parts import browser, postgres, servers
from tests.parts.missing import missing
from tests.parts.waiting import soon

PAGE = "<!doctype html><meta name=viewport content='width=device-width'><link rel=icon href='data:,'>"


def falls_silent(port: int) -> bool:
    return soon(lambda: not servers.answers(port), seconds=5)


def begins_to_answer(port: int) -> bool:
    return soon(lambda: servers.answers(port), seconds=60)


def test_a_missing_part_is_a_skip_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="the moon is missing: it set"):
        missing("the moon", "it set")


def test_where_ci_promises_all_parts_a_missing_one_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="the moon is missing: it set"):
        missing("the moon", "it set")


def test_a_server_that_does_not_start_is_named_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no fuel')"]
    with (
        pytest.raises(RuntimeError, match="no fuel"),
        servers.running(command, port=servers.free_port(), log=tmp_path / "log"),
    ):
        pytest.fail("it must not begin")


def test_a_server_is_gone_after_its_block(tmp_path: Path, free_port: int) -> None:
    command = [sys.executable, "-m", "http.server", str(free_port), "--bind", "127.0.0.1"]
    with servers.running(command, port=free_port, log=tmp_path / "log"):
        assert servers.answers(free_port)
    assert not servers.answers(free_port)


def test_a_server_dies_with_the_test_run_that_started_it(tmp_path: Path, free_port: int) -> None:
    script = f"""
import pathlib, sys, time
from tests.parts import servers
command = [sys.executable, "-m", "http.server", "{free_port}", "--bind", "127.0.0.1"]
with servers.running(command, port={free_port}, log=pathlib.Path({str(tmp_path / "log")!r})) as child:
    print(child.pid, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline().strip()
        run.send_signal(signal.SIGKILL)
    assert falls_silent(free_port)


def test_a_run_on_several_cores_that_is_told_to_stop_tidies_up(tmp_path: Path, free_port: int) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_configure\n")
    (tmp_path / "test_long.py").write_text(f"""
import pathlib, sys, time
from tests.parts import servers
def test_long():
    command = [sys.executable, "-m", "http.server", "{free_port}", "--bind", "127.0.0.1"]
    try:
        with servers.running(command, port={free_port}, log=pathlib.Path({str(tmp_path / "log")!r})):
            time.sleep(60)
    finally:
        pathlib.Path({str(tmp_path / "tidied")!r}).touch()
""")
    options = ["-n1", "-pno:cacheprovider", f"--rootdir={tmp_path}", f"--override-ini=pythonpath={ROOT}"]
    command = [sys.executable, "-m", "pytest", *options, str(tmp_path)]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # As in a shell's background, where nobody hears Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # noqa: PLW1509  no lock taken
    ) as run:
        assert begins_to_answer(free_port)
        run.send_signal(signal.SIGTERM)
        assert soon((tmp_path / "tidied").exists, seconds=60)
        run.kill()  # it would wait ten seconds for its helpers
    assert falls_silent(free_port)


def test_each_postgis_database_is_empty_and_knows_postgis(postgis_url: str) -> None:
    with psycopg.connect(postgis_url) as connection:
        answer = connection.execute(
            "SELECT ST_AsText(ST_Point(1, 2)), count(*) FROM geometry_columns"
        ).fetchone()
    assert answer == ("POINT(1 2)", 0)


def test_a_postgresql_that_offers_postgis_goes_before_a_newer_one_without(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        program = tmp_path / f"usr/lib/postgresql/{version}/bin/initdb"
        program.parent.mkdir(parents=True)
        program.touch()
    control = tmp_path / "usr/share/postgresql/15/extension/postgis.control"
    control.parent.mkdir(parents=True)
    control.touch()
    assert postgres.programs_with_postgis(tmp_path).parent.name == "15"


def test_a_cluster_lives_in_memory_where_there_is_room(tmp_path: Path) -> None:
    assert postgres.quick_folder(tmp_path, room=1) == tmp_path
    assert postgres.quick_folder(tmp_path, room=10**18) is None
    assert postgres.quick_folder(tmp_path / "missing", room=1) is None


def test_nginx_serves_a_folder(start_nginx: Callable[..., str], tmp_path: Path, page_phone: Page) -> None:
    (tmp_path / "index.html").write_text(PAGE + "<title>Hörsel</title><p>Gewerbegebiet")
    base = start_nginx(f"root {tmp_path}; charset utf-8;")
    page_phone.goto(f"{base}/index.html")
    assert page_phone.title() == "Hörsel"
    assert page_phone.evaluate("innerWidth") == 360


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<script>console.error('ouch')</script>", "console: ouch"),
        ("<script>null.x</script>", "uncaught: .*null"),
        ("<img src='http://tiles.example/1.png'>", "foreign host: http://tiles.example/1.png"),
        ("<script src='/missing.js'></script>", "console: Failed to load resource.*404"),
    ],
)
def test_a_page_that_misbehaves_fails_its_test(
    chromium: Browser, start_nginx: Callable[..., str], tmp_path: Path, body: str, complaint: str
) -> None:
    (tmp_path / "index.html").write_text(PAGE + body)
    base = start_nginx(f"root {tmp_path};")
    with (
        pytest.raises(AssertionError, match=complaint),
        browser.watched_page(chromium, browser.DESKTOP) as page,
    ):
        page.goto(f"{base}/index.html")


def test_a_broken_policy_fails_the_test(
    chromium: Browser, start_nginx: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(PAGE + "<style>p { color: red }</style>")
    base = start_nginx(f"root {tmp_path}; add_header Content-Security-Policy \"default-src 'self'\";")
    with (
        pytest.raises(AssertionError, match="policy style-src-elem broken by inline"),
        browser.watched_page(chromium, browser.DESKTOP) as page,
    ):
        page.goto(f"{base}/index.html")


def test_of_a_failure_a_page_leaves_its_words_and_a_picture(page_desktop: Page, tmp_path: Path) -> None:
    page_desktop.set_content(PAGE + "<p id=plan-notice>Nicht gespeichert</p>")
    told = browser.sight(page_desktop, tmp_path / "failed/a.png")
    assert "Nicht gespeichert" in told
    assert (tmp_path / "failed/a.png").read_bytes().startswith(b"\x89PNG")
    page_desktop.close()
    assert "cannot be looked at" in browser.sight(page_desktop, tmp_path / "b.png")


def test_a_page_that_answers_404_on_purpose_is_no_complaint(
    start_nginx: Callable[..., str], tmp_path: Path, page_desktop: Page
) -> None:
    (tmp_path / "favicon.ico").touch()
    answer = page_desktop.goto(f"{start_nginx(f'root {tmp_path};')}/gone.html")
    assert answer is not None
    assert answer.status == 404


def test_what_a_stubborn_server_started_is_stopped_too(tmp_path: Path, free_port: int) -> None:
    serve = f"{sys.executable} -m http.server {free_port} --bind 127.0.0.1"
    with servers.running(
        ["sh", "-c", f"trap '' TERM; {serve}"], port=free_port, log=tmp_path / "log"
    ) as child:
        servers.stop_child(child, seconds=0.2)
        assert falls_silent(free_port)
