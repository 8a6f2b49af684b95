"""What the page of a comparison shows: lines with their cells before and after, and what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from signage.domain.layers import LAYERS
from signage.services.round_trip.columns import Labels, heading_of, shown
from signage.services.round_trip.lines import (
    AS,
    FROM,
    KINDS,
    LEAVE,
    MINE,
    STORED,
    CellChange,
    Comparison,
    Line,
)
from signage.services.round_trip.scope import Ground
from signage.services.round_trip.taking import Decision, what_to_do
from signage_api.problems import in_language

PAGE = 50
_TENANT = LAYERS["tenant"]
_LONGEST = 200


@dataclass(frozen=True)
class ShownCell:
    """A field before and after; `exported` and `side` where somebody must choose."""

    name: str
    heading: str
    before: str
    after: str
    exported: str
    is_conflict: bool
    problem: str
    side: str


@dataclass(frozen=True)
class ShownLine:
    """A line as the page has it; `options` are (what, text of the candidate) of which one is chosen."""

    line: Line
    cells: Sequence[ShownCell]
    reasons: Sequence[str]
    options: Sequence[tuple[str, str]]
    chosen: str

    @property
    def is_simple(self) -> bool:
        """Whether one tick decides it."""
        return len(self.options) == 2


@dataclass(frozen=True)
class Spoken:
    """Values as people read them."""

    ground: Ground
    language: str

    @property
    def _labels(self) -> Labels:
        return Labels.of(list(self.ground.areas.values()), self.ground.towns)

    def lines(self, lines: Sequence[Line], decisions: Mapping[str, Decision]) -> list[ShownLine]:
        """The lines of one page."""
        labels = self._labels
        return [self._line(line, decisions, labels) for line in lines]

    def _line(self, line: Line, decisions: Mapping[str, Decision], labels: Labels) -> ShownLine:
        decided = decisions.get(line.key)
        sides = decided.sides if decided else {}
        derived = [
            CellChange(field=name, stored=None, mine=value)
            for name, value in line.derived.items()
            if all(cell.field != name for cell in line.cells)
        ]
        names = {
            f"{way}{one.tenant}": f"{one.name} ({one.where})" for one in line.candidates for way in (AS, FROM)
        }
        return ShownLine(
            line=line,
            cells=[self._cell(cell, sides, labels) for cell in (*line.cells, *derived)],
            reasons=[in_language(reason, self.language) for reason in line.reasons],
            options=[(do, names.get(do, "")) for do in line.can],
            chosen=what_to_do(line, decisions),
        )

    def _cell(self, cell: CellChange, sides: Mapping[str, str], labels: Labels) -> ShownCell:
        known = cell.field in _TENANT.editable
        heading = heading_of(_TENANT.field(cell.field), self.language) if known else cell.field
        return ShownCell(
            name=cell.field,
            heading=heading,
            before=self._value(cell.field, cell.stored, labels),
            after=self._value(cell.field, cell.mine, labels),
            exported=self._value(cell.field, cell.exported, labels),
            is_conflict=cell.is_conflict,
            problem=in_language(cell.problem, self.language),
            side=sides.get(cell.field, STORED) if cell.is_conflict else MINE,
        )

    def _value(self, name: str, value: Any, labels: Labels) -> str:
        if value is None or name == "geometry":
            return "" if value is None else "•"
        found = shown(_TENANT.field(name), value, labels, self.language)
        if isinstance(found, date):
            return f"{found}" if self.language == "en" else f"{found:%d.%m.%Y}"
        text = str(found)
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def filters(comparison: Comparison) -> list[tuple[str, int]]:
    """The kinds that there are, with how many lines each has."""
    return [(kind, count) for kind in KINDS if (count := comparison.counts[kind])]


def to_be_done(comparison: Comparison, decisions: Mapping[str, Decision]) -> int:
    """How many lines would be taken now."""
    return sum(what_to_do(line, decisions) != LEAVE for line in comparison.lines)


def page_of(lines: Sequence[Line], number: int) -> tuple[list[Line], int, int]:
    """The lines of a page, its number within bounds, and how many pages there are."""
    pages = max((len(lines) + PAGE - 1) // PAGE, 1)
    number = min(max(number, 1), pages)
    return list(lines[(number - 1) * PAGE : number * PAGE]), number, pages
