"""House numbers: a built plot belongs to the street it fronts; odd numbers on the left, even on the right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tools.sample.layout import Drawing
from tools.sample.plots import Plot
from tools.sample.streets import Street, beside, heading_deg

FRONTAGE_M = 30.0


@dataclass(frozen=True)
class Address:
    """A plot with its street, its number there, and where along the street it lies."""

    plot: Plot
    street: Street
    number: int
    station_m: float
    side: int


def addresses(drawing: Drawing) -> list[Address]:
    """The addresses of an area, street by street; plots without frontage have none."""
    fronts: dict[tuple[int, int], list[tuple[float, Plot]]] = defaultdict(list)
    for plot in drawing.plots:
        if plot.buildings:
            distance, index = min(
                (street.line.distance(plot.outline), i) for i, street in enumerate(drawing.inner)
            )
            if distance < FRONTAGE_M:
                line = drawing.inner[index].line
                station = line.project(plot.buildings[0].centroid)
                fronts[index, _side(drawing.inner[index], station, plot)].append((station, plot))
    return [
        row
        for (index, side), found in sorted(fronts.items())
        for row in _numbered(drawing.inner[index], side, found)
    ]


def _side(street: Street, station_m: float, plot: Plot) -> int:
    """1 when the plot lies to the right of the street's direction, -1 to the left."""
    right, left = (beside(street.line, station_m, offset_m=offset) for offset in (8, -8))
    building = plot.buildings[0].centroid
    return 1 if building.distance(right) < building.distance(left) else -1


def _numbered(street: Street, side: int, found: Sequence[tuple[float, Plot]]) -> list[Address]:
    first = 1 if side < 0 else 2
    ordered = sorted(found, key=lambda pair: pair[0])
    return [
        Address(plot, street, first + 2 * rank, station, side) for rank, (station, plot) in enumerate(ordered)
    ]


def faces(address: Address) -> float:
    """The direction from the plot towards its street, clockwise from grid north."""
    return (heading_deg(address.street.line, address.station_m) - 90 * address.side) % 360
