"""Passwords that may be chosen: long, in any letters, and nothing that is guessed first."""

import lzma

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.errors import InvalidInput
from signage.services.accounts.choosing import COMMON, LONGEST, SHORTEST, check_password
from signage.services.accounts.passwords import hash_password, is_password
from tools.make_common_passwords import chosen

OWN = ("Anna Müller", "anna.mueller@stadtilm.example.org")


@pytest.mark.parametrize(
    "password",
    ["sieben bunte Tafeln", "Würstchen-Senf-Kloß", "пароль из слов", "🚒 🚒 rot wie Feuer", "x7Kq-w29F-zz81"],
)
def test_any_letters_will_do_if_there_are_enough(password: str) -> None:
    assert check_password(password, own=OWN) == password


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elf Zeichen", "zu kurz: Es fehlen 1 Zeichen"),
        ("x" * 60 + "yz" * 40, "mehr als 128"),
        ("motherfucker", "verbreitet"),
        ("Passwort2026!", "verbreitet"),
        ("S0mmer!!!!!!2026", "verbreitet"),
        ("aaaaaaaaaaaa", "wiederholt"),
        ("Gotha?Gotha?Gotha?", "wiederholt"),
        ("123456789012", "wiederholt"),
        ("ANNA sitzt am Tor", "Ihren Namen"),
        ("das Tor in STADTILM", "Ihren Namen"),
        ("mein signage-Konto", "Ihren Namen"),
    ],
)
def test_what_is_guessed_first_is_refused_with_the_reason(password: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        check_password(password, own=OWN)
    assert password not in str(refused.value)
    assert refused.value.problems.keys() == {"password"}


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(st.text(min_size=SHORTEST, max_size=40).filter(lambda text: len(set(text)) > 8))
def test_an_accent_may_be_written_in_two_ways(text: str) -> None:
    stored = hash_password("é" + text)
    assert is_password(stored, "e\u0301" + text)


def test_the_list_of_common_ones_is_sorted_and_ours_to_give_away() -> None:
    lines = lzma.decompress(COMMON.read_bytes()).decode().split("\n")
    assert len(lines) > 50_000
    assert lines == sorted(lines)
    assert "MIT License" in (COMMON.parent / "LICENSE").read_text("utf-8")


def test_the_list_keeps_long_ones_and_the_words_within_short_ones() -> None:
    assert chosen(["Sommer1!", "ab1", "Dreizehnlange", "a b"]) == ["dreizehnlange", "sommer"]


def test_the_longest_is_taken_whole() -> None:
    long = ("Satz mit Wörtern, " * 8)[: LONGEST - 1] + "?"
    assert len(check_password(long)) == LONGEST
