"""Long lists in parts that a statement can take."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

MOST_BOUND = 500  # values that one condition names: planned quickly, and every SQLite binds as many
MOST_ROWS = 10_000  # rows handed to the driver at once: it holds each several times over

_Item = TypeVar("_Item")


def parts(items: Sequence[_Item], size: int = MOST_BOUND) -> Iterator[Sequence[_Item]]:
    """`items` in their order, at most `size` at a time; none of no items."""
    return (items[start : start + size] for start in range(0, len(items), size))
