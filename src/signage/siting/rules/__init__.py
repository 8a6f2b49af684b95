"""All rules; a new one is a function in one of these files, its figures stand in figures.toml."""

from signage.siting.rules import age, data, face, land, position, post
from signage.siting.rules.table import RULES, Fault, Rule, finding_of, rules_for

__all__ = [
    "RULES",
    "Fault",
    "Rule",
    "age",
    "data",
    "face",
    "finding_of",
    "land",
    "position",
    "post",
    "rules_for",
]
