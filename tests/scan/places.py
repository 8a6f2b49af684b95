"""Small commercial areas for tests: streets, houses, firms and signs near 50.86 N 10.94 E."""

import random
import struct
from collections.abc import Sequence
from datetime import date
from typing import Any

from signage.store import Store
from signage.store.changes import ChangeSet

WEST, SOUTH = 636_000.0, 5_636_000.0
DAY = date(2026, 3, 9)
NASTY = "<img src=x onerror=alert(1)> & Söhne"
LONG = "Thüringer Gesellschaft für Oberflächenveredelung, Härterei und Lohnbeschichtung mbH"

Point = tuple[float, float]


def point(x: float, y: float) -> bytes:
    """WKB of a point `x` metres east and `y` metres north of the corner."""
    return struct.pack("<BIdd", 1, 1, WEST + x, SOUTH + y)


def line(points: Sequence[Point]) -> bytes:
    """WKB of a line."""
    return struct.pack("<BII", 1, 2, len(points)) + _pairs(points)


def polygon(points: Sequence[Point]) -> bytes:
    """WKB of a polygon without holes; the ring is closed here."""
    ring = [*points, points[0]]
    return struct.pack("<BIII", 1, 3, 1, len(ring)) + _pairs(ring)


def multipolygon(points: Sequence[Point]) -> bytes:
    """WKB of a multipolygon of one polygon."""
    return struct.pack("<BII", 1, 6, 1) + polygon(points)


def box(x: float, y: float, width: float, height: float) -> list[Point]:
    """The corners of an upright rectangle."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def a_town(change: ChangeSet) -> None:
    """The municipality in which everything lies."""
    change.create(
        "municipality",
        {"ags": "16070028", "name": "Amt Wachsenburg", "geometry": multipolygon(box(-900, -900, 3000, 3000))},
    )


def an_area(change: ChangeSet, **values: Any) -> int:
    """An area of 800 x 600 metres."""
    shape = multipolygon([(0, 0), (800, -40), (840, 560), (60, 600)])
    given = {"name": "Muster-Ost", "number": "MO", "municipality": "16070028", "geometry": shape}
    return change.create("area", given | values)


def a_sign(change: ChangeSet, area: int | None, *, x: float = 300, y: float = -60, **values: Any) -> str:
    """A sign with a live code whose reader looks north; gives the code."""
    (code,) = change.mint(1)
    change.set_code(code, state="live")
    given: dict[str, Any] = {
        "code": code,
        "number": "MO-001",
        "type": "INF",
        "family": "guide",
        "state": "mounted",
        "area": area,
    }
    given |= {
        "municipality": "16070028",
        "name": "Einfahrt B 7",
        "bearing_deg": 180.0,
        "geometry": point(x, y),
    }
    change.create("sign", given | values)
    return code


def a_firm(change: ChangeSet, area: int, *, x: float = 300, y: float = 300, **values: Any) -> int:
    """A firm 360 metres straight on from the sign."""
    given: dict[str, Any] = {
        "name": "Müller GmbH",
        "area": area,
        "municipality": "16070028",
        "number": 1,
        "street": "Holzweg",
    }
    given |= {"house_number": "4", "activity": "Metallbau", "geometry": point(x, y)}
    return change.create("tenant", given | values)


def streets(change: ChangeSet, area: int) -> None:
    """Four roads, a wood and rows of houses."""
    courses = (
        [(-200, -90), (330, -62), (380, -60), (1000, -20)],
        [(330, -62), (342, 150), (350, 300), (320, 560)],
        [(350, 300), (780, 320)],
        [(342, 150), (100, 170), (60, 260)],
    )
    for number, run in enumerate(courses):
        road = {"name": f"Straße {number}", "road_class": "B" if number == 0 else "G", "area": area}
        change.create("road", road | {"geometry": line(run)})
    wood = polygon([(-200, 400), (60, 380), (260, 700), (-200, 700)])
    change.create("backdrop", {"kind": "green", "area": area, "geometry": wood})
    houses = [box(x, y, 55, 45) for x in range(60, 780, 90) for y in range(20, 540, 85) if not 260 < x < 360]
    rows = [{"kind": "building", "area": area, "geometry": polygon(house)} for house in houses]
    change.create_many("backdrop", rows)


def firms(change: ChangeSet, area: int, count: int) -> None:
    """`count` firms of all trades, spread over the area; some with consent, some with a lorry note."""
    rng = random.Random(count)
    trades = [
        "Metallbau",
        "Baustoffe",
        "Lebensmittel",
        "Logistik",
        "Kfz-Werkstatt",
        "Sanitär und Heizung",
        "Druckerei",
    ]
    words = [
        "Krüger",
        "Großmann",
        "Roda",
        "Böhme",
        "Thiele",
        "Jähnig",
        "Saale",
        "Fritsche",
        "Schütze",
        "Beier",
    ]
    rows = []
    for number in range(1, count + 1):
        trade = rng.choice(trades)
        row: dict[str, Any] = {
            "name": f"{rng.choice(words)} {trade.split()[0]} {number} GmbH",
            "number": number,
            "activity": trade,
        }
        row |= {"area": area, "municipality": "16070028", "street": f"{rng.choice(words)}straße"}
        row |= {
            "house_number": str(rng.randrange(1, 90)),
            "geometry": point(rng.uniform(40, 780), rng.uniform(10, 550)),
        }
        if number % 3 == 0:
            row |= {"phone": f"+49 3628 {rng.randrange(10_000, 99_999)}", "web": f"www.firma{number}.example"}
            row |= {"legal_basis": "consent", "consented_on": DAY}
        if number % 7 == 0:
            row |= {"gate": "2", "delivery_hours": "Mo-Fr 6-16 Uhr", "lorry_register": "Pforte Süd"}
            row |= {"lorry_height_m": 4.0, "lorry_weight_t": 40}
            row["square"] = f"{'ABCDEF'[number % 6]}{number % 5 + 1}"
        if number % 3 == 0:
            row["confirmed_on"] = DAY
        rows.append(row)
    change.create_many("tenant", rows)


def a_full_area(store: Store, count: int) -> str:
    """An area with streets and `count` firms; gives the code of its sign."""
    with store.change(who="Test", why="Aufbau") as change:
        a_town(change)
        area = an_area(change)
        streets(change, area)
        firms(change, area, count)
        return a_sign(change, area)


def _pairs(points: Sequence[Point]) -> bytes:
    return b"".join(struct.pack("<dd", WEST + x, SOUTH + y) for x, y in points)
