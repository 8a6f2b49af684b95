"""The tables behind the clerk's desk: what is proposed, agreed to, uploaded, due and out of date on signs."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from signage.store.schema import metadata
from signage.store.types import Instant

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
