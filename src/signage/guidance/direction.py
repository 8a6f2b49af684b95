"""Which way and how far, seen from a sign; positions in metres (EPSG:25832), bearings clockwise from grid
north.
"""

from math import atan2, degrees, hypot
from typing import Literal

Turn = Literal["here", "ahead", "right", "behind", "left"]
Compass = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]

HERE_M = 15.0  # nearer than this a direction misleads: the sign stands in front of the firm

_TURNS: tuple[Turn, ...] = ("ahead", "right", "behind", "left")
_COMPASS: tuple[Compass, ...] = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

Point = tuple[float, float]


def looking_deg(bearing_deg: float) -> float:
    """Where the reader looks: the face looks towards the reader, so the reader looks the opposite way."""
    return (bearing_deg + 180.0) % 360.0


def bearing_between(start: Point, end: Point) -> float:
    """Bearing of the line from `start` to `end`, in [0, 360); 0 for one and the same point."""
    return degrees(atan2(end[0] - start[0], end[1] - start[1])) % 360.0


def compass_point(bearing_deg: float) -> Compass:
    """The nearest of the eight points of the compass."""
    return _COMPASS[round(bearing_deg / 45.0) % 8]


def distance_between(start: Point, end: Point) -> float:
    """Straight-line distance in metres."""
    return hypot(end[0] - start[0], end[1] - start[1])


def direction(sign: Point, bearing_deg: float | None, target: Point) -> Turn | Compass:
    """Where `target` lies for who reads the sign; by the compass where the sign's facing is not known."""
    if distance_between(sign, target) < HERE_M:
        return "here"
    return turned(bearing_deg, bearing_between(sign, target))


def turned(bearing_deg: float | None, towards_deg: float) -> Turn | Compass:
    """How the bearing `towards_deg` lies for who reads the sign; by the compass where its facing is not
    known.
    """
    if bearing_deg is None:
        return compass_point(towards_deg)
    return _TURNS[round(((towards_deg - looking_deg(bearing_deg)) % 360.0) / 90.0) % 4]


def told_distance(metres: float, decimal: str = ",", units: str = "m km") -> str:
    """A distance as one tells it: `40 m`, `350 m`, `1,2 km`; `decimal` is a language's decimal mark, `units`
    are its signs for metre and kilometre.
    """
    metre, kilometre = units.split()
    rounded = max(round(metres / 10) * 10, 10)
    if rounded < 1000:
        return f"{rounded}\u00a0{metre}"
    return f"{metres / 1000:.1f}\u00a0{kilometre}".replace(".", decimal)
