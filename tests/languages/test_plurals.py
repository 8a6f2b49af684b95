"""Plural rules as CLDR writes them."""

import pytest

from signage.languages.plurals import category, holds
from tests.languages.reaching import categories

POLISH = {
    "one": "i = 1 and v = 0",
    "few": "v = 0 and i % 10 = 2..4 and i % 100 != 12..14",
    "many": "v = 0 and i != 1 and i % 10 = 0..1 or v = 0 and i % 10 = 5..9 or v = 0 and i % 100 = 12..14",
}


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, "many"), (1, "one"), (2, "few"), (13, "many"), (21, "many"), (104, "few"), (112, "many")],
)
def test_the_rule_that_holds_names_the_form(n: int, form: str) -> None:
    assert category(POLISH, n) == form


def test_without_rules_every_number_is_other() -> None:
    assert categories({}) == {"other"}


def test_a_form_for_decimals_only_is_not_needed() -> None:
    assert categories({"one": "i = 1 and v = 0", "many": "v != 0"}) == {"one", "other"}


@pytest.mark.parametrize(
    ("rule", "holding"),
    [
        ("n = 0..1", [0, 1]),
        ("n = 1,3", [1, 3]),
        ("n != 0..2", [3, 4]),
        ("i = 0,2..3 and n % 2 = 0", [0, 2]),
        ("v = 1", []),
    ],
)
def test_values_ranges_and_moduli_are_read(rule: str, holding: list[int]) -> None:
    assert [n for n in range(5) if holds(rule, n)] == holding


@pytest.mark.parametrize("rule", ["n is 1", "n =", "", "one"])
def test_what_is_no_rule_is_named(rule: str) -> None:
    with pytest.raises(ValueError, match="no plural rule of CLDR"):
        holds(rule, 1)
