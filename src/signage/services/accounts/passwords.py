"""Passwords as argon2id hashes, checked one at a time: each check takes 64 MiB."""

import unicodedata
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_one_at_a_time = Lock()
# What is compared where there is no account or no password, so that the answer takes as long.
_NONE = "$argon2id$v=19$m=65536,t=3,p=4$c2lnbmFnZS1uby1hY2NvdW50$0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def hash_password(password: str) -> str:
    """The hash as it is stored, with its own salt and parameters (RFC 9106, second recommended choice)."""
    with _one_at_a_time:
        return _hasher().hash(composed(password))


def is_password(stored: str | None, given: str) -> bool:
    """Whether `given` is the password behind the hash; False, after as long, where there is none."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        with _one_at_a_time:
            _hasher().verify(stored or _NONE, composed(given))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def composed(password: str) -> str:
    """The password in one spelling (NFC): keyboards differ in how they write an accent."""
    return unicodedata.normalize("NFC", password.encode("utf-8", "replace").decode())


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()
