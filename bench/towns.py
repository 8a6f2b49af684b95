"""A store of 100,000 signs that stand close together, in the towns of `bench.siting`, with areas and roads.

`python -m bench.towns FILE.gpkg --signs 100000` makes it; the same numbers give the same rows but for codes.
"""

import argparse
import random
from pathlib import Path
from typing import Any

import shapely

from bench import siting
from signage.codes import token as tokens
from signage.domain.layers import LAYERS
from signage.store import Store, create_store
from signage.store.changes import ChangeSet

TOWNS = 20
QUARTERS = 4  # areas on each side of a town
Row = dict[str, Any]


def make(file: Path, signs: int, towns: int = TOWNS) -> Store:
    """A new store with `signs` signs in `towns` towns."""
    store = create_store(file, fsync=False)
    net = siting.roads(towns)
    homes, buildings = siting.grounds(towns)
    with store.change(who="bench", why="Probestadt") as change:
        fill(change, "municipality", [municipality(n, home) for n, home in enumerate(homes)])
        fill(
            change,
            "backdrop",
            [{"kind": "building", "geometry": shapely.to_wkb(row["geometry"])} for row in buildings],
        )
        fill(change, "road", [{name: row[name] for name in row if name != "id"} for row in net])
        places = fill(change, "area", [area(town, n) for town in range(towns) for n in range(QUARTERS**2)])
        standing = siting.signs(signs, net, random.Random(29))
        codes = list({tokens.mint(): None for _ in range(signs + 100)})[:signs]
        change.register_codes(codes, "live")
        fill(change, "sign", [sign(one, code, places) for one, code in zip(standing, codes, strict=True)])
    return store


def fill(change: ChangeSet, layer: str, rows: list[Row]) -> list[int]:
    """Store rows that come without `family`, `source` and the like; gives their ids."""
    blank = dict.fromkeys((*LAYERS[layer].editable, "geometry"))
    return change.create_many(layer, [blank | row for row in rows])


def municipality(town: int, home: Row) -> Row:
    """The town as a municipality."""
    shape = shapely.to_wkb(shapely.MultiPolygon([home["geometry"]]))
    return {"ags": home["ags"], "name": f"Musterstadt {town}", "district": "16067", "geometry": shape}


def area(town: int, quarter: int) -> Row:
    """A sixteenth of a town as a commercial area."""
    side = siting.TOWN * siting.STREET_M / QUARTERS
    x, y = 600_000 + siting.start(town) + quarter % QUARTERS * side, 5_640_000 + quarter // QUARTERS * side
    shape = shapely.to_wkb(shapely.MultiPolygon([shapely.box(x, y, x + side, y + side)]))
    own = {"name": f"Gewerbegebiet {town}-{quarter}", "number": f"T{town}Q{quarter}", "kind": "1700"}
    return own | {"municipality": siting.ags(town), "geometry": shape}


def sign(one: Any, code: str, places: list[int]) -> Row:
    """A sign of `bench.siting` as a row, in the area that it stands in."""
    length, gap = siting.TOWN * siting.STREET_M, siting.TOWN * siting.STREET_M + 2000
    town, x = divmod(one.x - 600_000, gap)
    side = length / QUARTERS
    column, line = int(x // side), int((one.y - 5_640_000) // side)
    inside = 0 <= column < QUARTERS and 0 <= line < QUARTERS and 0 <= town < len(places) // QUARTERS**2
    here = places[int(town) * QUARTERS**2 + line * QUARTERS + column] if inside else None
    own = {name: getattr(one, name) for name in ("type", "family", "state", "bearing_deg", "height_m")}
    own |= {"number": f"S-{one.id}", "name": f"Einfahrt {one.id % 97}", "street": f"Straße {one.id % 211}"}
    own |= {"lower_edge_m": one.lower_edge_m, "width_mm": one.width_mm, "stopping_place": one.stopping_place}
    place = shapely.to_wkb(shapely.Point(one.x, one.y))
    own |= {"area": here, "municipality": one.municipality, "geometry": place}
    return own | {"code": None if one.family == "official" else code}


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--signs", type=int, default=100_000)
    given = parser.parse_args()
    store = make(given.file, given.signs)
    print(f"{store.count('sign'):,} signs, {store.count('area'):,} areas, {store.count('road'):,} roads")
    store.close()


if __name__ == "__main__":
    main()
