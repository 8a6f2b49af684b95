"""What lies around signs, found for one sign or for a hundred thousand at once."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.network.graph import Floats
from signage.siting import land as ground
from signage.siting.figures import Figures, load_figures
from signage.siting.kinds import GONE
from signage.siting.neighbours import Near, Signs, as_arrays, near_signs, points_of
from signage.siting.roads import Beside, Roads, beside, nearest_road, read_roads
from signage.siting.rows import Row
from signage.siting.strips import Strips, read_strips, strips_at
from signage.siting.traffic import Readers, readers
from signage.siting.triangles import boards, sight_triangles
from signage.siting.values import Road, Side, Sign, Site, Triangle

_SIDES: dict[int, Side] = {1: "right", -1: "left"}


@dataclass(frozen=True)
class Surroundings:
    """Roads, signs and land round about, read once by `surroundings`; `sites` may then be asked often."""

    figures: Figures
    roads: Roads
    signs: tuple[Sign, ...]
    land: ground.Land

    @cached_property
    def triangles(self) -> tuple[Triangle, ...]:
        """The sight triangles of all junctions, also for drawing."""
        return tuple(sight_triangles(self.roads, self.figures))

    @cached_property
    def _triangle_tree(self) -> Any:
        return shapely.STRtree([triangle.polygon for triangle in self.triangles])

    @cached_property
    def _strips(self) -> Strips:
        return read_strips(self.roads, self.figures)

    @cached_property
    def _standing(self) -> Signs:
        kept = [sign for sign in self.signs if sign.state not in GONE]
        return as_arrays(kept, points_of(kept))

    def site(self, sign: Sign, *, day: date | None = None) -> Site:
        """What lies around one sign, saved or not."""
        return self.sites([sign], day=day)[0]

    def sites(self, signs: Sequence[Sign], *, day: date | None = None) -> list[Site]:
        """What lies around each of `signs`; `day` is handed on to the rules about age."""
        if not signs:
            return []
        points = points_of(signs)
        columns = self._road_columns(signs, points) | self._land_columns(signs, points)
        columns["triangles"] = self.triangles_at(boards(points, _facing_of(signs), _width_of(signs)))
        columns["strips"] = strips_at(self._strips, points)
        columns |= _near_columns(self._near(signs, points))
        columns["day"] = [day] * len(signs)
        ordered = (columns[field.name] for field in fields(Site))
        return [Site(*row) for row in zip(*ordered, strict=True)]

    def _road_columns(self, signs: Sequence[Sign], points: NDArray[Any]) -> dict[str, list[Any]]:
        road = nearest_road(self.roads, points, self.figures["road.reach"])
        near = beside(self.roads, points, road)
        facing = _facing_of(signs)
        read = readers(self.roads, points, facing, near, self.figures)
        values = (*self.roads.values, None)  # -1 takes the last one
        columns = _beside_columns(near, values, _board_m(signs, facing, near))
        return columns | _reader_columns(read, values)

    def _land_columns(self, signs: Sequence[Sign], points: NDArray[Any]) -> dict[str, list[Any]]:
        land = self.land
        municipality = land.municipalities.under(points)
        known = bool(len(land.municipalities.outlines))
        return {
            "municipality": municipality,
            "municipality_name": [land.names.get(ags) for ags in municipality],
            "own_municipality_name": [land.names.get(sign.municipality or "") for sign in signs],
            "in_district": [ags is not None if known else None for ags in municipality],
            "to_own_municipality_m": ground.to_own_municipality(land, signs, points),
            "to_area_m": ground.to_area(land, signs, points),
            "plot": land.plots.under(points),
            "path": land.paths.under(points),
            "in_building_m": _known(ground.depth_in_buildings(land.buildings, points)),
        }

    def triangles_at(self, places: NDArray[Any]) -> list[tuple[Triangle, ...]]:
        """The sight triangles into which each place reaches: a point, or a board of `triangles.boards`."""
        found: list[tuple[Triangle, ...]] = [()] * len(places)
        place, triangle = self._triangle_tree.query(places, predicate="intersects")
        for index, hit in zip(place.tolist(), triangle.tolist(), strict=True):
            found[index] += (self.triangles[hit],)
        return found

    def _near(self, signs: Sequence[Sign], points: NDArray[Any]) -> Near:
        reach = max(self.figures["neighbour.distance.in_town"], self.figures["neighbour.distance.outside"])
        post = self.figures["post.same_within"]
        return near_signs(self._standing, as_arrays(signs, points), post_m=post, within_m=max(reach, post))


def surroundings(
    *,
    roads: Sequence[Row] = (),
    signs: Sequence[Sign] = (),
    areas: Sequence[Row] = (),
    municipalities: Sequence[Row] = (),
    plots: Sequence[Row] = (),
    buildings: Sequence[Row] = (),
    paths: Sequence[Row] = (),
    figures: Figures | None = None,
) -> Surroundings:
    """Surroundings from rows with `geometry` (WKB or shapely, EPSG:25832) and the columns of their layers.

    What is not given is not checked. `plots` have `kind` private or public; `paths` are lines with `kind`
    foot or cycle.
    """
    figures = figures or load_figures()
    land = ground.read_land(municipalities, areas, plots, buildings, paths)
    return Surroundings(figures, read_roads(roads, figures), tuple(signs), land)


def _facing_of(signs: Sequence[Sign]) -> Floats:
    """NaN where it is not known; so too the width, in metres."""
    return np.array([np.nan if sign.bearing_deg is None else sign.bearing_deg for sign in signs], dtype=float)


def _width_of(signs: Sequence[Sign]) -> Floats:
    return np.array([np.nan if sign.width_mm is None else sign.width_mm / 1000 for sign in signs], float)


def _board_m(signs: Sequence[Sign], facing_deg: Floats, near: Beside) -> Floats:
    """How far each board reaches towards the road from its middle; NaN where that is not known."""
    half = _width_of(signs) / 2
    return np.asarray(half * np.abs(np.cos(np.radians(facing_deg - near.bearing_deg))))


def _beside_columns(near: Beside, values: tuple[Road | None, ...], board_m: Floats) -> dict[str, list[Any]]:
    road = [values[index] for index in near.road.tolist()]
    missing = near.road < 0
    half = np.array([0.0 if one is None else one.width_m / 2 for one in road])
    edge = np.where(missing, np.nan, near.to_axis_m - half)
    side = np.where(missing, 0, near.side)
    return {
        "road": road,
        "side": [_SIDES.get(one) for one in side.tolist()],
        "to_axis_m": _known(np.where(missing, np.nan, near.to_axis_m)),
        "to_edge_m": _known(edge),
        "clearance_m": _known(edge - board_m),
        "road_bearing_deg": _known(np.where(missing, np.nan, near.bearing_deg)),
        "foot": [None if gone else (x, y) for gone, (x, y) in zip(missing, near.foot.tolist(), strict=True)],
    }


def _reader_columns(read: Readers, values: tuple[Road | None, ...]) -> dict[str, list[Any]]:
    missing = read.road < 0
    return {
        "reading_road": [values[index] for index in read.road.tolist()],
        "reading_bearing_deg": _known(np.where(missing, np.nan, read.bearing_deg)),
        "reading_side": [_SIDES.get(one) for one in np.where(missing, 0, read.side).tolist()],
        "lateral_m": _known(np.where(missing, np.nan, read.lateral_m)),
        "next_junction_m": _known(np.where(missing, np.nan, read.next_junction_m)),
        "passed_junction_m": _known(np.where(missing, np.nan, read.passed_junction_m)),
    }


def _near_columns(near: Near) -> dict[str, list[Any]]:
    ids = near.sign.tolist()
    return {
        "near_sign": [None if one < 0 else one for one in ids],
        "near_sign_m": _known(near.distance_m),
        "signs_on_post": near.on_post.tolist(),
    }


def _known(values: Floats) -> list[float | None]:
    """Plain numbers, None for what is not finite."""
    finite = np.isfinite(values).tolist()
    return [value if known else None for value, known in zip(values.tolist(), finite, strict=True)]
