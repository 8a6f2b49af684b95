"""What the table of firms is sorted and filtered by, folded once."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "firm_listed",
        sa.Column("tenant", sa.Integer, sa.ForeignKey("tenant.id"), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name_folded", bytewise, nullable=False),
        sa.Column("texts_folded", bytewise, nullable=False),
        sa.Column("withdrawn_by", sa.Integer),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("area", sa.Integer),
        sa.Column("municipality", sa.Text),
        sa.Column("confirmed_on", sa.Date),
        sa.Column("is_person", sa.Boolean),
    )
    kept = ("withdrawn_by", "valid_from", "valid_to", "area", "municipality", "confirmed_on", "is_person")
    op.create_index("firm_listed_by_name", "firm_listed", ["name_folded", "tenant", *kept])
