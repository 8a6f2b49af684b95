"""What a comparison says of each row of a file, and what may be done with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

from signage.errors import Said

NEW, CHANGED, MOVED, GONE, CONFIRMED, MISSING, UNCLEAR, UNCHANGED = (
    "new", "changed", "moved", "gone", "confirmed", "missing", "unclear", "unchanged",
)  # fmt: skip
KINDS: Final = (NEW, CHANGED, MOVED, GONE, CONFIRMED, MISSING, UNCLEAR, UNCHANGED)
TAKE, LEAVE, ADD, END, REPLACE, MOVE = "take", "leave", "add", "end", "replace", "move"
AS: Final = "as:"  # and the id of the firm that is meant
FROM: Final = "from:"  # and the id of the firm that moved here
MINE, STORED = "mine", "stored"


@dataclass(frozen=True, kw_only=True, slots=True)
class CellChange:
    """One field of a row: as stored now, and as the file says. `exported` is what the file was made from; a
    conflict is where all three differ. A cell with a `problem` cannot be taken.
    """

    field: str
    stored: Any
    mine: Any
    exported: Any = None
    is_conflict: bool = False
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A stored firm that a row without a key may mean."""

    tenant: int
    version: int
    name: str
    where: str
    likeness: int  # percent


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row of the file (`row` as a person sees it there), or a firm that the file no longer has.

    `key` names the line in decisions. `can` lists what may be done with it, `default` is what is unless
    somebody decides otherwise. `tenant` and `version` are the stored firm as it was looked at.
    """

    key: str
    row: int | None
    kind: str
    name: str
    tenant: int | None = None
    version: int | None = None
    where: str = ""
    cells: Sequence[CellChange] = ()
    derived: Mapping[str, Any] = field(default_factory=dict)
    reasons: Sequence[Said] = ()
    candidates: Sequence[Candidate] = ()
    can: Sequence[str] = (LEAVE,)
    default: str = LEAVE

    @property
    def conflicts(self) -> list[CellChange]:
        """The fields for which somebody must choose."""
        return [cell for cell in self.cells if cell.is_conflict]

    @property
    def problems(self) -> list[CellChange]:
        """The cells that cannot be taken."""
        return [cell for cell in self.cells if cell.problem]


@dataclass(frozen=True)
class Comparison:
    """All lines, in the order of the file, then the firms that it no longer has."""

    lines: Sequence[Line]
    notes: Sequence[Said] = ()

    @property
    def stamp(self) -> str:
        """A text that is another one once a firm of the lines was changed, or the lines are others."""
        digest = blake2b(digest_size=12)
        for line in self.lines:
            seen = [(one.tenant, one.version) for one in line.candidates]
            digest.update(repr((line.key, line.kind, line.tenant, line.version, seen)).encode())
        return digest.hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many lines there are of each kind."""
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in KINDS}

    def of(self, kind: str) -> list[Line]:
        """The lines of a kind; all but the unchanged ones for an empty one."""
        return [line for line in self.lines if (line.kind == kind if kind else line.kind != UNCHANGED)]
