"""The figures of the rules: data with source and certainty; a municipality may correct single ones."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from signage.errors import InvalidInput, Said
from signage.siting.english import cited, said
from signage.siting.values import Citation

PACK = Path(__file__).with_name("figures.toml")
CERTAINTIES = ("law", "found", "memory")
FIELDS = ("value", "unit", "source", "edition", "certainty")


@dataclass(frozen=True)
class Figure:
    """One number (or yes/no) that a rule demands, and where it stands."""

    key: str
    value: float
    unit: str
    source: str
    edition: str
    certainty: str
    german: str
    english: str

    @cached_property
    def citation(self) -> Citation:
        """Source, edition and certainty, as a finding carries them."""
        return cited(self.source, self.edition, self.certainty)

    @cached_property
    def counted_in(self) -> Said:
        """The unit as sentences and tables name it."""
        return said("unit", self.unit)


@dataclass(frozen=True)
class Figures:
    """All figures by key; `figures["reading.time"]` is the number alone."""

    pack: Mapping[str, Figure]

    @cached_property
    def values(self) -> dict[str, float]:
        """Key -> number; a yes is 1."""
        return {key: figure.value for key, figure in self.pack.items()}

    def __getitem__(self, key: str) -> float:
        return self.values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.pack)

    def figure(self, key: str) -> Figure:
        """The figure with its source."""
        return self.pack[key]

    def step(self, group: str, at: float) -> str:
        """The key `{group}.{n}` with the smallest n that is not below `at`, else `{group}.above`."""
        fitting = next((n for n in self._steps[group] if at <= n), None)
        return f"{group}.above" if fitting is None else f"{group}.{fitting}"

    def between(self, group: str, at: float) -> float:
        """The value of `{group}.{n}` at `at`: interpolated, and held at both ends."""
        steps = self._steps[group]
        below = max((n for n in steps if n <= at), default=steps[0])
        above = min((n for n in steps if n >= at), default=steps[-1])
        low, high = self[f"{group}.{below}"], self[f"{group}.{above}"]
        return low if above == below else low + (high - low) * (at - below) / (above - below)

    @cached_property
    def _steps(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for key in self.pack:
            group, _, last = key.rpartition(".")
            if last.isdigit():
                found.setdefault(group, []).append(int(last))
        return {group: sorted(steps) for group, steps in found.items()}


def load_figures(path: Path | None = None) -> Figures:
    """The pack, with single figures replaced by those of the file at `path` (TOML of the same shape).

    InvalidInput names every fault of that file at once; a file cannot add figures that no rule reads.
    """
    pack = {key: Figure(key, **row) for key, row in tomllib.loads(PACK.read_text("utf-8")).items()}
    if path is None:
        return Figures(pack)
    own = _read(path)
    problems = {key: _joined(faults) for key, row in own.items() if (faults := list(_faults(key, row, pack)))}
    if problems:
        raise InvalidInput(_wrong(path), problems)
    changed = {key: replace(pack[key], **{name: row[name] for name in FIELDS}) for key, row in own.items()}
    return Figures({**pack, **changed})


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        why = getattr(error, "strerror", None) or error
        raise InvalidInput(
            Said(
                f"Die Datei der Regelwerte {path.name} ist nicht zu lesen ({why}).",
                f"The file of figures {path.name} cannot be read ({why}).",
            )
        ) from error


def _faults(key: str, row: Any, pack: Mapping[str, Figure]) -> Iterator[Said]:
    """All that is wrong with one own figure; of one that lacks a field only that."""
    if key not in pack:
        yield Said("diesen Regelwert gibt es nicht", "there is no such figure")
        return
    if missing := [name for name in FIELDS if not isinstance(row, dict) or name not in row]:
        yield Said(f"es fehlt: {', '.join(missing)}", f"missing: {', '.join(missing)}")
        return
    if not _is_like(row["value"], pack[key].value):
        yield Said(f"value {row['value']!r} ist kein passender Wert", f"value {row['value']!r} does not fit")
    if row["unit"] != pack[key].unit:
        yield Said(f"die Einheit ist {pack[key].unit!r}", f"the unit is {pack[key].unit!r}")
    if row["certainty"] not in CERTAINTIES or not all(_is_text(row[name]) for name in ("source", "edition")):
        yield Said(
            f"source und edition sind Text, certainty ist eines von {', '.join(CERTAINTIES)}",
            f"source and edition are text, certainty is one of {', '.join(CERTAINTIES)}",
        )


def _joined(faults: list[Said]) -> Said:
    return Said("; ".join(faults), "; ".join(fault.english for fault in faults))


def _is_like(value: Any, model: float) -> bool:
    """A yes or no for a yes or no, else a finite number that is not negative."""
    if isinstance(model, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(model, bool)
    return isinstance(value, int | float) and 0 <= value < 1e6


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _wrong(path: Path) -> Said:
    return Said(
        f"Die Datei der Regelwerte {path.name} ist fehlerhaft.", f"The file of figures {path.name} is wrong."
    )
