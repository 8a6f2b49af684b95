"""How a lorry gets to a firm and in, where a firm stands on the printed board, and a picture of a sign.

Pictures lie beside the signs under a key made from their bytes, which the sign names: what a sign showed
before stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("square", "gate", "delivery_hours", "lorry_register", "jobs"):
        op.add_column("tenant", sa.Column(name, sa.Text))
    for name in ("lorry_height_m", "lorry_weight_t", "entrance_east_m", "entrance_north_m"):
        op.add_column("tenant", sa.Column(name, sa.Float))
    for name in ("max_height_m", "max_weight_t"):
        op.add_column("road", sa.Column(name, sa.Float))
    op.add_column("sign", sa.Column("picture", sa.Text))
    op.create_table(
        "picture",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("jpeg", sa.LargeBinary, nullable=False),
    )
