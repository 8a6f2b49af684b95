"""A little town as OpenStreetMap would have it, and the same in a GeoPackage."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
from shapely.geometry import LineString, Point, box

WEST, SOUTH = 10.9400, 50.8600  # near the small inventory of the map's tests
_D = 0.0010
Spot = tuple[float, float]
_WAYS: Sequence[tuple[dict[str, str], Sequence[Spot]]] = (
    ({"highway": "motorway", "ref": "A 71", "name": "<img src=x onerror=alert(1)>"}, ((0, 0), (9, 0))),
    ({"highway": "primary", "ref": "B 7"}, ((0, 1), (9, 1))),
    ({"highway": "residential", "name": "Werkstraße"}, ((1, 2), (8, 2))),
    ({"highway": "service"}, ((1, 3), (4, 3))),
    ({"highway": "footway"}, ((1, 4), (4, 4))),
    ({"highway": "proposed"}, ((1, 5), (4, 5))),
    ({"railway": "rail"}, ((0, 8), (9, 8))),
    ({"waterway": "stream", "name": "Gera"}, ((0, 9), (9, 9))),
    ({"building": "industrial"}, ((5, 3), (6, 3), (6, 4), (5, 4), (5, 3))),
    ({"landuse": "industrial"}, ((4, 2), (8, 2), (8, 6), (4, 6), (4, 2))),
    ({"landuse": "forest"}, ((0, 5), (3, 5), (3, 7), (0, 7), (0, 5))),
    ({"natural": "water"}, ((5, 7), (6, 7), (6, 8), (5, 8), (5, 7))),
)
DRAWN = {
    "motorways": 1,
    "main_roads": 1,
    "streets": 2,
    "paths": 1,
    "railways": 1,
    "waterways": 1,
    "buildings": 1,
    "land": 2,
    "water": 1,
    "places": 1,
}


def osm_file(path: Path, ways: Sequence[tuple[dict[str, str], Sequence[Spot]]] = _WAYS) -> Path:
    """The town as a file of OpenStreetMap, in its XML form."""
    nodes, lines, number = [], [], 1
    place = '<tag k="place" v="town"/><tag k="name" v="Musterstadt"/>' if ways is _WAYS else ""
    nodes.append(f'<node id="1" version="1" lon="{WEST + 4 * _D}" lat="{SOUTH + 5 * _D}">{place}</node>')
    for way, (tags, spots) in enumerate(ways, 1):
        refs = []
        for x, y in spots[: -1 if spots[0] == spots[-1] else None]:
            number += 1
            nodes.append(f'<node id="{number}" version="1" lon="{WEST + x * _D}" lat="{SOUTH + y * _D}"/>')
            refs.append(number)
        refs += refs[:1] if spots[0] == spots[-1] else []
        told = "".join(f'<tag k="{key}" v="{_escaped(value)}"/>' for key, value in tags.items())
        corners = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{way}" version="1">{corners}{told}</way>')
    path.write_text(
        f'<?xml version="1.0"?>\n<osm version="0.6">{"".join(nodes + lines)}</osm>\n', encoding="utf-8"
    )
    return path


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def town_package(path: Path, roads: str = "strassen") -> Path:
    """Roads, buildings and firms in a GeoPackage, EPSG:25832."""
    layers = {
        roads: gpd.GeoDataFrame(
            {"name": ["Werkstraße", "A 71"], "road_class": ["G", "A"]},
            geometry=[
                LineString([(WEST, SOUTH), (WEST + _D, SOUTH)]),
                LineString([(WEST, SOUTH + _D), (WEST + _D, SOUTH)]),
            ],
            crs=4326,
        ),
        "gebaeude": gpd.GeoDataFrame(
            {"id": [1]}, geometry=[box(WEST, SOUTH, WEST + _D, SOUTH + _D)], crs=4326
        ),
        "firmen": gpd.GeoDataFrame({"name": ["Muster"]}, geometry=[Point(WEST, SOUTH)], crs=4326),
    }
    for name, frame in layers.items():
        frame.to_crs(25832).to_file(path, layer=name, driver="GPKG")
    return path
