"""The forms of a plural that numbers take."""

from collections.abc import Mapping

from signage.languages.plurals import category


def categories(rules: Mapping[str, str]) -> frozenset[str]:
    """Those that whole numbers reach: CLDR's `many` of Czech, for one, is for decimals only."""
    return frozenset(category(rules, n) for n in range(1001))
