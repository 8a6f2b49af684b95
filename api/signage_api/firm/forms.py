"""What the forms of a firm's page hold and send."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from signage.domain.keys import id_in
from signage.domain.layers import TENANT
from signage.domain.validity import read_day
from signage.errors import InvalidInput
from signage.services.proposals import Proposal
from signage.services.proposals.kinds import ADDRESS, CORRECTING, MOVING
from signage_api.desk.signed_in import Fields

Row = dict[str, Any]
_WRONG_DAY = date(1, 1, 1)
_LONGEST = 4_000  # characters of a field that are shown again
_TYPES = {"phone": "tel", "email": "email"}
_AUTOCOMPLETE = {"name": "organization", "phone": "tel", "email": "email", "postcode": "postal-code"}
GROUPS: Mapping[str, Sequence[str]] = {
    "entry": ("name", *ADDRESS, "activity"),
    "arrival": ("gate", "delivery_hours", "lorry_register", "lorry_height_m", "lorry_weight_t", "lorry_note"),
    "contact": ("phone", "email", "contact", "web", "jobs"),
}


@dataclass(frozen=True)
class Filled:
    """What stands in the forms: `kind` is the one that was sent, `problems` are by field."""

    kind: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    note: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""


def shown(value: Any, language: str) -> str:
    """A value as it stands in a form or a comparison."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}".replace(".", "," if language == "de" else ".")
    return str(value)


def label(name: str, language: str) -> str:
    """What a field is called, with its unit."""
    one = TENANT.field(name)
    words = one.german if language == "de" else one.english.capitalize()
    return f"{words} ({one.unit})" if one.unit else words


def inputs(group: str, row: Row, filled: Filled, language: str) -> list[dict[str, str | bool]]:
    """The fields of a group, with what was typed before what is stored."""
    return [
        {
            "name": name,
            "label": label(name, language),
            "value": filled.values.get(name, shown(row[name], language)),
            "type": _TYPES.get(name, "text"),
            "error": filled.problems.get(name, ""),
            "autocomplete": _AUTOCOMPLETE.get(name, ""),
            "required": TENANT.field(name).required,
        }
        for name in GROUPS[group]
    ]


def filled_from(fields: Fields) -> Filled:
    """What a form sent, to be shown again or read."""
    names = {"correct": CORRECTING, "moved": MOVING}.get(fields.text("kind"), ())
    sent = fields.as_dict()
    values = {name: sent[name][:_LONGEST] for name in names if name in sent}
    return Filled(
        fields.text("kind")[:20], values, fields.text("since")[:40], sent.get("note", "")[:_LONGEST]
    )


def proposal_of(filled: Filled) -> Proposal:
    """The proposal that a form makes; what cannot be read is left to be complained about."""
    values = {name: read_value(name, text) for name, text in filled.values.items()}
    since = None
    if filled.since and filled.kind in ("moved", "gone"):
        since = _WRONG_DAY
        with suppress(InvalidInput):
            since = read_day(filled.since)
    return Proposal(kind=filled.kind, values=values, since=since, note=filled.note)


def read_value(name: str, text: str) -> Any:
    """A field as a form sends it, in the kind of its column; what cannot be read stays text."""
    text = text.strip()
    kind = TENANT.field(name).kind
    if kind == "real":
        with suppress(ValueError):
            return float(text.replace(",", ".")) if text else None
    if kind == "area":
        return id_in(text)
    return text


def read_day_of(text: str) -> date | None:
    """A day from a form, None without one. Raises InvalidInput."""
    return read_day(text) if text else None
