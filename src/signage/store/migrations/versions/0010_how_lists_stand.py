"""How the firms of each area stand, kept for whoever looks at all lists; how far the history was followed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_standing",
        sa.Column("area", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("months", sa.Integer, nullable=False),
        sa.Column("firms", sa.Integer, nullable=False),
        sa.Column("due", sa.Integer, nullable=False),
        sa.Column("never", sa.Integer, nullable=False),
        sa.Column("oldest", sa.Date),
        sa.Column("due_from", sa.Date, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("held", sa.Text, nullable=False),
        sa.Column("worst", sa.Integer),
        sa.Column("worst_score", sa.Integer),
        sa.Column("worst_confirmed", sa.Date),
    )
    op.create_index("area_standing_of_owner", "area_standing", ["owner"])
    op.create_table(
        "followed",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("change", sa.BigInteger, nullable=False),
    )
