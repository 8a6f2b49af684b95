"""Links in mails: random and signed, kept as a hash only, ending after a while, used once.

A value is 24 random bytes and the first 16 of their HMAC-SHA256 (RFC 2104) with a key of the store, both in
base64url. What nobody here has signed opens nothing, even where somebody wrote a row for it.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from signage.errors import NotFound, Said
from signage.services.secret_keys import find_key, hashed, key_within
from signage.store.account_tables import mail_link

LASTS: Final = timedelta(days=7)
_KEY: Final = "mail_link"
_RANDOM_BYTES, _SIGNATURE_BYTES = 24, 16
_RANDOM_LETTERS = 32
OVER: Final = Said(
    "Diesen Link gibt es nicht, er wurde schon benutzt oder er ist abgelaufen.",
    "There is no such link, it was used already, or it is over.",
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is open: for what, and for which account or firm."""

    key: str
    purpose: str
    mail: str
    account: int | None
    tenant: int | None
    created_by: str
    ends_at: datetime


def new_link(
    connection: Connection,
    purpose: str,
    *,
    mail: str,
    by: str,
    account: int | None = None,
    tenant: int | None = None,
    lasts: timedelta = LASTS,
) -> str:
    """The value for a new link's address; shown this once."""
    value = _signed(key_within(connection, _KEY), secrets.token_urlsafe(_RANDOM_BYTES))
    now = datetime.now(UTC)
    row = {"hash": hashed(value), "purpose": purpose, "account": account, "tenant": tenant, "mail": mail}
    times = {"created_at": now, "created_by": by, "ends_at": now + lasts}
    connection.execute(insert(mail_link).values(row | times))
    return value


def link_of(connection: Connection, value: str, purpose: str) -> Link:
    """The open link behind a value. NotFound, in one sentence, for all that opens nothing."""
    if not _is_signed(connection, value):
        raise NotFound(OVER)
    now = datetime.now(UTC)
    is_open = mail_link.c.used_at.is_(None) & (mail_link.c.ends_at > now)
    is_it = (mail_link.c.hash == hashed(value)) & (mail_link.c.purpose == purpose)
    query = select(mail_link).where(is_it, is_open)
    found = connection.execute(query).first()
    if found is None:
        raise NotFound(OVER)
    return Link(
        found.hash,
        found.purpose,
        found.mail,
        found.account,
        found.tenant,
        found.created_by,
        found.ends_at,
    )


def _signed(key: bytes, random: str) -> str:
    signature = hmac.digest(key, random.encode("ascii"), "sha256")[:_SIGNATURE_BYTES]
    return random + base64.urlsafe_b64encode(signature).decode("ascii").rstrip("=")


def _is_signed(connection: Connection, value: str) -> bool:
    key = find_key(connection, _KEY) if value.isascii() else None
    return key is not None and hmac.compare_digest(value, _signed(key, value[:_RANDOM_LETTERS]))


def use_link(connection: Connection, link: Link) -> None:
    """Spend a link, within the transaction that it stands for. NotFound when somebody was quicker."""
    unused = (mail_link.c.hash == link.key) & mail_link.c.used_at.is_(None)
    if connection.execute(update(mail_link).where(unused).values(used_at=datetime.now(UTC))).rowcount != 1:
        raise NotFound(OVER)


def end_links(
    connection: Connection, purpose: str, *, account: int | None = None, tenant: int | None = None
) -> int:
    """Spend all open links of a purpose for an account or a firm, so that only the newest one opens."""
    whose = mail_link.c.account == account if account is not None else mail_link.c.tenant == tenant
    unused = (mail_link.c.purpose == purpose) & mail_link.c.used_at.is_(None) & whose
    return connection.execute(update(mail_link).where(unused).values(used_at=datetime.now(UTC))).rowcount


def count_links(connection: Connection, purpose: str, *, account: int, within: timedelta) -> int:
    """How many links of a purpose an account was given lately, used ones too."""
    lately = mail_link.c.created_at > datetime.now(UTC) - within
    query = select(func.count()).select_from(mail_link)
    query = query.where(mail_link.c.purpose == purpose, mail_link.c.account == account, lately)
    return int(connection.execute(query).scalar_one())


def forget_links(connection: Connection, before: datetime) -> int:
    """Remove links that were used, or over, before a moment; gives how many are gone."""
    over = or_(mail_link.c.used_at < before, mail_link.c.ends_at < before)
    return connection.execute(delete(mail_link).where(over)).rowcount
