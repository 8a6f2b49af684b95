"""Which form of a plural goes with a number, by the rules of CLDR as they stand in a language's file.

The syntax is that of Unicode Technical Standard #35, part 3, "Language Plural Rules". Only whole numbers are
counted here, so that of its operands `n` and `i` are the number and all that speak of decimals are 0.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_RELATION = re.compile(
    r"\s*([nivwftce])\s*(?:%\s*(\d+)\s*)?(!?=)\s*(\d+(?:\.\.\d+)?(?:\s*,\s*\d+(?:\.\.\d+)?)*)\s*"
)


def category(rules: Mapping[str, str], n: int) -> str:
    """The first category whose rule holds for `n`, and `other` where none does."""
    return next((name for name, rule in rules.items() if holds(rule, n)), "other")


def holds(rule: str, n: int) -> bool:
    """Whether `n` keeps the rule; raises ValueError for what is no rule of CLDR."""
    return any(all(_is_so(part, n) for part in either.split(" and ")) for either in rule.split(" or "))


def _is_so(relation: str, n: int) -> bool:
    operand, modulus, sign, ranges = _parsed(relation)
    value = n if operand in "ni" else 0
    if modulus:
        value %= modulus
    return any(low <= value <= high for low, high in ranges) == (sign == "=")


@lru_cache(maxsize=256)
def _parsed(relation: str) -> tuple[str, int, str, tuple[tuple[int, int], ...]]:
    found = _RELATION.fullmatch(relation)
    if found is None:
        raise ValueError(f"no plural rule of CLDR: {relation!r}")
    ranges = [part.partition("..") for part in found[4].replace(" ", "").split(",")]
    return (
        found[1], int(found[2] or 0), found[3],
        tuple((int(low), int(high or low)) for low, _, high in ranges),
    )  # fmt: skip
