"""Comparisons of large files, made beside the request that asks for them, with how far they have come."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from signage.services.round_trip.lines import Comparison

LARGE: Final = 2_000  # rows, from which on somebody is shown that it goes on
_KEPT: Final = 3
_AT_ONCE_S: Final = 0.5
Work = Callable[[Callable[[int, int], None]], Comparison]


@dataclass
class Running:
    """One comparison: rows compared of all, and what came of it."""

    total: int
    done: int = 0
    result: Comparison | None = None
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
        self._every: OrderedDict[Hashable, Running] = OrderedDict()

    def of(
        self, key: Hashable, total: int, work: Work, *, state: Hashable = None, wait_s: float = _AT_ONCE_S
    ) -> Running:
        """The comparison, begun if it was not; waits a moment for it. What it raised is in `failed`."""
        with self._lock:
            running = self._every.get(key)
            if running is None or (running.is_shown and running.state != state):
                running = self._every[key] = Running(total, state=state)
                threading.Thread(target=_run, args=(running, work), name="compare", daemon=True).start()
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


def _run(running: Running, work: Work) -> None:
    try:
        running.result = work(running.tell)
    except Exception as error:  # noqa: BLE001 - told to whoever asks, in their request
        running.failed = error
    finally:
        running.finished.set()
