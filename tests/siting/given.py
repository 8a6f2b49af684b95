"""A sound sign at a sound site; a test changes only what it cares about."""

from dataclasses import replace
from datetime import date
from typing import Any

import shapely

from signage.siting.check import check_sign
from signage.siting.figures import load_figures
from signage.siting.surroundings import Surroundings, surroundings
from signage.siting.values import Face, Finding, Road, Sign, Site, Slot, Triangle

DAY = date(2026, 6, 1)
STREET = Road(
    id=1, road_class="G", speed_kmh=50, in_town=True, width_m=6, width_is_presumed=False, name="Hauptstraße"
)
COUNTRY = Road(
    id=2, road_class="B", speed_kmh=100, in_town=False, width_m=8, width_is_presumed=False, number="B 7"
)
SIGHT = Triangle(STREET, STREET, (0, 0), 70, presumed=False, polygon=None)


def a_sign(**changes: Any) -> Sign:
    """A guide sign north of a street that leads east, read by the traffic to the west."""
    sound = Sign(
        id=1,
        x=100.0,
        y=4.0,
        type="EIN",
        family="guide",
        state="accepted",
        bearing_deg=90.0,
        lower_edge_m=2.25,
        height_m=3.0,
        width_mm=600,
        stopping_place="none",
        municipality="16067029",
    )
    return replace(sound, **changes)


def a_site(**changes: Any) -> Site:
    """Beside a street in town, 20 m before a junction."""
    sound = Site(
        road=STREET,
        side="left",
        to_axis_m=4.0,
        to_edge_m=1.0,
        clearance_m=0.7,
        road_bearing_deg=90.0,
        foot=(100.0, 0.0),
        reading_road=STREET,
        reading_bearing_deg=270.0,
        reading_side="right",
        lateral_m=2.5,
        next_junction_m=20.0,
        municipality="16067029",
        in_district=True,
        to_own_municipality_m=0.0,
        day=DAY,
    )
    return replace(sound, **changes)


def a_face(*slots: Slot, letters: float | None = 126) -> Face:
    """A face with letters right for 50 km/h."""
    return Face(letters, slots)


def a_slot(direction: Any = "ahead", distance_m: float | None = 900, **changes: Any) -> Slot:
    """A row `Gotha`."""
    return replace(Slot("Gotha", direction, distance_m), **changes)


def findings(sign: Sign | None = None, site: Site | None = None) -> tuple[Finding, ...]:
    """What the rules say, with the pack's figures."""
    return check_sign(sign or a_sign(), site or a_site(), load_figures())


def rules(sign: Sign | None = None, site: Site | None = None) -> list[str]:
    """The keys of the rules that find something."""
    return [finding.rule for finding in findings(sign, site)]


def a_street(**changes: Any) -> dict[str, Any]:
    """A row of the road layer: a street from (0, 0) east to (400, 0)."""
    line = shapely.LineString([(0, 0), (200, 0), (400, 0)])
    own = {
        "id": 1,
        "road_class": "G",
        "speed_kmh": 50,
        "in_town": True,
        "width_m": 6.0,
        "name": "Hauptstraße",
    }
    return {**own, "geometry": line, **changes}


def a_side_road(**changes: Any) -> dict[str, Any]:
    """A road that joins the street at (200, 0) from the north."""
    return a_street(
        **{"id": 2, "name": "Zufahrt", "geometry": shapely.LineString([(200, 0), (200, 300)]), **changes}
    )


def around(*roads: dict[str, Any], **layers: Any) -> Surroundings:
    """Surroundings with the given roads."""
    return surroundings(roads=roads or (a_street(),), **layers)
