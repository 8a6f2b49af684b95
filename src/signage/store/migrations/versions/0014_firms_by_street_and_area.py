"""The table of firms by street and by area; what it keeps is folded anew, for no row has a street yet."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.execute(sa.text("DELETE FROM firm_listed"))
    op.execute(sa.text("DELETE FROM followed WHERE name = 'firms listed'"))
    op.add_column("firm_listed", sa.Column("street_folded", bytewise))
    by = ("withdrawn_by", "valid_from", "valid_to", "municipality", "confirmed_on", "is_person")
    in_street = ["street_folded", "name_folded", "tenant", *by[:3], "area", *by[3:]]
    op.create_index("firm_listed_by_street", "firm_listed", in_street)
    op.create_index("firm_listed_by_area", "firm_listed", ["area", "name_folded", "tenant", *by])
