"""Faces for the siting corpus: what is wrong with each is written beside it."""

from collections.abc import Callable
from typing import Any

Slot = dict[str, Any]
Make = Callable[[int], dict[str, Any]]
OFFICIAL = {"type": "AMT", "family": "official"}


def letters_for(speed_kmh: int) -> int:
    """The letter height that a sign beside a road of this speed needs, in mm."""
    return 105 if speed_kmh <= 40 else 126 if speed_kmh <= 50 else 140 if speed_kmh <= 70 else 210


def slots(direction: str, *distances: int, **fields: Any) -> list[Slot]:
    """Rows of one direction, from top to bottom."""
    return [
        {"text": f"Ziel {metres}", "direction": direction, "distance_m": metres, **fields}
        for metres in distances
    ]


def face(*rows: list[Slot], smaller: int = 0) -> Make:
    """A face whose letters are `smaller` millimetres lower than they should be."""
    every = [row for part in rows for row in part]
    return lambda letters: {"letter_height_mm": letters - smaller, "slots": every}


def one(text: str = "Gotha", **fields: Any) -> list[Slot]:
    """A single row."""
    return [{"text": text, "direction": "ahead", "distance_m": 900, **fields}]


LONG = "Gewerbegebiet Nord-Ost mit Güterverkehrszentrum"
FACES: tuple[tuple[str, dict[str, Any], Make, list[str]], ...] = (
    ("one destination", {}, face(one()), []),
    ("small letters", {}, face(one(), smaller=1), ["letter_height"]),
    ("smaller letters", {}, face(one(), smaller=5), ["letter_height"]),
    ("four ahead", {}, face(slots("ahead", 900, 700, 500, 300)), []),
    ("five ahead", {}, face(slots("ahead", 900, 800, 700, 500, 300)), ["destinations.per_direction"]),
    (
        "five left among six",
        {},
        face(slots("ahead", 900), slots("left", 800, 700, 500, 300, 100)),
        ["destinations.per_direction"],
    ),
    ("seven in all", {}, face(slots("ahead", 9, 8, 7), slots("left", 5, 4), slots("right", 3, 2)), []),
    (
        "eight in all",
        {},
        face(slots("ahead", 9, 8, 7), slots("left", 5, 4, 3), slots("right", 3, 2)),
        ["destinations.in_all"],
    ),
    (
        "eleven in all",
        {},
        face(slots("ahead", 9, 8, 7, 6), slots("left", 5, 4, 3, 2), slots("right", 3, 2, 1)),
        ["destinations.in_all"],
    ),
    ("right before left", {}, face(slots("right", 900), slots("left", 900)), ["destinations.order"]),
    ("left before ahead", {}, face(slots("left", 300), slots("ahead", 300)), ["destinations.order"]),
    ("nearest on top", {}, face(slots("ahead", 300, 900)), ["destinations.order"]),
    ("equal distances", {}, face(slots("ahead", 300, 300), slots("right", 700)), []),
    ("logo on an official sign", OFFICIAL, face(one(has_logo=True)), ["official.plain"]),
    ("plain official sign", OFFICIAL, face(one()), []),
    (
        "firm without a reason",
        OFFICIAL,
        face(one("Müller GmbH", is_single_firm=True)),
        ["official.single_firm"],
    ),
    (
        "firm with an empty reason",
        OFFICIAL,
        face(one("Müller GmbH", is_single_firm=True, reason=" ")),
        ["official.single_firm"],
    ),
    ("firm with a reason", OFFICIAL, face(one("Müller GmbH", is_single_firm=True, reason="Werk 2")), []),
    ("long text", {}, face(one(LONG, width_mm=1200)), ["slot.text_fits"]),
    ("short text", {}, face(one("Mitte", width_mm=1200)), []),
    ("long text in a slot of unknown width", {}, face(one(LONG)), []),
    ("firm's logo in a guide sign", {"family": "guide", "type": "SAM"}, face(one(has_logo=True)), []),
)
