"""Slips that are forgiven, and those that are not."""

import pytest
from rapidfuzz.distance import OSA

from signage.domain.likeness import letters_apart, slips, wrong_letters

WORDS = ["", "a", "holz", "stahl", "grossmann", "grosmnan", "grossman", "muller", "mullre", "ca", "abc"]


@pytest.mark.parametrize("one", WORDS)
@pytest.mark.parametrize("most", [0, 1, 2])
def test_letters_apart_are_counted_as_a_library_counts_them(one: str, most: int) -> None:
    for other in WORDS:
        expected = min(OSA.distance(one, other), most + 1)
        assert min(letters_apart(one, other, most), most + 1) == expected


@pytest.mark.parametrize(("word", "forgiven"), [("abc", 0), ("holz", 1), ("spedition", 2), ("halle12", 0)])
def test_long_words_may_have_slips_and_numbers_none(word: str, forgiven: int) -> None:
    assert slips(word) == forgiven


def test_the_nearest_word_or_its_beginning_counts() -> None:
    assert wrong_letters(["grosmnan"], ["backerei", "grossmann"]) == 2
    assert wrong_letters(["metalll"], ["metallbau"]) == 1
    assert wrong_letters(["grosmnan", "xyz"], ["grossmann"]) is None
    assert wrong_letters(["holz"], []) is None
