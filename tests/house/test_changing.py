"""Whoever changes firms marks the signs that name them: one place opens change sets."""

import ast

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


def test_the_product_gives_its_reasons_in_both_languages() -> None:
    """Of `changing` mypy holds it; the store takes any words, for those of people are in one language."""
    in_one = []
    for path in sorted((ROOT / "src/signage").rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        opening = [
            call for call in calls if ast.unparse(call.func).rpartition(".")[2] in ("change", "changing")
        ]
        given = [word.value for call in opening for word in call.keywords if word.arg == "why"]
        in_one += [
            f"{path.name}:{one.lineno}" for one in given if isinstance(one, ast.Constant | ast.JoinedStr)
        ]
    assert not in_one, "Say why in both languages: Said(german, english)."
