"""Rows of a file that are told the same: one line for all of them, so that nothing else is crowded out."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby
from typing import TypeVar

_RUNS = 4  # so many runs of row numbers are shown
_Told = TypeVar("_Told", bound=Hashable)


def together(rows: Iterable[tuple[_Told, int]]) -> list[tuple[_Told, list[int]]]:
    """What is told, with the numbers of all rows it is told of; in the order of its first row."""
    groups: dict[_Told, list[int]] = {}
    for told, row in rows:
        groups.setdefault(told, []).append(row)
    return list(groups.items())


def runs(numbers: Sequence[int]) -> str:
    """Row numbers, shortly: `2-5, 9`; many of them with their count: `2, 4, 6, 8 ... (467)`."""
    ordered = sorted(set(numbers))
    found = [
        [number for _, number in run] for _, run in groupby(enumerate(ordered), lambda at: at[1] - at[0])
    ]
    shown = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in found[:_RUNS])
    if len(found) > _RUNS:
        return f"{shown} ... ({len(ordered)})"
    return shown
