"""The way from a sign to a firm: along the streets where they are loaded, else as the crow flies."""

from typing import NamedTuple

from signage.guidance.direction import (
    HERE_M,
    Compass,
    Point,
    Turn,
    direction,
    distance_between,
    turned,
)
from signage.network import routes
from signage.network.routes import Route, departures
from signage.network.streets import Streets
from signage.services.scan import Firm, Here

_WORTH_TELLING = 0.9  # a way on foot that is not shorter than this share of the driver's is not told


class Way(NamedTuple):
    """How to get from the sign to a firm.

    `start` is where one sets out to, as the reader stands, then come `turns`; `group` is the side on which
    the firm is looked for: the first turn that leads off, else `start`. `distance_m` is the driver's way
    where `by_street`, else as the crow flies; `walk_m` is told where walking is much shorter. `max_height_m`,
    `max_weight_t`: the lowest limits of the streets on the driver's way.
    """

    group: Turn | Compass
    start: Turn | Compass
    turns: tuple[routes.Turn, ...]
    distance_m: float
    by_street: bool
    walk_m: float | None = None
    max_height_m: float | None = None
    max_weight_t: float | None = None


def way_to(here: Here, firm: Firm, streets: Streets) -> Way | None:
    """The way from the sign to a firm, None when the firm's position is not recorded."""
    target = firm.target
    return None if target is None else way_between(here, target, firm.street, streets)


def way_between(here: Here, target: Point, street: str, streets: Streets) -> Way:
    """The way from the sign to a place that is on `street`, where that is known."""
    air_m = distance_between(here.position, target)
    if air_m < HERE_M or not streets:
        return _straight(here, target, air_m)
    driven = departures(streets, here.position, on_foot=False).route_to(target, street)
    walked = driven
    if streets.differ_on_foot:
        walked = departures(streets, here.position, on_foot=True).route_to(target, street)
    if (main := driven or walked) is None:
        return _straight(here, target, air_m)
    start = turned(here.bearing_deg, main.first_deg)
    return Way(
        group=main.turns[0].side if start == "ahead" and main.turns else start,
        start=start,
        turns=main.turns,
        distance_m=main.length_m,
        by_street=True,
        walk_m=_told_on_foot(driven, walked),
        max_height_m=main.max_height_m,
        max_weight_t=main.max_weight_t,
    )


def _straight(here: Here, target: Point, air_m: float) -> Way:
    where = direction(here.position, here.bearing_deg, target)
    return Way(group=where, start=where, turns=(), distance_m=air_m, by_street=False)


def _told_on_foot(driven: Route | None, walked: Route | None) -> float | None:
    if driven is None or walked is None:
        return None
    return walked.length_m if walked.length_m < _WORTH_TELLING * driven.length_m else None
