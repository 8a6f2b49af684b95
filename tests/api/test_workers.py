"""Workers that die: replaced, but not for ever."""

import os
import time
from functools import partial
from pathlib import Path

import pytest

from signage.errors import Unavailable
from signage_api.workers import run_workers


def die(births: Path) -> None:
    """Be born, and die of something that will not mend itself."""
    with births.open("a") as file:
        file.write(f"{os.getpid()}\n")
    os._exit(3)


def test_workers_that_all_die_at_once_are_not_started_for_ever(tmp_path: Path) -> None:
    births, begun = tmp_path / "births", time.monotonic()
    with pytest.raises(Unavailable, match=r"endete von selbst \(3\)"):
        run_workers(2, partial(die, births))
    assert len(births.read_text().split()) in (5, 6)
    assert time.monotonic() - begun > 1


def test_a_single_worker_that_dies_ends_the_service(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"endete von selbst \(3\)"):
        run_workers(1, partial(die, tmp_path / "births"))
