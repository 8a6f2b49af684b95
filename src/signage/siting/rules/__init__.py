"""All rules; a new one is a function in one of these files, its figures stand in figures.toml."""

from signage.siting.rules import age, data, face, land, position, post
from signage.siting.rules.table import RULES, Fault, Rule, findings_of

__all__ = ["RULES", "Fault", "Rule", "age", "data", "face", "findings_of", "land", "position", "post"]
