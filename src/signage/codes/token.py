"""The eight characters printed on a sign: seven at random and one that checks them.

The check character follows the NOID algorithm: ordinals weighted by their position, summed modulo 29. As 29
is prime and greater than every weight, each single wrong character and each swap of two neighbours is found.
"""

import re
import secrets
from collections.abc import Iterator
from typing import Protocol

from signage.errors import InvalidInput, Said

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXZ"  # no vowels: no words; no L: it looks like 1
BODY = 7
LENGTH = BODY + 1

_ORDINAL = {character: ordinal for ordinal, character in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("OIL", "011")
# What people type or a copy brings along between the two groups: blanks, hyphens and dashes of every width.
_SEPARATORS = re.compile(r"[\s\-_.\u00ad\u2010-\u2015\u2212\u200b-\u200d\ufeff]+")


class Chooser(Protocol):
    """What `mint` asks of its source of chance; `secrets` and `random.Random` both have it."""

    def choice(self, seq: str, /) -> str: ...


def mint(rng: Chooser = secrets) -> str:
    """A new token. It is random, not unique: whoever stores it makes sure that it was never issued."""
    body = "".join(rng.choice(ALPHABET) for _ in range(BODY))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The eighth character that belongs to seven characters of the alphabet."""
    return ALPHABET[sum(place * _ORDINAL[character] for place, character in enumerate(body, start=1)) % 29]


def is_valid(token: str) -> bool:
    """Whether `token` is exactly as it is stored, its check character being right."""
    return (
        len(token) == LENGTH
        and _ORDINAL.keys() >= set(token)
        and check_character(token[:BODY]) == token[BODY]
    )


def normalise(text: str) -> str:
    """Read what a person typed: any case, blanks and hyphens, O for 0, I and L for 1.

    The check character is not judged here (see `is_valid`, `neighbours`).
    Raises InvalidInput if a character cannot belong to a code, or if there are not eight of them.
    """
    token = _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)
    foreign = sorted(set(token) - _ORDINAL.keys())
    if foreign:
        raise InvalidInput(
            Said(
                f"In einem Schildcode kommt {_quoted(foreign)} nicht vor; seine Zeichen sind {ALPHABET}.",
                f"A code has no {_quoted(foreign)}; its characters are {ALPHABET}.",
            )
        )
    if len(token) != LENGTH:
        raise InvalidInput(
            Said(
                f"Ein Schildcode hat {LENGTH} Zeichen, etwa 7K3M-9QX4; das sind {len(token)}.",
                f"A code has {LENGTH} characters, such as 7K3M-9QX4; these are {len(token)}.",
            )
        )
    return token


def display(token: str) -> str:
    """The token as people read it: `7K3M-9QX4`."""
    return f"{token[:4]}-{token[4:]}"


def neighbours(token: str) -> tuple[str, ...]:
    """Every right token one wrong character or one swap of neighbours away, nearest slip first; at most 15.

    `token` has eight characters of the alphabet, as `normalise` returns them. None for a right token: no
    single slip leads from one right token to another.
    """
    slips = [*_swaps(token), *_substitutions(token)]
    return tuple(dict.fromkeys(slip for slip in slips if slip != token and is_valid(slip)))


def address(public_url: str, token: str) -> str:
    """The address in the QR code. In upper case QR's alphanumeric mode saves about one version."""
    return f"{public_url.rstrip('/')}/{token}".upper()


def domain(public_url: str) -> str:
    """What a person types before the code, as it is printed below it: no scheme, lower case."""
    return re.sub(r"^[a-z]+://", "", public_url.lower()).rstrip("/")


def _swaps(token: str) -> Iterator[str]:
    for i in range(len(token) - 1):
        yield token[:i] + token[i + 1] + token[i] + token[i + 2 :]


def _substitutions(token: str) -> Iterator[str]:
    for i in range(len(token)):
        for character in ALPHABET:
            yield token[:i] + character + token[i + 1 :]


def _quoted(characters: list[str]) -> str:
    return ", ".join(
        f"'{character}'" if character.isprintable() else f"U+{ord(character):04X}" for character in characters
    )
