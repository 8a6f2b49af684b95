"""A cache with a bound in bytes: what was not asked for longest goes first."""

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Shelf(Generic[K, V]):
    """Least recently used things go when the rest no longer fits. For one thread at a time."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._things: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._things)

    def __contains__(self, key: K) -> bool:
        return key in self._things

    def get(self, key: K) -> V | None:
        """The thing kept under `key`, which thereby is the newest; None when there is none."""
        found = self._things.get(key)
        if found is None:
            return None
        self._things.move_to_end(key)
        return found[0]

    def put(self, key: K, thing: V, size: int) -> None:
        """Keep `thing`, which takes about `size` bytes, in place of what was there."""
        if (old := self._things.pop(key, None)) is not None:
            self._bytes -= old[1]
        self._things[key] = (thing, size)
        self._bytes += size
        while self._bytes > self._most_bytes and len(self._things) > 1:
            _, (_, gone) = self._things.popitem(last=False)
            self._bytes -= gone
