"""Each rule finds its fault, and keeps silent at its limit."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from signage.errors import Said
from signage.siting.rules import RULES
from signage.siting.values import Strip
from tests.siting.given import COUNTRY, SIGHT, STREET, a_face, a_sign, a_site, a_slot, findings, rules

FAULTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("clearance.lateral", {}, {"clearance_m": 0.49}),
    ("clearance.lateral", {"type": "AMT", "family": "official"}, {"road": COUNTRY, "clearance_m": 1.49}),
    ("clearance.lateral", {}, {"clearance_m": None, "to_edge_m": 0.2}),
    ("carriageway.free", {}, {"to_edge_m": -0.1, "clearance_m": -0.4}),
    ("lower_edge", {"lower_edge_m": 1.99}, {}),
    ("lower_edge", {"lower_edge_m": 2.24}, {"path": "foot"}),
    ("lower_edge", {"lower_edge_m": 2.24, "stopping_place": "footpath"}, {}),
    ("junction.sight", {}, {"triangles": (SIGHT,)}),
    ("junction.sight", {"height_m": None}, {"triangles": (SIGHT,)}),
    ("advance.distance", {}, {"next_junction_m": 251.0}),
    (
        "advance.distance",
        {"type": "AMT", "family": "official"},
        {"road": COUNTRY, "clearance_m": 2.0, "next_junction_m": 99.0},
    ),
    ("strip.building_free", {}, {"strips": (Strip(COUNTRY, 39.0),)}),
    ("post.rigid", {"type": "BEG"}, {"road": COUNTRY, "to_edge_m": 7.4, "clearance_m": 6.5}),
    ("post.signs", {}, {"signs_on_post": 4}),
    ("neighbour.distance", {}, {"near_sign": 2, "near_sign_m": 9.9}),
    (
        "facing.traffic",
        {"bearing_deg": 0.0},
        {"reading_road": None, "reading_side": None, "next_junction_m": None},
    ),
    ("facing.side", {}, {"reading_side": "left"}),
    ("district.inside", {}, {"in_district": False, "municipality": None}),
    ("municipality.inside", {}, {"to_own_municipality_m": 26.0, "municipality": "16067001"}),
    ("plot.private", {}, {"plot": "private"}),
    ("building.outside", {}, {"in_building_m": 0.6}),
    ("code.stopping_place", {"code": "7K3M9QX4"}, {}),
    ("film.life", {"film_class": "RA1", "mounted_on": date(2015, 5, 1)}, {}),
    ("inspection.due", {"inspected_on": date(2024, 5, 1)}, {}),
    ("letter_height", {"face": a_face(a_slot(), letters=125)}, {}),
    ("reading.time", {"face": a_face(a_slot())}, {"lateral_m": 9.0}),
    ("destinations.per_direction", {"face": a_face(*[a_slot()] * 5)}, {}),
    ("destinations.in_all", {"face": a_face(*[a_slot()] * 4, *[a_slot("left")] * 4)}, {}),
    ("destinations.order", {"face": a_face(a_slot("right"), a_slot("left"))}, {}),
    ("official.plain", {"type": "AMT", "family": "official", "face": a_face(a_slot(has_logo=True))}, {}),
    (
        "official.single_firm",
        {"type": "AMT", "family": "official", "face": a_face(a_slot(is_single_firm=True))},
        {},
    ),
    (
        "text.current",
        {"untrue": (Said("Nennt „A“; die Firma ist weg.", "Names “A”; that firm is gone."),)},
        {},
    ),
    ("slot.text_fits", {"face": a_face(a_slot(width_mm=300))}, {}),
    ("data.missing", {"bearing_deg": None}, {}),
    ("data.missing", {"code": "7K3M9QX4", "stopping_place": None}, {}),
    ("data.missing", {"face": a_face(a_slot(), letters=None)}, {}),
]

SOUND: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"clearance_m": 0.5}),
    ({}, {"clearance_m": 0.496}),
    ({"lower_edge_m": 2.0}, {}),
    ({"lower_edge_m": 2.5}, {"triangles": (SIGHT,)}),
    ({"type": "INF", "lower_edge_m": 0.2, "height_m": 0.8}, {"triangles": (SIGHT,)}),
    ({}, {"next_junction_m": 250.0}),
    ({}, {"next_junction_m": 900.0, "passed_junction_m": 5.0}),
    ({}, {"next_junction_m": None}),
    ({}, {"strips": (Strip(COUNTRY, 40.0),)}),
    ({"type": "AMT", "family": "official"}, {"strips": (Strip(COUNTRY, 3.0),)}),
    ({}, {"signs_on_post": 3}),
    ({}, {"near_sign": 2, "near_sign_m": 10.0}),
    ({"type": "STR", "family": "official"}, {"near_sign": 2, "near_sign_m": 1.0}),
    ({}, {"to_own_municipality_m": 24.0}),
    ({}, {"plot": "public"}),
    ({"type": "HSN"}, {"in_building_m": 3.0, "plot": "private"}),
    ({"code": "7K3M9QX4", "stopping_place": "lay_by"}, {}),
    ({"film_class": "RA2", "mounted_on": date(2015, 5, 1)}, {}),
    ({"film_class": "RA1", "mounted_on": date(1990, 5, 1), "film_from": date(2022, 5, 1)}, {}),
    ({"film_class": "RA1", "mounted_on": date(1990, 5, 1)}, {"day": None}),
    ({"inspected_on": date(2024, 6, 2)}, {}),
    ({"face": a_face(a_slot())}, {}),
    ({"face": a_face(*[a_slot()] * 4, *[a_slot("left")] * 3)}, {}),
    ({"type": "INF", "face": a_face(*[a_slot()] * 40, letters=10)}, {}),
    ({"face": a_face(a_slot(has_logo=True, is_single_firm=True))}, {}),
    ({"state": "dismantled", "lower_edge_m": 0.1}, {"clearance_m": 0.0}),
]


@pytest.mark.parametrize(("rule", "sign", "site"), FAULTS)
def test_a_rule_finds_its_fault_and_no_other_rule_does(
    rule: str, sign: dict[str, Any], site: dict[str, Any]
) -> None:
    assert rules(a_sign(**sign), a_site(**site)) == [rule]


@pytest.mark.parametrize(("sign", "site"), SOUND)
def test_a_sound_sign_has_no_findings(sign: dict[str, Any], site: dict[str, Any]) -> None:
    assert rules(a_sign(**sign), a_site(**site)) == []


def test_municipalities_are_called_by_their_names() -> None:
    place = {"to_own_municipality_m": 26.0, "municipality": "16067001", "municipality_name": "Arnstadt"}
    [found] = findings(a_sign(), a_site(**place, own_municipality_name="Gotha"))
    assert str(found.sentence) == "Steht in der Gemeinde Arnstadt, 26 m außerhalb der eigenen (Gotha)"


def test_every_rule_is_tested_here() -> None:
    assert {rule for rule, _, _ in FAULTS} == RULES.keys()


def test_every_rule_has_a_sentence_and_titles_in_both_languages() -> None:
    for rule in RULES.values():
        assert rule.question.endswith((".", "DIN 1451.")), rule.key
        assert rule.german != rule.english, rule.key


def test_a_finding_says_what_was_measured_and_where_the_figure_stands() -> None:
    (finding,) = findings(site=a_site(clearance_m=0.2))
    assert (finding.measured, finding.required, finding.unit) == (0.2, 0.3, "m")
    assert finding.sentence == "Steht 0,20 m neben der Fahrbahn (Hauptstraße) statt 0,30 m"
    assert finding.sentence.english == "stands 0.20 m beside the carriageway (Hauptstraße) instead of 0.30 m"
    assert "VwV-StVO" in finding.citation.source


def test_below_the_minimum_is_an_error_and_below_the_normal_a_warning() -> None:
    assert findings(site=a_site(clearance_m=0.2))[0].severity == "error"
    assert findings(site=a_site(clearance_m=0.4))[0].severity == "warning"


def test_what_rests_on_a_presumed_width_is_a_hint() -> None:
    road = replace(STREET, width_is_presumed=True)
    found = findings(site=a_site(road=road, clearance_m=0.1))
    assert {finding.severity for finding in found} == {"hint"}


def test_pylons_in_the_ban_are_an_error_and_small_signs_a_warning() -> None:
    strip = a_site(strips=(Strip(COUNTRY, 19.0),))
    assert findings(a_sign(type="BEG"), strip)[0].severity == "error"
    assert findings(a_sign(), strip)[0].severity == "warning"


def test_a_presumed_right_of_way_makes_a_warning() -> None:
    site = a_site(triangles=(replace(SIGHT, presumed=True),))
    assert findings(site=site)[0].severity == "warning"


def test_the_worst_finding_comes_first() -> None:
    found = findings(a_sign(lower_edge_m=1.0, code="7K3M9QX4"), a_site(clearance_m=0.4))
    assert [finding.severity for finding in found] == ["error", "warning", "warning"]


def test_a_sign_about_which_nothing_is_known_gets_one_hint() -> None:
    bare = a_sign(bearing_deg=None, lower_edge_m=None, height_m=None, width_mm=None, state=None, family=None)
    found = findings(bare, type(a_site())())
    assert [(finding.rule, finding.severity) for finding in found] == [("data.missing", "hint")]
