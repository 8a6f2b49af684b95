"""Sources, editions and units in both languages, by the table english.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from signage.errors import Said
from signage.siting.values import Citation

TABLE = Path(__file__).with_name("english.toml")
Kind = Literal["source", "edition", "unit"]


@cache
def english() -> Mapping[Kind, Mapping[str, str]]:
    """Kind -> German -> English."""
    return tomllib.loads(TABLE.read_text("utf-8"))  # type: ignore[return-value]


@cache
def said(kind: Kind, german: str) -> Said:
    """The text in both languages: German where the table has no row for it, empty where the row is empty."""
    told = english()[kind].get(german, german)
    return Said(german if told else "", told)


def cited(source: str, edition: str, certainty: str) -> Citation:
    """A citation in both languages; its edition is empty where none is on record."""
    return Citation(said("source", source), said("edition", edition), certainty)
