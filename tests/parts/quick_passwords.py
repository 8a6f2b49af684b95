"""Passwords at the least cost that argon2id has: for tests of who may sign in, not of how a password is kept.

Each hash of the product's cost takes 64 MiB and a good part of a second. Hashes are still argon2id with
a salt each, kept and compared by the product's own functions; tests/accounts/test_passwords.py holds the
product's cost, without this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from argon2 import PasswordHasher

from signage.services.accounts import passwords

_LEAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_CAREFUL, _CAREFUL_NONE = passwords._hasher, passwords._NONE


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Within the block this process makes cheap hashes, and compares with one where there is no account."""
    with (
        patch.object(passwords, "_hasher", lambda: _LEAST),
        patch.object(passwords, "_NONE", _LEAST.hash("nobody's")),
    ):
        yield


@contextmanager
def careful_passwords() -> Iterator[None]:
    """Within the block hashes cost again what they cost those who use signage."""
    with patch.object(passwords, "_hasher", _CAREFUL), patch.object(passwords, "_NONE", _CAREFUL_NONE):
        yield
