"""How a sign was found at its inspection, and since when it has its film: both fall due by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign", sa.Column("condition", sa.Text))
    op.add_column("sign", sa.Column("film_from", sa.Date))
