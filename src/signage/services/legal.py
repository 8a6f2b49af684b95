"""What the operator states in imprint, privacy statement and accessibility statement: a TOML file of fields.

The pages say in each language what the software itself does; only names, addresses and the operator's own
words come from the file. What it leaves out is said on the page to be missing.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from signage.errors import InvalidInput, Said, known

Conformance = Literal["fully", "partly", "not"]
Checked = Literal["self", "external"]
Lines = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """Who offers the pages (DDG § 5, MStV § 18); each a name or an address, line by line."""

    provider: Lines = ()
    represented: Lines = ()
    contact: Lines = ()
    responsible: Lines = ()
    supervised: Lines = ()
    vat: Lines = ()
    more: Lines = ()


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """Who answers for the data (GDPR Art. 13); `log_days` is how long the web server keeps addresses, 0
    never; `report_months` after how long `signage tidy` removes settled reports.
    """

    controller: Lines = ()
    officer: Lines = ()
    authority: Lines = ()
    host: Lines = ()
    log_days: int | None = None
    report_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class Accessibility:
    """How far the pages conform, who found that out when, what is amiss, and who enforces (ThürBarrWebG)."""

    law: str = "ThürBarrWebG"
    status: Conformance | None = None
    checked_on: date | None = None
    checked_by: Checked = "self"
    gaps: Lines = ()
    enforcement: Lines = ()


@dataclass(frozen=True, kw_only=True)
class Statements:
    """All of the file; a table that it lacks is empty."""

    imprint: Imprint = field(default_factory=Imprint)
    privacy: Privacy = field(default_factory=Privacy)
    accessibility: Accessibility = field(default_factory=Accessibility)


_KINDS = {"imprint": Imprint, "privacy": Privacy, "accessibility": Accessibility}
# Fields that are one value, and what to write there.
_SINGLE: Mapping[str, tuple[type, Said]] = {
    "log_days": (int, Said("eine Zahl von Tagen", "a number of days")),
    "report_months": (int, Said("eine Zahl von Monaten", "a number of months")),
    "checked_on": (date, Said("ein Tag wie 2026-03-01", "a day such as 2026-03-01")),
    "law": (str, Said("ein Text", "a text")),
}
_CHOICES = {"status": get_args(Conformance), "checked_by": get_args(Checked)}


def read_statements(path: str) -> Statements:
    """The statements of the file, all empty without one; raises InvalidInput naming file and field."""
    if not path:
        return Statements()
    try:
        tables = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidInput(
            Said(f"{path} ist nicht lesbar: {error}", f"{path} cannot be read: {error}")
        ) from error
    for name in tables:
        if name not in _KINDS:
            raise InvalidInput(known(Said(f"{path}: die Tabelle", f"{path}: table"), name, [*_KINDS]))
    return Statements(**{name: _read(path, name, table) for name, table in tables.items()})


def _read(path: str, name: str, table: Any) -> Any:
    kind = _KINDS[name]
    names = [one.name for one in fields(kind)]
    if not isinstance(table, Mapping):
        raise _wrong(path, name, Said("eine Tabelle", "a table"))
    for key in table:
        if key not in names:
            raise InvalidInput(known(Said(f"{path}: das Feld", f"{path}: field"), f"{name}.{key}", names))
    return kind(**{key: _value(path, f"{name}.{key}", key, value) for key, value in table.items()})


def _value(path: str, where: str, key: str, value: Any) -> Any:
    if key in _CHOICES:
        if value not in _CHOICES[key]:
            raise InvalidInput(known(Said(f"{path}: {where}", f"{path}: {where}"), str(value), _CHOICES[key]))
        return value
    if key in _SINGLE:
        kind, wanted = _SINGLE[key]
        if type(value) is not kind or (isinstance(value, int) and value < 0):
            raise _wrong(path, where, wanted)
        return value
    lines = [value] if isinstance(value, str) else value
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise _wrong(path, where, Said("ein Text oder eine Liste von Zeilen", "a text or a list of lines"))
    return tuple(line.strip() for line in lines if line.strip())


def _wrong(path: str, where: str, wanted: Said) -> InvalidInput:
    return InvalidInput(
        Said(f"{path}: {where} muss {wanted} sein", f"{path}: {where} must be {wanted.english}")
    )
