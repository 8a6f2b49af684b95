"""Workers that die: replaced, but not for ever."""

import os
import signal
from collections.abc import Callable
from functools import partial
from itertools import count
from multiprocessing.connection import wait
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from signage.errors import Unavailable
from signage_api import workers
from signage_api.workers import run_workers

Clock = Callable[[float], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Lets so many seconds pass between one look at the clock and the next, however busy the machine is."""

    def set_clock(step_s: float) -> None:
        times = count(0.0, step_s)
        monkeypatch.setattr(workers, "time", SimpleNamespace(monotonic=lambda: next(times)))

    return set_clock


def die(births: Path) -> None:
    """Be born, and die of something that will not mend itself."""
    with births.open("a") as file:
        file.write(f"{os.getpid()}\n")
    os._exit(3)


def told_to_end_in_pause(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the service told to end while it waits, for so many times, before it replaces who died."""
    pauses = count(1)

    def waiting(ready: Any, timeout: float | None = None) -> Any:
        if timeout and next(pauses) == number:
            os.kill(os.getpid(), signal.SIGTERM)
        return wait(ready, timeout)

    monkeypatch.setattr(workers, "wait", waiting)


def test_workers_that_all_die_at_once_are_not_started_for_ever(tmp_path: Path, clock: Clock) -> None:
    clock(1)
    births = tmp_path / "births"
    with pytest.raises(Unavailable, match=r"endete von selbst \(3\)"):
        run_workers(2, partial(die, births))
    assert len(births.read_text().split()) in (5, 6)


def test_workers_that_die_now_and_then_are_replaced_every_time(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(60)
    told_to_end_in_pause(7, monkeypatch)
    births = tmp_path / "births"
    run_workers(2, partial(die, births))
    assert len(births.read_text().split()) > 6


def test_one_that_died_is_not_replaced_where_the_service_is_told_to_end_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_to_end_in_pause(1, monkeypatch)
    births = tmp_path / "births"
    run_workers(2, partial(die, births))
    assert len(births.read_text().split()) in (1, 2)


def test_a_single_worker_that_dies_ends_the_service(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"endete von selbst \(3\)"):
        run_workers(1, partial(die, tmp_path / "births"))
