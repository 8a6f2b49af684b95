"""The committed corpus as signs and surroundings."""

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import shapely

from signage.errors import Said
from signage.siting.rows import signs_from_rows
from signage.siting.surroundings import Surroundings, surroundings
from signage.siting.values import Face, Sign, Slot

FILE = Path(__file__).with_name("corpus.json")


@dataclass(frozen=True)
class Corpus:
    """`expected` holds (sign, rule) for every planted finding; `scenes` says where each sign stands."""

    day: date
    signs: list[Sign]
    around: Surroundings
    expected: frozenset[tuple[int, str]]
    scenes: dict[int, str]


@cache
def corpus() -> Corpus:
    """Read once for all tests."""
    read = json.loads(FILE.read_text("utf-8"))
    rows = [{**row, "geometry": shapely.Point(row["x"], row["y"])} for row in read["signs"]]
    signs = signs_from_rows(rows, {row["id"]: face(row["face"]) for row in rows if "face" in row})
    untrue = {row["id"]: tuple(Said(text, text) for text in row.get("untrue", ())) for row in rows}
    signs = [replace(sign, untrue=untrue[sign.id or 0]) for sign in signs]
    layers = ("roads", "plots", "buildings", "paths", "municipalities")
    shapes: dict[str, Any] = {name: [shaped(row) for row in read[name]] for name in layers}
    around = surroundings(signs=signs, **shapes)
    expected = frozenset((row["id"], rule) for row in rows for rule in row["expected"])
    return Corpus(
        date.fromisoformat(read["day"]), signs, around, expected, {row["id"]: row["scene"] for row in rows}
    )


def shaped(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its line or ring as geometry."""
    ring = row.get("ring")
    geometry = shapely.LineString(row["line"]) if "line" in row else shapely.Polygon(ring) if ring else None
    return {**row, "geometry": geometry}


def face(said: dict[str, Any]) -> Face:
    """A face of the corpus."""
    return Face(said["letter_height_mm"], tuple(Slot(**slot) for slot in said["slots"]))
