"""The words for branches: complete in each language, and keyed to real divisions."""

import re

import pytest

from signage import languages
from signage.domain.branches import branches, branches_of
from signage.domain.names import folded


@pytest.mark.parametrize("language", [name for name in languages.languages() if name != "de-simple"])
def test_each_branch_has_words_in_each_language(language: str) -> None:
    assert [branch.german for branch in branches() if not branch.words.get(language)] == []


def test_words_are_single_and_long_enough_and_stand_once_in_a_branch() -> None:
    for branch in branches():
        for words in branch.words.values():
            assert [word for word in words if not re.fullmatch(r"\w{3,}", word)] == []
            assert len(set(words)) == len(words)


def test_divisions_are_written_as_wz_writes_them() -> None:
    codes = {code for branch in branches() for code in (*branch.wz, *branch.wz_2025)}
    assert [code for code in codes if not re.fullmatch(r"\d\d(\.\d\d?)?", code)] == []


@pytest.mark.parametrize(
    ("word", "code", "edition"),
    [
        ("Spedition", "52.29.1", "2008"),
        ("spedycja", "49.41.0", "2025"),
        ("przewoźnik", "49.41.0", "2008"),
        ("dopravce", "49.41.0", "2008"),
        ("перевізник", "49.41.0", "2008"),
        ("Кур’єр", "53.20.0", "2008"),
        ("nakliyat", "49.41.0", "2008"),
        ("transportator", "49.41.0", "2008"),
        ("Stahlhandel", "25.11.0", "2008"),
        ("Autowerkstatt", "45.20.3", "2008"),
        ("Autowerkstatt", "95.31.0", "2025"),
        ("oto", "45.20.3", "2008"),
        ("piekarnia", "10.71.0", "2008"),
        ("заправка", "47.30.1", "2008"),
    ],
)
def test_a_word_of_any_language_finds_the_branch(word: str, code: str, edition: str) -> None:
    found = branches_of(folded(word))
    assert any(branch.has(wz_code=code, wz_edition=edition, activity="") for branch in found)


def test_a_firm_without_a_code_is_known_by_its_words() -> None:
    (logistics,) = branches_of("spedycja")
    assert logistics.has(wz_code="", wz_edition="", activity=folded("Internationale Spedition"))
    assert not logistics.has(wz_code="", wz_edition="", activity=folded("Bäckerei"))


@pytest.mark.parametrize("word", ["carl", "otto", "muller", "xyz"])
def test_a_name_means_no_branch(word: str) -> None:
    assert branches_of(word) == []
