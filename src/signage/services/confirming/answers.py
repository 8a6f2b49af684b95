"""What a clerk says of one firm, and the values that follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from signage.domain.layers import TENANT
from signage.errors import Said
from signage.services.rights import Rights
from signage.services.tenants.moving import LEFT_BEHIND
from signage.services.values import check_values, complain

Verdict = Literal["here", "moved", "gone", "corrected"]
VERDICTS: tuple[Verdict, ...] = ("here", "moved", "gone", "corrected")
MOVING = ("area", "street", "house_number", "postcode", "place")
CORRECTING = ("name", "street", "house_number", "postcode", "place", "activity", "number")
_LONGEST_AHEAD_DAYS = 366
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one firm as it was seen; `values`: where it moved, since when it is gone, what is right."""

    firm: int
    version: int
    verdict: Verdict = "here"
    values: Mapping[str, Any] = field(default_factory=dict)


def allowed(rights: Rights, ags: str | None, area: int | None) -> tuple[list[Verdict], list[str]]:
    """What may be answered of a firm there, and which of its fields may be corrected."""

    def may(*names: str) -> bool:
        return rights.may_write("tenant", ags, area, names)

    if not may("confirmed_on"):
        return [], []
    fields = [name for name in CORRECTING if may(name)]
    able = {
        "here": True,
        "moved": rights.may_write("tenant", ags, area),  # another row begins
        "gone": may("valid_to"),
        "corrected": bool(fields),
    }
    return [verdict for verdict in VERDICTS if able[verdict]], fields


def values_of(answer: Answer, row: Row, on: date) -> Row:
    """The checked values to set on the firm's row. Raises InvalidInput naming what is wrong or missing."""
    if answer.verdict == "gone":
        return _gone(answer, on)
    if answer.verdict == "moved":
        return _moved(check_values(TENANT, _only(answer, MOVING)), row) | {"confirmed_on": on}
    if answer.verdict == "corrected":
        return _corrected(check_values(TENANT, _only(answer, CORRECTING)), row) | {"confirmed_on": on}
    return {"confirmed_on": on}


def _corrected(clean: Row, row: Row) -> Row:
    """Refuses a correction in which everything stands as before: it would confirm what somebody doubted."""
    if all(row.get(name) == value for name, value in clean.items()):
        complain(
            {
                next(iter(clean), "name"): Said(
                    "Hier ist nichts geändert: Berichtigen Sie, was nicht stimmt, oder wählen „Ja, noch da“.",
                    "Nothing is changed here. Please correct what is wrong, or choose 'Yes, still there'.",
                )
            }
        )
    return clean


def _gone(answer: Answer, on: date) -> Row:
    """Off the list from the day that is named, today unless one is."""
    clean = check_values(TENANT, {"valid_to": answer.values.get("valid_to") or on})
    end: date = clean["valid_to"]
    if (end - on).days > _LONGEST_AHEAD_DAYS:
        complain(
            {
                "valid_to": Said(
                    "Dieser Tag liegt mehr als ein Jahr voraus. Bitte die Jahreszahl prüfen.",
                    "This day is more than a year ahead. Please check the year.",
                )
            }
        )
    return clean if end <= on else clean | {"confirmed_on": on}


def _moved(clean: Row, row: Row) -> Row:
    """The new address; the place on the map and the way in were those of the old one."""
    if all(row[name] == value for name, value in clean.items()):
        complain(
            {
                "street": Said(
                    "Wohin? Bitte das neue Gebiet oder die neue Adresse eintragen, oder „Weg“ wählen.",
                    "Where to? Please enter the new area or address, or choose 'Gone'.",
                )
            }
        )
    return clean | dict.fromkeys(LEFT_BEHIND)


def _only(answer: Answer, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: answer.values[name] for name in names if name in answer.values}
