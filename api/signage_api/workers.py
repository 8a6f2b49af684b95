"""The processes that answer: started empty, watched, and ended together with the one that started them."""

import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess

from signage.errors import Said, Unavailable
from signage_api import stopping

_END_S = stopping.GRACE_S + stopping.FINISH_S + 1
_PAUSE_S, _WITHIN_S, _MOST_DEATHS = 1.0, 10.0, 5
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_workers(count: int, work: Callable[[], None]) -> None:
    """Run `work` in `count` processes until this one is told to stop by SIGINT or SIGTERM.

    To be called in the main thread; `work` has to be picklable. One of several that dies is replaced a second
    later; a single one, or five that die within ten seconds, end the service, to be restarted from outside:
    then Unavailable is raised.
    """
    died: deque[float] = deque(maxlen=_MOST_DEATHS)
    with _told() as told, _as_nobody():
        running = [_started(work) for _ in range(count)]
        try:
            while told not in (ready := wait([told, *(worker.sentinel for worker in running)])):
                dead = [worker for worker in running if worker.sentinel in ready]
                died.extend([time.monotonic()] * len(dead))
                if count == 1 or (len(died) == _MOST_DEATHS and died[-1] - died[0] < _WITHIN_S):
                    raise _gave_up(dead)
                if wait([told], _PAUSE_S):
                    break
                running = [_started(work) if worker in dead else worker for worker in running]
        finally:
            _end(running)


def _gave_up(dead: list[SpawnProcess]) -> Unavailable:
    dead[0].join()
    code = dead[0].exitcode
    return Unavailable(
        Said(
            f"Der Arbeitsprozess endete von selbst ({code}).", f"The worker process ended by itself ({code})."
        )
    )


def _started(work: Callable[[], None]) -> SpawnProcess:
    # As fresh processes: what loading a sample left in this one's memory stays here.
    worker = multiprocessing.get_context("spawn").Process(target=work, name="worker")
    worker.start()
    return worker


def _end(running: list[SpawnProcess]) -> None:
    for worker in running:
        worker.terminate()
    for worker in running:
        worker.join(_END_S)
        if worker.is_alive():
            worker.kill()
            worker.join()


@contextmanager
def _told() -> Iterator[int]:
    """A file descriptor that can be read from once this process has been told to stop."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    handlers = [signal.signal(number, lambda *_: None) for number in _SIGNALS]
    try:
        yield reader
    finally:
        for number, handler in zip(_SIGNALS, handlers, strict=True):
            signal.signal(number, handler)
        signal.set_wakeup_fd(before)
        os.close(reader)
        os.close(writer)


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Workers do not need the program that started this one; multiprocessing would run its file again."""
    main = vars(sys.modules["__main__"])
    kept = {name: main.pop(name, None) for name in ("__file__", "__spec__")}
    main["__spec__"] = None
    try:
        yield
    finally:
        main.update({name: value for name, value in kept.items() if value is not None})
