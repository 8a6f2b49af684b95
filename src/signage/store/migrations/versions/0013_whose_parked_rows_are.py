"""Who brought a parked row, and the municipality that it is about, where that is known."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("parked", sa.Column("account", sa.Integer))
    op.add_column("parked", sa.Column("municipality", sa.Text))
