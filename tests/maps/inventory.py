"""Small frames for map tests: an area near Arnstadt with roads, buildings, tenants, signs."""

from typing import Any

import geopandas as gpd
from shapely import Point, box
from shapely.affinity import rotate
from shapely.geometry import LineString, MultiPolygon

CRS = "EPSG:25832"
EAST, NORTH = 636_900.0, 5_636_700.0  # near 50.8638 N 10.9436 E
UGLY = "<img src=x onerror=alert(1)> & Söhne"
NASTY = (
    UGLY,
    "${7*7}",
    "{{ 7*7 }}",
    "</script><script>alert(1)</script>",
    "Müller & Töchter GmbH",
    "مخبز السلام",
)
STATES = ("mounted", "planned", "defective", "out_of_service", "unauthorised", "existing", "accepted")
TYPES = ("BEG", "INF", "SAM", "EIN", "STR", "AMT", "HSN")


def a_frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Rows with a `geometry` as a frame, ids from 1."""
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
    frame.index = range(1, len(frame) + 1)
    return frame


def at(east_m: float, north_m: float) -> Point:
    """A point so many metres from the area's south-west corner."""
    return Point(EAST + east_m, NORTH + north_m)


def areas() -> gpd.GeoDataFrame:
    """Two areas: Erfurter Kreuz and an empty neighbour of 80 letters."""
    long_name = "Interkommunales Gewerbegebiet an der Bundesautobahn 71 Anschlussstelle Arnstadt-Süd"
    main = rotate(box(EAST, NORTH, EAST + 800, NORTH + 500), 4)
    other = box(EAST + 1900, NORTH + 300, EAST + 2300, NORTH + 700)
    common = {"kind": "1700", "municipality": "16070004"}
    return a_frame(
        [
            {"name": "Erfurter Kreuz", "number": "EK", "geometry": MultiPolygon([main]), **common},
            {"name": long_name, "number": "AS", "geometry": MultiPolygon([other]), **common},
        ]
    )


def tenants() -> gpd.GeoDataFrame:
    """40 tenants on a grid; the first carry nasty names."""
    rows = []
    for i in range(40):
        name = NASTY[i] if i < len(NASTY) else f"Beispielwerk {i} GmbH"
        place = at(60 + (i % 8) * 95 + (i % 3) * 6, 60 + (i // 8) * 95)
        rows.append({"name": name, "area": 1, "number": i + 1, "street": "Werkstraße"})
        rows[-1] |= {
            "house_number": f"{i}a",
            "postcode": "99310",
            "place": "Arnstadt",
            "activity": "Metallbau",
            "geometry": place,
        }
        rows[-1] |= {"phone": "03628 1234567", "email": "chef@example.org"}
    return a_frame(rows)


def signs() -> gpd.GeoDataFrame:
    """Seven signs, one of each type and state, and three families."""
    rows = []
    for i, kind in enumerate(TYPES):
        family = "official" if kind in ("STR", "AMT") else "advertising" if i == 4 else "guide"
        row: dict[str, Any] = {
            "code": f"7K3M9QX{i}",
            "number": f"EK-{i + 1:03d}",
            "type": kind,
            "state": STATES[i],
        }
        row |= {"family": family, "name": f"Einfahrt B 7 / {UGLY}", "area": 1, "street": "Werkstraße"}
        row |= {"bearing_deg": i * 50.0, "geometry": at(-20 + i * 115, 12 + (i % 3) * 160)}
        row |= {"stopping_place": "lay_by", "lorries_fit": True, "municipality": "16070004"}
        rows.append(row)
    return a_frame(rows)


def roads() -> gpd.GeoDataFrame:
    """One road of each class."""
    lines = {
        "A": ("", "A 71", [(-900, -500), (2600, -420)]),
        "B": ("Bundesstraße 7", "B 7", [(-600, -60), (300, -40), (1500, -70), (2600, 40)]),
        "L": ("Ichtershäuser Straße", "L 1044", [(300, -40), (310, 600), (350, 1400)]),
        "G": ("Werkstraße", "", [(305, 230), (700, 205), (790, 380)]),
        "P": ("", "", [(305, 330), (60, 330)]),
    }
    return a_frame(
        [
            {"name": name, "number": number, "road_class": road_class, "area": 1}
            | {"geometry": LineString([at(*point) for point in points])}
            for road_class, (name, number, points) in lines.items()
        ]
    )


def backdrops() -> gpd.GeoDataFrame:
    """Plots with buildings on them, a wood and a pond."""
    rows = [{"kind": "green", "geometry": box(EAST - 500, NORTH + 520, EAST + 250, NORTH + 900)}]
    rows.append({"kind": "water", "geometry": at(1100, 300).buffer(120)})
    for i in range(40):
        x, y = EAST + 15 + (i % 8) * 97, NORTH + 15 + (i // 8) * 97
        rows.append({"kind": "plot", "geometry": rotate(box(x, y, x + 90, y + 88), 4)})
        rows.append({"kind": "building", "geometry": rotate(box(x + 15, y + 15, x + 70, y + 65), 4 + i % 5)})
    return a_frame(rows)


def municipalities() -> gpd.GeoDataFrame:
    """Two neighbours."""
    west = MultiPolygon([box(EAST - 6000, NORTH - 5000, EAST + 1500, NORTH + 5000)])
    east = MultiPolygon([box(EAST + 1500, NORTH - 5000, EAST + 9000, NORTH + 5000)])
    return a_frame(
        [
            {"ags": "16070004", "name": "Arnstadt", "geometry": west, "source": "© Vermesser & Söhne"},
            {"ags": "16070028", "name": "Amt Wachsenburg", "geometry": east},
        ]
    )


def frames() -> dict[str, gpd.GeoDataFrame]:
    """All of them by plural name."""
    return {
        "municipalities": municipalities(),
        "backdrops": backdrops(),
        "roads": roads(),
        "areas": areas(),
        "tenants": tenants(),
        "signs": signs(),
    }
