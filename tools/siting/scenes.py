"""Scenes: one straight road each, on which signs are put where a rule must find something, or nothing.

A scene has its own measure: `s` metres along the road from its junction, metres from board to carriageway.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Fields = dict[str, Any]

HOME, OTHER, OLD = "16067029", "16070029", "16067036"
SPACING_M = 3000.0
PER_ROW = 18
COUNTRY_ROADS = (("B", 100, 7.5), ("L", 70, 7.0), ("K", 70, 6.5), ("B", 70, 8.0), ("L", 100, 7.5))
TOWN_ROADS = (("G", 30, 5.5), ("G", 50, 6.5), ("K", 50, 6.5), ("L", 50, 7.0), ("B", 50, 8.0))


@dataclass
class Scene:
    """A straight road (line from s=-600 to s=600), perhaps with a side road at s=0 on one side."""

    origin: tuple[float, float]
    bearing_deg: float
    road_class: str
    speed_kmh: int | None
    width_m: float | None
    in_town: bool | None
    inventory: "Inventory"
    note: str
    backwards: bool = False

    def at(self, s: float, right: float) -> tuple[float, float]:
        """The place `s` along the road and `right` of it."""
        along = math.radians(self.bearing_deg)
        x = self.origin[0] + s * math.sin(along) + right * math.cos(along)
        y = self.origin[1] + s * math.cos(along) - right * math.sin(along)
        return round(x, 3), round(y, 3)

    def line(self, *places: tuple[float, float], **fields: Any) -> None:
        """A road line through places given as (s, right)."""
        points = [self.at(*place) for place in places]
        row = {"line": points[::-1] if self.backwards else points, **fields}
        self.inventory.roads.append({"id": len(self.inventory.roads) + 1, **row})

    def along(self, row: Fields, step: float) -> tuple[float, float]:
        """The place `step` metres farther along the road than a sign."""
        bearing = math.radians(self.bearing_deg)
        return round(row["x"] + step * math.sin(bearing), 3), round(row["y"] + step * math.cos(bearing), 3)

    def main(self) -> None:
        """The road itself."""
        own = {"road_class": self.road_class, "speed_kmh": self.speed_kmh, "in_town": self.in_town}
        name = {"name": f"Straße {len(self.inventory.roads) + 1}", "width_m": self.width_m}
        self.line((-600, 0), (0, 0), (600, 0), **own, **name)

    def side_road(self, side: int = 1, road_class: str = "G", *, bend: float = 0.0) -> None:
        """A lesser road that joins at s=0 on the given side (+1 right)."""
        fields = {"road_class": road_class, "speed_kmh": 30, "in_town": self.in_town, "width_m": 5.5}
        self.line((0, 0), (bend * 100, side * 100), (bend * 300, side * 300), name="Zufahrt", **fields)

    def box(self, layer: str, s: float, right: float, half: float, **fields: Any) -> None:
        """A square row of `layer` round a place."""
        corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
        ring = [self.at(s + a, right + b) for a, b in corners]
        getattr(self.inventory, layer).append({"ring": ring, **fields})

    def sign(self, s: float, clear: float, *expected: str, side: int = 1, **fields: Any) -> Fields:
        """A sign before the junction on its readers' right, `clear` metres between board and carriageway."""
        turned, width = fields.pop("turned", 0.0), fields.pop("width_mm", 600)
        reach = width / 2000 * abs(math.cos(math.radians(turned))) if width else 0.0
        right = side * ((self.width_m or 5.5) / 2 + clear + reach)
        x, y = self.at(s * side, right)
        facing = (self.bearing_deg + (180 if side > 0 else 0) + turned) % 360
        row: Fields = {"x": x, "y": y, "bearing_deg": round(facing, 2), "width_mm": width, **GOOD, **fields}
        row |= {"id": len(self.inventory.signs) + 1, "scene": self.note, "expected": sorted(expected)}
        self.inventory.signs.append(row)
        return row


GOOD: Fields = {
    "type": "EIN",
    "family": "guide",
    "state": "accepted",
    "lower_edge_m": 2.5,
    "height_m": 3.2,
    "stopping_place": "none",
    "municipality": HOME,
}
OFFICIAL: Fields = {"type": "AMT", "family": "official"}
PYLON: Fields = {"type": "BEG", "lower_edge_m": 0.4, "height_m": 4.5, "width_mm": 1500}


@dataclass
class Inventory:
    """Everything that is written to the corpus."""

    chance: random.Random
    roads: list[Fields] = field(default_factory=list)
    signs: list[Fields] = field(default_factory=list)
    plots: list[Fields] = field(default_factory=list)
    buildings: list[Fields] = field(default_factory=list)
    paths: list[Fields] = field(default_factory=list)
    scenes: int = 0

    def scene(self, note: str, road: tuple[str, Any, Any], *, in_town: bool | None) -> Scene:
        """A new road of its own, turned at random."""
        row, column = divmod(self.scenes, PER_ROW)
        self.scenes += 1
        origin = (600000.0 + column * SPACING_M, 5600000.0 + row * SPACING_M)
        bearing = round(self.chance.uniform(0, 360), 1)
        scene = Scene(origin, bearing, *road, in_town, self, note, backwards=self.chance.random() < 0.5)
        scene.main()
        return scene

    def towns(self, note: str) -> Iterator[Scene]:
        """One scene for each kind of street in town."""
        for road in TOWN_ROADS:
            yield self.scene(f"{note}, in town {road[0]} {road[1]}", road, in_town=True)

    def countries(self, note: str) -> Iterator[Scene]:
        """One scene for each kind of road outside town."""
        for road in COUNTRY_ROADS:
            yield self.scene(f"{note}, outside {road[0]} {road[1]}", road, in_town=False)
