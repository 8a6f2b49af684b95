"""Roads meet where their drivers can turn, and nowhere else."""

import numpy as np
import pytest
import shapely

from signage.network.driving import next_junction_m, points_after
from signage.network.graph import Network, build_network


def network_of(*lines: list[tuple[float, float]]) -> Network:
    return build_network(np.array([shapely.LineString(line) for line in lines], dtype=object))


CROSS = network_of([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(100, 0), (100, 80)])


def drive(network: Network, road: int, at_m: float, way: int) -> float:
    return float(next_junction_m(network, np.array([road]), np.array([at_m]), np.array([way]))[0])


def reached(network: Network, road: int, at_m: float, way: int, distance_m: float) -> list[float]:
    found = points_after(network, np.array([road]), np.array([at_m]), np.array([way]), np.array([distance_m]))
    return [round(float(value), 3) for value in found[0]]


def test_three_lines_with_a_common_end_make_one_junction_of_three_arms() -> None:
    assert CROSS.nodes[CROSS.junctions].tolist() == [[100.0, 0.0]]
    arms = CROSS.arms_of(int(CROSS.junctions[0]))
    assert sorted(CROSS.arm_bearing_deg[list(arms)].round(1)) == [0.0, 90.0, 270.0]


def test_a_line_through_a_shared_vertex_counts_as_two_arms() -> None:
    through = network_of([(0, 0), (100, 0), (200, 0)], [(100, 0), (100, 80)])
    assert through.degrees.max() == 3


def test_lines_that_only_cross_do_not_meet() -> None:
    assert not len(network_of([(0, 0), (100, 0)], [(50, -50), (50, 50)]).junctions)


def test_an_end_that_misses_a_line_by_centimetres_meets_it() -> None:
    loose = network_of([(0, 0), (100, 0)], [(50, 0.3), (50, 60)])
    assert len(loose.junctions) == 1


def test_ends_that_miss_each_other_by_centimetres_are_one_place() -> None:
    loose = network_of([(0, 0), (100, 0)], [(100.3, 0), (200, 0)])
    assert sorted(loose.degrees.tolist()) == [1, 1, 2]


def test_an_end_far_from_any_line_stays_alone() -> None:
    assert not len(network_of([(0, 0), (100, 0)], [(50, 0.8), (50, 60)]).junctions)


@pytest.mark.parametrize(
    ("road", "at_m", "way", "distance"), [(0, 40.0, 1, 60.0), (1, 30.0, -1, 30.0), (2, 0.0, 1, 0.0)]
)
def test_the_next_junction_is_measured_in_driving_direction(
    road: int, at_m: float, way: int, distance: float
) -> None:
    assert drive(CROSS, road, at_m, way) == pytest.approx(distance)


def test_no_junction_ahead_is_infinitely_far() -> None:
    assert drive(CROSS, 0, 40.0, -1) == np.inf


def test_a_road_cut_in_two_is_driven_through() -> None:
    cut = network_of([(0, 0), (50, 0)], [(100, 0), (50, 0)], [(100, 0), (200, 0)], [(100, 0), (100, 80)])
    assert drive(cut, 0, 10.0, 1) == pytest.approx(90.0)


def test_a_drive_goes_straight_on_through_a_junction() -> None:
    assert reached(CROSS, 0, 40.0, 1, 100.0) == [140.0, 0.0]


def test_a_drive_past_the_end_of_the_network_goes_straight_ahead() -> None:
    assert reached(CROSS, 2, 10.0, 1, 100.0) == [100.0, 110.0]


def test_no_lines_make_an_empty_network() -> None:
    assert not len(build_network(np.array([], dtype=object)).nodes)
