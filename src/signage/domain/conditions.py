"""What every row must be, however it comes in: the conditions themselves, and the one sentence for each.

A service asks them of an edit, an import of each row of a file; both say the same.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from math import hypot
from typing import Any

from signage.domain.fields import Layer
from signage.domain.validity import is_span
from signage.errors import Said

NOWHERE = Said("Weder Position noch Gewerbegebiet ist angegeben.", "Neither a position nor an area is given.")
NO_CODE_HERE = Said(
    "Nur ein Schild des Leitsystems trägt einen Schildcode (VwV-StVO zu Zeichen 432; StVO § 33 Abs. 2).",
    "Only a sign of the guide system carries a code (VwV-StVO on sign 432; StVO § 33(2)).",
)


def backwards(valid_from: date | None, valid_to: date | None) -> Said | None:
    """Why the two days are no span, None when they are one."""
    if valid_from is None or valid_to is None or is_span(valid_from, valid_to):
        return None
    return Said(
        f"Das Ende ({valid_to:%d.%m.%Y}) liegt vor dem Beginn ({valid_from:%d.%m.%Y}).",
        f"The end ({valid_to}) is before the beginning ({valid_from}).",
    )


def keeps_number(valid_to: date | None, other_from: date) -> bool:
    """Whether a firm that ends then still has its number on the plan when another one comes."""
    return valid_to is None or valid_to > other_from


def number_taken(number: int, holder: str | None = None) -> Said:
    """Why a firm cannot have a number on the plan; `holder` where the reader may know who has it."""
    return Said(
        f"Nummer {number} hat auf diesem Plan schon {repr(holder) if holder else 'eine andere Firma'}.",
        f"On this plan {repr(holder) if holder else 'another firm'} has number {number} already.",
    )


def lacking(layer: Layer, value_of: Callable[[str], Any]) -> Iterator[str]:
    """The names of the required fields without a value."""
    return (field.name for field in layer.fields if field.required and value_of(field.name) is None)


ENTRANCE = ("entrance_east_m", "entrance_north_m")
_ENTRANCE_WITHIN_M = 5_000.0  # the gate of the largest works; what lies further is a slip in a number
Bounds = tuple[float, float, float, float]


def entrance_amiss(east: float | None, north: float | None, near: Sequence[Bounds]) -> Said | None:
    """Why the two numbers are no lorry entrance of a firm, None where they are, or both are left out.

    `near` are the bounds of its position and of its area, as far as they are known; all in EPSG:25832.
    """
    if east is None and north is None:
        return None
    if east is None or north is None:
        return Said(
            "Die Lkw-Einfahrt braucht beide Zahlen, Ost und Nord, oder keine.",
            "The lorry entrance takes both numbers, east and north, or none.",
        )
    away = [
        hypot(max(west - east, 0.0, east - right), max(south - north, 0.0, north - top))
        for west, south, right, top in near
    ]
    if not away or min(away) <= _ENTRANCE_WITHIN_M:
        return None
    return Said(
        f"Die Lkw-Einfahrt liegt {min(away):.0f} m von der Firma und ihrem Gebiet entfernt; "
        f"erlaubt sind {_ENTRANCE_WITHIN_M:.0f} m.",
        f"The lorry entrance is {min(away):.0f} m away from the firm and its area; 5 km are allowed.",
    )
