"""Large files compared and taken beside the request that asks for it, with how far that has come."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Generic, TypeVar

from signage.errors import SignageError
from signage.services.round_trip.lines import Comparison

LARGE: Final = 2_000  # rows, from which on somebody is shown that it goes on
_KEPT: Final = 3
_TOLD: Final = 50  # takings that are over, of which somebody may still ask
_AT_ONCE_S: Final = 0.5
Result = TypeVar("Result")
Tell = Callable[[int, int], None]
Work = Callable[[Tell], Comparison]


@dataclass
class Running(Generic[Result]):
    """One piece of work: rows done of all, and what came of it."""

    total: int
    done: int = 0
    result: Result | None = None
    failed: Exception | None = None
    finished: threading.Event = field(default_factory=threading.Event)
    state: Hashable = None
    is_shown: bool = False

    def tell(self, done: int, total: int) -> None:
        """What the work says of itself."""
        self.done, self.total = done, total


class Comparisons:
    """Those of one process, the last few: `key` names the file and what was chosen for it, `state` that of
    the inventory. Another process begins anew.

    What was begun is brought to its end and shown once, whatever is changed meanwhile: on a busy inventory
    nobody would ever see one else. Taking looks whether it still holds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._every: OrderedDict[Hashable, Running[Comparison]] = OrderedDict()

    def of(
        self, key: Hashable, total: int, work: Work, *, state: Hashable = None, wait_s: float = _AT_ONCE_S
    ) -> Running[Comparison]:
        """The comparison, begun if it was not; waits a moment for it. What it raised is in `failed`."""
        with self._lock:
            running = self._every.get(key)
            if running is None or (running.is_shown and running.state != state):
                running = self._every[key] = Running(total, state=state)
                _start(running, work, "compare")
            self._every.move_to_end(key)
            # What still goes on is not let go of: who asks for it next would begin it once more.
            done = [other for other, one in self._every.items() if one.finished.is_set() and other != key]
            for other in done[: max(len(self._every) - _KEPT, 0)]:
                del self._every[other]
        running.is_shown = running.finished.wait(wait_s) or running.is_shown
        if running.failed is not None:
            with self._lock:
                self._every.pop(key, None)
        return running


@dataclass
class Taking(Running[None]):
    """One file that is being taken; `is_storing` once its rows were compared again and are written. Without
    `total` it goes on elsewhere, nobody here knows how far. What came of it is in the store, not kept here.
    """

    is_storing: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether nothing came of it yet."""
        return not self.finished.is_set()

    def tell_stored(self, done: int, total: int) -> None:
        """As `tell`, of the rows that are written."""
        self.is_storing = True
        self.tell(done, total)


class Takings:
    """The files that this process is taking, by their keys: each once, however often somebody presses. What
    failed stays until it was told.

    They end with the process, and then nothing of them is stored.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._every: OrderedDict[str, Taking] = OrderedDict()

    def begin(
        self, key: str, total: int, work: Callable[[Taking], object], *, wait_s: float = _AT_ONCE_S
    ) -> Taking:
        """The taking, begun unless it goes on or is done; waits a moment for it."""
        with self._lock:
            taking = self._every.get(key)
            if taking is None or taking.failed is not None:
                taking = self._every[key] = Taking(total)
                _start(taking, partial(_take, work, taking), "take")
            done = [other for other, one in self._every.items() if not one.goes_on and other != key]
            for other in done[: max(len(done) - _TOLD, 0)]:
                del self._every[other]
        taking.finished.wait(wait_s)
        return taking

    def of(self, key: str) -> Taking | None:
        """What is known here of the taking of a file."""
        return self._every.get(key)

    def told(self, key: str) -> None:
        """Somebody has read that a taking failed."""
        with self._lock:
            taking = self._every.get(key)
            if taking is not None and taking.failed is not None:
                del self._every[key]


def _take(work: Callable[[Taking], object], taking: Taking, _tell: Tell) -> None:
    work(taking)


def _start(running: Running[Result], work: Callable[[Tell], Result], name: str) -> None:
    threading.Thread(target=_run, args=(running, work), name=name, daemon=True).start()


def _run(running: Running[Result], work: Callable[[Tell], Result]) -> None:
    try:
        running.result = work(running.tell)
    except Exception as error:  # noqa: BLE001 - told to whoever asks, in their request
        # Without the places where it was raised what is meant for people holds on to no rows until told.
        running.failed = error.with_traceback(None) if isinstance(error, SignageError) else error
    finally:
        running.finished.set()
