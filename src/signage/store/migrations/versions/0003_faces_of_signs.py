"""What a sign shows, and the reasoned exceptions it stands under, are kept with it."""

import sqlalchemy as sa
from alembic import op

from signage.store import outside

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    in_file = connection.dialect.name == "sqlite"
    if in_file:
        outside.drop(connection, "sign")
    for name in ("face", "exceptions"):
        op.add_column("sign", sa.Column(name, sa.Text))
    if in_file:
        outside.create_for(connection, "sign")
