"""Tokens: minting, reading what people type, and finding every slip."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.codes import token
from signage.errors import InvalidInput

BODIES = st.text(token.ALPHABET, min_size=token.BODY, max_size=token.BODY)
TOKENS = BODIES.map(lambda body: body + token.check_character(body))
PLACES = st.integers(0, token.LENGTH - 1)


def test_a_minted_token_is_valid() -> None:
    assert all(token.is_valid(token.mint()) for _ in range(200))


def test_minting_is_repeatable_with_a_seeded_source() -> None:
    assert token.mint(random.Random(7)) == token.mint(random.Random(7)) != token.mint(random.Random(8))


def test_the_check_character_follows_the_noid_algorithm() -> None:
    # by hand, as this alphabet is not NOID's own:
    # 0123456 -> 1*0 + 2*1 + 3*2 + 4*3 + 5*4 + 6*5 + 7*6 = 112 = 3*29 + 25
    assert token.check_character("0123456") == token.ALPHABET[25]


def test_the_alphabet_has_a_prime_number_of_unambiguous_characters() -> None:
    assert len(set(token.ALPHABET)) == 29
    assert not set(token.ALPHABET) & set("AEIOULY")


@given(TOKENS, PLACES, st.sampled_from(token.ALPHABET))
def test_every_single_wrong_character_is_found(right: str, place: int, character: str) -> None:
    wrong = right[:place] + character + right[place + 1 :]
    assert token.is_valid(wrong) == (wrong == right)


@given(TOKENS, st.integers(0, token.LENGTH - 2))
def test_every_swap_of_neighbours_is_found(right: str, place: int) -> None:
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert token.is_valid(wrong) == (wrong == right)


@given(TOKENS, PLACES, st.sampled_from(token.ALPHABET))
def test_a_mistyped_token_has_the_right_one_among_its_neighbours(
    right: str, place: int, character: str
) -> None:
    wrong = right[:place] + character + right[place + 1 :]
    found = token.neighbours(wrong)
    assert wrong == right or right in found
    assert len(found) <= 15
    assert all(map(token.is_valid, found))


@given(TOKENS, st.integers(0, token.LENGTH - 2))
def test_swapped_neighbours_are_put_right_first(right: str, place: int) -> None:
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert wrong == right or right in token.neighbours(wrong)[:7]


@given(TOKENS)
def test_a_right_token_has_no_neighbours(right: str) -> None:
    assert token.neighbours(right) == ()


@given(TOKENS)
def test_what_is_displayed_is_read_back(right: str) -> None:
    assert token.normalise(token.display(right)) == right
    assert token.normalise(f" {right[:2].lower()} {right[2:]}\t".replace("0", "o").replace("1", "l")) == right


@pytest.mark.parametrize("typed", ["7k3m-9qx4", "7K3M 9QX4", "7K3M–9QX4", "\u200b7K3M_9QX4\n", "7K3M.9QX4"])
def test_reading_is_lenient(typed: str) -> None:
    assert token.normalise(typed) == "7K3M9QX4"


def test_lookalikes_are_read_as_digits() -> None:
    assert token.normalise("Oo-Ii-Ll-77") == "00111177"


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("7K3M9QXU", "'U'"),
        ("7K3M9QXÄ", "'Ä'"),
        ("7K3M9QX\x00", "U\\+0000"),
        ("7K3M", "das sind 4"),
        ("", "das sind 0"),
    ],
)
def test_what_cannot_be_a_code_is_refused_in_words(typed: str, named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        token.normalise(typed)


@pytest.mark.parametrize("other", ["", "7K3M-9QX4", "7k3m9qx4", "7K3M9QX", "AAAAAAAA", "7K3M9QXé"])
def test_only_the_stored_form_is_valid(other: str) -> None:
    assert not token.is_valid(other)


def test_the_address_is_upper_case_throughout() -> None:
    assert (
        token.address("https://qr.thueringer-bogen.de/", "7K3M9QX4")
        == "HTTPS://QR.THUERINGER-BOGEN.DE/7K3M9QX4"
    )


def test_the_printed_domain_has_no_scheme() -> None:
    assert token.domain("HTTPS://QR.Thueringer-Bogen.de/") == "qr.thueringer-bogen.de"
