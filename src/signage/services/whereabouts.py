"""Whether a row lies where it says: within the inventory, in its municipality, an area on its own land.

Municipalities are asked as an import asks them; what that needs is loaded on first use, for a worker that
only answers scans never checks a place.
"""

from collections.abc import Iterator
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from signage.domain.layers import Layer
from signage.domain.tolerances import tolerance
from signage.errors import Said
from signage.services.rights import Rights
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.remembering import Remembered
from signage.store.schema import LAYER_TABLES
from signage.store.types import Bounds, wkb_bounds

if TYPE_CHECKING:
    from signage.services.municipalities import Municipalities

Row = dict[str, Any]
Problems = Iterator[tuple[str, Said]]
_OUTSIDE_M = 2_000.0  # approach signs may stand a little beyond the border of the inventory
_UNCLEAR_M = 25.0  # so far from a border nobody can tell on which side a point lies
_SQUARE_M = 5_000.0
_BESIDE_M = 100.0  # an approach sign stands a little outside its area
_ACROSS = 0.01  # part of an area in the neighbour's land that is more than a rough border


def place_problems(
    store: Store, change: ChangeSet, table: Layer, new: Row, named: str | None, rights: Rights
) -> Problems:
    """The complaint about where the row lies; `named` is the key of the municipality that it belongs to."""
    import shapely

    if table.name == "municipality" or new["geometry"] is None:
        return
    shape = shapely.from_wkb(new["geometry"])
    towns = _towns_around(store, new["geometry"], change.remembered)
    if not towns.known or towns.nearest(shape)[1] > _OUTSIDE_M:
        if towns.known or store.count("municipality"):
            yield "geometry", _NOWHERE
    elif table.name == "area":
        if not rights.everywhere:
            yield from _own_land(towns, named, shape)
    elif table.geometry == "POINT" and named is not None:
        yield from _in_its_town(store, change, towns, new, named, shape)


def municipality_at(store: Store, geometry: bytes) -> str | None:
    """The key of the municipality of today in which a place lies, or most of an area; None outside of all."""
    import shapely

    shape, towns = shapely.from_wkb(geometry), _towns_around(store, geometry, Remembered())
    if shape.geom_type != "Point":
        return towns.by_overlap(shapely.make_valid(shape))[0]
    [found] = towns.at(_coordinates(shape))
    return towns.keys[int(found)] if found >= 0 else None


_NOWHERE = Said(
    "Die Stelle liegt nicht in den Gemeinden dieses Bestands.",
    "The place is not in the municipalities of this inventory.",
)


def _towns_around(store: Store, geometry: bytes, remembered: Remembered) -> "Municipalities":
    """The municipalities near a shape; of many shapes those of a whole square are read once."""
    from signage.services.municipalities import Municipalities

    bounds = wkb_bounds(geometry)
    assert bounds is not None
    near = _widened(bounds)
    square = _rounded_outward(near)
    rows, boxes = remembered.ask("municipality", square, lambda: _towns_in(store, square))
    meet = (boxes[:, :2] <= near[2:]).all(axis=1) & (boxes[:, 2:] >= near[:2]).all(axis=1)
    some = [row for row, is_near in zip(rows, meet, strict=True) if is_near]
    key = ("towns", *(row["id"] for row in some))
    return remembered.ask("municipality", key, lambda: Municipalities(some))


def _towns_in(store: Store, box: Bounds) -> tuple[list[Row], Any]:
    """The municipalities that meet a box, and the bounds of each."""
    import shapely

    rows = store.read("municipality", bbox=box)
    return rows, shapely.bounds(shapely.from_wkb([row["geometry"] for row in rows])).reshape(-1, 4)


def _rounded_outward(bounds: Bounds) -> Bounds:
    west, south, east, north = (one / _SQUARE_M for one in bounds)
    return floor(west) * _SQUARE_M, floor(south) * _SQUARE_M, ceil(east) * _SQUARE_M, ceil(north) * _SQUARE_M


def _widened(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    return west - _OUTSIDE_M, south - _OUTSIDE_M, east + _OUTSIDE_M, north + _OUTSIDE_M


def _in_its_town(
    store: Store, change: ChangeSet, towns: "Municipalities", new: Row, named: str, shape: Any
) -> Problems:
    if towns.distance(named, shape) <= _UNCLEAR_M:
        return
    row = change.remembered.ask("municipality", ("today", named), lambda: _of_today(store, named))
    if row is None or towns.distance(named := row["ags"], shape) <= _UNCLEAR_M:
        return  # that there is no such municipality is said of its field
    [found] = towns.at(_coordinates(shape))
    if found < 0 and named in towns.keys:
        return  # beyond the border of the whole inventory, and near its own municipality
    here = towns.keys[int(found)] if found >= 0 else None
    if here and _lies_across(change, new.get("area"), towns, here, shape):
        return
    german, english = (towns.name(here),) * 2 if here else ("keiner Gemeinde", "no municipality")
    yield (
        "geometry",
        Said(
            f"Die Stelle liegt in {german}, der Eintrag gehört aber zu {row['name']} ({named}). "
            "Berichtigen Sie die Stelle, das Gebiet oder die Gemeinde.",
            f"The place is in {english}, but the row belongs to {row['name']} ({named}). "
            "Correct the place, the area or the municipality.",
        ),
    )


def _of_today(store: Store, key: str) -> Row | None:
    """The municipality that a key leads to, an old one by way of its successors; None when it is unknown."""
    row, seen = None, set[str]()
    while key not in seen and (rows := store.read("municipality", where={"ags": key}, limit=1)):
        seen.add(key)
        row = rows[0]
        key = row["successor"] or key
    return row


def _coordinates(point: Any) -> Any:
    import shapely

    return shapely.get_coordinates(point)


def _lies_across(change: ChangeSet, area: int | None, towns: "Municipalities", here: str, shape: Any) -> bool:
    """Whether the row belongs to an area of several municipalities, and lies in it or just beside it."""
    import shapely

    table = LAYER_TABLES["area"]
    query = select(table.c.geometry).where(table.c.id == area)
    stored = change.remembered.ask(
        "area", ("outline", area), lambda: change.connection.execute(query).scalar()
    )
    if stored is None:
        return False
    outline = shapely.make_valid(shapely.from_wkb(stored))
    return shapely.distance(outline, shape) <= _BESIDE_M and towns.share(here, outline) > _ACROSS


def _own_land(towns: "Municipalities", named: str | None, shape: Any) -> Problems:
    """Over a border nobody draws who answers for one side of it only."""
    if named in towns.keys and towns.covers(str(named), shape, edge_m=tolerance("border")):
        return
    yield (
        "geometry",
        Said(
            f"Das Gebiet liegt nicht ganz in {towns.name(named)}. "
            "Über die Gemeindegrenze hinweg zeichnet nur, wer ein Token für alle Gemeinden hat.",
            f"The area is not wholly in {towns.name(named)}. "
            "Across a municipality's border only the holder of a token for all municipalities may draw.",
        ),
    )
