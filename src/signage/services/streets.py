"""The street that a sign stands at, when it is moved.

What that needs is loaded on first use: a worker that only answers scans never moves a sign.
"""

from typing import Any

from signage.domain.validity import today
from signage.services.figures import figures_in_force
from signage.store import Store
from signage.store.types import wkb_bounds

Row = dict[str, Any]


def street_after_move(store: Store, old: Row, new: Row) -> str | None:
    """The street of a sign that moves from its row `old` to `new` without a word about its street.

    Where it was the name of the road that the sign stood beside, or none as that had none, it becomes that
    of the road it now stands beside, None where that has no name or none is near. What somebody wrote
    instead stays.
    """
    street: str | None = new["street"] or None
    if None in (old["geometry"], new["geometry"]) or old["geometry"] == new["geometry"]:
        return street
    return _road_name(store, new["geometry"]) if _road_name(store, old["geometry"]) == street else street


def _road_name(store: Store, geometry: bytes) -> str | None:
    """The name of the road beside a place, as the rules see it."""
    import numpy as np
    import shapely

    from signage.siting.roads import nearest_road, read_roads

    figures, bounds = figures_in_force(store), wkb_bounds(geometry)
    assert bounds is not None
    west, south, east, north = bounds
    reach = figures["road.reach"]
    rows = store.read("road", as_of=today(), bbox=(west - reach, south - reach, east + reach, north + reach))
    roads = read_roads(rows, figures)
    place = np.array([shapely.from_wkb(geometry)], dtype=object)
    [line] = nearest_road(roads, place, reach).tolist()
    return roads.values[line].name if line >= 0 else None
