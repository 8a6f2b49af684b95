"""Who is signed in: a random value in a cookie, kept here as a hash, with an end."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from signage.errors import Unavailable
from signage.services.accounts.events import record
from signage.services.accounts.people import rights_of_account
from signage.services.rights import Rights
from signage.services.secret_keys import hashed
from signage.store import Store
from signage.store.account_tables import account, session
from signage.store.base import BRIEFLY_S

LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(hours=2)
LONGEST_PROVED = timedelta(minutes=10)
LONGEST_STEP = timedelta(minutes=20)  # of a session that still lacks a step
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that is open: whose, what it may, and the token that its forms carry.

    `needs` names the step that is still missing; until then it may nothing else.
    """

    account: int
    name: str
    mail: str
    language: str
    rights: Rights
    form_token: str
    key: str
    proved_at: datetime
    needs: str = ""

    @property
    def is_proved(self) -> bool:
        """Whether the person has shown password or second factor a moment ago, as security changes demand."""
        return abs(datetime.now(UTC) - self.proved_at) < LONGEST_PROVED  # the clock may have been set back


def begin_session(
    store: Store, number: int, *, needs: str = "", browser: str = "", id_token: str | None = None
) -> str:
    """The value for the cookie of a new session of an account; `needs` is a step of `factors`, `id_token`
    what the authority's provider gave.
    """
    with store.write_plain() as connection:
        return _begin(connection, number, needs, browser, id_token)


def advance_session(store: Store, me: SignedIn, *, needs: str = "") -> str:
    """The value for the cookie once a step was taken: another one, for what was known before it must not
    open what comes after it.
    """
    with store.write_plain() as connection:
        ended = update(session).where(session.c.hash == me.key).values(ended_at=datetime.now(UTC))
        connection.execute(ended)
        kept = select(session.c.browser, session.c.id_token).where(session.c.hash == me.key)
        browser, id_token = connection.execute(kept).one()
        return _begin(connection, me.account, needs, browser, id_token)


def prove_again(store: Store, me: SignedIn) -> None:
    """The person has just shown password or second factor again."""
    proved = update(session).where(session.c.hash == me.key).values(proved_at=datetime.now(UTC))
    with store.write_plain() as connection:
        connection.execute(proved)


def session_of(store: Store, value: str) -> SignedIn | None:
    """The session behind a cookie's value; None when there is none, or it is over, as it is when the clock
    was set back to long before it was seen.
    """
    now, key = datetime.now(UTC), hashed(value)
    is_open = (session.c.ended_at.is_(None)) & (session.c.ends_at > now) & (account.c.ended_at.is_(None))
    query = select(session, account.c.name, account.c.mail, account.c.language)
    query = query.join(account, account.c.id == session.c.account).where(session.c.hash == key, is_open)
    with store.engine_read() as connection:
        found = connection.execute(query).first()
        if found is None or abs(now - found.seen_at) > LONGEST_IDLE:
            return None
        rights = rights_of_account(connection, found.account, found.name)
    if now - found.seen_at > _SEEN_EVERY:
        _note_seen(store, key, now)
    return SignedIn(
        found.account,
        found.name,
        found.mail,
        found.language,
        rights,
        _form_token(value),
        key,
        found.proved_at,
        found.needs,
    )


def _note_seen(store: Store, key: str, at: datetime) -> None:
    """Not while somebody writes for long: who only looks does not wait for an import. The next page notes it
    then.
    """
    with suppress(Unavailable), store.write_plain(patience_s=BRIEFLY_S) as connection:
        connection.execute(update(session).where(session.c.hash == key).values(seen_at=at))


def end_session(store: Store, value: str) -> None:
    """Sign out."""
    is_open = (session.c.hash == hashed(value)) & session.c.ended_at.is_(None)
    with store.write_plain() as connection:
        number = connection.execute(select(session.c.account).where(is_open)).scalar()
        if number is not None:
            over = {"ended_at": datetime.now(UTC), "id_token": None}
            connection.execute(update(session).where(is_open).values(over))
            record(connection, "signed_out", account=number, who=_name(connection, number))


def id_token_of(store: Store, value: str) -> str | None:
    """What the provider gave when the session behind a cookie's value began; None without one."""
    query = select(session.c.id_token).where(session.c.hash == hashed(value))
    with store.engine_read() as connection:
        return connection.execute(query).scalar()


def is_form_token(signed_in: SignedIn, given: str) -> bool:
    """Whether a form carries the token of this session."""
    return hmac.compare_digest(signed_in.form_token.encode(), given.encode("utf-8", "replace"))


def _begin(connection: Connection, number: int, needs: str, browser: str, id_token: str | None = None) -> str:
    value, now = secrets.token_urlsafe(32), datetime.now(UTC)
    row = {"hash": hashed(value), "account": number, "needs": needs, "browser": browser[:200]}
    row |= {"id_token": id_token}
    ends_at = now + (LONGEST_STEP if needs else LONGEST)
    times = {"began_at": now, "seen_at": now, "proved_at": now, "ends_at": ends_at}
    connection.execute(insert(session).values(row | times))
    if not needs:
        record(connection, "signed_in", account=number, who=_name(connection, number))
    return value


def _name(connection: Connection, number: int) -> str:
    return str(connection.execute(select(account.c.name).where(account.c.id == number)).scalar() or "")


def _form_token(value: str) -> str:
    # Follows from the cookie's value, which only this session's browser knows, and does not give it away.
    return hashlib.sha256(b"form " + value.encode("utf-8", "surrogatepass")).hexdigest()[:40]
