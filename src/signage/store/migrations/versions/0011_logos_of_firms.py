"""A firm's logo, kept while it agrees to it being shown."""

import sqlalchemy as sa
from alembic import op

from signage.store.types import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "logo",
        sa.Column("tenant", sa.Integer, sa.ForeignKey("tenant.id"), primary_key=True, autoincrement=False),
        sa.Column("png", sa.LargeBinary, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
    )
