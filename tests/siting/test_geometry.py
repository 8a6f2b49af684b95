"""Sight triangles, strips and the place that a click snaps to."""

from typing import Any

import pytest
import shapely

from signage.siting.check import check_signs
from signage.siting.snapping import Snapped, snap
from tests.siting.given import a_side_road, a_sign, a_street, around


def covers(x: float, y: float, *roads: dict[str, Any]) -> bool:
    """Whether a place lies in a sight triangle."""
    point = shapely.Point(x, y)
    return any(triangle.polygon.contains(point) for triangle in around(*roads).triangles)


def test_a_side_road_has_a_triangle_on_each_side() -> None:
    triangles = around(a_street(road_class="L"), a_side_road()).triangles
    assert [(one.approach.name, one.leg_m, one.presumed) for one in triangles] == [("Zufahrt", 70, False)] * 2


@pytest.mark.parametrize(
    ("x", "y", "inside"),
    [(190, 4, True), (210, 4, True), (190, -4, False), (190, 6, False), (120, 0.5, False)],
)
def test_the_triangle_lies_on_the_side_of_the_waiting_driver(x: float, y: float, inside: bool) -> None:
    assert covers(x, y, a_street(), a_side_road()) is inside


@pytest.mark.parametrize(
    ("width_mm", "facing", "inside"),
    [(1200, 90.0, True), (1200, 270.0, True), (600, 90.0, False), (1200, 0.0, False), (None, 90.0, False)],
)
def test_a_board_takes_the_view_as_soon_as_its_edge_reaches_into_the_triangle(
    width_mm: float | None, facing: float, inside: bool
) -> None:
    """The triangle ends at 5.14 m there, the board's middle stands at 5.60 m."""
    board = a_sign(x=190.0, y=5.6, width_mm=width_mm, bearing_deg=facing)
    assert bool(around(a_street(), a_side_road()).site(board).triangles) is inside


def test_among_equal_roads_the_way_straight_through_is_presumed_to_go_first() -> None:
    triangles = around(a_street(), a_side_road()).triangles
    assert {(one.approach.name, one.presumed) for one in triangles} == {("Zufahrt", True)}


def test_a_main_road_without_a_limit_on_record_has_no_triangles() -> None:
    assert around(a_street(speed_kmh=None), a_side_road()).triangles == ()


def test_a_triangle_follows_the_road_past_a_cut() -> None:
    west = a_street(geometry=shapely.LineString([(180, 0), (200, 0)]))
    far = a_street(id=3, geometry=shapely.LineString([(180, 0), (0, 0)]))
    east = a_street(id=4, geometry=shapely.LineString([(200, 0), (400, 0)]))
    assert covers(170, 2.5, west, far, east, a_side_road())


def test_a_strip_ends_where_the_road_comes_into_town() -> None:
    outside = a_street(id=5, road_class="B", in_town=False, geometry=shapely.LineString([(-500, 0), (0, 0)]))
    net = around(a_street(), outside)
    assert net.site(a_sign(x=10.0)).strips == ()
    assert [strip.road.id for strip in net.site(a_sign(x=-10.0)).strips] == [5]


def snapped(x: float, y: float, road: dict[str, Any]) -> Snapped:
    found = snap((x, y), around(road), width_mm=600)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("y", "in_town", "expected"),
    [(-2.0, True, (-3.8, 270, "right")), (9.0, True, (3.8, 90, "left")), (-2.0, False, (-4.8, 270, "right"))],
)
def test_a_click_snaps_to_the_clearance_and_faces_the_traffic_of_its_side(
    y: float,
    in_town: bool,
    expected: tuple[float, float, str],
) -> None:
    found = snapped(100, y, a_street(in_town=in_town))
    assert (found.y, found.bearing_deg) == pytest.approx(expected[:2])
    assert found.side == expected[2]


def test_a_click_far_from_every_road_snaps_nowhere() -> None:
    assert snap((100, 70), around()) is None


@pytest.mark.parametrize("y", [-30.0, -1.0, 1.0, 30.0])
def test_what_a_click_snaps_to_is_lawful(y: float) -> None:
    found = snapped(150, y, a_street())
    placed = a_sign(id=None, x=found.x, y=found.y, bearing_deg=found.bearing_deg)
    assert check_signs([placed], around()) == [()]
