"""What a firm agreed to, kind by kind: recorded with day, giver and way, withdrawn by a day, never deleted.

The row of the firm names the kinds that are open (`consents`), so that pages, API and history follow at once.
What another program took out of a row is ended before anybody looks at consents or gives one.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from signage.domain.audience import CONSENTS
from signage.domain.validity import today
from signage.errors import InvalidInput, Said, known
from signage.services import lineage
from signage.services.changing import changing
from signage.services.consent_records import (
    end_consents,
    imported,
    keep_imported,
    open_kinds,
    record,
    write_open,
)
from signage.services.editing import own_row
from signage.services.history import require_own
from signage.services.lineage import GOES_ON, kin_of
from signage.services.notices.following_outside import follow_outside
from signage.services.rights import Rights, role_lacks
from signage.services.rules import municipality_of
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.desk_tables import consent

LONGEST_GIVER = 200
Row = dict[str, Any]


_REVOKED = Said("Einwilligung widerrufen", "Consent withdrawn")


def list_consents(store: Store, tenant: int, *, rights: Rights) -> list[Row]:
    """Every consent of a firm, withdrawn ones too, oldest first. Raises NotFound as reading the row does.

    What was only imported with the row is among them, with `id` None; what the firm agreed to before it
    moved or was renamed too, as far as it still holds or was withdrawn.
    """
    require_own(store, "tenant", tenant, rights)
    follow_outside(store)
    row = store.row("tenant", tenant)
    with store.engine_read() as connection:
        earlier = lineage.before(connection, tenant)
        query = select(consent).where(consent.c.tenant.in_([tenant, *earlier])).order_by(consent.c.id)
        found = [
            {str(name): value for name, value in one._mapping.items()} for one in connection.execute(query)
        ]
    now = open_kinds(row) if row else frozenset()
    holds = [one for one in found if one["tenant"] == tenant or one["withdrawn_on"] or one["what"] in now]
    return [*(imported(row) if row else []), *holds]


def give_consent(
    store: Store, tenant: int, kinds: Collection[str], *, rights: Rights, given_by: str, how: str,
    given_on: date | None = None,
) -> list[str]:  # fmt: skip
    """Record that a firm agrees to `kinds`; gives those that were not open before.

    Raises InvalidInput without a giver, for an unknown kind, or a day to come.
    """
    giver = read_giver(given_by, kinds, given_on or today())
    follow_outside(store, patient=True)
    with changing(
        store, who=rights.who, why=Said(f"Einwilligung von {giver}", f"Consent of {giver}")
    ) as change:
        return agree(
            change, tenant, kinds, rights=rights, given_by=giver, how=how, given_on=given_on or today()
        )


def agree(
    change: ChangeSet, tenant: int, kinds: Collection[str], *, rights: Rights, given_by: str, how: str,
    given_on: date,
) -> list[str]:  # fmt: skip
    """As `give_consent`, within a change set, with what was read already."""
    row = _own(change, tenant, rights)
    was = open_kinds(row)
    keep_imported(change.connection, row, rights.who)
    new: list[str] = [kind for kind in CONSENTS if kind in kinds and kind not in was]
    for kind in new:
        record(change.connection, tenant, kind, given_on, given_by, how, rights.who)
    write_open(change, row, was | set(new))
    for later in _going_on(change, tenant).values():
        write_open(change, later, open_kinds(later) | set(new))
    return new


def going_on(connection: Connection, tenant: int) -> list[int]:
    """The firm's row and those in which it goes on, from a planned day on perhaps."""
    return [tenant, *sorted(lineage.after(connection, tenant))]


def _going_on(change: ChangeSet, tenant: int) -> dict[int, Row]:
    rows = change.current_many("tenant", going_on(change.connection, tenant)[1:])
    return {row_id: row for row_id, row in rows.items() if row["withdrawn_by"] is None}


def read_giver(given_by: str, kinds: Collection[str], day: date) -> str:
    """Who consents, with single blanks. Raises InvalidInput as `give_consent`."""
    giver = " ".join(given_by.split())
    _require(kinds, giver, day)
    return giver


def withdraw_consent(
    store: Store, tenant: int, kinds: Collection[str], *, rights: Rights, on: date | None = None
) -> list[str]:
    """Record that a firm no longer agrees to `kinds`, from the next look at a page on; gives those that were
    open. The record of what was agreed stays.

    It holds for the rows that the firm was before it moved or was renamed, and goes on as from a planned day:
    whosever they are, it is the firm that agreed.
    """
    _require(kinds, "-", today())
    follow_outside(store, patient=True)
    with changing(store, who=rights.who, why=_REVOKED) as change:
        rows = change.current_many("tenant", sorted(kin_of(change.connection, {tenant}, GOES_ON)))
        was = open_kinds(_own(change, tenant, rights))
        gone: list[str] = [kind for kind in CONSENTS if kind in kinds and kind in was]
        for row_id, row in rows.items():
            if row_id == tenant or not open_kinds(row).isdisjoint(gone):
                end_consents(change, row, gone, on or today(), rights.who)
    return gone


def _own(change: ChangeSet, tenant: int, rights: Rights) -> Row:
    """The firm, locked. Raises NotFound, and Forbidden for who only reads it."""
    row = own_row(change, "tenant", tenant, rights)
    belongs = municipality_of(change.connection, "tenant", row)
    if not rights.may_write("tenant", belongs, row["area"], {"consents"}):
        raise role_lacks(rights, "tenant")
    return row


def _require(kinds: Collection[str], giver: str, day: date) -> None:
    problems: dict[str, str] = {}
    for kind in kinds:
        if kind not in CONSENTS:
            problems["kinds"] = known(Said("Die Einwilligung", "consent"), kind, CONSENTS)
    if not giver or len(giver) > LONGEST_GIVER or not giver.isprintable():
        problems["given_by"] = Said(
            "Wer einwilligt, nennt seinen Namen (höchstens 200 Zeichen).",
            "Who consents gives a name (200 characters at most).",
        )
    if day > today():
        problems["given_on"] = Said("Der Tag liegt in der Zukunft.", "The day is yet to come.")
    if not kinds:
        problems["kinds"] = Said("Bitte mindestens eine Angabe wählen.", "Please choose at least one.")
    if problems:
        raise InvalidInput(
            Said("Die Einwilligung wurde nicht gespeichert.", "The consent was not stored."), problems
        )
