"""Whatever the library complains about, it can say in German and in English."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from signage import errors
from tests.house.tree import ROOT, named

KINDS = {name for name, value in vars(errors).items() if isinstance(value, type)} - {"Said"}
OURS = sorted(path for folder in ("src", "api") for path in (ROOT / folder).rglob("*.py"))


def plain_messages(tree: ast.AST) -> Iterator[int]:
    """Lines on which an error of ours is made of text in one language."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _is_error(call.func) and call.args and _is_plain(call.args[0]):
            yield call.lineno


def _is_error(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in KINDS


def _is_plain(message: ast.expr) -> bool:
    """Whether it is written out as text; what a name or a function stands for is mypy's to know."""
    if isinstance(message, ast.Call):
        return isinstance(message.func, ast.Name) and message.func.id == "str"
    return isinstance(message, ast.Constant | ast.JoinedStr | ast.BinOp)


@pytest.mark.parametrize("path", OURS, ids=named)
def test_every_error_is_said_in_both_languages(path: Path) -> None:
    assert list(plain_messages(ast.parse(path.read_text("utf-8")))) == []


def test_a_message_in_one_language_is_found() -> None:
    for message in ('"Nein."', 'f"Nein {x}."', '"Nein" + x', "str(error)"):
        assert list(plain_messages(ast.parse(f"raise Conflict({message})"))) == [1]
    for message in ('Said("Nein.", "No.")', "known(WORD, x, y)", "NO"):
        assert list(plain_messages(ast.parse(f"raise errors.Conflict({message})"))) == []


def english_numbers(tree: ast.AST) -> Iterator[int]:
    """Lines on which a German sentence has a number with commas, which Germans read as a decimal."""
    for call in ast.walk(tree):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "Said"
            and any(_has_comma(part) for german in call.args[:1] for part in ast.walk(german))
        ):
            yield call.lineno


def _has_comma(part: ast.AST) -> bool:
    return (
        isinstance(part, ast.FormattedValue) and ast.unparse(part.format_spec or ast.Constant("")) == "f','"
    )


@pytest.mark.parametrize("path", OURS, ids=named)
def test_no_german_sentence_has_a_number_with_commas(path: Path) -> None:
    assert list(english_numbers(ast.parse(path.read_text("utf-8")))) == []


def test_a_number_with_commas_is_found() -> None:
    assert list(english_numbers(ast.parse('Said(f"{x:,} Zeilen", f"{x:,} rows")'))) == [1]
    assert list(english_numbers(ast.parse('Said(f"{grouped(x)} Zeilen", f"{x:,} rows")'))) == []
