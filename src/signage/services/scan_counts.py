"""Counting scans: code, day and language, nothing else; never in the way of a page.

Counts wait in memory and are written every few seconds by a thread of their own. When the store cannot be
written, they wait longer; when too many wait, new ones are dropped: a number is worth less than a page.
"""

import logging
import threading
from collections import Counter
from datetime import date

from sqlalchemy import Table, bindparam
from sqlalchemy.exc import SQLAlchemyError

from signage.errors import SignageError
from signage.store import Store
from signage.store.schema import scan_count, upsert

MOST_WAITING = 20_000
_BATCH = 500
LEAST = 5  # fewer are told to nobody

Key = tuple[object, ...]
_log = logging.getLogger("signage.scan")


class Counts:
    """The counts of one process for `table`, whose last column is the number and whose others are the key;
    any thread may call.
    """

    table: Table

    def __init__(self, store: Store, every_seconds: float) -> None:
        self._store = store
        self._every_seconds = max(every_seconds, 0.05)
        self._waiting: Counter[Key] = Counter()
        self._stopping = threading.Event()
        self._counting = threading.Lock()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None

    def count(self, *key: object) -> None:
        """Count one more of `key`; starts the writing thread with the first."""
        with self._counting:
            if len(self._waiting) < MOST_WAITING or key in self._waiting:
                self._waiting[key] += 1
        if self._thread is None:
            self._start()

    def flush(self) -> int:
        """Write what waits; gives how many were counted, 0 when the store could not be written.

        What is not written waits on, whatever went wrong.
        """
        with self._writing:
            with self._counting:
                taken, self._waiting = self._waiting, Counter()
            if not taken:
                return 0
            try:
                self._write(taken)
            except BaseException as error:
                with self._counting:
                    self._waiting.update(taken)
                if not isinstance(error, (SignageError, SQLAlchemyError, OSError)):
                    raise
                _log.warning("%s waits: %s", self.table.name, error)
                return 0
            return taken.total()

    def close(self) -> None:
        """Stop the thread and write the rest."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None
        self.flush()

    def _start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=f"{self.table.name}s", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping.wait(self._every_seconds):
            try:
                self.flush()
            except Exception:  # noqa: BLE001 - the thread goes on: the next turn may go well
                _log.exception("%s waits", self.table.name)

    def _write(self, counts: Counter[Key]) -> None:
        waiting = sorted(counts.items(), key=str)
        with self._store.write_plain() as connection:
            insert = upsert(connection.dialect.name, self.table)
            names = self.table.c.keys()
            number = names[-1]
            statement = insert.values({name: bindparam(name) for name in names}).on_conflict_do_update(
                index_elements=list(self.table.primary_key.columns),
                set_={number: self.table.c[number] + insert.excluded[number]},
            )
            # Few at a time: the driver holds every row of a batch several times over.
            for start in range(0, len(waiting), _BATCH):
                batch = waiting[start : start + _BATCH]
                connection.execute(statement, [dict(zip(names, (*key, n), strict=True)) for key, n in batch])


class ScanCounts(Counts):
    """How often a code's page was opened."""

    table = scan_count

    def add(self, code: str, day: date, language: str) -> None:
        """Count one scan."""
        self.count(code, day, language)
