"""Can a face be read: how long, in which order, does the text fit?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from signage.codes import typeface
from signage.siting.figures import Figures
from signage.siting.values import Slot

# Letter height is the height of a capital; in the typeface in use a capital is 0.7 of the size.
_CAPITAL = 0.7
_WEIGHT = "semibold"
_BLOCKS = {"ahead": 0, "left": 1, "right": 2}


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """Both bands of the meter, in seconds; the distances are those from which the letters can be read.

    From `lost_m` before the sign on it is out of the driver's view.
    """

    cautious_m: float
    favourable_m: float
    cautious_s: float
    favourable_s: float
    required_s: float
    lost_m: float
    speed_kmh: float


def reading_time(
    letter_height_mm: float, speed_kmh: float, lateral_m: float, figures: Figures
) -> ReadingTime:
    """How long a driver can read: t = (Z x h - lateral / tan angle) / v, for the cautious and favourable Z.

    `lateral_m` is measured from the middle of the driver's lane; never below 0 seconds.
    """
    lost_m = lateral_m / math.tan(math.radians(figures["reading.angle"]))
    seen = [
        letter_height_mm / 1000 * figures[f"reading.legibility.{band}"] for band in ("cautious", "favourable")
    ]
    times = [max(distance - lost_m, 0.0) / (speed_kmh / 3.6) for distance in seen]
    return ReadingTime(seen[0], seen[1], times[0], times[1], figures["reading.time"], lost_m, speed_kmh)


def needed_letter_height_mm(speed_kmh: float, lateral_m: float, figures: Figures) -> float:
    """The letter height with which the favourable band reaches the reading time."""
    lost_m = lateral_m / math.tan(math.radians(figures["reading.angle"]))
    distance_m = figures["reading.time"] * speed_kmh / 3.6 + lost_m
    return distance_m / figures["reading.legibility.favourable"] * 1000


def in_order(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The slots as they belong: ahead, left, right, the farthest on top ("Umklappregel").

    A slot without direction comes last; one without distance keeps its place in its block.
    """
    blocks: dict[int, list[Slot]] = {}
    for slot in slots:
        blocks.setdefault(_BLOCKS.get(slot.direction or "", len(_BLOCKS)), []).append(slot)
    return tuple(slot for rank in sorted(blocks) for slot in _farthest_first(blocks[rank]))


def _farthest_first(block: list[Slot]) -> list[Slot]:
    known = [slot for slot in block if slot.distance_m is not None]
    ranked = iter(sorted(known, key=lambda slot: -(slot.distance_m or 0.0)))
    return [slot if slot.distance_m is None else next(ranked) for slot in block]


def text_width_mm(text: str, letter_height_mm: float) -> float:
    """How wide `text` is at a letter height. Measured in the typeface of this program, not in DIN 1451."""
    return typeface.width(text, _WEIGHT) * letter_height_mm / _CAPITAL


def room_mm(slot: Slot, letter_height_mm: float, figures: Figures) -> float | None:
    """The width that a slot has for its text beside logo and arrow, or None where its width is not known."""
    if slot.width_mm is None:
        return None
    logo = figures["slot.logo_field"] if slot.has_logo else 0.0
    arrow = figures["slot.arrow"] * letter_height_mm if slot.direction else 0.0
    return slot.width_mm - logo - arrow - 2 * figures["slot.margin"]
