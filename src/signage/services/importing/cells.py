"""What may come of reading a cell beside its value."""

from dataclasses import dataclass
from typing import Any

from signage.errors import UNSAID, Said


class RefusedCell(Exception):
    """A cell that cannot be taken."""

    def __init__(self, problem: Said, advice: Said = UNSAID) -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Mended:
    """A value that is not quite what the cell says, and why."""

    value: Any
    remark: Said


class _Clear:
    def __repr__(self) -> str:
        return "CLEAR"


CLEAR = _Clear()
