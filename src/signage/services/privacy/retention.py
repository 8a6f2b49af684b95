"""The retention run: what tells of people and has been kept long enough is erased or removed.

Each kind is a transaction of its own: a run that was interrupted has done some of them, and the next does the
rest. Of rows the values go, while ids, versions and counts stay.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from signage.domain.layers import TENANT
from signage.domain.validity import start_of
from signage.errors import Said
from signage.services.notices.naming import TENANTS
from signage.services.privacy.erasing import erase_person
from signage.services.privacy.marks import CONTACTS, mark
from signage.services.privacy.periods import PERIODS
from signage.services.privacy.person import find_person
from signage.services.privacy.redacting import is_marked, marked, redact_history
from signage.services.tidying import MONTHS, tidy
from signage.store import Store
from signage.store.account_tables import account_event
from signage.store.desk_tables import consent, logo, proposal, upload
from signage.store.parts import parts
from signage.store.schema import parked

Done = dict[str, int]
_WHY = Said("Aufbewahrungsfrist abgelaufen", "Retention period over")
_WHO = "Aufbewahrung"


class _Enough(Exception):
    """Ends a dry run: nothing of it is stored."""


def retain(store: Store, today: date, *, dry_run: bool = False, months: int = MONTHS) -> Done:
    """Run all periods, with those of `tidy`; gives how many of each kind of PERIODS were erased or removed.

    With `dry_run` nothing is stored. `months` is how long settled reports are kept.
    """
    done: Done = {}
    for kind, run in _RUNS.items():
        with suppress(_Enough), store.write_plain() as connection:
            _overwrite(connection)
            done[kind] = run(connection, PERIODS[kind].limit(today), mark(today))
            if dry_run:
                raise _Enough
    done["contacts"] = _end_contacts(store, today, dry_run=dry_run)
    done["persons"] = _end_persons(store, today, dry_run=dry_run)
    tidied = tidy(store, today, months=months, dry_run=dry_run)
    done |= {name: getattr(tidied, name) for name in ("reports", "photos", "terms", "sign_ins")}
    return {kind: done[kind] for kind in PERIODS}


def _overwrite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _former_contacts(connection: Connection, limit: date, word: str) -> int:
    """Contacts in changes of before the limit; what a row says now stands in the row itself."""
    rows = list(connection.execute(select(TENANTS.c.id)).scalars())
    return redact_history(
        connection, TENANT.name, rows, lambda said: marked(said, CONTACTS, word), before=start_of(limit)
    )


def _proposals(connection: Connection, limit: date, _word: str) -> int:
    old = (
        proposal.c.state != "open",
        proposal.c.settled_at < start_of(limit),
        (proposal.c.proposed != "{}") | (proposal.c.note != "") | (proposal.c.answer != ""),
    )
    return connection.execute(update(proposal).where(*old).values(proposed="{}", note="", answer="")).rowcount


def _parked(connection: Connection, limit: date, _word: str) -> int:
    old = (parked.c.solved_at < start_of(limit), parked.c.content != "{}")
    return connection.execute(update(parked).where(*old).values(content="{}", problems="[]")).rowcount


def _removing(table: Table) -> Callable[[Connection, date, str], int]:
    def run(connection: Connection, limit: date, _word: str) -> int:
        return connection.execute(delete(table).where(table.c.at < start_of(limit))).rowcount

    return run


_RUNS: dict[str, Callable[[Connection, date, str], int]] = {
    "former_contacts": _former_contacts,
    "proposals": _proposals,
    "parked": _parked,
    "events": _removing(account_event),
    "uploads": _removing(upload),
}


def _end_contacts(store: Store, today: date, *, dry_run: bool) -> int:
    """Contacts of firms that ended before the limit, in their rows, their history and their consents."""
    limit, word = PERIODS["contacts"].limit(today), mark(today)
    holding = [row for row in _ended(store, limit) if any(row[name] is not None for name in CONTACTS)]
    for part in parts([] if dry_run else [row["id"] for row in holding]):
        with store.change(who=_WHO, why=_WHY, alone=True) as change:
            _overwrite(change.connection)
            for row in change.current_many("tenant", part).values():
                change.set_on("tenant", row, dict.fromkeys(CONTACTS))
            change.former("tenant")  # so that all of it is in the history that is gone over
            redact_history(change.connection, "tenant", part, lambda said: marked(said, CONTACTS, word))
            theirs = consent.c.tenant.in_(part)
            change.connection.execute(delete(logo).where(logo.c.tenant.in_(part)))
            change.connection.execute(update(consent).where(theirs).values(given_by=word, how=word))
    return len(holding)


def _ended(store: Store, limit: date) -> list[dict[str, Any]]:
    query = select(TENANTS).where(TENANTS.c.valid_to < limit).order_by(TENANTS.c.id)
    with store.engine_read() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def _end_persons(store: Store, today: date, *, dry_run: bool) -> int:
    """Sole traders whose last row ended before the limit."""
    limit = PERIODS["persons"].limit(today)
    done: set[int] = set()
    count = 0
    for row in _ended(store, limit):
        if not row["is_person"] or is_marked(row["name"]) or row["id"] in done:
            continue
        person = find_person(store, tenant=row["id"])
        done.update(person.ids)
        if all(one["valid_to"] is not None and one["valid_to"] < limit for one in person.rows):
            count += 1
            if not dry_run:
                erase_person(store, person, who=_WHO, day=today)
    return count
