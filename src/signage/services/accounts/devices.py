"""Where an account is signed in: each session by its browser and time, to be ended one by one or all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, or_, select, update

from signage.errors import NotFound, Said
from signage.services.accounts.events import record
from signage.services.accounts.sessions import LONGEST_IDLE, SignedIn
from signage.store import Store
from signage.store.account_tables import session

_SHOWN = 12  # signs of a session's hash that tell it apart on the page; nobody signs in with them
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """A session that is open. `key` names it to its own account; `is_this` is the one that asks."""

    key: str
    browser: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def devices_of(store: Store, me: SignedIn) -> Sequence[Device]:
    """The open sessions of an account, latest first."""
    now = datetime.now(UTC)
    query = (
        select(session).where(_open(me.account), session.c.ends_at > now).order_by(session.c.seen_at.desc())
    )
    with store.engine_read() as connection:
        rows = connection.execute(query).all()
    return [_read(row, me) for row in rows if now - row.seen_at <= LONGEST_IDLE]


def end_device(store: Store, me: SignedIn, key: str) -> None:
    """End one session of one's own. NotFound when it is none, or over."""
    is_it = (
        session.c.hash.startswith(key, autoescape=True) if len(key) == _SHOWN else session.c.hash.is_(None)
    )
    with store.write_plain() as connection:
        if not _end(connection, _open(me.account) & is_it):
            raise NotFound(Said("Diese Anmeldung gibt es nicht mehr.", "This session is over already."))
        record(connection, "session_ended", account=me.account, who=me.name)


def end_others(connection: Connection, number: int, *, but: str = "") -> int:
    """End all sessions of an account but the one with the hash `but`; gives how many ended."""
    return _end(connection, _open(number) & (session.c.hash != but))


def sign_out_everywhere(store: Store, me: SignedIn) -> int:
    """End all sessions of an account, this one too."""
    with store.write_plain() as connection:
        ended = end_others(connection, me.account)
        record(connection, "sessions_ended", account=me.account, who=me.name, detail=str(ended))
    return ended


def forget_sessions(connection: Connection, before: datetime) -> int:
    """Remove sessions that were over before a moment; gives how many are gone."""
    over = or_(session.c.ended_at < before, session.c.ends_at < before)
    return connection.execute(delete(session).where(over)).rowcount


def browser_in_words(user_agent: str) -> str:
    """`Firefox, Windows` out of what a browser says of itself; empty for one that nobody knows."""
    found = [
        next((name for mark, name in table if re.search(mark, user_agent)), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found))


def _read(row: Any, me: SignedIn) -> Device:
    browser = browser_in_words(row.browser)
    return Device(row.hash[:_SHOWN], browser, row.began_at, row.seen_at, row.hash == me.key)


def _open(number: int) -> Any:
    return (session.c.account == number) & session.c.ended_at.is_(None)


def _end(connection: Connection, which: Any) -> int:
    return connection.execute(update(session).where(which).values(ended_at=datetime.now(UTC))).rowcount
