"""The inventory as GeoDataFrames: what notebooks, analyses and the command line work with.

Rows are changed through `signage.services`, not by writing a frame back: rules, rights and history cannot
be bypassed.
"""

import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import Point

from signage import checks
from signage.domain.keys import find_area
from signage.domain.layers import BY_PLURAL, CRS, LAYERS, THE_LAYER
from signage.domain.names import sort_key
from signage.domain.validity import read_day, today
from signage.errors import InvalidInput, NotFound, Said, known
from signage.services.exporting import export
from signage.services.siting import site_findings
from signage.siting.figures import load_figures
from signage.siting.rules import RULES
from signage.store import Store, open_store, told_address
from signage.store.frames import frame

if TYPE_CHECKING:
    import folium


class Inventory:
    """An open inventory as it is on one day. Frames are read when first asked for, then kept; `refresh()`
    reads anew.
    """

    def __init__(self, store: Store, day: date | None = None) -> None:
        self.store = store
        self.day = day or today()
        self._frames: dict[str, gpd.GeoDataFrame] = {}

    @classmethod
    def open(cls, url: str | os.PathLike[str]) -> Self:
        """The inventory in a store: a path to a GeoPackage or a `postgresql://` address. Raises as
        `open_store` does.
        """
        return cls(open_store(url))

    def close(self) -> None:
        """Close the store; frames already read stay usable."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{self.store.count(LAYERS[name].name, as_of=self.day)} {LAYERS[name].plural}" for name in _TOLD
        )
        return f"<Inventory {told_address(self.store.url)} on {self.day}: {counts}>"

    def as_of(self, day: date | str) -> "Inventory":
        """The same store on another day (`2026-11-22` or a date): what was, or is planned to be, valid
        then.
        """
        return Inventory(self.store, read_day(day) if isinstance(day, str) else day)

    def refresh(self) -> None:
        """Forget the frames read so far."""
        self._frames.clear()

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """Commercial areas valid on the day: polygons in EPSG:25832, index `id`."""
        return self.frame("areas")

    @property
    def tenants(self) -> gpd.GeoDataFrame:
        """Tenants valid on the day: points in EPSG:25832 (None where the place is unknown), index `id`."""
        return self.frame("tenants")

    @property
    def signs(self) -> gpd.GeoDataFrame:
        """Signs valid on the day: points in EPSG:25832, `bearing_deg` clockwise from grid north, index
        `id`.
        """
        return self.frame("signs")

    @property
    def municipalities(self) -> gpd.GeoDataFrame:
        """Municipalities valid on the day: polygons in EPSG:25832, index `id`, key `ags`."""
        return self.frame("municipalities")

    @property
    def roads(self) -> gpd.GeoDataFrame:
        """Roads valid on the day: lines in EPSG:25832, index `id`."""
        return self.frame("roads")

    @property
    def backdrops(self) -> gpd.GeoDataFrame:
        """Buildings, plots, green and water behind the map: polygons in EPSG:25832, index `id`."""
        return self.frame("backdrops")

    def frame(self, plural: str) -> gpd.GeoDataFrame:
        """The frame of a layer by its plural name; a fresh copy, so that a caller's changes stay the
        caller's.
        """
        if plural not in BY_PLURAL:
            raise NotFound(known(THE_LAYER, plural, list(BY_PLURAL)))
        if plural not in self._frames:
            self._frames[plural] = frame(self.store, BY_PLURAL[plural].name, as_of=self.day)
        return self._frames[plural].copy()

    def area(self, area: int | str) -> pd.Series:
        """One area by id, short key (`EK`) or name; NotFound names those that sound alike."""
        rows = self.areas
        words = (rows[name].fillna("") for name in ("number", "name"))
        found: pd.Series = rows.loc[find_area(zip(rows.index, *words, strict=True), area)]
        return found

    def tenants_in(self, area: int | str) -> gpd.GeoDataFrame:
        """The tenants of an area (id, short key or name), A to Z: its directory."""
        rows = self.tenants
        found = rows[rows["area"] == self.area(area).name]
        return found.sort_values("name", key=lambda names: names.map(sort_key))

    def signs_in(self, area: int | str) -> gpd.GeoDataFrame:
        """The signs of an area (id, short key or name), by number."""
        rows = self.signs
        return rows[rows["area"] == self.area(area).name].sort_values("number")

    def signs_near(self, place: Point | tuple[float, float], *, within_m: float = 25.0) -> gpd.GeoDataFrame:
        """The signs within `within_m` metres of `place`, nearest first; a point or (x, y), in EPSG:25832.

        Raises InvalidInput for a place in degrees.
        """
        return _near(self.signs, place, within_m)

    def tenants_near(
        self, place: Point | tuple[float, float], *, within_m: float = 250.0
    ) -> gpd.GeoDataFrame:
        """The tenants within `within_m` metres of `place`, nearest first; as `signs_near`."""
        return _near(self.tenants, place, within_m)

    def check(
        self,
        only: list[str] | None = None,
        *,
        figures: str | os.PathLike[str] = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> gpd.GeoDataFrame:
        """All findings, about the lists and about the sites of signs, worst first: `check, severity, layer,
        row, name, message, geometry`. A message is German and brings its `english` along.

        `only` names checks (`signage.checks`) and rules (`signage.siting`); InvalidInput names the known
        ones. `figures` is a file with corrected figures of the rules; `progress` is called with how many
        signs are done, of how many.
        """
        strange = [key for key in only or () if key not in RULES and key not in checks.CHECKS]
        if strange:
            raise InvalidInput(
                known(Said("Die Prüfung", "check"), strange[0], sorted([*checks.CHECKS, *RULES]))
            )
        frames = checks.Frames(self.areas, self.tenants, self.signs, self.municipalities, self.day)
        listed = None if only is None else [key for key in only if key in checks.CHECKS]
        sites = site_findings(
            self.store,
            only=only,
            figures=load_figures(Path(figures)) if figures else None,
            day=self.day,
            progress=progress,
        )
        return checks.together([checks.run(frames, listed), sites])

    def to_map(self, area: int | str | None = None) -> "folium.Map":
        """An interactive map of the inventory, or of one area; a `folium.Map` that shows itself in a
        notebook.
        """
        from signage.maps import MapOptions, inventory_map

        return inventory_map(self.layers(area), MapOptions(bounds=self.bounds(area)))

    def bounds(self, area: int | str | None) -> tuple[float, float, float, float] | None:
        """(west, south, east, north) of an area in degrees; None without one, or where it has no outline."""
        outline = None if area is None else self.area(area)["geometry"]
        if outline is None:
            return None
        west, south, east, north = gpd.GeoSeries([outline], crs=CRS).to_crs(4326).total_bounds
        return float(west), float(south), float(east), float(north)

    def layers(self, area: int | str | None = None) -> Mapping[str, gpd.GeoDataFrame]:
        """All layers by plural name; with `area`, only what belongs to it or lies within 500 m of it.

        The areas tell in `tenant_count` how many tenants they have, drawn or not, placed or not.
        """
        frames = {plural: self.frame(plural) for plural in BY_PLURAL}
        counts = frames["tenants"]["area"].value_counts()
        areas = frames["areas"]
        areas["tenant_count"] = areas.index.map(counts).fillna(0).astype("int64")
        if area is None:
            return frames
        wanted = self.area(area)
        outline = shapely.buffer(wanted["geometry"], 500)
        return {plural: _near_or_of(rows, outline, wanted.name) for plural, rows in frames.items()}

    def export(
        self,
        path: str | os.PathLike[str],
        layer: str | None = None,
        *,
        progress: Callable[[int, int, str], None] | None = None,
    ) -> Path:
        """Write a layer (or all that the format can hold) as GeoPackage, GeoJSON, GeoParquet, CSV, XLSX or
        KML, by suffix.
        """
        if layer is not None and layer not in BY_PLURAL:
            raise InvalidInput(known(THE_LAYER, layer, list(BY_PLURAL)))
        export(self.store, layer or "all", Path(path), as_of=self.day, progress=progress)
        return Path(path)


_TOLD = ("municipality", "area", "tenant", "sign")


def _near_or_of(rows: gpd.GeoDataFrame, outline: Any, area: Any) -> gpd.GeoDataFrame:
    near = rows.geometry.intersects(outline)
    return rows[near | (rows["area"] == area)] if "area" in rows else rows[near]


def _near(rows: gpd.GeoDataFrame, place: Point | tuple[float, float], within_m: float) -> gpd.GeoDataFrame:
    distance = rows.geometry.distance(_in_metres(place))
    return rows.loc[distance[distance <= within_m].sort_values().index].set_crs(CRS, allow_override=True)


def _in_metres(place: Point | tuple[float, float]) -> Point:
    """The place as a point; degrees would be near nothing, and nobody would know why."""
    point = place if isinstance(place, Point) else Point(place)
    if point.is_empty or (abs(point.x) <= 180 and abs(point.y) <= 90):
        said = f"({point.x}, {point.y})" if not point.is_empty else "()"
        raise InvalidInput(
            Said(
                f"Erwartet werden Meter in {CRS} wie (640000, 5635000), nicht {said}.",
                f"Metres in {CRS} are expected, such as (640000, 5635000), not {said}.",
            )
        )
    return point
