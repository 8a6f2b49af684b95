"""The token of a form: proof that it was opened a moment ago, not a script's first word."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from typing import Final, Literal

from signage.services.secret_keys import key_of
from signage.store import Store

SHORTEST_S, LONGEST_S = 1.5, 6 * 3600.0
_NAME: Final = "report_form"
Verdict = Literal["fresh", "early", "stale"]


class FormTokens:
    """Signs and reads the tokens of forms; the key is one for all processes over a store."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._key, self._clock = key, clock

    def new(self, code: str) -> str:
        """A token for the form of one sign."""
        opened = f"{int(self._clock() * 1000):x}-{secrets.token_hex(6)}"
        return f"{opened}-{self._signature(code, opened)}"

    def read(self, token: str, code: str) -> Verdict:
        """Whether the form of this sign was opened at least `SHORTEST_S` and at most `LONGEST_S` ago; `stale`
        is also what was never a token.
        """
        opened, _, signature = token[:100].rpartition("-")
        expected = self._signature(code, opened)
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
            return "stale"
        age_s = self._clock() - int(opened.partition("-")[0], 16) / 1000
        if not 0 <= age_s <= LONGEST_S:
            return "stale"
        return "early" if age_s < SHORTEST_S else "fresh"

    def _signature(self, code: str, opened: str) -> str:
        said = f"{code}|{opened}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()[:32]


def form_key(store: Store) -> bytes:
    """The store's key for forms, made on first demand. Raises Unavailable when the store cannot be
    written.
    """
    return key_of(store, _NAME)
