"""How exactly areas, and what lies in them, are held to each other: the single table, each with its reason.

The check of a drawn outline, the check of the whole inventory, the import and the rights of a municipality's
token all read from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tolerance:
    """One figure; `reason` says why it is this one and no other."""

    value: float
    unit: str
    reason: str


TOLERANCES: Mapping[str, Tolerance] = {
    "overlap": Tolerance(
        25.0, "m²", "Neighbouring outlines drawn on different days overlap by slivers that nobody means."
    ),
    "splinter": Tolerance(
        1.0, "m²", "What is smaller comes of corners that meet at an angle, not of a border drawn wrongly."
    ),
    "gap": Tolerance(
        1.0, "m", "No ground so narrow is left out of a plan on purpose; the narrowest footpath is wider."
    ),
    "border": Tolerance(
        1.0, "m", "A municipality's border is seldom known better than to a metre where no plots are loaded."
    ),
    "hairline": Tolerance(
        0.02, "m", "Coordinates travel in degrees with seven decimals: two borders may part by a centimetre."
    ),
    "firm": Tolerance(
        10.0, "m", "A door or a house number's coordinate may lie beyond the line that a plan drew."
    ),
    "smallest": Tolerance(
        100.0, "m²", "No plot of a commercial area is smaller; such an outline comes of a click too many."
    ),
    "speck": Tolerance(
        25.0, "m²", "A part or a hole too small for a building is what is left over from drawing."
    ),
}


def tolerance(key: str) -> float:
    """The figure in its unit."""
    return TOLERANCES[key].value
