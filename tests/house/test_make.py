"""The two commands of the README do what they say."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.parts.servers import answers, stop_child


def make(*words: str) -> str:
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PORT", "DIR"))
    }
    done = subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_make_demo_hands_on_port_and_folder() -> None:
    plan = make("-n", "demo", "PORT=8123", "DIR=build/other")
    assert 'signage demo --dir "build/other" --port "8123"' in plan


def test_make_tells_what_it_can_do() -> None:
    told = make("help")
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony is not None
    hidden = {"help", "parts"}
    assert [
        target for target in phony[1].split() if target not in hidden and f"make {target} " not in told
    ] == []


def install(folder: Path, pip: str) -> subprocess.CompletedProcess[str]:
    """The script that installs libraries, with a shell script in pip's place."""
    (folder / ".venv/bin").mkdir(parents=True)
    python = folder / ".venv/bin/python"
    python.write_text(f"#!/bin/sh\n{pip}\n")
    python.chmod(0o755)
    (folder / "lock.txt").write_text("".join(f"lib{n}==1.0 \\\n    --hash=sha256:0\n" for n in range(25)))
    script = [str(ROOT / "scripts/install_libraries"), "lock.txt"]
    return subprocess.run(script, cwd=folder, capture_output=True, text=True, check=False)


def test_installing_counts_the_libraries(tmp_path: Path) -> None:
    done = install(
        tmp_path,
        "for n in $(seq 25); do echo Collecting lib$n==1.0; done; echo Installing collected packages: x",
    )
    assert done.returncode == 0
    assert done.stdout.split("\n") == [
        "  10 of 25: lib10",
        "  20 of 25: lib20",
        "  unpacking 25 libraries",
        "",
    ]


def test_what_fails_in_installing_is_told_and_stops_it(tmp_path: Path) -> None:
    done = install(tmp_path, "echo WARNING: chatter >&2; echo ERROR: no network >&2; exit 1")
    assert done.returncode == 1
    assert "ERROR: no network" in done.stderr
    assert "chatter" not in done.stderr


def test_ci_runs_the_command_of_the_readme() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text("utf-8")


def test_the_demo_prints_addresses_that_answer_and_ends_cleanly_on_ctrl_c(
    tmp_path: Path, free_port: int
) -> None:
    command = [Path(sys.executable).with_name("signage"), "demo", "--dir", tmp_path, "--port", free_port]
    log = tmp_path / "log"
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(free_port, demo)
        while "Strg-C" not in log.read_text("utf-8") and demo.poll() is None:
            time.sleep(0.1)
        printed = re.findall(r"http://\S+", log.read_text("utf-8"))
        assert len(printed) >= 3
        assert {address: status_of(address) for address in printed} == dict.fromkeys(printed, 200)
        os.killpg(demo.pid, signal.SIGINT)
        assert demo.wait(60) in (0, 130), log.read_text("utf-8")
    finally:
        stop_child(demo, signal.SIGINT)
    assert not answers(free_port)
    assert "Traceback" not in log.read_text("utf-8")


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def wait_for(port: int, child: "subprocess.Popen[bytes]", seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while not answers(port):
        if child.poll() is not None or time.monotonic() > until:
            pytest.fail("the demo does not answer")
        time.sleep(0.1)
