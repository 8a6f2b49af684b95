"""The ground of a printed map, read from the store: land, roads in their width, firms' numbers, signs."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from signage.domain import words
from signage.store import Store

if TYPE_CHECKING:
    from signage.artwork.ground import Ground, Place, Street
    from signage.artwork.symbols import Post, Standing
    from signage.siting.figures import Figures

Row = dict[str, Any]
Box = tuple[float, float, float, float]
_MOST_SOURCES = 6
_INTENDED = ("planned", "applied", "ordered", "commissioned")


def ground_within(
    store: Store,
    box: Box,
    *,
    day: date,
    figures: "Figures",
    triangles: Sequence[Any] = (),
    here: int | None = None,
) -> "Ground":
    """What lies within `box` (EPSG:25832) on a day; `here` is the id of the sign that the map is about.

    `triangles` are shapely polygons to keep free.
    """
    from signage.artwork.ground import Ground

    read = {
        layer: store.read(layer, as_of=day, bbox=box)
        for layer in ("municipality", "area", "backdrop", "road", "tenant", "sign")
    }
    land = {
        kind: _shapes([row for row in read["backdrop"] if row["kind"] == kind]) for kind in words.BACKDROPS
    }
    land |= {name: _shapes(read[name]) for name in ("area", "municipality")} | {"triangle": list(triangles)}
    return Ground(
        land=land,
        streets=[street for row in read["road"] if (street := _street(row, figures))],
        tenants=_numbers(read["tenant"]),
        posts=[_post(row, here=row["id"] == here) for row in read["sign"]],
        sources=_sources([*read["municipality"], *read["area"], *read["backdrop"], *read["road"]]),
    )


def _sources(rows: Sequence[Row]) -> list[str]:
    """Whose data the map shows, as licences ask for; the rest is the operator's own."""
    return sorted({row["source"] for row in rows if row["source"]})[:_MOST_SOURCES]


def shape_of(row: Row) -> Any:
    """The shapely geometry of a row; None where it has none."""
    import shapely

    return None if row["geometry"] is None else shapely.from_wkb(row["geometry"])


def _shapes(rows: Sequence[Row]) -> list[Any]:
    return [shape for row in rows if (shape := shape_of(row)) is not None]


def _street(row: Row, figures: "Figures") -> "Street | None":
    from signage.artwork.ground import Street

    line = shape_of(row)
    if line is None:
        return None
    presumed = f"road.width.{row['road_class']}"
    wide = row["width_m"] or figures[presumed if presumed in figures else "road.width.G"]
    return Street(line, float(wide), row["name"] or row["number"] or "")


def _numbers(rows: Sequence[Row]) -> "list[Place]":
    from signage.artwork.ground import Place

    numbered = [(shape_of(row), row["number"]) for row in rows if row["number"]]
    return [Place(shape.x, shape.y, str(number)) for shape, number in numbered if shape is not None]


def _post(row: Row, *, here: bool) -> "Post":
    from signage.artwork.symbols import Post

    place = shape_of(row)
    return Post(
        place.x,
        place.y,
        label=row["number"] or "",
        family=row["family"] or "",
        standing=standing_of(row["state"]),
        bearing_deg=row["bearing_deg"],
        width_mm=row["width_mm"],
        here=here,
    )


def standing_of(state: str | None) -> "Standing":
    """Whether a sign in this state is there, meant to be, or gone."""
    if state in _INTENDED:
        return "intended"
    return "gone" if state == "dismantled" else "standing"
