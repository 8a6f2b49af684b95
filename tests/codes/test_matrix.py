"""Matrices made in bulk are those of qrcode, module for module."""

import random
from collections import Counter
from typing import Any

import numpy as np
import pytest
from qrcode import util

from signage.codes import affine, matrix, token
from signage.codes.matrix import LEVELS, Matrix
from signage.errors import InvalidInput
from tests.codes.oracle import DOMAIN, through_qrcode

ALPHANUMERIC = util.ALPHA_NUM.decode()
LENGTHS = (1, 2, 9, 14, 21, 27, 38, 39, 40, 47, 64, 83)


@pytest.fixture(autouse=True)
def no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts as a fresh process does."""
    monkeypatch.setattr(matrix, "_tables", {})
    monkeypatch.setattr(matrix, "_asked", Counter())


def random_texts(count: int, length: int, *, alphabet: str = ALPHANUMERIC) -> list[str]:
    chance = random.Random(length)
    return ["".join(chance.choices(alphabet, k=length)) for _ in range(count)]


@pytest.mark.parametrize("level", LEVELS)
def test_a_thousand_random_payloads_give_the_matrices_of_qrcode(level: str) -> None:
    texts = [text for length in LENGTHS for text in random_texts(24, length)]
    assert list(matrix.matrices(texts, level=level)) == [through_qrcode(text, level) for text in texts]


def test_addresses_of_signs_give_the_matrices_of_qrcode() -> None:
    chance = random.Random(2)
    texts = [token.address(DOMAIN, token.mint(chance)) for _ in range(150)]
    assert list(matrix.matrices(texts)) == [through_qrcode(text, "H") for text in texts]
    assert matrix._tables


MIXED = [
    "https://qr.thueringer-bogen.de/7K3M9QX4",  # lower case: bytes
    "HTTPS://QR.DE/" + "7" * 25,  # qrcode splits off a numeric segment of 20 digits and more
    "01234567",  # digits alone
    "Gewerbegebiet Hörselgau – Süd",
    "A" * 30 + "ä" + "B" * 30,
    "A\n",
    "A" * 400,  # beyond the largest version with tables
]


@pytest.mark.parametrize("text", MIXED)
def test_what_the_tables_cannot_encode_is_left_to_qrcode(text: str) -> None:
    assert list(matrix.matrices([text] * 12)) == [through_qrcode(text, "H")] * 12
    assert not matrix._tables


def test_the_order_of_mixed_texts_is_kept() -> None:
    texts = [text for pair in zip(random_texts(12, 30), [*MIXED[:4]] * 3, strict=True) for text in pair]
    assert list(matrix.matrices(texts, level="M")) == [through_qrcode(text, "M") for text in texts]


def test_a_single_code_builds_no_tables() -> None:
    matrix.matrix("HTTPS://QR.DE/7K3M9QX4")
    assert not matrix._tables


def test_many_single_codes_of_one_length_do() -> None:
    texts = random_texts(10, 22)
    made = [matrix.matrix(text) for text in texts]
    assert matrix._tables
    assert made == [through_qrcode(text, "H") for text in texts]


def test_a_block_of_zeros_that_fails_in_qrcode_is_encoded_all_the_same() -> None:
    text = "A" * 10 + "0" * 16 + "A" * 13  # level H, version 4: the second of four blocks is all zero
    with pytest.raises(ValueError, match="glog"):
        through_qrcode(text, "H")
    single = matrix.matrix(text)
    assert [single] * 12 == list(matrix.matrices([text] * 12))


def test_the_penalty_is_that_of_qrcode_for_any_picture() -> None:
    chance = np.random.default_rng(5)
    pictures = (chance.random((60, 25, 25)) < chance.random((60, 1, 1))).astype(np.uint8)
    got = affine.penalty(affine.pack(pictures), 25, affine._imbalance(25))
    expected: list[Any] = [util.lost_point(picture.astype(bool).tolist()) for picture in pictures]
    assert got.tolist() == expected


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("", "H", "leer"),
        ("X" * 5000, "H", "Kein QR-Code der Stufe H fasst diese 5000 Zeichen"),
        ("X", "h", "'h' gibt es nicht; bekannt: L, M, Q, H"),
    ],
)
def test_what_cannot_be_a_code_is_refused_in_words(text: str, level: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        matrix.matrix(text, level)


def test_a_matrix_knows_its_dark_modules_and_its_shape() -> None:
    finder = matrix.matrix("7K3M9QX4")
    assert finder.is_dark(0, 0)
    assert not finder.is_dark(1, 1)
    with pytest.raises(ValueError, match="2 rows"):
        Matrix(3, (1, 2))
