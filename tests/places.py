"""Small things to build a test's inventory from: only what the test cares about is named."""

import struct
from typing import Any

from signage.store import Store

EAST, NORTH = 640_000.0, 5_635_000.0  # near the Erfurter Kreuz, EPSG:25832


def point(east: float = 0.0, north: float = 0.0) -> bytes:
    """WKB of a point so many metres from the origin of the tests."""
    return struct.pack("<BIdd", 1, 1, EAST + east, NORTH + north)


def line(*offsets: tuple[float, float]) -> bytes:
    """WKB of a line through points given in metres from the origin."""
    return struct.pack("<BII", 1, 2, len(offsets)) + b"".join(
        struct.pack("<dd", EAST + east, NORTH + north) for east, north in offsets
    )


def polygon(east: float = 0.0, north: float = 0.0, size: float = 1000.0) -> bytes:
    """WKB of a square with its lower left corner at the offset."""
    corners = [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size), (0.0, 0.0)]
    ring = b"".join(struct.pack("<dd", EAST + east + x, NORTH + north + y) for x, y in corners)
    return struct.pack("<BIII", 1, 3, 1, 5) + ring


def outline(east: float = 0.0, north: float = 0.0, size: float = 1000.0) -> bytes:
    """WKB of a multipolygon of one square."""
    return struct.pack("<BII", 1, 6, 1) + polygon(east, north, size)


def add(store: Store, layer: str, **values: Any) -> int:
    """Store one row in a change set of its own, give its id."""
    with store.change(who="test", why="test") as change:
        return change.create(layer, values)


def a_municipality(store: Store, **values: Any) -> int:
    """Amt Wachsenburg, 40 km wide."""
    row = {
        "ags": "16070028",
        "name": "Amt Wachsenburg",
        "district": "16070",
        "geometry": outline(-20e3, -20e3, 40e3),
    }
    return add(store, "municipality", **(row | values))


def an_area(store: Store, **values: Any) -> int:
    """A square kilometre of the Erfurter Kreuz."""
    row = {"name": "Erfurter Kreuz", "number": "EK", "municipality": "16070028", "geometry": outline()}
    return add(store, "area", **(row | values))


def a_tenant(store: Store, area: int | None = None, **values: Any) -> int:
    """A firm in the middle of the area."""
    row = {"name": "Muster GmbH", "area": area, "municipality": "16070028", "geometry": point(500, 500)}
    return add(store, "tenant", **(row | values))


def a_sign(store: Store, area: int | None = None, *, code: bool = True, **values: Any) -> int:
    """A mounted overview board at the area's corner, with a live code unless `code` is False."""
    row: dict[str, Any] = {
        "number": "EK-001",
        "type": "INF",
        "family": "guide",
        "state": "mounted",
        "area": area,
    }
    row |= {"municipality": "16070028", "bearing_deg": 180.0, "geometry": point(10, 10)}
    with store.change(who="test", why="test") as change:
        if code and "code" not in values:
            [row["code"]] = change.mint(1)
            change.set_code(row["code"], state="live")
        return change.create("sign", row | values)
