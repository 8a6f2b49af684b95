"""The planner's page: for each language and area made once, by Folium in a process of its own."""

import threading
from typing import Any

from signage.artwork.papers import ORIENTATIONS, PAPERS, USUAL_SCALES, Layout
from signage.domain.validity import today
from signage.errors import NotFound, Said, SignageError, Unavailable
from signage.maps.basemaps import BaseMap
from signage.processes import run_in_child
from signage.services.degrees import boxes_in_degrees
from signage.services.figures import figures_in_force
from signage.services.values import Refused
from signage.siting.figures import Figures
from signage.store import Store
from signage.store.clusters import extent
from signage.store.types import wkb_bounds
from signage_api import map_child
from signage_api.headers import strong_etag
from signage_api.pages import Page
from signage_api.parameters import area_of

_MOST = 200  # pages kept at once: each is some 100 kB
_WIDTH, _FILM = "road.width.", "film.life."
_HALF_BOARD_M = 0.6  # as signage.siting.snapping, which this process does not load


class PlanPages:
    """Finished pages by what they were made of."""

    def __init__(self, base_maps: tuple[BaseMap, ...]) -> None:
        self._base_maps = base_maps
        self._made: dict[str, Page] = {}
        self._making = threading.Lock()

    def page(self, store: Store, language: str, area: str | None) -> Page:
        """The page for all areas, or for one by its key or id; NotFound where there is no such area."""
        options = self._options(store, language, area)
        key = repr(sorted(options.items()))
        with self._making:
            if key not in self._made:
                if len(self._made) >= _MOST:
                    self._made.clear()
                self._made[key] = _make(options)
            return self._made[key]

    def _options(self, store: Store, language: str, area: str | None) -> dict[str, Any]:
        options: dict[str, Any] = {"language": language, "api": "/api/v1", "bounds": _everywhere(store)}
        options["base_maps"] = [vars(one) for one in self._base_maps]
        if area is not None:
            row = _area(store, area)
            box = wkb_bounds(row["geometry"])
            options |= {"area": row["id"], "area_name": row["name"]}
            options["bounds"] = boxes_in_degrees([box])[0] if box else options["bounds"]
        return options | _papers() | _figures(figures_in_force(store))


def _area(store: Store, key: str) -> dict[str, Any]:
    try:
        number = area_of(store, today(), key[:40])
    except Refused as refusal:
        raise NotFound(refusal.why) from None
    rows = store.read("area", where={"id": number}, as_of=today()) if number is not None else []
    if not rows:
        raise NotFound(Said(f"Ein Gebiet {key[:40]} gibt es nicht.", f"There is no area {key[:40]}."))
    return dict(rows[0])


def _everywhere(store: Store) -> tuple[float, ...] | None:
    found = extent(store, "area", today()) or extent(store, "municipality", today())
    return boxes_in_degrees([found])[0] if found else None


def _papers() -> dict[str, Any]:
    """The size of a map on each paper in millimetres, for the frame of what will be printed."""
    sizes = {paper: {one: Layout(paper, one).map_mm for one in ORIENTATIONS} for paper in PAPERS}
    return {"papers": sizes, "scales": USUAL_SCALES}


def _figures(figures: Figures) -> dict[str, Any]:
    """What the page needs of the rules, as they are in force, to snap and to tell what is due."""
    return {
        "clearance_m": {
            place: figures[f"clearance.lateral.{place}.normal"] for place in ("in_town", "outside")
        },
        "road_width_m": {key.removeprefix(_WIDTH): figures[key] for key in figures if key.startswith(_WIDTH)},
        "reach_m": figures["road.reach"],
        "board_m": _HALF_BOARD_M,
        "due": {
            "inspection_years": figures["inspection.interval"],
            "film_years": {key.removeprefix(_FILM): figures[key] for key in figures if key.startswith(_FILM)},
        },
    }


def _make(options: dict[str, Any]) -> Page:
    try:
        made: dict[str, str] = run_in_child(map_child.render_plan, options)
    except SignageError as error:
        raise Unavailable(
            Said("Die Seite ließ sich gerade nicht aufbauen.", "The page could not be made just now.")
        ) from error
    html = made["html"].encode()
    return Page(html, made["csp"], strong_etag(html))
