"""Sources, editions and units are told in both languages; nothing is told where nothing is on record."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from signage.siting.authorities import TABLE as AUTHORITIES
from signage.siting.english import Kind, cited, english, said
from signage.siting.figures import PACK

# Names of laws and guidelines (two capitals at the least), years, and units of measurement.
NEUTRAL = re.compile(r"(?:(?:; )?(?=\w*[A-Z]\w*[A-Z])[A-Z]\w*(?: § \d+\w?)?)+|\d{4}|mm?|s|°|")


def rows(table: Any) -> Iterator[dict[str, Any]]:
    """Every table within tables that says where it comes from."""
    for value in table.values() if isinstance(table, dict) else table if isinstance(table, list) else ():
        if isinstance(value, dict) and "source" in value:
            yield value
        else:
            yield from rows(value)


ROWS = [row for file in (PACK, AUTHORITIES) for row in rows(tomllib.loads(file.read_text("utf-8")))]


@pytest.mark.parametrize("kind", ["source", "edition", "unit"])
def test_all_that_is_cited_is_known_in_english(kind: Kind) -> None:
    told = {str(row[kind]) for row in ROWS if kind in row}
    assert [one for one in told if one not in english()[kind] and not NEUTRAL.fullmatch(one)] == []


@pytest.mark.parametrize("kind", ["source", "edition", "unit"])
def test_the_table_has_no_row_that_nothing_cites(kind: Kind) -> None:
    assert english()[kind].keys() <= {row[kind] for row in ROWS if kind in row}


def test_an_edition_that_is_not_on_record_is_left_out_in_both_languages() -> None:
    citation = cited("Praxis", "ohne", "memory")
    assert (citation.source, citation.source.english) == ("Praxis", "practice")
    assert (citation.edition, citation.edition.english) == ("", "")


def test_what_a_municipality_cites_itself_stays_as_it_wrote_it() -> None:
    assert said("source", "Gestaltungssatzung Musterstadt").english == "Gestaltungssatzung Musterstadt"
