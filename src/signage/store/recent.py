"""The newest changes of a file's history, kept in memory: what they left as it was need not be read again."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

_MOST = 500  # so few are looked through more quickly than an area is read
# A firm is changed `alone` when it stays in its area and is there as long as before. A sign that left an area
# is known by what is kept of it.
_NEWER = f"""
    SELECT id, layer, "row",
           CASE layer
           WHEN 'tenant' THEN action = 'update' AND before NOT LIKE '%"area"%'
               AND before NOT LIKE '%"valid_%' AND before NOT LIKE '%"withdrawn_by"%'
           WHEN 'sign' THEN coalesce(before, '') NOT LIKE '%"area"%' END,
           CASE layer WHEN 'sign' THEN (SELECT area FROM sign WHERE id = change."row") END
    FROM change WHERE id > :seen ORDER BY id LIMIT {_MOST}"""
_NEWEST = "SELECT coalesce(max(id), 0) FROM change"

_NO_AREA = -1
_Entry = tuple[int, int | None, int]  # change, area concerned or None for all, firm changed alone or 0


class RecentChanges:
    """For one reader of a file, whose writers take turns: what was committed later has a higher id."""

    def __init__(self, ask: Callable[..., Sequence[tuple[Any, ...]]]) -> None:
        self._ask = ask
        self._entries: deque[_Entry] = deque(maxlen=_MOST)
        self._since = self.newest = -1

    def forget(self) -> None:
        """Begin anew: the history is another one."""
        self._entries.clear()
        self._since = self.newest = -1

    def look(self) -> None:
        """Learn what was changed since; to be called in the snapshot in which `newest` is then the newest."""
        rows = self._ask(_NEWER, seen=self.newest) if self.newest >= 0 else []
        if self.newest < 0 or len(rows) == _MOST:
            self._entries.clear()
            self._since = self.newest = int(self._ask(_NEWEST)[0][0])
            return
        for row in rows:
            if len(self._entries) == _MOST:
                self._since = self._entries[0][0]
            self._entries.append(_entry(*row))
        if rows:
            self.newest = rows[-1][0]

    def firms_changed(self, area_id: int, seen: int) -> set[int] | None:
        """The firms, wherever they are, that alone were changed after the change `seen`; None when something
        else may have changed what a page of the area shows.
        """
        if seen < self._since:
            return None
        found = set()
        for change, area, firm in reversed(self._entries):
            if change <= seen:
                break
            if area is None or area == area_id:
                return None
            found.add(firm)
        return found


def _entry(change: int, layer: str, row: int, alone: int | None, area: int | None) -> _Entry:
    if layer == "tenant" and alone:
        return change, _NO_AREA, row
    if layer == "sign" and alone:
        return change, _NO_AREA if area is None else area, 0
    return change, row if layer == "area" else None, 0
