"""What is kept with a sign as a document."""

from typing import Any

import pytest

from signage.domain.faces import document, read_exceptions, read_face
from signage.errors import InvalidInput


def test_equal_faces_are_equal_texts() -> None:
    one = read_face({"slots": [{"text": "Gewerbegebiet", "direction": "left"}], "letter_height_mm": 126})
    other = read_face('{"letter_height_mm": 126, "slots": [{"direction": "left", "text": "Gewerbegebiet"}]}')
    assert one == other


def test_a_slot_keeps_its_number_when_others_come_and_go() -> None:
    before = document("face", read_face({"slots": [{"text": "A"}, {"text": "B"}]}))["slots"]
    after = document("face", read_face({"slots": [{"text": "C"}, before[1]]}))["slots"]
    assert [(slot["id"], slot["text"]) for slot in after] == [(3, "C"), (2, "B")]


@pytest.mark.parametrize(
    ("face", "named"),
    [
        ([], "Inhalt"),
        ("{", "Inhalt"),
        ({"colour": "red"}, "colour"),
        ({"slots": "A"}, "slots"),
        ({"slots": [{"direction": "left"}]}, "slots[1].text"),
        ({"slots": [{"text": "A"}, {"text": "B", "direction": "up"}]}, "slots[2].direction"),
        ({"slots": [{"text": "A", "distance_m": float("nan")}]}, "distance_m"),
        ({"slots": [{"text": "A", "id": 1}, {"text": "B", "id": 1}]}, "id"),
        ({"slots": [{"text": "A\nB"}]}, "slots[1]"),
        ({"letter_height_mm": 0}, "letter_height_mm"),
        ({"slots": [{"text": "A"}] * 61}, "60"),
    ],
)
def test_a_face_at_fault_is_refused_by_name(face: Any, named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_face(face)
    assert named in refused.value.message


def test_a_slot_keeps_what_is_false_or_nought() -> None:
    told = {"id": 1, "text": "A", "tenant": 5, "is_single_firm": False, "has_logo": False, "distance_m": 0}
    assert document("face", read_face({"slots": [told]}))["slots"] == [told]


def test_an_exception_needs_a_reason() -> None:
    assert document("exceptions", read_exceptions({"clearance.lateral": "Mauer"})) == {
        "clearance.lateral": {"reason": "Mauer"}
    }
    with pytest.raises(InvalidInput):
        read_exceptions({"clearance.lateral": {"reason": "  "}})


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "given",
    [
        DEEP,
        {"slots": 0},
        {"slots": False},
        {"slots": {}},
        {"slots": [{"text": "\u202eA"}]},
        {"letter_height_mm": 10**400},
        '{"letter_height_mm": 1%s}' % ("0" * 400),
        '{"slots": [], "slots": []}',
        {"slots": [{"text": "A", "id": 2**31 - 1}, {"text": "B"}]},
    ],
)
def test_a_face_that_nothing_could_keep_or_show_is_refused(given: object) -> None:
    with pytest.raises(InvalidInput):
        read_face(given)


@pytest.mark.parametrize(
    "given",
    [
        DEEP,
        '{"\\ud800": "r"}',
        {"": "r"},
        {"a" * 81: "r"},
        {"\u202eclearance": "r"},
        {"clearance.lateral": "\u202eMauer"},
        {"clearance.lateral": {"reason": "Mauer", "on": "gestern"}},
        {"clearance.lateral": {"reason": "Mauer", "on": 5}},
        {"clearance.lateral": {"reason": "Mauer", "who": {"a": [1]}}},
        '{"clearance.lateral": "Mauer", "clearance.lateral": "Zaun"}',
    ],
)
def test_exceptions_that_nobody_could_read_are_refused(given: object) -> None:
    with pytest.raises(InvalidInput):
        read_exceptions(given)


@pytest.mark.parametrize("name", ["face", "exceptions"])
@pytest.mark.parametrize(
    "spoiled",
    ["{not json", "[1]", DEEP, '{"slots": 5}', '{"a": 5}', '{"r": {}}', 5, b"x", None, "1" + "0" * 5000],
)
def test_a_document_that_another_program_spoiled_is_empty(name: str, spoiled: object) -> None:
    assert document(name, spoiled) == {}


def test_of_spoiled_exceptions_the_readable_ones_stay() -> None:
    kept = '{"a.b": {"reason": "Mauer", "who": "Amt", "on": "gestern"}, "c.d": 5, "e.f": "Zaun"}'
    assert document("exceptions", kept) == {"a.b": {"reason": "Mauer"}, "e.f": {"reason": "Zaun"}}
