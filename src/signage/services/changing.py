"""The change of an inventory with everything that follows from it, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from signage.services.consent_records import end_what_closed
from signage.services.notices.following import follow
from signage.store import Store
from signage.store.changes import ChangeSet


@contextmanager
def changing(
    store: Store,
    *,
    who: str,
    why: str,
    source: str = "",
    kind: str = "edit",
    reverts: int | None = None,
    alone: bool = False,
) -> Iterator[ChangeSet]:
    """As `Store.change`; the signs that name a firm which was ended, renamed or moved are marked with it, and
    a consent that a firm's row no longer says is over, with its logo.
    """
    opened = store.change(who=who, why=why, source=source, kind=kind, reverts=reverts, alone=alone)
    with opened as change:
        yield change
        follow(change)
        end_what_closed(change, change.id, who)
