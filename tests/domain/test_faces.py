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
    before = document(read_face({"slots": [{"text": "A"}, {"text": "B"}]}))["slots"]
    after = document(read_face({"slots": [{"text": "C"}, before[1]]}))["slots"]
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
    assert document(read_face({"slots": [told]}))["slots"] == [told]


def test_an_exception_needs_a_reason() -> None:
    assert document(read_exceptions({"clearance.lateral": "Mauer"})) == {
        "clearance.lateral": {"reason": "Mauer"}
    }
    with pytest.raises(InvalidInput):
        read_exceptions({"clearance.lateral": {"reason": "  "}})


def test_a_document_that_another_program_spoiled_is_empty() -> None:
    assert document("{not json") == document("[1]") == document(None) == {}
