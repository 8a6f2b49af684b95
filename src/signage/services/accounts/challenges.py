"""What a browser is to bring back within minutes, once: a passkey's signature, the provider's code.

The value that it brings back holds all that belongs to it, sealed for the session or browser that was asked.
So asking leaves nothing in the store: anybody may ask, as often as they like, and takes nobody's turn. Only
what was brought back is kept, until it would be too old, so that it counts once, whichever process takes it.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select

from signage.services.secret_keys import hashed, key_of
from signage.store import Store
from signage.store.account_tables import challenge
from signage.store.schema import upsert

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

LONGEST: Final = timedelta(minutes=5)
_MOST_LETTERS: Final = 8_000


@dataclass(frozen=True, slots=True)
class Brought:
    """A challenge that came back: its own name, and what was `kept` with it."""

    name: str
    kept: Mapping[str, Any]


def new_challenge(store: Store, *, purpose: str, bound_to: str, kept: Mapping[str, Any] | None = None) -> str:
    """A random value that the browser brings back; `kept` (JSON) comes with it, and only we can read it.

    Raises Unavailable where the store has no key yet and cannot be written.
    """
    said = {"name": secrets.token_urlsafe(16), "kept": dict(kept or {})}
    sealed = _seal(store, purpose, bound_to).encrypt(json.dumps(said).encode())
    return sealed.decode().rstrip("=")


def brought_back(store: Store, value: str, *, purpose: str, bound_to: str) -> Brought | None:
    """The challenge that a value is. It is not taken yet: that comes once what came with it is believed.

    None for one that was never given, was taken, is too old, or belongs to another browser or purpose.
    """
    from cryptography.fernet import InvalidToken

    if not value.isascii() or len(value) > _MOST_LETTERS:
        return None
    filled = value + "=" * (-len(value) % 4)
    try:
        opened = _seal(store, purpose, bound_to).decrypt(filled.encode(), ttl=int(LONGEST.total_seconds()))
    except (InvalidToken, ValueError):
        return None
    said = json.loads(opened)
    with store.engine_read() as connection:
        taken = select(challenge.c.hash).where(challenge.c.hash == hashed(said["name"]))
        is_taken = connection.execute(taken).first() is not None
    return None if is_taken else Brought(said["name"], said["kept"])


def take_challenge(store: Store, brought: Brought, *, purpose: str) -> bool:
    """Let a challenge count no more; False where it was taken meanwhile."""
    now = datetime.now(UTC)
    row = {
        "hash": hashed(brought.name),
        "purpose": purpose,
        "bound_to": "",
        "kept": "",
        "ends_at": now + LONGEST,
    }
    with store.write_plain() as connection:
        connection.execute(delete(challenge).where(challenge.c.ends_at <= now))
        adding = upsert(connection.dialect.name, challenge).values(row)
        # One statement: of two who bring the same value at once, one gets it.
        mine = adding.on_conflict_do_nothing().returning(challenge.c.hash)
        return connection.execute(mine).first() is not None


def _seal(store: Store, purpose: str, bound_to: str) -> "Fernet":
    """What is sealed for one browser and purpose opens for no other."""
    from cryptography.fernet import Fernet

    whose = f"{purpose} {hashed(bound_to)}".encode()
    key = hashlib.blake2b(whose, key=key_of(store, "challenges"), digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(key))
