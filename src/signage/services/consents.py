"""What a firm agreed to, kind by kind: recorded with day, giver and way, withdrawn by a day, never deleted.

The row of the firm names the kinds that are open (`consents`), so that pages, API and history follow at once.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from signage.domain.audience import CONSENTS, NONE, open_consents
from signage.domain.validity import today
from signage.errors import InvalidInput, Said, known
from signage.services.changing import changing
from signage.services.editing import own_row
from signage.services.history import require_own
from signage.services.past.winding import kin_of
from signage.services.rights import Rights, role_lacks
from signage.services.rules import municipality_of
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.desk_tables import consent, logo

LONGEST_GIVER = 200
_IMPORTED = "Bestand"  # where nothing but the columns of the row said so
Row = dict[str, Any]


def list_consents(store: Store, tenant: int, *, rights: Rights) -> list[Row]:
    """Every consent of a firm, withdrawn ones too, oldest first. Raises NotFound as reading the row does.

    What was only imported with the row is among them, with `id` None.
    """
    require_own(store, "tenant", tenant, rights)
    row = store.row("tenant", tenant)
    query = select(consent).where(consent.c.tenant == tenant).order_by(consent.c.id)
    with store.engine_read() as connection:
        found = [
            {str(name): value for name, value in one._mapping.items()} for one in connection.execute(query)
        ]
    return [*(_imported(row) if row else []), *found]


def give_consent(
    store: Store, tenant: int, kinds: Collection[str], *, rights: Rights, given_by: str, how: str,
    given_on: date | None = None,
) -> list[str]:  # fmt: skip
    """Record that a firm agrees to `kinds`; gives those that were not open before.

    Raises InvalidInput without a giver, for an unknown kind, or a day to come.
    """
    giver = read_giver(given_by, kinds, given_on or today())
    with changing(store, who=rights.who, why=f"Einwilligung von {giver}") as change:
        return agree(
            change, tenant, kinds, rights=rights, given_by=giver, how=how, given_on=given_on or today()
        )


def agree(
    change: ChangeSet, tenant: int, kinds: Collection[str], *, rights: Rights, given_by: str, how: str,
    given_on: date,
) -> list[str]:  # fmt: skip
    """As `give_consent`, within a change set, with what was read already."""
    row = _own(change, tenant, rights)
    was = _open(row)
    _keep_imported(change, row, rights)
    new: list[str] = [kind for kind in CONSENTS if kind in kinds and kind not in was]
    for kind in new:
        _record(change, tenant, kind, given_on, given_by, how, rights)
    _write(change, row, was | set(new))
    return new


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
    with changing(store, who=rights.who, why="Einwilligung widerrufen") as change:
        rows = change.current_many("tenant", sorted(kin_of(change.connection, {tenant})))
        was = _open(_own(change, tenant, rights))
        gone: list[str] = [kind for kind in CONSENTS if kind in kinds and kind in was]
        for row_id, row in rows.items():
            if row_id == tenant or not _open(row).isdisjoint(gone):
                _end(change, row, gone, on or today(), rights)
    return gone


def _end(change: ChangeSet, row: Row, gone: Collection[str], on: date, rights: Rights) -> None:
    _keep_imported(change, row, rights)
    its_own = consent.c.tenant == row["id"]
    standing = its_own & consent.c.withdrawn_on.is_(None) & consent.c.what.in_(gone)
    change.connection.execute(update(consent).where(standing).values(withdrawn_on=on))
    if "logo" in gone:
        change.connection.execute(delete(logo).where(logo.c.tenant == row["id"]))
    _write(change, row, _open(row) - set(gone))


def _own(change: ChangeSet, tenant: int, rights: Rights) -> Row:
    """The firm, locked. Raises NotFound, and Forbidden for who only reads it."""
    row = own_row(change, "tenant", tenant, rights)
    belongs = municipality_of(change.connection, "tenant", row)
    if not rights.may_write("tenant", belongs, row["area"], {"consents"}):
        raise role_lacks(rights, "tenant")
    return row


def _open(row: Row) -> frozenset[str]:
    return open_consents(row["consents"], row["legal_basis"], row["consented_on"], today())


def _imported(row: Row) -> list[Row]:
    """What legal basis and day of the row say, as records that are not kept yet."""
    if row["consents"]:
        return []
    given = {"given_on": row["consented_on"], "given_by": row["consented_by"] or "", "how": _IMPORTED}
    rest = {"id": None, "tenant": row["id"], "withdrawn_on": None, "recorded_by": ""}
    return [given | rest | {"what": kind} for kind in CONSENTS if kind in _open(row)]


def _keep_imported(change: ChangeSet, row: Row, rights: Rights) -> None:
    for one in _imported(row):
        _record(change, row["id"], one["what"], one["given_on"], one["given_by"], one["how"], rights)


def _record(
    change: ChangeSet, tenant: int, kind: str, day: date, giver: str, how: str, rights: Rights
) -> None:
    row = {"tenant": tenant, "what": kind, "given_on": day, "given_by": giver, "how": how}
    change.connection.execute(insert(consent).values(row | {"recorded_by": rights.who}))


def _write(change: ChangeSet, row: Row, kinds: Collection[str]) -> None:
    said = " ".join(kind for kind in CONSENTS if kind in kinds)
    change.set_on("tenant", row, {"consents": said or NONE})


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
