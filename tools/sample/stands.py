"""Where signs stand: at the entrance, at a lay-by, before a junction, at a gate; clear of the road."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shapely.geometry import Point

from tools.sample.addresses import addresses, faces
from tools.sample.layout import Drawing
from tools.sample.streets import Street, beside, heading_deg


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A place for a sign; `bearing_deg` is where its face looks."""

    type: str
    name: str
    street: Street
    point: Point
    bearing_deg: float
    stopping_place: str = "none"
    lorries_fit: bool = False


CLEARANCE_M = {"BEG": 2.6, "INF": 2.0, "SAM": 2.2, "EIN": 2.0, "STR": 1.6, "AMT": 2.4, "HSN": 1.8}
ON_FOOTPATHS = ("BEG", "SAM", "STR")


def along(kind: str, street: Street, station_m: float, *, name: str, way: int = 1) -> Stand:
    """On the right of those who drive in the street's direction (`way` 1) or against it (-1), facing them."""
    offset = way * (street.width_m / 2 + CLEARANCE_M[kind])
    travel = heading_deg(street.line, station_m) + (0 if way > 0 else 180)
    point = beside(street.line, station_m, offset_m=offset)
    stop = "footpath" if kind in ON_FOOTPATHS else "none"
    return Stand(
        type=kind,
        name=name,
        street=street,
        point=point,
        bearing_deg=(travel + 180) % 360,
        stopping_place=stop,
    )


def stands(drawing: Drawing) -> Iterator[Stand]:
    """The stands of an area, in the order of their numbers."""
    if drawing.site.signs == "none":
        return
    full = drawing.site.signs == "all"
    for street, way in entrances(drawing)[: 2 if full else 1]:
        station = 34.0 if way > 0 else street.line.length - 34
        yield along("BEG", street, station, name=f"Einfahrt {road_met(drawing, street, way)}", way=way)
    yield from _boards(drawing)
    if full:
        yield from _at_junctions(drawing)
    for kind in FURTHER.get(drawing.site.key, ()):
        yield MAKERS[kind](drawing)


def entrances(drawing: Drawing) -> list[tuple[Street, int]]:
    """The inner streets that start (1) or end (-1) on a road outside."""
    found = []
    roads = [street for street in drawing.streets if not street.inner]
    for street in drawing.inner:
        for way, tip in ((1, street.line.coords[0]), (-1, street.line.coords[-1])):
            if any(road.line.distance(Point(tip)) < 1 for road in roads):
                found.append((street, way))
    return found


def road_met(drawing: Drawing, street: Street, way: int) -> str:
    """The number of the road that the street meets at its start (`way` 1) or its end."""
    tip = Point(street.line.coords[0 if way > 0 else -1])
    roads = [road for road in drawing.streets if not road.inner]
    return str(min(roads, key=lambda road: road.line.distance(tip)).number)


def _boards(drawing: Drawing) -> Iterator[Stand]:
    """An overview board beside each lay-by, turned to those who stopped there."""
    for bay in drawing.lay_bys:
        middle = bay.line.length / 2
        point = beside(bay.line, middle, offset_m=bay.width_m / 2 + CLEARANCE_M["INF"])
        access = drawing.inner[0]
        yield Stand(
            type="INF", name=f"Haltebucht {access.name}", street=access, point=point,
            bearing_deg=(heading_deg(bay.line, middle) - 90) % 360, stopping_place="lay_by", lorries_fit=True,
        )  # fmt: skip


def junctions(drawing: Drawing) -> list[tuple[float, Street]]:
    """Where streets leave the access road: station there and the street, in driving order."""
    access = drawing.inner[0]
    found = []
    for street in drawing.inner[1:]:
        tip = Point(street.line.coords[0])
        if access.line.distance(tip) < 1:
            found.append((access.line.project(tip), street))
    return sorted(found, key=lambda pair: pair[0])


def _at_junctions(drawing: Drawing) -> Iterator[Stand]:
    access, met = drawing.inner[0], junctions(drawing)
    station, street = met[0]
    yield along("SAM", access, station - 28, name=f"{access.name}, vor {street.name}")
    station, street = met[1]
    yield along("EIN", access, station - 22, name=f"{access.name} / {street.name}")


def _street_name(drawing: Drawing) -> Stand:
    """A street name sign at the last street that leaves the access road."""
    street = junctions(drawing)[-1][1]
    return along("STR", street, 12, name=f"{street.name} / {drawing.inner[0].name}", way=-1)


def _official(drawing: Drawing) -> Stand:
    """Sign 432 on the road outside, before the turn into the area."""
    road, access = drawing.outside, drawing.inner[0]
    station = road.line.project(Point(access.line.coords[0]))
    return along("AMT", road, station - 60, name=f"{road.number}, vor der Einfahrt {access.name}")


def _gate(drawing: Drawing) -> Stand:
    """A gate plate at the first address of the access road's first side street."""
    street = junctions(drawing)[0][1]
    address = next(row for row in addresses(drawing) if row.street is street and row.station_m > 40)
    offset = address.side * (street.width_m / 2 + CLEARANCE_M["HSN"])
    return Stand(
        type="HSN", name=f"Tor {street.name} {address.number}", street=street,
        point=beside(street.line, address.station_m, offset_m=offset), bearing_deg=faces(address),
        stopping_place="footpath",
    )  # fmt: skip


MAKERS: dict[str, Callable[[Drawing], Stand]] = {"AMT": _official, "STR": _street_name, "HSN": _gate}
FURTHER = {
    "EK": ("AMT", "STR", "HSN"),
    "GS": ("AMT", "STR", "HSN"),
    "GO": ("AMT", "STR"),
    "OH": ("AMT", "HSN"),
    "AW": ("AMT", "HSN"),
    "WA": ("AMT",),
    "AN": ("STR",),
}
