"""What follows for signs from edits by other programs: nothing of ours runs when they are stored, so they are
followed before somebody asks, and once a day (`signage tidy`).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from signage.errors import Said, Unavailable
from signage.services.consent_records import closes_any, end_what_closed
from signage.services.notices.following import follow
from signage.store import Store
from signage.store.base import BRIEFLY_S
from signage.store.changes import ChangeSet
from signage.store.firm_tables import followed
from signage.store.outside import OUTSIDE
from signage.store.schema import change, change_set, upsert

_NAME = "notices"
_CONSENT = Said(
    "Einwilligung endet: Ein anderes Programm hat sie aus dem Eintrag genommen",
    "Consent ends: another program took it out of the row",
)


def follow_outside(store: Store, *, patient: bool = False) -> bool:
    """Bring the notices in line with what other programs changed since last time; False where the store takes
    no change now: who reads does not wait for an import. `patient` is who goes on to change something, and
    may bring back no consent that is over.
    """
    with store.engine_read() as connection:
        if not _waiting(connection):
            return True
    try:
        _end_consents(store, None if patient else BRIEFLY_S)
        with store.write_plain(patience_s=BRIEFLY_S) as connection:
            store.take_turn(connection, alone=True)  # nothing that was numbered earlier is stored later
            for number, at in _waiting(connection):
                _follow(store, connection, number, at)
            _mark(connection)
    except Unavailable:
        return False
    return True


def _end_consents(store: Store, patience_s: float | None) -> None:
    """End the consents that another program took out of firms' rows, as a change of its own."""
    with store.engine_read() as connection:
        numbers = [number for number, _ in _waiting(connection)]
        if not closes_any(connection, numbers):
            return
    with store.change(who=OUTSIDE, why=_CONSENT, patience_s=patience_s) as change:
        for number in numbers:
            end_what_closed(change, number, OUTSIDE)


def _waiting(connection: Connection) -> Sequence[Any]:
    """The change sets of other programs that went on since, oldest first: number and time."""
    mark = connection.execute(select(followed.c.change).where(followed.c.name == _NAME)).scalar() or 0
    newer = select(change.c.id).where(change.c.change_set == change_set.c.id, change.c.id > mark)
    query = select(change_set.c.id, change_set.c.at).where(change_set.c.kind == OUTSIDE, newer.exists())
    return connection.execute(query.order_by(change_set.c.id)).all()


def _follow(store: Store, connection: Connection, number: int, at: Any) -> None:
    done = ChangeSet(store, connection, {"at": at, "kind": OUTSIDE})
    done.id = number
    follow(done)


def _mark(connection: Connection) -> None:
    newest = connection.execute(select(func.coalesce(func.max(change.c.id), 0))).scalar_one()
    adding = upsert(connection.dialect.name, followed).values(name=_NAME, change=newest)
    setting = adding.on_conflict_do_update(index_elements=[followed.c.name], set_={"change": newest})
    connection.execute(setting)
