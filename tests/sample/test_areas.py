"""Areas, roads and backdrop: in their place, apart from each other, and drawn like a plan."""

from itertools import combinations

import shapely
from shapely.geometry import Point

from tests.sample.conftest import Item, Items


def test_every_area_lies_inside_its_municipality(areas: dict[str, Item], today: dict[str, Item]) -> None:
    astray = [key for key, area in areas.items() if not today[area["municipality"]].shape.covers(area.shape)]
    assert astray == ["EK"]


def test_erfurter_kreuz_straddles_arnstadt_but_mostly_lies_in_its_lead_municipality(
    areas: dict[str, Item], today: dict[str, Item]
) -> None:
    cross = areas["EK"].shape
    lead, neighbour = today["16070028"].shape, today["16070004"].shape
    assert cross.intersection(lead).area > 0.6 * cross.area
    assert shapely.union(lead, neighbour).covers(cross)


def test_areas_do_not_overlap(areas: dict[str, Item]) -> None:
    assert all(not a.shape.intersects(b.shape) for a, b in combinations(areas.values(), 2))


def test_the_areas_known_by_name_are_all_there(areas: dict[str, Item]) -> None:
    names = {area["name"] for area in areas.values()}
    assert len(names) == 31
    assert {"Erfurter Kreuz", "Gotha-Süd", "Gotha-Ost", "Am Wald", "Ohrdruf", "Tambach-Dietharz"} <= names


def test_every_street_of_an_area_is_reached_from_a_road_outside(areas: dict[str, Item], roads: Items) -> None:
    for key, area in areas.items():
        near = [
            road for road in roads if road["area"] in (key, None) and road.shape.distance(area.shape) < 700
        ]
        inner = [road for road in near if road["area"] == key]
        reached = [road.shape for road in near if road["area"] is None]
        waiting = [road.shape for road in inner]
        while met := [line for line in waiting if any(line.distance(other) < 0.2 for other in reached)]:
            reached += met
            waiting = [line for line in waiting if line not in met]
        assert inner
        assert not waiting, key


def test_a_junction_is_a_vertex_of_both_streets(roads: Items) -> None:
    for road in roads:
        start = Point(road.shape.coords[0])
        met = [other for other in roads if other is not road and other.shape.distance(start) < 0.2]
        if road["area"] is not None:
            assert any(
                min(start.distance(Point(vertex)) for vertex in other.shape.coords) < 0.3 for other in met
            )


def test_no_building_stands_on_a_road(backdrop: Items, roads: Items) -> None:
    surfaces = shapely.union_all([road.shape.buffer(road["width_m"] / 2 + 2) for road in roads])
    shapely.prepare(surfaces)
    on_road = [
        item["source_id"]
        for item in backdrop
        if item["kind"] in ("building", "plot") and surfaces.intersects(item.shape)
    ]
    assert not on_road


def test_buildings_lie_inside_their_area_and_apart(areas: dict[str, Item], backdrop: Items) -> None:
    buildings = [item for item in backdrop if item["kind"] == "building"]
    assert all(areas[item["area"]].shape.covers(item.shape) for item in buildings)
    tree = shapely.STRtree([item.shape for item in buildings])
    left, right = tree.query([item.shape for item in buildings], predicate="overlaps")
    assert len(left) == len(right) == 0


def test_backdrop_polygons_are_valid(backdrop: Items) -> None:
    assert not [item["source_id"] for item in backdrop if not item.shape.is_valid]


def test_the_large_areas_have_five_to_ten_streets(roads: Items) -> None:
    for key in ("EK", "GS", "GO", "OH", "WA", "AW", "AN"):
        names = {road["name"] for road in roads if road["area"] == key and road["road_class"] == "G"}
        assert 5 <= len(names) <= 10, key
