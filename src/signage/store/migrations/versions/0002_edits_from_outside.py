"""Edits by other programs are noticed by the store itself.

The triggers are those of the software that runs: what a later layer adds to them is put in place when a
store is opened.
"""

from alembic import op

from signage.store import outside

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    outside.create(op.get_bind())
