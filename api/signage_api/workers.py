"""The processes that answer: started empty, watched, and ended together with the one that started them."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess

from signage.errors import Said, Unavailable
from signage_api import stopping

_END_S = stopping.GRACE_S + stopping.FINISH_S + 1
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_workers(count: int, work: Callable[[], None]) -> None:
    """Run `work` in `count` processes until this one is told to stop by SIGINT or SIGTERM.

    To be called in the main thread; `work` has to be picklable. One of several that dies is replaced; a
    single one ends the service, to be restarted from outside: then Unavailable is raised.
    """
    with _told() as told, _as_nobody():
        running = [_started(work) for _ in range(count)]
        try:
            while told not in (ready := wait([told, *(worker.sentinel for worker in running)])):
                if count == 1:
                    raise Unavailable(
                        Said(
                            f"Der Arbeitsprozess endete von selbst ({running[0].exitcode}).",
                            f"The worker process ended by itself ({running[0].exitcode}).",
                        )
                    )
                running = [_started(work) if worker.sentinel in ready else worker for worker in running]
        finally:
            _end(running)


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
