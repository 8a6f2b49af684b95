"""The tables of accounts: their roles, sign-ins and passkeys, links in mails, what happened to them."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from signage.store.schema import metadata
from signage.store.types import Instant

# A person of the staff. Never deleted, only ended; `password` is an argon2id hash.
account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("mail", Text, nullable=False, unique=True),  # folded: one account for an address
    Column("name", Text, nullable=False),
    Column("password", Text),
    Column("totp_secret", Text),
    Column("totp_step", BigInteger),  # of the last code that was taken: none is taken twice
    Column("oidc_subject", Text, unique=True),
    Column("language", Text, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("ended_at", Instant()),
    Column("version", Integer, nullable=False),
    sqlite_autoincrement=True,
)

# What an account, or a token, may: a role, in a municipality (None: all), perhaps in one area, perhaps for
# some fields only (a JSON list).
role_grant = Table(
    "role_grant",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", Integer, ForeignKey("account.id")),
    Column("token", Integer, ForeignKey("api_token.id")),
    Column("role", Text, nullable=False),
    Column("municipality", Text),
    Column("area", Integer, ForeignKey("area.id")),
    Column("fields", Text),
    Column("granted_at", Instant(), nullable=False),
    Column("granted_by", Text, nullable=False),
    Column("ended_at", Instant()),
    Index("role_grant_of_account", "account"),
    sqlite_autoincrement=True,
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", Integer, ForeignKey("account.id"), nullable=False),
    Column("credential", Text, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("ended_at", Instant()),
    Index("passkey_of_account", "account"),
    sqlite_autoincrement=True,
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("account", Integer, ForeignKey("account.id"), nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("used_at", Instant()),
    Index("recovery_code_of_account", "account"),
)

# Who is signed in; the cookie's value is kept as a hash only. `needs` names the step still missing (a second
# factor), empty when there is none. `id_token` is what the authority's provider gave, to sign out there too.
session = Table(
    "session",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("account", Integer, ForeignKey("account.id"), nullable=False),
    Column("needs", Text, nullable=False),
    Column("began_at", Instant(), nullable=False),
    Column("seen_at", Instant(), nullable=False),
    Column("proved_at", Instant(), nullable=False),
    Column("ends_at", Instant(), nullable=False),
    Column("ended_at", Instant()),
    Column("browser", Text, nullable=False),
    Column("id_token", Text),
    Index("session_of_account", "account"),
)

# What a browser brought back, so that it counts once: a passkey's signature, the provider's code. Rows go
# when the value would be too old; `bound_to` and `kept` are empty, for the value itself holds them, sealed.
challenge = Table(
    "challenge",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("bound_to", Text, nullable=False),
    Column("kept", Text, nullable=False),
    Column("ends_at", Instant(), nullable=False),
    Index("challenge_ends_at", "ends_at"),
)

# A link in a mail, kept as a hash: an invitation, a new password, a firm's own entry.
mail_link = Table(
    "mail_link",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("account", Integer, ForeignKey("account.id")),
    Column("tenant", Integer, ForeignKey("tenant.id")),
    Column("mail", Text, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("ends_at", Instant(), nullable=False),
    Column("used_at", Instant()),
)

# What happened to accounts: signing in and out, failures, roles, links; no address of any computer.
account_event = Table(
    "account_event",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant(), nullable=False),
    Column("account", Integer, ForeignKey("account.id")),
    Column("event", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("who", Text, nullable=False),
    Index("account_event_of_account", "account"),
    sqlite_autoincrement=True,
)

# Failures to sign in by account and by network; the key is a keyed hash and is forgotten after a day.
attempt = Table(
    "attempt",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", Instant(), nullable=False),
    Column("last_at", Instant(), nullable=False),
)
