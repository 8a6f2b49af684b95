"""What a change set has asked already: many rows that change together ask the same of the same area."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Remembered:
    """Answers, kept until the change set writes a row of the layer that they are about. What a question
    locked stays as it is until the end of the change set; of the rest somebody else may have stored another
    state meanwhile, as right behind any question.
    """

    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[str, Any]] = {}
        self._highest: dict[int, int] = {}

    def ask(self, layer: str, key: Hashable, question: Callable[[], Answer]) -> Answer:
        """The answer to `question`, which is asked once."""
        if key not in self._answers:
            self._answers[key] = layer, question()
        answer: Answer = self._answers[key][1]
        return answer

    def highest(self, area: int, question: Callable[[], int]) -> int:
        """The highest number that a firm of an area has on its plan, followed through what is written."""
        if area not in self._highest:
            self._highest[area] = question()
        return self._highest[area]

    def is_above_all(self, area: int, number: int) -> bool:
        """Whether it is known that no firm of the area has this number or a higher one."""
        return area in self._highest and number > self._highest[area]

    def wrote(self, layer: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """To be told of each row that is written; `old` is empty for a new one."""
        if any(kept[0] == layer for kept in self._answers.values()):
            self._answers = {key: kept for key, kept in self._answers.items() if kept[0] != layer}
        if layer == "tenant" and _numbered(old) != _numbered(new):
            if self._highest.get(old.get("area") or 0) == old.get("number"):
                self._highest.pop(old.get("area") or 0, None)
            area, number, withdrawn_by = _numbered(new)
            if area in self._highest and withdrawn_by is None:
                self._highest[area] = max(self._highest[area], number or 0)

    def forget(self) -> None:
        """Everything, where the database goes back to where it was."""
        self._answers, self._highest = {}, {}


def _numbered(row: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    return row.get("area"), row.get("number"), row.get("withdrawn_by")
