"""Writes tests/siting/corpus.json: signs in small scenes with planted faults.

`.venv/bin/python -m tools.make_siting_corpus`. Each scene is a straight road of its own, 3 km from the
next one. What a rule must find is decided by where and how a sign was put; nothing of the rules is used here.
"""

import json
import random
from pathlib import Path

from tools.siting.others import OTHERS
from tools.siting.places import PLACES
from tools.siting.scenes import HOME, OLD, OTHER, PER_ROW, SPACING_M, TOWN_ROADS, Fields, Inventory

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "siting" / "corpus.json"
DAY = "2026-06-01"


def corpus() -> Fields:
    """The whole corpus; always the same."""
    made = Inventory(random.Random(3))  # noqa: S311 - the same corpus each time
    for part in (*PLACES, *OTHERS):
        part(made)
    inside = 5600000.0 + made.scenes // PER_ROW * SPACING_M + 1500
    _beyond(made)
    municipalities = _municipalities(inside)
    kept = ("roads", "signs", "plots", "buildings", "paths")
    return {"day": DAY, "municipalities": municipalities, **{name: getattr(made, name) for name in kept}}


def _beyond(made: Inventory) -> None:
    """Signs north of every municipality; the empty scenes fill up the last row inside."""
    for _ in range(PER_ROW):
        made.scene("empty", TOWN_ROADS[1], in_town=True)
    beyond = made.scene("outside the district", TOWN_ROADS[1], in_town=True)
    beyond.sign(-120, 0.6, "district.inside")
    beyond.sign(-60, 0.6, "district.inside", municipality=None)


def _municipalities(inside: float) -> list[Fields]:
    west, south, east = 590000.0, 5590000.0, 600000.0 + PER_ROW * SPACING_M + 10000
    home = [(west, south), (east, south), (east, inside), (west, inside), (west, south)]
    other = [
        (west, south - 50000),
        (east, south - 50000),
        (east, south),
        (west, south),
        (west, south - 50000),
    ]
    return [
        {"ags": HOME, "ring": home, "successor": None},
        {"ags": OTHER, "ring": other, "successor": None},
        {"ags": OLD, "ring": None, "successor": HOME},
    ]


def written() -> str:
    """The file's text: one row on each line, so that changes can be read."""
    whole = corpus()
    parts = [f'"day": {json.dumps(whole.pop("day"))}']
    for name, rows in whole.items():
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        parts.append(f'"{name}": [\n{lines}\n]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    CORPUS.write_text(written(), "utf-8")
    signs = corpus()["signs"]
    print(f"{len(signs)} signs, {sum(len(sign['expected']) for sign in signs)} planted findings")
