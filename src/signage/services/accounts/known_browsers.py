"""Browsers in which somebody signed in before: a signed value in a cookie that opens nothing by itself.

It spares its holder the waiting that others cause (see `attempts`), and no step of signing in. It is bound to
the password, so that a new password makes all of them strangers.
"""

import hashlib
import hmac
import secrets
import time
from typing import Final

from signage.services.secret_keys import key_of
from signage.store import Store

LASTS_S: Final = 180 * 24 * 3600
_LONGEST = 200


def known_value(store: Store, number: int, password: str | None) -> str:
    """The cookie's value for an account whose stored hash is `password`."""
    told = f"{number}.{int(time.time()):x}.{secrets.token_hex(8)}"
    return f"{told}.{_signature(store, told, password)}"


def known_name(store: Store, value: str, number: int, password: str | None) -> str:
    """A name for the browser if it is known to the account; else empty."""
    told, _, signature = value[:_LONGEST].rpartition(".")
    parts = told.split(".")
    if len(parts) != 3 or parts[0] != str(number):
        return ""
    expected = _signature(store, told, password)
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
        return ""
    return parts[2] if time.time() - int(parts[1], 16) < LASTS_S else ""


def _signature(store: Store, told: str, password: str | None) -> str:
    key = key_of(store, "accounts")
    said = f"browser {told} {password or ''}".encode("utf-8", "replace")
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:32]
