"""One commercial area drawn: outline, streets, plots, buildings, woods and water, in EPSG:25832."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from tools.sample import patterns, plots
from tools.sample.geojson import to_metres
from tools.sample.places import Site
from tools.sample.plans import PLANS, Plan
from tools.sample.streets import Frame, Street, joined, lay_by, softened

WIDTH_M = {"A": 24.0, "B": 8.0, "L": 7.5, "K": 6.5}
LONG_NAME = {"A": "Bundesautobahn", "B": "Bundesstraße", "L": "Landesstraße", "K": "Kreisstraße"}
VERGE_M = 5.0
HEDGE_M = 8.0
SEED = "thueringer-bogen-1"


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What the map of an area shows; `streets[0]` is the road outside, `streets[1]` the access road."""

    site: Site
    outline: Polygon
    streets: tuple[Street, ...]
    lay_bys: tuple[Street, ...]
    plots: tuple[plots.Plot, ...]
    green: tuple[Polygon, ...]
    water: tuple[Polygon, ...]

    @property
    def outside(self) -> Street:
        return self.streets[0]

    @property
    def inner(self) -> tuple[Street, ...]:
        return tuple(street for street in self.streets if street.inner)

    @property
    def buildings(self) -> list[Polygon]:
        return [building for plot in self.plots for building in plot.buildings]


def chance_for(site: Site, purpose: str) -> random.Random:
    """Chance that always falls the same for one area and purpose, whatever else is drawn."""
    return random.Random(f"{SEED}/{site.key}/{purpose}")  # noqa: S311 - a drawing, no secret


def draw(site: Site) -> Drawing:
    """The drawing of one area."""
    plan = PLANS.get(site.plan) or patterns.draw(site.plan, site.size_m, chance_for(site, "plan"))
    centre = to_metres(Point(site.lon, site.lat))
    frame = Frame((centre.x, centre.y), site.axis_deg)
    streets = joined(_streets(site, plan, frame))
    bays = _lay_bys(site, streets)
    everything = joined([*streets, *bays], within_m=2)
    streets, lay_bys = everything[: len(streets)], everything[len(streets) :]
    outline = shapely.set_precision(Polygon(softened(_closed(frame.place(plan.outline)), rounds=1)), 0.01)
    water = _water(plan, frame, streets)
    roads = shapely.union_all([street.surface(VERGE_M) for street in (*streets, *lay_bys)])
    ground = outline.difference(shapely.union_all([roads, *(pond.buffer(6) for pond in water)]))
    parcels, leftovers = _plots(site, outline.buffer(-HEDGE_M, join_style="mitre").intersection(ground))
    hedge = plots.polygons(outline.buffer(-1).difference(outline.buffer(2 - HEDGE_M)).intersection(ground))
    woods = _woods(site, plan, frame, outline, [*streets, *lay_bys], water)
    return Drawing(
        site=site,
        outline=outline,
        streets=tuple(streets),
        lay_bys=tuple(lay_bys),
        plots=tuple(parcels),
        green=tuple(part for part in (*woods, *hedge, *leftovers) if part.area > 60),
        water=tuple(water),
    )


def _closed(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The ring started in the middle of a side, so that all corners are rounded alike."""
    (ax, ay), (bx, by) = points[-1], points[0]
    middle = ((ax + bx) / 2, (ay + by) / 2)
    return [middle, *points, middle]


def _streets(site: Site, plan: Plan, frame: Frame) -> list[Street]:
    road_class, number, speed = site.outside
    roads = [_road(road_class, number, speed, frame.place(plan.outside))]
    for index, (name, points) in enumerate(plan.streets.items()):
        line = LineString(softened(frame.place(points)))
        roads.append(
            Street(
                name=name, line=line, width_m=8.0 if index == 0 else 6.5, speed_kmh=50 if index == 0 else 30
            )
        )
    return roads + [
        _road(kind, ref, tempo, frame.place(points)) for kind, ref, tempo, points in plan.further_roads
    ]


def _road(road_class: str, number: str, speed_kmh: float, points: Sequence[tuple[float, float]]) -> Street:
    return Street(
        name=f"{LONG_NAME[road_class]} {number.split()[1]}", line=LineString(softened(points)),
        width_m=WIDTH_M[road_class],
        road_class=road_class, number=number, speed_kmh=int(speed_kmh), in_town=False, inner=False,
    )  # fmt: skip


def _lay_bys(site: Site, streets: list[Street]) -> list[Street]:
    """A lay-by on the right of the access road, where an overview board shall stand."""
    if site.signs not in ("all", "board"):
        return []
    return [lay_by(streets[1], 70 if site.signs == "all" else 62)]


def _plots(site: Site, ground: BaseGeometry) -> tuple[list[plots.Plot], list[Polygon]]:
    """The plots of the area, and what is too small for one: that is left green."""
    chance = chance_for(site, "plots")
    pieces = [
        piece
        for block in plots.polygons(ground)
        for piece in plots.divide(block, plot_m2=site.plot_m2, chance=chance)
    ]
    large = [piece for piece in pieces if piece.area > 0.12 * site.plot_m2]
    small = [piece for piece in pieces if piece.area <= 0.12 * site.plot_m2]
    return plots.built(large, vacant=0.08, chance=chance), small


def _blob(x: float, y: float, radius: float, chance: random.Random) -> list[tuple[float, float]]:
    corners = []
    for step in range(9):
        angle = math.tau * step / 9
        reach = radius * chance.uniform(0.72, 1.15)
        corners.append((x + reach * 1.25 * math.cos(angle), y + reach * math.sin(angle)))
    return softened(_closed(corners), rounds=3)


def _water(plan: Plan, frame: Frame, streets: list[Street]) -> list[Polygon]:
    shapes: list[BaseGeometry] = []
    if plan.pond is not None:
        x, y = plan.pond
        ring = [(x + 27 * math.cos(t) + 4 * math.sin(2 * t), y + 15 * math.sin(t)) for t in _turn(24)]
        shapes.append(Polygon(frame.place(ring)))
    if plan.stream:
        shapes.append(LineString(softened(frame.place(plan.stream))).buffer(3.5, cap_style="flat"))
    roads = shapely.union_all([street.surface(3) for street in streets])
    return [part for shape in shapes for part in plots.polygons(shape.difference(roads))]


def _turn(steps: int) -> list[float]:
    return [math.tau * step / steps for step in range(steps)]


def _woods(
    site: Site, plan: Plan, frame: Frame, outline: Polygon, streets: list[Street], water: list[Polygon]
) -> list[Polygon]:
    chance = chance_for(site, "woods")
    kept_clear = [
        outline.buffer(10),
        *(street.surface(9) for street in streets),
        *(pond.buffer(4) for pond in water),
    ]
    taken = shapely.union_all(kept_clear)
    woods = []
    for (x, y), radius in plan.woods:
        shape = Polygon(frame.place(_blob(x, y, radius, chance))).difference(taken)
        woods += [part for part in plots.polygons(shape) if part.area > 800]
    return woods
