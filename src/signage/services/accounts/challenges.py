"""What a browser is to bring back within minutes, once: a passkey's signature, the provider's code.

Kept in the store, so that any process can take it back; bound to the session or browser that was asked.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, insert, select

from signage.errors import Said, Unavailable
from signage.services.secret_keys import hashed
from signage.store import Store
from signage.store.account_tables import challenge

LONGEST: Final = timedelta(minutes=5)
MOST_OPEN: Final = 20_000  # anybody may ask for one: the store is not filled with them


def new_challenge(store: Store, *, purpose: str, bound_to: str, kept: Mapping[str, Any] | None = None) -> str:
    """A random value that the browser brings back; `kept` (JSON) comes with it when it is taken.

    Raises Unavailable while thousands wait to be brought back.
    """
    value, now = secrets.token_urlsafe(32), datetime.now(UTC)
    row = {
        "hash": hashed(value),
        "purpose": purpose,
        "bound_to": hashed(bound_to),
        "kept": json.dumps(dict(kept or {})),
        "ends_at": now + LONGEST,
    }
    with store.write_plain() as connection:
        connection.execute(delete(challenge).where(challenge.c.ends_at <= now))
        waiting = connection.execute(select(func.count()).select_from(challenge)).scalar_one()
        if waiting < MOST_OPEN:
            connection.execute(insert(challenge).values(row))
            return value
    raise Unavailable(
        Said(
            "Zu viele Anmeldungen zugleich. Bitte in ein paar Minuten noch einmal.",
            "Too many sign-ins at once. Please try again in a few minutes.",
        )
    )


def take_challenge(store: Store, value: str, *, purpose: str, bound_to: str) -> dict[str, Any] | None:
    """What was kept with a challenge, which is gone then.

    None for one that was never given, was taken, is too old, or belongs to another browser or purpose.
    """
    mine = (
        (challenge.c.hash == hashed(value))
        & (challenge.c.purpose == purpose)
        & (challenge.c.bound_to == hashed(bound_to))
        & (challenge.c.ends_at > datetime.now(UTC))
    )
    with store.write_plain() as connection:
        # One statement: of two who bring the same value at once, one gets it.
        found = connection.execute(delete(challenge).where(mine).returning(challenge.c.kept)).first()
    return None if found is None else dict(json.loads(found.kept))
