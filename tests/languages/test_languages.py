"""Every language says everything, with the same blanks to fill."""

import re
import string
from datetime import date

import pytest

from signage import languages
from signage.errors import NotFound
from signage.languages.plurals import CATEGORIES
from tests.languages.reaching import categories


def blanks(text: str) -> set[str]:
    """The names in braces, without their format."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


OTHERS = [language for language in languages.languages() if language != languages.DEFAULT]
FOR_STAFF = tuple(f"{section}." for section in languages.STAFF)


def sentences(language: str) -> dict[str, str]:
    """What is said, by key; a plural is one entry with all its forms."""
    said: dict[str, str] = {}
    for key, text in languages.texts(language).items():
        stem, _, form = key.rpartition(".")
        if not key.startswith("plural."):
            name = stem if stem and form in CATEGORIES else key
            said[name] = f"{said.get(name, '')}{text}\n"
    return said


def for_visitors(said: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in said.items() if not key.startswith(FOR_STAFF)}


def plurals_of(language: str) -> dict[str, set[str]]:
    """Key of a plural -> its forms."""
    forms: dict[str, set[str]] = {}
    for key in languages.texts(language):
        stem, _, form = key.rpartition(".")
        if form in CATEGORIES and stem not in ("", "plural"):
            forms.setdefault(stem, set()).add(form)
    return forms


def test_the_visitors_languages_are_all_there_german_first() -> None:
    assert languages.languages() == ("de", "en", "de-simple", "cs", "pl", "ro", "tr", "uk")
    assert languages.staff_languages() == ("de", "en")


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_text_and_no_other(language: str) -> None:
    german = sentences(languages.DEFAULT)
    whole = german if language in languages.staff_languages() else for_visitors(german)
    assert set(sentences(language)) == set(whole)


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_has_the_same_blanks_in_each_language(language: str) -> None:
    german = sentences(languages.DEFAULT)
    differing = {
        key
        for key, text in sentences(language).items()
        if blanks(text) != blanks(german[key]) and not key.startswith("date.")
    }
    assert not differing


@pytest.mark.parametrize("language", languages.languages())
def test_a_plural_has_just_the_forms_that_numbers_of_the_language_take(language: str) -> None:
    needed = categories(languages.plural_rules(language))
    assert {key: forms for key, forms in plurals_of(language).items() if forms != needed} == {}


@pytest.mark.parametrize("language", languages.languages())
def test_every_form_of_a_plural_may_carry_the_number(language: str) -> None:
    # {n} of `one` is filled in as well: 21 is `one` in Ukrainian.
    texts = languages.texts(language)
    forms = [f"{key}.{form}" for key, forms in plurals_of(language).items() for form in forms]
    only_one = [key for key in forms if "{n}" not in texts[key] and not key.startswith(FOR_STAFF)]
    assert only_one == []


@pytest.mark.parametrize("language", languages.languages())
def test_a_language_names_itself_and_its_direction(language: str) -> None:
    texts = languages.texts(language)
    assert texts["language.direction"] in ("ltr", "rtl")
    assert len({languages.texts(other)["language.name"] for other in languages.languages()}) == 8
    assert len(texts["date.months"].split()) == 12


@pytest.mark.parametrize("language", [name for name in OTHERS if name not in ("en", "de-simple")])
def test_nothing_was_left_in_german(language: str) -> None:
    """Whole sentences; single words may be the same."""
    german, own = sentences(languages.DEFAULT), sentences(language)
    assert [key for key, text in own.items() if text == german.get(key) and text.count(" ") > 2] == []


def test_easy_german_is_short_and_cuts_its_long_words() -> None:
    texts = {key: text for key, text in languages.texts("de-simple").items() if not key.startswith("plural.")}
    parts = {key: re.split(r"[.?!:]\s", text) for key, text in texts.items() if not key.startswith("date.")}
    long = {key: one for key, some in parts.items() for one in some if len(one.split()) > 13}
    assert long == {}
    words = {word for text in texts.values() for word in re.findall(r"[A-Za-zÄÖÜäöüß]{15,}", text)}
    assert words == set()


@pytest.mark.parametrize("language", languages.languages())
def test_no_text_is_empty_or_carries_markup(language: str) -> None:
    assert not [key for key, text in languages.texts(language).items() if not text.strip() or "<" in text]


def test_blanks_are_filled_in() -> None:
    assert languages.text("en", "page.title", area="A & B") == "Firms in the commercial area A & B"


def test_a_missing_text_is_named() -> None:
    with pytest.raises(NotFound, match=r"keinen Text 'no\.such'"):
        languages.text("de", "no.such")


def test_an_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(NotFound, match="bekannt: de, en, de-simple"):
        languages.texts("xx")


def test_one_firm_is_not_many_firms() -> None:
    assert languages.plural("de", "list.count", 1) == "1 Firma"
    assert languages.plural("de", "list.count", 0) == "0 Firmen"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "pl",
            {
                0: "0 firm",
                1: "1 firma",
                2: "2 firmy",
                5: "5 firm",
                12: "12 firm",
                22: "22 firmy",
                111: "111 firm",
            },
        ),
        ("cs", {0: "0 firem", 1: "1 firma", 4: "4 firmy", 5: "5 firem", 22: "22 firem"}),
        ("ro", {0: "0 firme", 1: "1 firmă", 19: "19 firme", 20: "20 de firme", 101: "101 firme"}),
        ("uk", {1: "1 фірма", 3: "3 фірми", 11: "11 фірм", 21: "21 фірма", 25: "25 фірм"}),
        ("tr", {1: "1 firma", 7: "7 firma"}),
        ("de-simple", {1: "1 Firma", 0: "0 Firmen"}),
    ],
)
def test_firms_are_counted_as_the_language_counts(language: str, told: dict[int, str]) -> None:
    assert {n: languages.plural(language, "list.count", n) for n in told} == told


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


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7", "pl"),
        ("uk", "uk"),
        ("ro-MD,ro;q=0.9", "ro"),
        ("mo", "ro"),
        ("cs-CZ", "cs"),
        ("tr-TR,tr;q=0.9,de;q=0.8", "tr"),
        ("de-simple", "de-simple"),
        ("de-simple-x-own, de", "de-simple"),
        ("de-AT-1996", "de"),
        ("sk-SK,sk;q=0.9,cs;q=0.8,en;q=0.7", "cs"),
        ("zh-Hans-CN, ;q=1, *", "de"),
    ],
)
def test_visitors_are_chosen_from_all_languages(header: str, chosen: str) -> None:
    assert languages.choose(header) == chosen


@pytest.mark.parametrize(
    ("language", "written_in"), [("de", "de"), ("de-simple", "de"), ("en", "en"), ("pl", "en"), ("uk", "en")]
)
def test_what_is_written_for_staff_is_german_or_english(language: str, written_in: str) -> None:
    assert languages.for_staff(language) == written_in
