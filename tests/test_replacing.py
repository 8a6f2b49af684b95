"""Files that appear whole or not at all, whatever becomes of who writes them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from signage.replacing import replaced

WRITER = """
import sys, time
from pathlib import Path
from signage.replacing import replaced
with replaced(Path(sys.argv[1])) as new:
    new.write_bytes(b"half")
    print("writing", flush=True)
    time.sleep(60)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_half(path: Path) -> None:
    with replaced(path) as new:
        new.write_bytes(b"half")
        raise KeyError


def test_what_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(KeyError):
        write_half(tmp_path / "a")
    assert (names(tmp_path), (tmp_path / "a").read_bytes()) == (["a"], b"old")


def test_what_was_left_by_one_who_was_killed_is_cleared_away_and_no_work_of_others(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, tmp_path / "a"], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        with replaced(tmp_path / "b") as new:
            new.write_bytes(b"new")
        assert len(names(tmp_path)) == 3  # a, b and the writer's own place
        os.kill(writer.pid, signal.SIGKILL)
    assert (tmp_path / "a").read_bytes() == b"old"
    with replaced(tmp_path / "b") as new:
        new.write_bytes(b"newer")
    assert (names(tmp_path), (tmp_path / "b").read_bytes()) == (["a", "b"], b"newer")
