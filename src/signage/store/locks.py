"""Writers of one GeoPackage take turns, across threads and processes.

SQLite would queue them itself, but versions before 3.51.3 can damage the log when two connections write and
checkpoint at once; so every write and every checkpoint happens under this lock.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signage.errors import Said, Unavailable
from signage.store.faults import out_of_order

_PAUSE_S = 0.002


class WriteLock:
    """A lock on the file `<store>.lock`; the empty file may stay, only the lock on it counts."""

    def __init__(self, path: Path, *, patience_s: float = 30.0) -> None:
        self._path = path
        self._patience_s = patience_s
        self._threads = threading.RLock()
        self._depth = 0
        self._file = -1

    @contextmanager
    def held(self, patience_s: float | None = None) -> Iterator[None]:
        """Wait for the turn; Unavailable when another process keeps the store longer than `patience_s`."""
        patience_s = self._patience_s if patience_s is None else patience_s
        if not self._threads.acquire(timeout=patience_s):
            raise Unavailable(
                Said(
                    "Eine andere Änderung läuft noch. Bitte gleich noch einmal versuchen.",
                    "Another change is still under way. Please try again.",
                )
            )
        try:
            if self._depth == 0:
                self._file = self._taken(patience_s)
            self._depth += 1
            yield
        finally:
            self._depth = max(0, self._depth - 1)
            if self._depth == 0 and self._file >= 0:
                os.close(self._file)
                self._file = -1
            self._threads.release()

    def _taken(self, patience_s: float) -> int:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
        except OSError as error:
            raise out_of_order(error.strerror or str(error)) from error
        give_up = time.monotonic() + patience_s
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return file
            except BlockingIOError:
                if time.monotonic() > give_up:
                    os.close(file)
                    raise Unavailable(
                        Said(
                            "Ein anderes Programm schreibt gerade in den Bestand.",
                            "Another program is writing to the store.",
                        )
                    ) from None
                time.sleep(_PAUSE_S)
