"""How lorries get in at some firms, and where each stands on the printed board: invented like the firms."""

import random
from typing import Any

from shapely.geometry import Point
from shapely.ops import nearest_points

from tools.sample.addresses import Address
from tools.sample.layout import Drawing

COLUMNS = (
    "square", "gate", "delivery_hours", "lorry_height_m", "lorry_weight_t", "lorry_register",
    "entrance_east_m", "entrance_north_m", "jobs",
)  # fmt: skip
_HOURS = ("Mo–Fr 6–16 Uhr", "Mo–Fr 7–15 Uhr, Sa 7–11 Uhr", "Mo–Do 7–16 Uhr, Fr 7–12 Uhr", "rund um die Uhr")
_REGISTER = ("Pforte am Tor", "Büro im Erdgeschoss", "Warenannahme, Rampe 1", "Sprechanlage am Tor")
_SQUARES = 6

Row = dict[str, Any]


def arrival(drawing: Drawing, address: Address, point: Point | None, web: str | None, seed: str) -> Row:
    """The columns of one firm; most firms have recorded none of them but the board's square."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, no secret
    row: Row = dict.fromkeys(COLUMNS) | {"square": None if point is None else _square(drawing, point)}
    if web and chance.random() < 0.3:
        row["jobs"] = f"{web}stellen"
    if chance.random() > 0.25:
        return row
    row |= {"gate": chance.choice("1234AB"), "delivery_hours": chance.choice(_HOURS)}
    if chance.random() < 0.6:
        row["lorry_register"] = chance.choice(_REGISTER)
    if chance.random() < 0.5:
        row |= {"lorry_height_m": chance.choice((3.6, 3.8, 4.0)), "lorry_weight_t": chance.choice((12, 40))}
    if point is not None and chance.random() < 0.6:
        entrance = nearest_points(address.plot.outline, address.street.line)[0]
        row |= {"entrance_east_m": round(entrance.x, 1), "entrance_north_m": round(entrance.y, 1)}
    return row


def _square(drawing: Drawing, point: Point) -> str:
    """Letters from west to east, figures from north to south."""
    west, south, east, north = drawing.outline.bounds
    column = min(int((point.x - west) / (east - west) * _SQUARES), _SQUARES - 1)
    line = min(int((north - point.y) / (north - south) * _SQUARES), _SQUARES - 1)
    return f"{'ABCDEF'[column]}{line + 1}"
