"""Work in a child process: limits, what comes back, and whose fault it was."""

import logging
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from signage.errors import Conflict, InvalidInput, Said, SignageError, UntrustedFile
from signage.processes import run_in_child
from tests.parts.waiting import soon


def doubled(number: int, *, plus: int = 0) -> dict[str, int]:
    return {"twice": number * 2 + plus}


def refuses() -> None:
    raise InvalidInput(Said("Das geht nicht.", "No."), {"name": Said("Leer.", "Empty.")})


def is_in_conflict() -> None:
    raise Conflict(Said("Schon da.", "There already."))


def has_a_bug() -> None:
    raise KeyError("geheim")


def crashes() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def takes_its_time() -> None:
    time.sleep(30)


def takes_much() -> int:
    return len(bytearray(1 << 30))


def goes_deep() -> int:
    return 1 + goes_deep()


class Arrives:
    """Tells the limits under which an argument is unpacked."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return resource.getrlimit, (resource.RLIMIT_AS,)


def shown(limits: tuple[int, int]) -> list[int]:
    return list(limits)


def test_the_answer_comes_back() -> None:
    assert run_in_child(doubled, 4, plus=1) == {"twice": 9}


def test_a_refusal_comes_back_in_both_languages() -> None:
    with pytest.raises(InvalidInput) as refused:
        run_in_child(refuses)
    said = [refused.value.message, refused.value.problems["name"]]
    assert [(str(text), text.english) for text in said if isinstance(text, Said)] == [
        ("Das geht nicht.", "No."),
        ("Leer.", "Empty."),
    ]
    with pytest.raises(Conflict, match="Schon da"):
        run_in_child(is_in_conflict)


def test_a_bug_is_our_fault_and_its_text_stays_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(SignageError) as failed:
        run_in_child(has_a_bug)
    assert type(failed.value) is SignageError
    assert "geheim" not in failed.value.message
    assert "KeyError: 'geheim'" in caplog.text


@pytest.mark.parametrize(
    ("function", "seconds", "german", "english"),
    [
        (crashes, 60, "abgestürzt", "crash"),
        (takes_its_time, 2, "nach 2 s", "after 2 s"),
        (takes_much, 60, "mehr als 400 MB", "more than 400 MB"),
        (goes_deep, 60, "abgestürzt", "crash"),
    ],
)
def test_what_a_hostile_file_can_do_is_the_files_fault(
    function: Callable[[], object], seconds: int, german: str, english: str
) -> None:
    with pytest.raises(UntrustedFile) as refused:
        run_in_child(function, seconds=seconds, megabytes=400)
    assert german in refused.value.message
    assert english in refused.value.message.english


def test_the_limits_hold_before_the_order_is_read() -> None:
    assert run_in_child(shown, Arrives(), megabytes=500) == [500 << 20, 500 << 20]


def counts(n: int, *, progress: Callable[[int, int], None]) -> int:
    for done in range(n):
        progress(done + 1, n)
    return n


def babbles(*, progress: Callable[[int, int], None]) -> None:
    del progress
    os.write(int(sys.argv[3]), b"9" * 5000 + b"\n1\n\xff\xfe 2\n-3 4\n7 8\n")


def test_a_child_tells_how_far_it_is_in_order() -> None:
    told: list[tuple[int, int]] = []
    assert run_in_child(counts, 3, progress=lambda *news: told.append(news)) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_what_is_no_progress_is_not_told() -> None:
    told: list[tuple[int, int]] = []
    run_in_child(babbles, progress=lambda *news: told.append(news))
    assert told == [(7, 8)]


def waits(told: str) -> None:
    Path(told).write_text(str(os.getpid()), "ascii")
    time.sleep(60)


def test_a_child_does_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "child"
    script = f"from tests import test_processes as t; t.run_in_child(t.waits, {str(told)!r})"
    with subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parents[1]) as parent:
        assert soon(lambda: told.exists() and told.read_text("ascii") != "")
        parent.kill()
    child = int(told.read_text("ascii"))
    assert soon(lambda: not psutil.pid_exists(child))
