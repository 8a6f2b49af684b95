"""Accounts and their roles, sign-ins, links in mails, and what waits at the clerk's desk."""

import sqlalchemy as sa
from alembic import op

from signage.store.types import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tenant", sa.Column("consents", sa.Text))
    op.add_column("report", sa.Column("change_set", sa.Integer))
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("mail", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("totp_secret", sa.Text),
        sa.Column("totp_step", sa.BigInteger),
        sa.Column("oidc_subject", sa.Text, unique=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("token", sa.Integer, sa.ForeignKey("api_token.id")),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text),
        sa.Column("area", sa.Integer, sa.ForeignKey("area.id")),
        sa.Column("fields", sa.Text),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.Column("granted_by", sa.Text, nullable=False),
        sa.Column("ended_at", Instant()),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("credential", sa.Text, nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recovery_code",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant()),
    )
    op.create_table(
        "session",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("needs", sa.Text, nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("proved_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.Column("browser", sa.Text, nullable=False),
        sa.Column("id_token", sa.Text),
    )
    op.create_table(
        "challenge",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("bound_to", sa.Text, nullable=False),
        sa.Column("kept", sa.Text, nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
    )
    op.create_table(
        "sent_form",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("report", sa.Integer, nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
    )
    op.create_index("challenge_ends_at", "challenge", ["ends_at"])
    op.create_table(
        "mail_link",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("tenant", sa.Integer, sa.ForeignKey("tenant.id")),
        sa.Column("mail", sa.Text, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("used_at", Instant()),
    )
    op.create_table(
        "account_event",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "attempt",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
    )
    op.create_table(
        "office",
        sa.Column("ags", sa.Text, primary_key=True),
        sa.Column("mail", sa.Text, nullable=False),
        sa.Column("cycle_months", sa.Integer, nullable=False),
        sa.Column("firms_direct", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("tenant", sa.Integer, sa.ForeignKey("tenant.id")),
        sa.Column("area", sa.Integer, sa.ForeignKey("area.id")),
        sa.Column("municipality", sa.Text),
        sa.Column("proposed", sa.Text, nullable=False),
        sa.Column("seen_version", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("duplicate_of", sa.Integer),
        sa.Column("settled_by", sa.Text, nullable=False),
        sa.Column("settled_at", Instant()),
        sa.Column("change_set", sa.Integer, sa.ForeignKey("change_set.id")),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("tenant", sa.Integer, sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.Column("given_by", sa.Text, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("withdrawn_on", sa.Date),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sheet_layout",
        sa.Column("fingerprint", sa.Text, primary_key=True),
        sa.Column("municipality", sa.Text, primary_key=True),
        sa.Column("layer", sa.Text, primary_key=True),
        sa.Column("mapping", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("used_at", Instant(), nullable=False),
    )
    op.create_table(
        "upload",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("municipality", sa.Text),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("parsed", sa.LargeBinary, nullable=False),
        sa.Column("choices", sa.Text, nullable=False),
        sa.Column("at", Instant(), nullable=False),
    )
    op.create_table(
        "sign_notice",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("sign", sa.Integer, sa.ForeignKey("sign.id"), nullable=False),
        sa.Column("tenant", sa.Integer, sa.ForeignKey("tenant.id")),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("change_set", sa.Integer, sa.ForeignKey("change_set.id")),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("done_at", Instant()),
        sa.Column("done_by", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    _firms()
    op.create_index("role_grant_of_account", "role_grant", ["account"])
    op.create_index("passkey_of_account", "passkey", ["account"])
    op.create_index("recovery_code_of_account", "recovery_code", ["account"])
    op.create_index("session_of_account", "session", ["account"])
    op.create_index("account_event_of_account", "account_event", ["account"])
    op.create_index("proposal_of_municipality", "proposal", ["municipality", "state"])
    op.create_index("proposal_of_tenant", "proposal", ["tenant"])
    op.create_index("consent_of_tenant", "consent", ["tenant"])
    op.create_index("reminder_once", "reminder", ["municipality", "due_on", "step"], unique=True)
    op.create_index("sign_notice_of_sign", "sign_notice", ["sign"])
    op.create_index("sign_notice_of_tenant", "sign_notice", ["tenant"])


def _firms() -> None:
    bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "firm_succession",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("predecessor", sa.Integer, sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("successor", sa.Integer, sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("change_set", sa.Integer, sa.ForeignKey("change_set.id"), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "address",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("house_number", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("folded", bytewise, nullable=False),
        sa.Column("east_m", sa.Float, nullable=False),
        sa.Column("north_m", sa.Float, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "firm_word",
        sa.Column("word", bytewise, primary_key=True),
        sa.Column("tenant", sa.Integer, sa.ForeignKey("tenant.id"), primary_key=True),
    )
    op.create_table(
        "firm_indexed",
        sa.Column("tenant", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("firm_succession_predecessor", "firm_succession", ["predecessor"])
    op.create_index("firm_succession_successor", "firm_succession", ["successor"])
    op.create_index("address_folded", "address", ["folded"])
    op.create_index("address_source", "address", ["source"])
    op.create_index("firm_word_tenant", "firm_word", ["tenant"])
