"""The whole inventory against all rules: 100,000 signs beside a synthetic road net.

`python -m bench.siting --signs N`. Reading the rows and building the road graph count too, making the
synthetic country does not.
"""

import argparse
import math
import random
import time
from collections import Counter
from typing import Any

import numpy as np
import shapely

from signage.siting.check import check_signs
from signage.siting.rules import RULES
from signage.siting.surroundings import surroundings
from signage.siting.values import Face, Sign, Slot

LIMIT_S = 10.0
STREET_M = 150.0
TOWN = 20  # streets on each side of a town
Row = dict[str, Any]


def roads(towns: int) -> list[Row]:
    """Towns of crossing streets in a row, joined by a federal road; streets are cut at each crossing."""
    rows: list[Row] = []
    for town in range(towns):
        for street in range(TOWN + 1):
            for part in range(TOWN):
                for turn in (False, True):
                    rows.append(street_row(len(rows), town, street, part, turn=turn))
        rows.append(country_row(len(rows), town))
    return rows


def street_row(key: int, town: int, street: int, part: int, *, turn: bool) -> Row:
    """One side of a block; every fifth street is a district road."""
    ends = [(part + i, street) if turn else (street, part + i) for i in (0, 0.5, 1)]
    bends = [math.sin(part + street + i) * 3 if i == 0.5 else 0 for i in (0, 0.5, 1)]
    line = [
        (x * STREET_M + bend + start(town), y * STREET_M + bend)
        for (x, y), bend in zip(ends, bends, strict=True)
    ]
    kind = ("K", 50, 6.5) if street % 5 == 0 else ("G", 30, 5.5)
    return row(key, line, f"Straße {town}-{street}-{turn}", *kind, in_town=True)


def country_row(key: int, town: int) -> Row:
    """The federal road to the next town."""
    middle = TOWN // 2 * STREET_M
    line = [(start(town) + TOWN * STREET_M, middle), (start(town + 1), middle)]
    return row(key, line, f"B {town}", "B", 100, 7.5, in_town=False)


def row(
    key: int,
    line: list[tuple[float, float]],
    name: str,
    kind: str,
    speed: int,
    width: float,
    *,
    in_town: bool,
) -> Row:
    """A row of the road layer, with WKB as the store gives it."""
    shape = shapely.to_wkb(shapely.LineString([(600000 + x, 5640000 + y) for x, y in line]))
    own = {"road_class": kind, "speed_kmh": speed, "width_m": width, "in_town": in_town}
    return {"id": key, "geometry": shape, "name": name, **own}


def home_of(east: float) -> str:
    """The municipality whose town is nearest."""
    return ags(max(0, round((east - TOWN * STREET_M / 2) / (TOWN * STREET_M + 2000))))


def ags(town: int) -> str:
    """The key of a town's municipality."""
    return f"16067{town:03}"


def start(town: int) -> float:
    """Where a town begins, in metres east of the first."""
    return town * (TOWN * STREET_M + 2000)


def signs(count: int, net: list[Row], chance: random.Random) -> list[Sign]:
    """Signs beside roads, most of them well placed, a part with a face."""
    lines = shapely.from_wkb([one["geometry"] for one in net])
    return [sign(key, net, lines, chance) for key in range(1, count + 1)]


def sign(key: int, net: list[Row], lines: Any, chance: random.Random) -> Sign:
    """One sign beside a road chosen at random."""
    number = chance.randrange(len(net))
    first, last = lines[number].coords[0], lines[number].coords[-1]
    along, way = chance.random(), math.atan2(last[0] - first[0], last[1] - first[1])
    off = net[number]["width_m"] / 2 + chance.uniform(0.4, 6.0)
    x = first[0] + along * (last[0] - first[0]) + off * math.cos(way)
    y = first[1] + along * (last[1] - first[1]) - off * math.sin(way)
    type_ = chance.choice(("BEG", "INF", "SAM", "EIN", "STR", "AMT", "HSN"))
    return Sign(
        id=key,
        x=x,
        y=y,
        type=type_,
        family="official" if type_ in ("STR", "AMT") else "guide",
        state="accepted",
        bearing_deg=(math.degrees(way) + 180 + chance.uniform(-10, 10)) % 360,
        lower_edge_m=chance.choice((0.4, 2.0, 2.25, 2.5)),
        height_m=3.5,
        width_mm=1000,
        stopping_place="footpath",
        municipality=home_of(x - 600000),
        face=face(chance) if key % 2 else None,
    )


def face(chance: random.Random) -> Face:
    """Up to six destinations in the right order."""
    far = sorted((chance.randrange(100, 3000) for _ in range(chance.randrange(1, 7))), reverse=True)
    return Face(126, tuple(Slot(f"Ziel {metres}", "ahead", metres, width_mm=1200) for metres in far))


def grounds(towns: int) -> tuple[list[Row], list[Row]]:
    """One municipality for each town, and buildings in its blocks."""
    boxes = [
        shapely.box(start(t) - 900, -900, start(t) + TOWN * STREET_M + 1100, TOWN * STREET_M + 900)
        for t in range(towns)
    ]
    homes = [{"ags": ags(t), "geometry": moved(one)} for t, one in enumerate(boxes)]
    blocks = [
        (start(t) + (a + 0.5) * STREET_M, (b + 0.5) * STREET_M)
        for t in range(towns)
        for a in range(TOWN)
        for b in range(TOWN)
    ]
    return homes, [{"geometry": moved(shapely.Point(place).buffer(40))} for place in blocks]


def moved(shape: Any) -> Any:
    """From the country's own measure to EPSG:25832."""
    return shapely.transform(shape, lambda xy: xy + np.array([600000, 5640000]))


def main() -> None:
    """Make, check, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--signs", type=int, default=100_000)
    given = parser.parse_args()
    towns = 20
    net = roads(towns)
    standing = signs(given.signs, net, random.Random(29))
    homes, buildings = grounds(towns)
    began, busy = time.perf_counter(), time.process_time()
    around = surroundings(roads=net, signs=standing, municipalities=homes, buildings=buildings)
    triangles = len(around.triangles)
    built = time.perf_counter()
    findings = check_signs(standing, around)
    took, reading, busy = time.perf_counter() - began, built - began, time.process_time() - busy
    found = Counter(finding.severity for row in findings for finding in row)
    print(f"{given.signs:,} signs, {len(net):,} roads, {triangles:,} sight triangles, {len(RULES)} rules")
    print(
        f"{took:.2f} s, of it {reading:.2f} s for reading roads and building triangles; limit {LIMIT_S:.0f} s"
    )
    print(
        f"ratio to the limit {took / LIMIT_S:.2f}; {given.signs / took:,.0f} signs/s; "
        f"{busy:.2f} s of processor time"
    )
    print(", ".join(f"{count:,} {severity}s" for severity, count in found.most_common()))


if __name__ == "__main__":
    main()
