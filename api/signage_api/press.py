"""Turns at what is slow, or takes much memory: documents on paper, pictures that are made anew."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from signage.errors import Said, Unavailable

PRINTING = Said("Gerade wird viel gedruckt; bitte gleich noch einmal.", "Many are printing; try again soon.")
LOGOS = Said(
    "Gerade werden viele Logos geschickt; bitte gleich noch einmal.",
    "Many are sending logos; try again soon.",
)


class Turns:
    """Few are at work at a time, and few more wait: a document takes a second of a processor, a large picture
    hundreds of megabytes, and scans must not suffer from it.
    """

    def __init__(self, *, at_work: int, inside: int, busy: Said) -> None:
        self._at_work = threading.BoundedSemaphore(at_work)
        self._inside = threading.BoundedSemaphore(inside)
        self._busy = busy

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn; Unavailable when others wait already."""
        if not self._inside.acquire(blocking=False):
            raise Unavailable(self._busy)
        try:
            with self._at_work:
                yield
        finally:
            self._inside.release()
