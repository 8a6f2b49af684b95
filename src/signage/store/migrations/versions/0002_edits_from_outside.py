"""Edits by other programs are noticed by the store itself.

Its triggers are no migration's work: `signage.store.migrate` makes those of today's columns behind the newest
one. A store of this version is told from one of the first, which has none.
"""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to do here."""
