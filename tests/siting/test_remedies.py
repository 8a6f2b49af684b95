"""Every fix that is offered solves its finding and brings no other about."""

from dataclasses import fields, replace
from functools import cache

import pytest
import shapely

from signage.siting.check import check_sign, check_signs
from signage.siting.remedies import with_remedies
from signage.siting.surroundings import Surroundings
from signage.siting.values import Face, Finding, Fix, Sign, Slot
from signage.siting.wording import abbreviations
from tests.siting.corpus import corpus
from tests.siting.given import a_face, a_side_road, a_sign, a_slot, a_street, around

LOOKED_FOR = ("neighbour.distance", "post.signs", "junction.sight", "slot.text_fits")


def fixed(sign: Sign, fix: Fix) -> Sign:
    """The sign with the changes of a fix."""
    changes = dict(fix.changes)
    face = sign.face or Face()
    if letters := changes.pop("letter_height_mm", None):
        changes["face"] = Face(letters, face.slots)
    if slots := changes.pop("slots", None):
        changes["face"] = Face(face.letter_height_mm, slots)
    assert changes.keys() <= {field.name for field in fields(Sign)}
    return replace(sign, **changes)


@cache
def offered() -> list[tuple[Sign, tuple[Finding, ...]]]:
    """The signs of the corpus, each with its findings and their fixes."""
    of = corpus()
    sites = of.around.sites(of.signs, day=of.day)
    return [
        (sign, with_remedies(sign, site, check_sign(sign, site, of.around.figures), of.around, day=of.day))
        for sign, site in zip(of.signs, sites, strict=True)
    ]


def mended() -> list[tuple[Sign, Finding, tuple[Finding, ...], tuple[Finding, ...]]]:
    """For every fix its sign, its finding, all findings before it and all after it."""
    pairs = [(sign, one, row) for sign, row in offered() for one in row if one.fix]
    signs = [fixed(sign, one.fix) for sign, one, _ in pairs if one.fix]
    after = check_signs(signs, corpus().around, day=corpus().day)
    return [(sign, one, row, then) for (sign, one, row), then in zip(pairs, after, strict=True)]


def test_every_fix_of_the_corpus_solves_its_finding() -> None:
    left = [
        (sign.id, one.rule) for sign, one, _, after in mended() if one.rule in {then.rule for then in after}
    ]
    assert len(mended()) > 130
    assert left == []


def test_no_fix_of_the_corpus_brings_a_new_error() -> None:
    new = [
        (corpus().scenes[sign.id or 0], one.rule, then.rule)
        for sign, one, before, after in mended()
        for then in after
        if then.severity == "error" and then.rule not in {was.rule for was in before}
    ]
    assert new == []


def test_a_fix_that_was_looked_for_brings_nothing_new_at_all() -> None:
    looked_for = [row for row in mended() if row[1].rule in LOOKED_FOR]
    new = [
        (corpus().scenes[sign.id or 0], one.rule, then.rule)
        for sign, one, before, after in looked_for
        for then in after
        if then.rule not in {was.rule for was in before}
    ]
    assert {one.rule for _, one, _, _ in looked_for} == set(LOOKED_FOR)
    assert new == []


def test_a_neighbour_is_not_disturbed_by_a_sign_that_gives_way_to_another() -> None:
    of = corpus()
    for sign, one, _, _ in mended():
        if one.rule == "neighbour.distance" and one.fix:
            moved = fixed(sign, one.fix)
            others = [other for other in of.around.signs if other.id != sign.id]
            near = [other for other in others if abs(other.x - moved.x) + abs(other.y - moved.y) < 60]
            before = check_signs(near, of.around, day=of.day)
            after = check_signs(near, replace(of.around, signs=(*others, moved)), day=of.day)
            for was, then in zip(before, after, strict=True):
                assert {f.rule for f in then} <= {f.rule for f in was}


def test_of_what_can_be_looked_for_only_a_text_of_five_metres_finds_nothing() -> None:
    without = {
        (corpus().scenes[sign.id or 0], one.rule)
        for sign, row in offered()
        for one in row
        if one.rule in LOOKED_FOR and one.fix is None
    }
    assert without == {("face: long text", "slot.text_fits")}


def remedied(sign: Sign, where: Surroundings) -> dict[str, Finding]:
    """Its findings by rule, with the fixes looked for."""
    site = where.site(sign)
    found = check_sign(sign, site, where.figures)
    return {one.rule: one for one in with_remedies(sign, site, found, where)}


def fix_of(sign: Sign, where: Surroundings, rule: str) -> Fix:
    """The fix that is offered for a finding of the rule."""
    fix = remedied(sign, where)[rule].fix
    assert fix is not None
    return fix


def test_a_sign_too_near_to_its_neighbour_moves_along_the_road_just_far_enough() -> None:
    where = around(signs=[a_sign(id=1), a_sign(id=2, x=106.0)])
    fix = fix_of(a_sign(id=1), where, "neighbour.distance")
    assert dict(fix.changes) == {"x": 96.0, "y": 4.0}
    assert (fix.label, fix.label.english) == (
        "4,0 m an der Straße entlang versetzen",
        "move 4.0 m along the road",
    )


def test_it_moves_past_every_neighbour() -> None:
    where = around(signs=[a_sign(id=at, x=float(x)) for at, x in enumerate((92, 100, 108, 118), start=1)])
    moved = fixed(a_sign(id=2, x=100.0), fix_of(a_sign(id=2, x=100.0), where, "neighbour.distance"))
    assert moved.x in (82.0, 128.0)


def test_the_face_turns_with_the_road() -> None:
    bent = a_street(geometry=shapely.LineString([(0, 0), (100, 0), (100, 200)]))
    stand = [
        a_sign(id=at, x=float(x), y=-4.0, bearing_deg=270.0) for at, x in enumerate((94, 93, 84, 74, 64))
    ]
    moved = fixed(stand[0], fix_of(stand[0], around(bent, signs=stand), "neighbour.distance"))
    assert moved.x == pytest.approx(104)
    assert moved.bearing_deg == 180.0


def test_a_sign_for_drivers_stays_before_its_junction() -> None:
    stand = [a_sign(id=at, x=float(x), y=-4.0, bearing_deg=270.0) for at, x in enumerate((195, 194))]
    where = around(a_street(), a_side_road(), signs=stand)
    moved = fixed(stand[0], fix_of(stand[0], where, "neighbour.distance"))
    assert moved.x == pytest.approx(184)  # not 204, which is nearer


def test_too_many_on_a_post_get_a_post_of_their_own() -> None:
    signs = [a_sign(id=at, type="STR", family="official", lower_edge_m=2.5) for at in range(1, 5)]
    fix = fix_of(signs[0], around(signs=signs), "post.signs")
    assert fix.label == "An einen eigenen Pfosten hängen, 0,5 m daneben"
    assert fix.label.english == "give it a post of its own, 0.5 m beside"


def test_a_pylon_leaves_the_triangle_by_the_shortest_way() -> None:
    pylon = a_sign(type="BEG", x=188.0, y=-4.5, bearing_deg=270.0, lower_edge_m=0.4, height_m=4.5)
    side = a_side_road(geometry=shapely.LineString([(200, 0), (200, -300)]))
    where = around(a_street(), side)
    moved = fixed(pylon, fix_of(pylon, where, "junction.sight"))
    assert where.site(moved).triangles == ()
    assert (moved.x, moved.y) == (188.0, -5.5)


def test_without_a_free_place_nothing_is_offered() -> None:
    short = a_street(geometry=shapely.LineString([(99, 0), (110, 0)]))
    where = around(short, signs=[a_sign(id=1), a_sign(id=2, x=106.0)])
    assert remedied(a_sign(id=1), where)["neighbour.distance"].fix is None


def texts(sign: Sign) -> list[str]:
    """What stands on its face."""
    return [slot.text for slot in (sign.face or Face()).slots]


def a_board(*slots: Slot) -> Sign:
    """A collective sign well clear of the road."""
    return a_sign(type="SAM", y=8.0, width_mm=1800, face=a_face(*slots))


def test_too_long_a_text_is_written_shorter_with_as_few_short_words_as_it_takes() -> None:
    board = a_board(
        a_slot(text="Gewerbegebiet Straße", width_mm=1800),
        a_slot(text="Straße", distance_m=100, width_mm=1800),
    )
    fix = fix_of(board, around(), "slot.text_fits")
    assert texts(fixed(board, fix)) == ["Gewerbegebiet Str.", "Straße"]
    assert fix.label.english == "shorten: Gewerbegebiet Str."


def test_a_name_that_has_no_short_form_gets_a_wider_board() -> None:
    board = a_board(a_slot(text="Thermoplastverarbeitung", width_mm=1800))
    after = fixed(board, fix_of(board, around(), "slot.text_fits"))
    assert texts(after) == texts(board)
    assert after.width_mm == after.face.slots[0].width_mm  # type: ignore[union-attr]
    assert after.width_mm % 100 == 0  # type: ignore[operator]


def test_no_wider_board_is_offered_where_it_would_reach_over_the_carriageway() -> None:
    board = replace(a_board(a_slot(text="Thermoplastverarbeitung", width_mm=1800)), y=4.5)
    assert remedied(board, around())["slot.text_fits"].fix is None


def test_abbreviations_are_shorter_and_one_for_each_word() -> None:
    assert all(len(short) < len(word.removeprefix("-")) for word, short in abbreviations().items())
    assert not {word for word in abbreviations() if word in abbreviations().values()}
