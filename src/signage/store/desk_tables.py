"""The tables behind the clerk's desk: accounts, their roles and sign-ins, what waits for them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from signage.store.schema import LAYER_TABLES, metadata
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

# What a browser is to bring back within minutes, once: a passkey's signature, the provider's code. `bound_to`
# is the session or the cookie of the browser that was asked; `kept` is JSON.
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

# A visitor's form that was sent, for as long as it could be sent again: the report it made, so that a second
# tap makes no other.
sent_form = Table(
    "sent_form",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("report", Integer, nullable=False),
    Column("ends_at", Instant(), nullable=False),
)

# How a municipality wants to be treated: who is reminded, how often, whether firms' corrections go through.
office = Table(
    "office",
    metadata,
    Column("ags", Text, primary_key=True),
    Column("mail", Text, nullable=False),
    Column("cycle_months", Integer, nullable=False),
    Column("firms_direct", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

# A change that somebody without rights proposes, and what became of it; `proposed` is JSON.
proposal = Table(
    "proposal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant(), nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("tenant", Integer, ForeignKey("tenant.id")),
    Column("area", Integer, ForeignKey("area.id")),
    Column("municipality", Text),
    Column("proposed", Text, nullable=False),
    Column("seen_version", Integer),
    Column("note", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("duplicate_of", Integer),
    Column("settled_by", Text, nullable=False),
    Column("settled_at", Instant()),
    Column("change_set", Integer, ForeignKey("change_set.id")),
    Column("version", Integer, nullable=False),
    Index("proposal_of_municipality", "municipality", "state"),
    Index("proposal_of_tenant", "tenant"),
    sqlite_autoincrement=True,
)

# That a firm agreed to something about it being published; withdrawn by a date, never deleted.
consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("tenant", Integer, ForeignKey("tenant.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("given_on", Date, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("withdrawn_on", Date),
    Column("recorded_by", Text, nullable=False),
    Index("consent_of_tenant", "tenant"),
    sqlite_autoincrement=True,
)

# A reminder of firms that are due in a municipality: each step goes out once for a day. The row is there
# before the mail is sent; `outcome` says what became of it.
reminder = Table(
    "reminder",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("municipality", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("step", Text, nullable=False),
    Column("sent_at", Instant(), nullable=False),
    Column("outcome", Text, nullable=False),
    Index("reminder_once", "municipality", "due_on", "step", unique=True),
    sqlite_autoincrement=True,
)

# Which columns of a workbook meant what, by the fingerprint of its headings; `mapping` is JSON.
sheet_layout = Table(
    "sheet_layout",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("municipality", Text, primary_key=True),
    Column("layer", Text, primary_key=True),
    Column("mapping", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("used_at", Instant(), nullable=False),
)

# A firm's logo while it agrees to it being shown; removed when that is withdrawn.
logo = Table(
    "logo",
    metadata,
    Column("tenant", Integer, ForeignKey("tenant.id"), primary_key=True, autoincrement=False),
    Column("png", LargeBinary, nullable=False),
    Column("at", Instant(), nullable=False),
    Column("who", Text, nullable=False),
)

# An uploaded workbook between its comparison and its acceptance; forgotten after a day. `parsed` is what was
# read from it (packed JSON), so that it is parsed once; `choices` is JSON.
upload = Table(
    "upload",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account", Integer, ForeignKey("account.id")),
    Column("municipality", Text),
    Column("file", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("parsed", LargeBinary, nullable=False),
    Column("choices", Text, nullable=False),
    Column("at", Instant(), nullable=False),
)

# That what stands on a sign is no longer true: the firm it names is gone or is called otherwise.
sign_notice = Table(
    "sign_notice",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sign", Integer, ForeignKey("sign.id"), nullable=False),
    Column("tenant", Integer, ForeignKey("tenant.id")),
    Column("reason", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("change_set", Integer, ForeignKey("change_set.id")),
    Column("since", Instant(), nullable=False),
    Column("done_at", Instant()),
    Column("done_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("sign_notice_of_sign", "sign"),
    Index("sign_notice_of_tenant", "tenant"),
    sqlite_autoincrement=True,
)

# Texts whose beginnings are looked up: compared letter by letter whatever the database's language, so that
# the index serves.
BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")

# The columns of a firm that decide whether the table of firms has it.
LISTED_BY = ("withdrawn_by", "valid_from", "valid_to", "area", "municipality", "confirmed_on", "is_person")

# Which row of a firm follows which: it moved, was renamed, split or merged on a day. None is taken out when
# its change set is taken back: who reads them asks whether that stands.
firm_succession = Table(
    "firm_succession",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("predecessor", Integer, ForeignKey("tenant.id"), nullable=False),
    Column("successor", Integer, ForeignKey("tenant.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("change_set", Integer, ForeignKey("change_set.id"), nullable=False),
    Index("firm_succession_predecessor", "predecessor"),
    Index("firm_succession_successor", "successor"),
    sqlite_autoincrement=True,
)

# Addresses from an official file (Hauskoordinaten): `folded` is street and house number as they are looked
# up, the position in EPSG:25832.
address = Table(
    "address",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("street", Text, nullable=False),
    Column("house_number", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("folded", BYTEWISE, nullable=False),
    Column("east_m", Float, nullable=False),
    Column("north_m", Float, nullable=False),
    Column("source", Text, nullable=False),
    Index("address_folded", "folded"),
    Index("address_source", "source"),
    sqlite_autoincrement=True,
)

# The words of firms' names, to find similar ones among a million; caught up from the history when it is
# asked, so that edits of other programs are in it too. `firm_indexed` has the version of each firm
# whose words are in; as that of firm 0 the newest change that was looked at.
firm_word = Table(
    "firm_word",
    metadata,
    Column("word", BYTEWISE, primary_key=True),
    Column("tenant", Integer, ForeignKey("tenant.id"), primary_key=True),
    Index("firm_word_tenant", "tenant"),
)
firm_indexed = Table(
    "firm_indexed",
    metadata,
    Column("tenant", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)

# What the table of firms is sorted and filtered by, folded once; as of each firm's `version`, and caught up
# from the history too (`followed`). The index alone answers a page that is sorted by name.
firm_listed = Table(
    "firm_listed",
    metadata,
    Column("tenant", Integer, ForeignKey("tenant.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("name_folded", BYTEWISE, nullable=False),
    Column("texts_folded", BYTEWISE, nullable=False),
    *(Column(name, LAYER_TABLES["tenant"].c[name].type) for name in LISTED_BY),
    Index("firm_listed_by_name", "name_folded", "tenant", *LISTED_BY),
)

# How the firms of an area stand, for each municipality (AGS, empty: none) that has some there: what a look at
# all lists would have to count each time. Holds for the area's `revision`, from the day `since` to before
# `until`, by a cycle of so many `months`; an area without firms has a row for nobody. `held` is JSON: how
# many firms have what; `points` the sum of their scores and `worst` the firm with the lowest one.
area_standing = Table(
    "area_standing",
    metadata,
    Column("area", Integer, primary_key=True, autoincrement=False),
    Column("owner", Text, primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("months", Integer, nullable=False),
    Column("firms", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("never", Integer, nullable=False),
    Column("oldest", Date),
    Column("due_from", Date, nullable=False),
    Column("points", Integer, nullable=False),
    Column("held", Text, nullable=False),
    Column("worst", Integer),
    Column("worst_score", Integer),
    Column("worst_confirmed", Date),
    Index("area_standing_of_owner", "owner"),
)

# How far something has followed the history: `change` is the newest change it has looked at.
followed = Table(
    "followed",
    metadata,
    Column("name", Text, primary_key=True),
    Column("change", BigInteger, nullable=False),
)
