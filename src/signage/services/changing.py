"""The change of an inventory with everything that follows from it, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row

from signage.errors import Said
from signage.services.consent_records import end_what_closed
from signage.services.notices.following import follow
from signage.store import Store
from signage.store.changes import ChangeSet


def reason(given: str, otherwise: Said) -> Said:
    """Why something is changed, for the history: as somebody said it, else in the product's own words."""
    return Said(given) if given else otherwise


def reason_of(stored: Row[Any]) -> Said:
    """Why a stored change set was made; what people wrote themselves is the same in both languages."""
    return Said(stored.why, stored.why_english or "")


@contextmanager
def changing(
    store: Store,
    *,
    who: str,
    why: Said,
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
