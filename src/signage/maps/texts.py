"""The map's words in each language: `[map]` of the language file, and the domain's tables of coded values."""

from functools import cache
from typing import Any

from signage.domain import words
from signage.languages import texts

LANGUAGES = ("de", "en")
_PREFIX = "map."
_PLAN = "plan."


@cache
def map_texts(language: str) -> dict[str, str]:
    """The map's sentences in `language`; `{n}` and the like are filled in by the page's script."""
    found = {key: text for key, text in texts(language).items() if key.startswith(_PREFIX)}
    return {key.removeprefix(_PREFIX): text for key, text in found.items()}


@cache
def plan_texts(language: str) -> dict[str, str]:
    """The sentences of the planner's page in `language`."""
    return {key.removeprefix(_PLAN): text for key, text in texts(language).items() if key.startswith(_PLAN)}


def coded_words(language: str) -> dict[str, dict[str, str]]:
    """Property -> code -> word on screen, for every property of the map that holds a code."""
    place = LANGUAGES.index(language)
    tables: dict[str, words.Words] = {
        "type": words.SIGN_TYPE_WORDS,
        "family": words.FAMILIES,
        "state": words.STATES,
        "condition": words.CONDITIONS,
        "kind": words.AREA_KINDS,
        "stopping_place": words.STOPPING_PLACES,
        "road_class": words.ROAD_CLASSES,
    }
    return {name: {code: pair[place] for code, pair in table.items()} for name, table in tables.items()}


def page_words(language: str) -> dict[str, Any]:
    """Everything the page's script may say."""
    return {"language": language, "texts": map_texts(language), "words": coded_words(language)}
