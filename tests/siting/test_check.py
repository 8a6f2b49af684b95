"""Signs in their surroundings: findings of one and of many, exceptions that stay, data that is missing."""

import gc
from dataclasses import replace
from datetime import date

import pytest
import shapely

from signage.siting.check import apply_exceptions, check_signs
from signage.siting.values import Finding, ReasonedException
from tests.siting.corpus import corpus
from tests.siting.given import a_side_road, a_sign, a_street, around, findings

WHY = ReasonedException(1, "lower_edge", "Böschung", "Frau Beispiel", date(2026, 5, 4))


def test_one_sign_alone_gets_the_findings_that_it_gets_among_all() -> None:
    all_, alone = corpus().signs[:60], corpus().around
    together = check_signs(all_, alone)
    assert [check_signs([sign], alone)[0] for sign in all_] == together


def test_a_reasoned_exception_keeps_the_finding_with_its_reason() -> None:
    (finding,) = apply_exceptions(findings(a_sign(lower_edge_m=1.0)), [WHY])
    assert (finding.severity, finding.reason, finding.excepted_by) == (
        "excepted",
        "Böschung",
        "Frau Beispiel",
    )


def test_an_exception_for_another_rule_or_without_a_reason_changes_nothing() -> None:
    found = findings(a_sign(lower_edge_m=1.0))
    assert apply_exceptions(found, [replace(WHY, rule="post.signs")]) == found
    assert apply_exceptions(found, [replace(WHY, reason=" ")]) == found


def test_an_exception_counts_only_at_its_own_sign() -> None:
    low = [a_sign(id=1, x=60.0, lower_edge_m=1.0), a_sign(id=2, x=140.0, lower_edge_m=1.0)]
    found = check_signs(low, around(), exceptions=[WHY])
    assert [rule_of(row, "lower_edge").severity for row in found] == ["excepted", "error"]


def rule_of(row: tuple[Finding, ...], rule: str) -> Finding:
    return next(finding for finding in row if finding.rule == rule)


def test_a_sign_that_is_not_saved_yet_is_checked() -> None:
    assert [one.rule for one in check_signs([a_sign(id=None, lower_edge_m=1.0)], around())[0]] == [
        "lower_edge"
    ]


def test_a_moved_sign_is_no_neighbour_of_its_own_stored_row() -> None:
    stored = [a_sign(id=1)]
    assert around(signs=stored).site(a_sign(id=1, x=101.0)).near_sign is None
    assert around(signs=stored).site(a_sign(id=None, x=101.0)).near_sign == 1


@pytest.mark.parametrize("layers", [{}, {"municipalities": [{"ags": "16067029", "geometry": None}]}])
def test_without_any_road_one_hint_says_so(layers: dict[str, list[dict[str, object]]]) -> None:
    empty = around(a_street(geometry=None), **layers)
    assert [one.rule for one in check_signs([a_sign()], empty)[0]] == ["data.missing"]


def test_no_signs_have_no_findings() -> None:
    assert check_signs([], around()) == []


def test_a_site_tells_what_lies_around() -> None:
    site = around(a_street(), a_side_road()).site(a_sign(x=180.0, y=-4.0, bearing_deg=270.0))
    assert (site.side, site.reading_side, site.reading_bearing_deg) == ("right", "right", 90.0)
    assert (site.to_edge_m, site.clearance_m) == pytest.approx((1.0, 0.7))
    assert site.next_junction_m == pytest.approx(20.0)
    assert site.lateral_m == pytest.approx(2.5)
    assert site.road is not None
    assert site.road.name == "Hauptstraße"


def test_the_nearest_carriageway_counts_not_the_nearest_axis() -> None:
    wide = a_street(id=2, name="B 7", width_m=14.0, geometry=shapely.LineString([(0, 11), (400, 11)]))
    site = around(a_street(width_m=4.0), wide).site(a_sign(y=2.5))
    assert site.road is not None
    assert site.road.id == 1
    assert around(a_street(width_m=4.0), wide).site(a_sign(y=3.5)).to_edge_m == pytest.approx(0.5)


def test_private_ways_bind_no_sign() -> None:
    way = a_street(road_class="P", geometry=shapely.LineString([(0, 4), (400, 4)]))
    site = around(a_street(), way).site(a_sign())
    assert site.to_edge_m == pytest.approx(1.0)


def test_rows_with_wkb_and_missing_values_are_read() -> None:
    binary = shapely.to_wkb(a_street()["geometry"])
    row = a_street(geometry=binary, speed_kmh=float("nan"), width_m=None, in_town=1)
    site = around(row).site(a_sign())
    assert site.road is not None
    assert (site.road.speed_kmh, site.road.width_m, site.in_town) == (None, 5.5, True)


def test_a_long_check_tells_how_far_it_is_and_leaves_the_collector_as_it_was() -> None:
    told: list[tuple[int, int]] = []
    before = gc.isenabled()
    check_signs(corpus().signs, corpus().around, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (len(corpus().signs), len(corpus().signs))
    assert gc.isenabled() == before
