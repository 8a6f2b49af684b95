"""Each figure of the rules at its limit: what stands just there is in order, the next step beyond is told."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from signage.siting.figures import load_figures
from signage.siting.values import Strip
from tests.siting.given import COUNTRY, DAY, SIGHT, STREET, a_face, a_sign, a_site, a_slot, findings
from tests.siting.test_rules import FAULTS

AMT = {"type": "AMT", "family": "official"}
BEG = {"type": "BEG"}
OUTSIDE = {"road": COUNTRY, "to_edge_m": 20.0, "clearance_m": 19.0}


def verdict(rule: str, sign: dict[str, Any], site: dict[str, Any]) -> str | None:
    """How bad the rule finds it; None for in order."""
    return next((one.severity for one in findings(a_sign(**sign), a_site(**site)) if one.rule == rule), None)


def beside(clearance_m: float, **road: Any) -> dict[str, Any]:
    return {**road, "clearance_m": clearance_m, "to_edge_m": clearance_m + 0.3}


def along(road_class: str, away_m: float) -> dict[str, Any]:
    return {"strips": (Strip(replace(COUNTRY, road_class=road_class), away_m),)}


def read_at(speed_kmh: int, letters: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """A face beside a street of this speed."""
    return {"face": a_face(a_slot(), letters=letters)}, {"reading_road": replace(STREET, speed_kmh=speed_kmh)}


def rows(ahead: int, left: int = 0, right: int = 0) -> dict[str, Any]:
    """A face with so many destinations in each direction."""
    slots = [*[a_slot()] * ahead, *[a_slot("left")] * left, *[a_slot("right")] * right]
    return {"face": a_face(*slots)}


def rigid(edge_m: float, speed_kmh: int) -> dict[str, Any]:
    """A pylon so far beside a road outside town."""
    return {"road": replace(COUNTRY, speed_kmh=speed_kmh), "to_edge_m": edge_m, "clearance_m": edge_m - 0.9}


POSITION: list[tuple[str, dict[str, Any], dict[str, Any], str | None]] = [
    ("clearance.lateral", {}, beside(0.50), None),
    ("clearance.lateral", {}, beside(0.49), "warning"),
    ("clearance.lateral", {}, beside(0.30), "warning"),
    ("clearance.lateral", {}, beside(0.29), "error"),
    ("clearance.lateral", {}, beside(1.50, road=COUNTRY), None),
    ("clearance.lateral", {}, beside(1.49, road=COUNTRY), "warning"),
    ("clearance.lateral", {}, beside(1.00, road=COUNTRY), "warning"),
    ("clearance.lateral", {}, beside(0.99, road=COUNTRY), "error"),
    ("carriageway.free", {}, {"to_edge_m": 0.0, "clearance_m": -0.3}, None),
    ("carriageway.free", {}, {"to_edge_m": -0.01, "clearance_m": -0.3}, "error"),
    ("lower_edge", {"lower_edge_m": 2.00}, {}, None),
    ("lower_edge", {"lower_edge_m": 1.99}, {}, "error"),
    ("lower_edge", {"lower_edge_m": 2.25}, {"path": "foot"}, None),
    ("lower_edge", {"lower_edge_m": 2.24}, {"path": "foot"}, "error"),
    ("lower_edge", {"lower_edge_m": 2.25}, {"path": "cycle"}, None),
    ("lower_edge", {"lower_edge_m": 2.24}, {"path": "cycle"}, "error"),
    ("lower_edge", {"lower_edge_m": 2.20}, {"path": "cycle", **OUTSIDE}, None),
    ("lower_edge", {"lower_edge_m": 2.19}, {"path": "cycle", **OUTSIDE}, "error"),
    ("lower_edge", {"lower_edge_m": 2.00}, {"path": "foot", **OUTSIDE}, None),
    ("junction.sight", {"lower_edge_m": 2.50}, {"triangles": (SIGHT,)}, None),
    ("junction.sight", {"lower_edge_m": 2.49}, {"triangles": (SIGHT,)}, "error"),
    ("junction.sight", {**BEG, "lower_edge_m": 0.1, "height_m": 0.80}, {"triangles": (SIGHT,)}, None),
    ("junction.sight", {**BEG, "lower_edge_m": 0.1, "height_m": 0.81}, {"triangles": (SIGHT,)}, "error"),
    ("advance.distance", {}, {"next_junction_m": 250.0}, None),
    ("advance.distance", {}, {"next_junction_m": 251.0}, "hint"),
    ("advance.distance", AMT, {**OUTSIDE, "next_junction_m": 100.0}, None),
    ("advance.distance", AMT, {**OUTSIDE, "next_junction_m": 99.0}, "hint"),
    ("advance.distance", AMT, {**OUTSIDE, "next_junction_m": 30.0}, None),
    ("advance.distance", AMT, {**OUTSIDE, "next_junction_m": 31.0}, "hint"),
    *[
        ("strip.building_free", BEG, along(road_class, ban_m + off_m), severity)
        for road_class, ban_m in (("A", 40), ("B", 20), ("L", 20), ("K", 20))
        for off_m, severity in ((-0.1, "error"), (0.0, "hint"))
    ],
    *[
        ("strip.building_free", BEG, along(road_class, consent_m + off_m), severity)
        for road_class, consent_m in (("A", 100), ("B", 40), ("L", 40), ("K", 40))
        for off_m, severity in ((-0.1, "hint"), (0.0, None))
    ],
    ("post.rigid", BEG, rigid(4.5, 70), None),
    ("post.rigid", BEG, rigid(4.4, 70), "warning"),
    ("post.rigid", BEG, rigid(7.5, 100), None),
    ("post.rigid", BEG, rigid(7.4, 100), "warning"),
    ("post.rigid", BEG, rigid(12.0, 120), None),
    ("post.rigid", BEG, rigid(11.9, 120), "warning"),
    ("post.signs", {}, {"signs_on_post": 3}, None),
    ("post.signs", {}, {"signs_on_post": 4}, "warning"),
    ("neighbour.distance", {}, {"near_sign": 2, "near_sign_m": 10.0}, None),
    ("neighbour.distance", {}, {"near_sign": 2, "near_sign_m": 9.9}, "warning"),
    ("neighbour.distance", {}, {**OUTSIDE, "near_sign": 2, "near_sign_m": 30.0}, None),
    ("neighbour.distance", {}, {**OUTSIDE, "near_sign": 2, "near_sign_m": 29.9}, "warning"),
    ("facing.side", {}, {"reading_side": "right"}, None),
    ("facing.side", {}, {"reading_side": "left"}, "hint"),
    ("facing.traffic", {}, {}, None),
    ("facing.traffic", {"bearing_deg": 0.0}, {"reading_road": None}, "warning"),
    ("district.inside", {}, {"in_district": True}, None),
    ("district.inside", {}, {"in_district": None}, None),
    ("district.inside", {}, {"in_district": False}, "error"),
    ("municipality.inside", {}, {"to_own_municipality_m": 25.0, "municipality": "16067001"}, None),
    ("municipality.inside", {}, {"to_own_municipality_m": 25.1, "municipality": "16067001"}, "error"),
    ("plot.private", {}, {"plot": None}, None),
    ("plot.private", {}, {"plot": "private"}, "warning"),
    ("building.outside", {}, {"in_building_m": 0.5}, None),
    ("building.outside", {}, {"in_building_m": 0.51}, "error"),
    ("code.stopping_place", {"code": "7K3M9QX4", "stopping_place": "hard_shoulder"}, {}, None),
    ("code.stopping_place", {"stopping_place": "none"}, {}, None),
    ("code.stopping_place", {"code": "7K3M9QX4", "stopping_place": "none"}, {}, "warning"),
    ("film.life", {"film_class": "RA1", "film_from": date(2015, 6, 2)}, {}, None),
    ("film.life", {"film_class": "RA1", "film_from": date(2015, 5, 31)}, {}, "hint"),
    ("film.life", {"film_class": "RA2", "film_from": date(2012, 6, 2)}, {}, None),
    ("film.life", {"film_class": "RA2", "film_from": date(2012, 5, 31)}, {}, "hint"),
    ("inspection.due", {"inspected_on": date(2024, 6, 1)}, {}, None),
    ("inspection.due", {"inspected_on": date(2024, 5, 31)}, {}, "hint"),
    ("data.missing", {}, {}, None),
    ("data.missing", {"width_mm": None}, {}, "hint"),
]

# km/h -> mm
LETTERS = [
    *[(30, 105), (40, 105), (41, 126), (50, 126), (60, 140), (70, 140)],
    *[(80, 175), (100, 175), (110, 210), (120, 210), (130, 280)],
]
FACE: list[tuple[str, dict[str, Any], dict[str, Any], str | None]] = [
    *[
        ("letter_height", *read_at(speed, letters - less), "warning" if less else None)
        for speed, letters in LETTERS
        for less in (0, 1)
    ],
    ("reading.time", {"face": a_face(a_slot())}, {"lateral_m": 5.9}, None),
    ("reading.time", {"face": a_face(a_slot())}, {"lateral_m": 6.1}, "hint"),
    ("destinations.per_direction", rows(4), {}, None),
    ("destinations.per_direction", rows(5), {}, "error"),
    ("destinations.per_direction", rows(3, 4), {}, None),
    ("destinations.per_direction", rows(1, 5), {}, "error"),
    ("destinations.in_all", rows(3, 4), {}, None),
    ("destinations.in_all", rows(4, 4), {}, "hint"),
    ("destinations.in_all", rows(4, 3, 3), {}, "hint"),
    ("destinations.in_all", rows(4, 4, 3), {}, "error"),
    ("destinations.order", {"face": a_face(a_slot("ahead", 900), a_slot("ahead", 900))}, {}, None),
    ("destinations.order", {"face": a_face(a_slot("ahead", 900), a_slot("ahead", 901))}, {}, "warning"),
    ("destinations.order", {"face": a_face(a_slot("left", 100), a_slot("right", 900))}, {}, None),
    ("official.plain", {**AMT, "face": a_face(a_slot())}, {}, None),
    ("official.plain", {**AMT, "face": a_face(a_slot(has_logo=True))}, {}, "error"),
    ("official.plain", {**AMT, "code": "7K3M9QX4"}, {}, "error"),
    ("official.plain", {"code": "7K3M9QX4"}, {}, None),
    ("official.single_firm", {**AMT, "face": a_face(a_slot(is_single_firm=True, reason=" "))}, {}, "error"),
    ("official.single_firm", {**AMT, "face": a_face(a_slot(is_single_firm=True, reason="A"))}, {}, None),
    ("official.single_firm", {"face": a_face(a_slot(is_single_firm=True))}, {}, None),
    ("slot.text_fits", {"face": a_face(a_slot(width_mm=1200))}, {}, None),
    ("slot.text_fits", {"face": a_face(a_slot(width_mm=300))}, {}, "warning"),
    ("text.current", {}, {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sign", "site", "severity"), POSITION + FACE)
def test_a_rule_speaks_from_its_figure_on(
    rule: str, sign: dict[str, Any], site: dict[str, Any], severity: str | None
) -> None:
    assert verdict(rule, sign, {"day": DAY, **site}) == severity


def test_of_every_rule_something_in_order_is_tested_and_something_that_is_not() -> None:
    rules = {rule for rule, _, _ in FAULTS}
    assert {rule for rule, _, _, severity in POSITION + FACE if severity is None} == rules
    assert rules - {rule for rule, _, _, severity in POSITION + FACE if severity} == {"text.current"}


@pytest.mark.parametrize(("rule", "sign", "site"), FAULTS)
def test_every_finding_cites_a_figure_of_the_rule_file(
    rule: str, sign: dict[str, Any], site: dict[str, Any]
) -> None:
    [found] = findings(a_sign(**sign), a_site(**site))
    pack = {(one.source, one.certainty) for one in load_figures().pack.values()}
    assert (found.citation.source, found.citation.certainty) in pack
