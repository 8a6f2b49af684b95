"""What was changed since is found by the revision: in a file, whose writers take turns, these rise over all
areas.

A database needs no index for it: it is asked for one area at a time.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("area_revision_in_order", "area_revision", ["revision"])
