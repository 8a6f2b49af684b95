"""The form of one area: what it shows of each firm, and what a clerk said of it.

A field is called `12.version`, `12.verdict` or, for what goes with a verdict, `12.moved.street`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from signage.domain.keys import id_in
from signage.domain.layers import TENANT
from signage.domain.validity import today
from signage.services.confirming import CORRECTING, MOVING, VERDICTS, Answer, AreaFirms, Verdict
from signage_api.desk.signed_in import Fields
from signage_api.problems import in_language

_VERSION = re.compile(r"([1-9][0-9]{0,8})\.version", re.ASCII)
_GROUPS: Mapping[Verdict, tuple[str, ...]] = {
    "here": (),
    "moved": MOVING,
    "gone": ("valid_to",),
    "corrected": CORRECTING,
}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShownFirm:
    """A firm as the form shows it: `values` and `problems` by group and field."""

    id: int
    version: int
    name: str
    number: int | None
    address: str
    activity: str
    confirmed_on: date | None
    ends_on: date | None
    is_due: bool
    verdict: Verdict
    values: Mapping[str, Mapping[str, str]]
    problems: Mapping[str, str]
    others: tuple[str, ...]  # what is wrong with no field of the form
    verdicts: Sequence[Verdict]  # those that may be given; empty where somebody else confirms the firm
    correctable: Sequence[str]


def answers_of(fields: Fields) -> list[Answer]:
    """What was said of each firm; a firm without a verdict that there is was not answered."""
    found, said = [], fields.as_dict()
    for firm, verdict in _chosen(fields).items():
        version = fields.number(f"{firm}.version")
        names = _GROUPS[verdict]
        sent = {name: said.get(f"{firm}.{verdict}.{name}") for name in names}
        values = {name: _read(name, text) for name, text in sent.items() if text is not None}
        if version is not None:
            found.append(Answer(firm, version, verdict, values))
    return found


def typed_in(fields: Fields) -> dict[int, dict[str, Any]]:
    """The verdict and the text in each field, by firm, as they were typed."""
    said = fields.as_dict()
    return {
        firm: {"verdict": verdict}
        | {
            group: {
                name: said[f"{firm}.{group}.{name}"] for name in names if f"{firm}.{group}.{name}" in said
            }
            for group, names in _GROUPS.items()
        }
        for firm, verdict in _chosen(fields).items()
    }


def rows_of(
    found: AreaFirms,
    typed: Mapping[int, Mapping[str, Any]],
    problems: Mapping[int, Mapping[str, str]],
    language: str,
) -> list[ShownFirm]:
    """The firms as the form shows them; those that need another look stand first."""
    rows = [_row(row, typed.get(row["id"], {}), problems.get(row["id"], {}), language) for row in found.rows]
    return sorted(rows, key=lambda row: not (row.problems or row.others))


def _row(row: Row, typed: Mapping[str, Any], problems: Mapping[str, str], language: str) -> ShownFirm:
    verdict: Verdict = typed.get("verdict", "here")
    values: dict[str, dict[str, str]] = {
        group: {name: _text(row[name]) for name in names} | typed.get(group, {})
        for group, names in _GROUPS.items()
    }
    if "valid_to" not in typed.get("gone", {}):
        values["gone"] = {"valid_to": (row["valid_to"] or today()).isoformat()}
    said = {name: in_language(text, language) for name, text in problems.items()}
    own = {name: text for name, text in said.items() if name in _GROUPS[verdict]}
    others = tuple(f"{_heading(name, language)}: {text}" for name, text in said.items() if name not in own)
    return ShownFirm(
        row["id"],
        row["version"],
        row["name"],
        row["number"],
        _address(row),
        row["activity"] or "",
        row["confirmed_on"],
        row["valid_to"],
        bool(row["is_due"]),
        verdict,
        values,
        own,
        others,
        row["verdicts"],
        row["correctable"],
    )


def _chosen(fields: Fields) -> dict[int, Verdict]:
    said = fields.as_dict()
    ids = [int(match[1]) for name in said if (match := _VERSION.fullmatch(name))]
    known: dict[str, Verdict] = {verdict: verdict for verdict in VERDICTS}
    return {firm: known[said[key]] for firm in ids if said.get(key := f"{firm}.verdict") in known}


def _read(name: str, text: str) -> Any:
    """Numbers as such; what is none stays text, and is complained of as such."""
    text = text.strip()
    number = id_in(text) if name in ("area", "number") else None
    return number if number is not None else text or None


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _address(row: Row) -> str:
    street = " ".join(filter(None, (row["street"], row["house_number"])))
    town = " ".join(filter(None, (row["postcode"], row["place"])))
    return ", ".join(filter(None, (street, town)))


def _heading(name: str, language: str) -> str:
    field = TENANT.editable.get(name)
    return (field.english if language == "en" else field.german) if field else name
