"""Features as the JSON that everybody may see, kept from answer to answer: maps ask for the same rows again
and again, and making the text takes most of the time that an answer takes.
"""

from collections.abc import Sequence
from datetime import date
from threading import Lock

from signage.domain.validity import today
from signage.services.rights import NOBODY
from signage.store import Store
from signage.store.plain import plain_rows
from signage_api.features import as_json, columns_of, features

_MOST_BYTES = 24 << 20
_OVERHEAD = 250  # bytes that Python needs beside each text
# Id, version and time of the last change: a state that another program brings back has versions of before.
Stamp = tuple[int, int, str]


class Fragments:
    """The text of each feature by its layer and the stamp of its row; the longest kept go first."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: dict[tuple[str, Stamp], bytes] = {}
        self._bytes = 0
        self._day: date | None = None
        self._lock = Lock()

    def texts(self, store: Store, layer: str, stamps: Sequence[Stamp]) -> list[bytes]:
        """The features of the rows as JSON, in their order; without those that are gone meanwhile."""
        self._begin_day(today())
        found = {stamp[0]: self._kept.get((layer, stamp)) for stamp in stamps}
        lacking = [row_id for row_id, text in found.items() if text is None]
        if lacking:
            found |= self._made(store, layer, lacking)
        return [text for text in found.values() if text is not None]

    def _begin_day(self, day: date) -> None:
        """What a firm consented to counts from its day on."""
        if day != self._day:
            with self._lock:
                self._kept.clear()
                self._bytes, self._day = 0, day

    def _made(self, store: Store, layer: str, ids: Sequence[int]) -> dict[int, bytes]:
        names = columns_of(layer, public=True)
        rows = plain_rows(store, layer, names, ids=ids)
        version, changed_at = names.index("version"), names.index("changed_at")
        # Copied: the buffer that a text was written to is larger by far, and would stay behind it.
        made = {
            row[0]: bytes(memoryview(as_json(one)))
            for row, one in zip(rows, features(layer, rows, NOBODY), strict=True)
        }
        with self._lock:
            for row in rows:
                self._keep((layer, (row[0], row[version], row[changed_at])), made[row[0]])
        return made

    def _keep(self, key: tuple[str, Stamp], text: bytes) -> None:
        if key not in self._kept:
            self._bytes += len(text) + _OVERHEAD
        self._kept[key] = text
        while self._bytes > self._most_bytes:
            oldest = next(iter(self._kept))
            self._bytes -= len(self._kept.pop(oldest)) + _OVERHEAD
