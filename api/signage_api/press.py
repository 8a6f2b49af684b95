"""Turns at what is slow to draw: documents on paper."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from signage.errors import Said, Unavailable

_AT_ONCE, _WAITING = 2, 8


class Press:
    """Few documents are set at a time: one takes a second of a processor, and scans must not wait for it."""

    def __init__(self) -> None:
        self._at_work = threading.BoundedSemaphore(_AT_ONCE)
        self._inside = threading.BoundedSemaphore(_WAITING)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn; Unavailable when others wait already."""
        if not self._inside.acquire(blocking=False):
            raise Unavailable(
                Said(
                    "Gerade wird viel gedruckt; bitte gleich noch einmal.",
                    "Many are printing; try again soon.",
                )
            )
        try:
            with self._at_work:
                yield
        finally:
            self._inside.release()
