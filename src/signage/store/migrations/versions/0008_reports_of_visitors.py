"""What visitors report, with their photos, and the key of the forms that they send."""

import sqlalchemy as sa
from alembic import op

from signage.store.types import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "secret",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "report_photo",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("code", sa.Text, sa.ForeignKey("code.token"), nullable=False),
        sa.Column("sign", sa.Integer, sa.ForeignKey("sign.id")),
        sa.Column("area", sa.Integer, sa.ForeignKey("area.id")),
        sa.Column("tenant", sa.Integer, sa.ForeignKey("tenant.id")),
        sa.Column("municipality", sa.Text),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("photo", sa.Text, sa.ForeignKey("report_photo.hash")),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("duplicate_of", sa.Integer),
        sa.Column("settled_by", sa.Text, nullable=False),
        sa.Column("settled_at", Instant()),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("report_of_code", "report", ["code", "day"])
    op.create_index("report_of_municipality", "report", ["municipality", "state"])
