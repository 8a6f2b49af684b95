"""Whoever changes firms marks the signs that name them: one place opens change sets."""

from tests.house.tree import ROOT

# These change no firm, or only which area it counts to, nothing for good,
# or mark the signs themselves.
OTHERS = {
    "changing.py",
    "erasing.py",
    "following_outside.py",
    "many.py",
    "pictures.py",
    "reshaping.py",
    "retention.py",
    "sample.py",
}


def test_services_change_rows_through_the_one_place_that_marks_signs() -> None:
    services = sorted((ROOT / "src/signage/services").rglob("*.py"))
    assert {path.name for path in services if "store.change(" in path.read_text("utf-8")} == OTHERS
