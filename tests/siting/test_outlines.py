"""What is said of an outline: its form, its neighbours, its municipality."""

import math
from collections.abc import Iterable
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.checks.rules import SLIVER_M2
from signage.domain.tolerances import TOLERANCES, tolerance
from signage.siting.outlines.beside import home_findings, neighbour_findings
from signage.siting.outlines.findings import TITLES, Neighbour, OutlineFinding, polygonal, shrunk
from signage.siting.outlines.form import form_findings
from tests.siting.shapes import area_of, place, ring, square

SOUND = area_of(square())
# A spike at its border was cut off where it was a metre wide.
JUST_AS_WIDE = (
    "0103000000010000000900000085EB51B86B87234185EB5188E07E5541C3F5285CA5872341B81E853BF67E5541"
    "5C8FC27540882341C3F528CC067F5541360B34C154882341AE2C9D3BFE7E5541B7D99E6053882341C607AE3CFE7E5541"
    "67AF8360538823418DAEB73CFE7E554167AF836053882341250275B7DE7E554152B81E853D88234152B81E55D67E5541"
    "85EB51B86B87234185EB5188E07E5541"
)


def rules(found: Iterable[OutlineFinding]) -> dict[str, OutlineFinding]:
    by_rule = {one.rule: one for one in found}
    assert by_rule.keys() <= TITLES.keys()
    return by_rule


def beside(*others: Neighbour) -> dict[str, OutlineFinding]:
    return rules(neighbour_findings(SOUND, others))


def test_a_sound_outline_alone_gives_no_findings() -> None:
    with_hole = shapely.difference(SOUND, square(30, 30, 20))
    assert not rules(form_findings(area_of(with_hole, square(200))))


def test_a_border_that_crosses_itself_is_told_with_the_place() -> None:
    bowtie = area_of(ring((0, 0), (100, 100), (100, 0), (0, 100)))
    found = rules(form_findings(bowtie))["outline.crossing"]
    assert (found.severity, found.measured, place(found.shape)) == ("error", 1, (50, 50))
    assert found.fix is not None
    assert not rules(form_findings(found.fix.shape)).keys() - {"outline.parts-touch"}


def test_every_crossing_is_drawn() -> None:
    zigzag = area_of(ring((0, 0), (100, 0), (100, 50), (10, 50), (10, 60), (20, 40), (40, 60), (0, 70)))
    found = rules(form_findings(zigzag))["outline.crossing"]
    assert found.measured == 2


def test_a_hole_outside_is_told_and_cut() -> None:
    shell, hole = square(), square(80, 40, 30)
    outline = area_of(shapely.Polygon(shell.exterior, [hole.exterior]))
    found = rules(form_findings(outline))["outline.hole-outside"]
    assert found.measured == pytest.approx(300)
    assert found.fix is not None
    assert found.fix.shape.area == pytest.approx(shell.area - 600)


def test_parts_that_share_a_border_are_joined() -> None:
    found = rules(form_findings(area_of(square(), square(100))))["outline.parts-touch"]
    assert found.severity == "error"
    assert found.fix is not None
    assert len(shapely.get_parts(found.fix.shape)) == 1


def test_parts_that_meet_in_a_corner_are_a_hint() -> None:
    found = rules(form_findings(area_of(square(), square(100, 100))))["outline.parts-touch"]
    assert (found.severity, found.fix) == ("hint", None)


def test_a_tiny_outline_and_tiny_parts_are_told() -> None:
    assert rules(form_findings(area_of(square(size=9))))["outline.small"].measured == 81
    found = rules(form_findings(area_of(square(), square(200, size=2))))["outline.speck"]
    assert found.fix is not None
    assert shapely.equals(found.fix.shape, SOUND)


def test_an_overlap_is_measured_and_cut_at_the_neighbours_border() -> None:
    other = Neighbour(7, "Gotha-Süd", square(90))
    found = beside(other)["area.overlap"]
    assert (found.severity, found.measured, found.neighbour) == ("error", 1000, 7)
    assert "Gotha-Süd" in found.sentence
    assert found.fix is not None
    assert not rules(neighbour_findings(found.fix.shape, [other]))


def test_a_cut_outline_has_no_thorn_that_rounding_would_turn_inside_out() -> None:
    drawn = area_of(square(size=100.002))
    [found] = neighbour_findings(drawn, [Neighbour(7, "B", square(90, -10, 110))])
    assert found.fix is not None
    rounded = shapely.set_precision(found.fix.shape, 0.01, mode="pointwise")
    assert rounded.is_valid
    assert len(shapely.get_coordinates(rounded)) == 5


def test_a_corner_dragged_past_the_neighbours_edge_leaves_no_spike_beside_it() -> None:
    drawn = area_of(ring((0, 0), (130, -1), (100, 100), (0, 100)))
    other = Neighbour(7, "B", square(100))
    [found] = neighbour_findings(drawn, [other])
    assert found.fix is not None
    assert found.fix.shape.bounds[2] == pytest.approx(square().bounds[2], abs=0.5)
    assert drawn.difference(other.shape).area - found.fix.shape.area == pytest.approx(26.4, abs=0.5)
    assert not rules(neighbour_findings(found.fix.shape, [other]))


def test_a_short_thin_spike_goes_as_well_as_a_long_one() -> None:
    """9 m by 0.1 m: less than a square metre."""
    drawn = area_of(ring((0, 0), (109, -0.1), (109, 60), (0, 100)))
    [found] = neighbour_findings(drawn, [Neighbour(7, "B", square(100))])
    assert found.fix is not None
    assert found.fix.shape.bounds[2] < square().bounds[2] + 0.5


def test_a_spike_that_is_wide_where_it_begins_ends_where_it_becomes_narrow() -> None:
    """Of the tip of 3 degrees above a neighbour's edge only some metres are narrower than a metre."""
    drawn = area_of(ring((0, 0), (100, 0), (190, 99), (100, 104), (0, 104)))
    [found] = neighbour_findings(drawn, [Neighbour(7, "B", square(100))])
    assert found.fix is not None
    assert square().bounds[2] + 40 < found.fix.shape.bounds[2] < square().bounds[2] + 65
    assert not narrow_places(found.fix.shape)


@pytest.mark.parametrize("degrees", [2, 3, 5, 8])
def test_of_a_sharp_spike_no_tip_stays_that_is_narrower_than_a_metre(degrees: int) -> None:
    rise = 90 * math.tan(math.radians(degrees))
    drawn = area_of(ring((0, 0), (100, 0), (190, 99.5), (100, 100 + rise), (0, 100 + rise)))
    [found] = neighbour_findings(drawn, [Neighbour(7, "B", square(100))])
    assert found.fix is not None
    assert not narrow_places(found.fix.shape, over_m=1)


def test_a_sound_shape_is_not_lost_where_it_is_just_as_wide_as_it_is_held_to() -> None:
    """GEOS says of this one that nothing of it is left half a metre within its border."""
    [wide] = shapely.get_parts(polygonal(shapely.from_wkb(bytes.fromhex(JUST_AS_WIDE))))
    assert wide.area == pytest.approx(14_251, abs=1)
    assert shrunk(wide, 0.5).area == pytest.approx(14_001, abs=2)


SHARES = st.lists(st.floats(0.55, 1.1), min_size=4, max_size=12)


def a_blob(shares: list[float], east: float, north: float) -> Any:
    """A polygon around a place, with corners so far from it in hundreds of metres; rounded as drawn."""
    turn = 2 * math.pi / len(shares)
    corners = [
        (
            round(east + 100 * one * math.cos(n * turn), 2),
            round(north + 100 * one * math.sin(n * turn), 2),
        )
        for n, one in enumerate(shares)
    ]
    return polygonal(ring(*corners))


def narrow_places(shape: Any, *, but: Any = None, over_m: float = 10) -> list[Any]:
    """What is narrower than 0.9 m and longer than `over_m`, and was not so before."""

    def narrow(one: Any) -> Any:
        return polygonal(one.difference(shrunk(one, 0.45).buffer(0.5)))

    found = narrow(shape)
    found = found if but is None else polygonal(found.difference(narrow(but).buffer(0.05)))
    boxes = [(part, shapely.get_coordinates(shapely.minimum_rotated_rectangle(part))) for part in found.geoms]
    return [part for part, box in boxes if max(math.dist(box[0], box[1]), math.dist(box[1], box[2])) > over_m]


@given(
    own=SHARES,
    others=st.lists(st.tuples(SHARES, st.floats(-190, 190), st.floats(-190, 190)), min_size=1, max_size=3),
    drawn_again=st.lists(st.floats(-0.04, 0.04), min_size=12, max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_cutting_off_overlaps_leaves_what_is_sound_clear_of_spikes_and_whole_beside_them(
    own: list[float], others: list[tuple[list[float], float, float]], drawn_again: list[float]
) -> None:
    """Neighbours anywhere, and one that is the area itself as somebody else drew it, cut in half."""
    area = a_blob(own, 0, 0)
    again = a_blob([one + off for one, off in zip(own, drawn_again, strict=False)], 0, 0)
    shapes = [a_blob(*one) for one in others] + [again.intersection(square(20, -300, 600))]
    neighbours = [Neighbour(n, f"N{n}", polygonal(shape)) for n, shape in enumerate(shapes)]
    left = area
    for one in neighbours:
        overlaps = (found for found in neighbour_findings(left, [one]) if found.rule == "area.overlap")
        fix = next((found.fix for found in overlaps if found.fix), None)
        if fix is None:
            continue
        before, left = left, fix.shape
        assert left.is_valid
        assert left.intersection(one.shape).area < 0.5
        assert shapely.difference(left, before, grid_size=1e-4).area < 0.5
        assert not narrow_places(left, but=before)
        lost = shapely.difference(before, shapely.union(one.shape, left), grid_size=1e-4)
        wide = shrunk(polygonal(before.difference(one.shape)), 0.499).buffer(0.4)
        assert shapely.intersection(polygonal(lost), wide, grid_size=1e-4).area < 3


def test_a_lane_that_was_drawn_narrow_stays_when_an_overlap_is_cut_off() -> None:
    lane = square(-60, 50, width=60, size=0.8)
    [found] = neighbour_findings(area_of(square().union(lane)), [Neighbour(7, "B", square(90))])
    assert found.fix is not None
    assert found.fix.shape.area == pytest.approx(9000 + 48, abs=0.1)


def test_an_overlap_that_nobody_means_is_a_hint() -> None:
    assert beside(Neighbour(7, "B", square(99.9)))["area.overlap"].severity == "hint"
    assert not beside(Neighbour(7, "B", square(99.995)))


def test_an_area_wholly_inside_another_cannot_be_cut_off() -> None:
    assert beside(Neighbour(7, "B", square(-50, -50, 300)))["area.overlap"].fix is None


def test_a_narrow_gap_is_closed() -> None:
    other = Neighbour(7, "B", square(100.6))
    found = beside(other)["area.gap"]
    assert found.measured == pytest.approx(60, abs=1)
    assert found.fix is not None
    assert found.fix.shape.area == pytest.approx(10_060, abs=1)
    assert len(shapely.get_parts(found.fix.shape)) == 1
    assert not rules(neighbour_findings(found.fix.shape, [other]))


@pytest.mark.parametrize("east", [100, 100.01, 101.5, 150])
def test_a_common_border_and_a_lane_are_no_gap(east: float) -> None:
    assert "area.gap" not in beside(Neighbour(7, "B", square(east)))


def test_areas_that_meet_in_a_corner_leave_no_gap() -> None:
    assert "area.gap" not in beside(Neighbour(7, "B", square(100, 100)))


def test_a_gap_that_belongs_to_a_third_is_none() -> None:
    between = Neighbour(8, "C", square(100, width=0.6))
    assert not beside(Neighbour(7, "B", square(100.6)), between)


def test_what_lies_beyond_the_border_is_cut_to_it() -> None:
    home, there = Neighbour(1, "Hier", square(-500, -500, 580)), Neighbour(2, "Dort", square(80, 0, 500))
    found = rules(home_findings(SOUND, home, [there], only_here=False))["area.outside-municipality"]
    assert (found.severity, "in Dort" in found.sentence) == ("warning", True)
    assert found.fix is not None
    assert not rules(home_findings(found.fix.shape, home, [there], only_here=True))


def test_for_a_municipalitys_own_token_beyond_the_border_is_an_error() -> None:
    home = Neighbour(1, "Hier", square(-500, -500, 580))
    found = rules(home_findings(SOUND, home, [], only_here=True))["area.outside-municipality"]
    assert found.severity == "error"
    near = Neighbour(1, "Hier", square(-500, -500, 599.5))
    assert not rules(home_findings(SOUND, near, [], only_here=True))


def test_every_tolerance_has_its_reason_and_one_source() -> None:
    assert all(one.reason.endswith(".") and one.unit for one in TOLERANCES.values())
    assert tolerance("overlap") == SLIVER_M2
    assert all(title.english != title for title in TITLES.values())
