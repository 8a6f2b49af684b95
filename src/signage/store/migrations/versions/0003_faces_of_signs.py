"""What a sign shows, and the reasoned exceptions it stands under, are kept with it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("face", "exceptions"):
        op.add_column("sign", sa.Column(name, sa.Text))
