"""What came of an import, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from signage.domain.names import counted
from signage.errors import UNSAID, InvalidInput, Said
from signage.formats.table import Table

TAKEN, CHANGED, UNCHANGED, PARKED = "übernommen", "geändert", "unverändert", "geparkt"


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFinding:
    """Something to know about one row of the file; `parked` says that the row was not taken because of it."""

    row: int
    column: str
    problem: Said
    advice: Said = UNSAID
    parked: bool = True


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """The outcome of one import. `verdicts` has one word per row of `table`, in the file's order.

    `change_set` is None when nothing was stored: a dry run, a strict import with parked rows, or nothing new.
    """

    layer: str
    file: str
    verdicts: tuple[str, ...]
    findings: tuple[RowFinding, ...]
    notes: tuple[Said, ...]
    columns: Mapping[str, str]
    unrecognised: tuple[str, ...]
    change_set: int | None
    dry_run: bool
    stored: bool
    table: Table = field(repr=False)

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return len(self.verdicts)

    @property
    def taken(self) -> int:
        """How many rows are new in the store."""
        return self.verdicts.count(TAKEN)

    @property
    def changed(self) -> int:
        """How many rows changed one that was there."""
        return self.verdicts.count(CHANGED)

    @property
    def unchanged(self) -> int:
        """How many rows say what the store says already."""
        return self.verdicts.count(UNCHANGED)

    @property
    def parked(self) -> int:
        """How many rows were not taken."""
        return self.verdicts.count(PARKED)

    @property
    def summary(self) -> Said:
        """One sentence for the screen."""
        german = (
            f"{counted(self.rows, 'Zeile', 'Zeilen')}: {self.taken} neu, {self.changed} geändert, "
            f"{self.unchanged} unverändert, {self.parked} geparkt."
        )
        english = (
            f"{counted(self.rows, 'row', 'rows')}: {self.taken} new, {self.changed} changed, "
            f"{self.unchanged} unchanged, {self.parked} parked."
        )
        if self.dry_run:
            return Said(
                f"Probelauf, es wurde nichts gespeichert. {german}", f"A trial, nothing was stored. {english}"
            )
        if self.parked and not self.stored:
            return Said(f"Es wurde nichts gespeichert. {german}", f"Nothing was stored. {english}")
        return Said(german, english)


def require_report_ending(path: Path) -> None:
    """Raise InvalidInput unless a report can be written to a file of this name."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise InvalidInput(
            Said(
                f"Ein Bericht endet auf .csv oder .xlsx, nicht {path.name!r}.",
                f"A report ends in .csv or .xlsx, not {path.name!r}.",
            )
        )
