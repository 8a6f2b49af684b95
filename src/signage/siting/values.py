"""The values that rules read and give. Positions in metres (EPSG:25832), bearings from grid north."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from signage.errors import Said

Severity = Literal["error", "warning", "hint", "excepted"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint", "excepted")
Direction = Literal["ahead", "left", "right"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One destination on a face. `width_mm` is the slot's whole width, logo field included."""

    text: str
    direction: Direction | None = None
    distance_m: float | None = None
    is_single_firm: bool = False
    reason: str | None = None
    has_logo: bool = False
    width_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """What a sign says; slots from top to bottom."""

    letter_height_mm: float | None = None
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that stands or is meant to; `id` is None until it is saved. None means: not known.

    `bearing_deg` is the direction in which the face looks towards its reader; `untrue` says what stands on it
    and is no longer so, as the directory has it.
    """

    id: int | None
    x: float
    y: float
    number: str | None = None
    type: str | None = None
    family: str | None = None
    state: str | None = None
    bearing_deg: float | None = None
    lower_edge_m: float | None = None
    height_m: float | None = None
    width_mm: float | None = None
    stopping_place: str | None = None
    code: str | None = None
    area: int | None = None
    municipality: str | None = None
    film_class: str | None = None
    film_from: date | None = None
    mounted_on: date | None = None
    inspected_on: date | None = None
    face: Face | None = None
    untrue: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Road:
    """A road as its row tells it; `width_m` is presumed from the class where the row has none."""

    id: Any
    road_class: str | None
    speed_kmh: int | None
    in_town: bool | None
    width_m: float
    width_is_presumed: bool
    name: str | None = None
    number: str | None = None

    def __str__(self) -> str:
        return self.number or self.name or "Straße ohne Namen"


@dataclass(frozen=True, slots=True)
class Triangle:
    """The ground that must be free for who waits on `approach` to see traffic on `main`.

    `polygon` is a shapely polygon; `presumed` says that the right of way follows from no class of road.
    """

    main: Road
    approach: Road
    junction: tuple[float, float]
    leg_m: float
    presumed: bool
    polygon: Any = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Strip:
    """A classified road outside town near the sign, and how far its carriageway's edge is."""

    road: Road
    to_edge_m: float


@dataclass(frozen=True, slots=True)
class Site:
    """What lies around a sign's position. None means: not known, or not loaded.

    `to_edge_m` is negative on the carriageway; `clearance_m` is measured from the board's edge; `side` and
    `road_bearing_deg` are seen along the road's line, `reading_side` and `reading_bearing_deg` along
    the way of the traffic that reads the sign. `lateral_m` is the distance to the middle of that traffic's
    lane. `near_sign` is the nearest sign on another post that looks the same way.
    """

    road: Road | None = None
    side: Side | None = None
    to_axis_m: float | None = None
    to_edge_m: float | None = None
    clearance_m: float | None = None
    road_bearing_deg: float | None = None
    foot: tuple[float, float] | None = None
    reading_road: Road | None = None
    reading_bearing_deg: float | None = None
    reading_side: Side | None = None
    lateral_m: float | None = None
    next_junction_m: float | None = None
    passed_junction_m: float | None = None
    triangles: tuple[Triangle, ...] = ()
    strips: tuple[Strip, ...] = ()
    near_sign: int | None = None
    near_sign_m: float | None = None
    signs_on_post: int = 1
    municipality: str | None = None
    municipality_name: str | None = None
    own_municipality_name: str | None = None
    in_district: bool | None = None
    to_own_municipality_m: float | None = None
    plot: str | None = None
    path: str | None = None
    in_building_m: float | None = None
    to_area_m: float | None = None
    day: date | None = None

    @property
    def in_town(self) -> bool | None:
        """Whether the nearest road is a street in town."""
        return self.road.in_town if self.road else None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a figure stands. `certainty`: law (read in the law), found (in a public document), memory.

    `edition` is empty where none is on record.
    """

    source: Said
    edition: Said
    certainty: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the sign that solves the finding; `changes` are new values of the sign's fields.

    Of a face there may be its `letter_height_mm`, its `slots` one by one in new words, or the whole `face` in
    another order.
    """

    label: Said
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; `sentence` is German and brings its English along.

    `figure` is the key of the figure that was not met; `reason`, `excepted_by` and `excepted_on` are set when
    the finding stands under a reasoned exception.
    """

    rule: str
    severity: Severity
    sentence: Said
    figure: str
    measured: float | None
    required: float | None
    unit: Said
    citation: Citation
    fix: Fix | None = None
    reason: str | None = None
    excepted_by: str | None = None
    excepted_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReasonedException:
    """Somebody answers for a finding: which rule at which sign, why, who, since when."""

    sign: int
    rule: str
    reason: str
    who: str
    on: date
