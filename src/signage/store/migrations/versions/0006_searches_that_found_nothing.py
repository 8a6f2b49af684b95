"""What visitors looked for in vain, counted by area and day."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_miss",
        sa.Column("area", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("term", sa.Text, primary_key=True),
        sa.Column("misses", sa.Integer, nullable=False),
    )
