"""Every language says everything, with the same blanks to fill."""

import string
from datetime import date

import pytest

from signage import languages
from signage.errors import NotFound


def blanks(text: str) -> set[str]:
    """The names in braces, without their format."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


OTHERS = [language for language in languages.languages() if language != languages.DEFAULT]


def test_german_comes_first() -> None:
    assert languages.languages()[:2] == ("de", "en")


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_text_and_no_other(language: str) -> None:
    assert set(languages.texts(language)) == set(languages.texts(languages.DEFAULT))


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_has_the_same_blanks_in_each_language(language: str) -> None:
    german = languages.texts(languages.DEFAULT)
    differing = {
        key
        for key, text in languages.texts(language).items()
        if blanks(text) != blanks(german[key]) and not key.startswith("date.")
    }
    assert not differing


@pytest.mark.parametrize("language", languages.languages())
def test_no_text_is_empty_or_carries_markup(language: str) -> None:
    assert not [key for key, text in languages.texts(language).items() if not text.strip() or "<" in text]


def test_blanks_are_filled_in() -> None:
    assert languages.text("en", "page.title", area="A & B") == "Firms in the commercial area A & B"


def test_a_missing_text_is_named() -> None:
    with pytest.raises(NotFound, match=r"keinen Text 'no\.such'"):
        languages.text("de", "no.such")


def test_an_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(NotFound, match="bekannt: de, en"):
        languages.texts("xx")


def test_one_firm_is_not_many_firms() -> None:
    assert languages.plural("de", "list.count", 1) == "1 Firma"
    assert languages.plural("de", "list.count", 0) == "0 Firmen"


def test_a_day_is_written_as_the_language_writes_it() -> None:
    assert languages.day_text("de", date(2026, 3, 9)) == "09.03.2026"
    assert languages.day_text("en", date(2026, 3, 9)) == "9 March 2026"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "de"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("pl,en;q=0.7,de;q=0.3", "en"),
        ("de;q=0.5,en;q=0.6", "en"),
        ("fr-FR, *;q=0.1", "de"),
        ("en;q=0", "de"),
        ("en;q=x, ;;;,=", "de"),
        ("EN-us", "en"),
    ],
)
def test_the_reader_gets_the_language_they_like_best(header: str, chosen: str) -> None:
    assert languages.choose(header, ("de", "en")) == chosen
