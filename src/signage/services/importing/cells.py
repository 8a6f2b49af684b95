"""What may come of reading a cell beside its value."""

from dataclasses import dataclass
from typing import Any


class RefusedCell(Exception):
    """A cell that cannot be taken."""

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Mended:
    """A value that is not quite what the cell says, and why."""

    value: Any
    remark: str


class _Clear:
    def __repr__(self) -> str:
        return "CLEAR"


CLEAR = _Clear()
