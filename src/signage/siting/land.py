"""The ground a sign stands on: municipality, area, plot, path, building."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.network.graph import Floats
from signage.siting.rows import Row, geometries, index_of, number, text
from signage.siting.values import Sign

_PATH_WIDTH_M = 2.0  # of a path whose row has no width


@dataclass(frozen=True)
class Grounds:
    """Polygons with what each one means; empty where nothing is loaded."""

    outlines: NDArray[Any]
    meanings: tuple[Any, ...]
    tree: Any

    def under(self, points: NDArray[Any]) -> list[Any]:
        """The meaning of the outline under each point (the first row's where several overlap), or None."""
        found: list[Any] = [None] * len(points)
        if len(self.outlines):
            point, outline = self.tree.query(points, predicate="intersects")
            for index, hit in sorted(zip(point.tolist(), outline.tolist(), strict=True), reverse=True):
                found[index] = self.meanings[hit]
        return found


@dataclass(frozen=True)
class Land:
    """Everything loaded about the ground; `names` are the municipalities' by key, `successors` leads from
    an ended municipality to today's.
    """

    municipalities: Grounds
    names: dict[str, str]
    successors: dict[str, str]
    areas: Grounds
    plots: Grounds
    buildings: Grounds
    paths: Grounds


def read_land(
    municipalities: Sequence[Row],
    areas: Sequence[Row],
    plots: Sequence[Row],
    buildings: Sequence[Row],
    paths: Sequence[Row],
) -> Land:
    """Rows of the layers; paths are lines with `kind` (foot, cycle) and `width_m`, plots have `kind`."""
    lines = geometries(paths)
    widths = np.array([number(row.get("width_m")) or _PATH_WIDTH_M for row in paths], dtype=float)
    return Land(
        _grounds(geometries(municipalities), [text(row.get("ags")) for row in municipalities]),
        {row["ags"]: row["name"] for row in municipalities if text(row.get("name"))},
        {row["ags"]: row["successor"] for row in municipalities if text(row.get("successor"))},
        _grounds(geometries(areas), [row.get("id") for row in areas]),
        _grounds(geometries(plots), [text(row.get("kind")) for row in plots]),
        _grounds(geometries(buildings), list(range(len(buildings)))),
        _grounds(
            shapely.buffer(lines, widths / 2, cap_style="flat"), [text(row.get("kind")) for row in paths]
        ),
    )


def _grounds(outlines: NDArray[Any], meanings: Sequence[Any]) -> Grounds:
    kept = [index for index, outline in enumerate(outlines) if outline is not None]
    outlines = np.array([outlines[index] for index in kept], dtype=object)
    shapely.prepare(outlines)
    return Grounds(outlines, tuple(meanings[index] for index in kept), shapely.STRtree(outlines))


def depth_in_buildings(buildings: Grounds, points: NDArray[Any]) -> Floats:
    """How deep in a building's outline each point lies; NaN outside of all."""
    depth = np.full(len(points), np.nan)
    if len(buildings.outlines):
        point, outline = buildings.tree.query(points, predicate="within")
        walls = shapely.boundary(buildings.outlines[outline])
        depth[point] = shapely.distance(points[point], walls)
    return depth


def to_own_municipality(land: Land, signs: Sequence[Sign], points: NDArray[Any]) -> list[float | None]:
    """How far each sign is from the municipality its row names (0 inside); None where that is not known."""
    return _to_named(land.municipalities, [_today(land, sign.municipality) for sign in signs], points)


def to_area(land: Land, signs: Sequence[Sign], points: NDArray[Any]) -> list[float | None]:
    """How far each sign is from its area (0 inside); None where that is not known."""
    return _to_named(land.areas, [sign.area for sign in signs], points)


def _today(land: Land, ags: str | None) -> str | None:
    seen: set[str] = set()
    while ags in land.successors and ags not in seen:
        seen.add(ags)
        ags = land.successors[ags]
    return ags


def _to_named(grounds: Grounds, names: list[Any], points: NDArray[Any]) -> list[float | None]:
    places = index_of(grounds.meanings)
    known = [index for index, name in enumerate(names) if name is not None and name in places]
    found: list[float | None] = [None] * len(points)
    homes = grounds.outlines[np.array([places[names[index]] for index in known], dtype=np.int64)]
    for index, metres in zip(known, _distances(homes, points[known]), strict=True):
        found[index] = metres
    return found


def _distances(homes: NDArray[Any], points: NDArray[Any]) -> list[float]:
    """Distances to prepared outlines; inside is told quickly, only the rest is measured."""
    inside = shapely.intersects(homes, points)
    metres = np.zeros(len(points))
    outside = ~inside
    metres[outside] = shapely.distance(homes[outside], points[outside])
    return [float(value) for value in metres]
