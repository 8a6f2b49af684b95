"""Doing what a visitor's report says: the firm is ended or corrected, and the report settled, as one."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from signage.domain.validity import today
from signage.errors import Said
from signage.services.changing import changing
from signage.services.editing import own_row, require_version
from signage.services.proposals.applying import apply
from signage.services.proposals.kinds import CORRECTING
from signage.services.proposals.settling import require_settles, stale, undo, undoing
from signage.services.reports.settling import one_report
from signage.services.rights import Rights
from signage.store import Store
from signage.store.schema import report

Row = dict[str, Any]


def _taken(number: int) -> Said:
    return Said(f"Meldung {number} eines Besuchers übernommen", f"Report {number} of a visitor accepted")


def _open_again(number: int) -> Said:
    return Said(f"Meldung {number} wieder offen", f"Report {number} open again")


def accept_report(
    store: Store,
    number: int,
    *,
    rights: Rights,
    seen_version: int,
    tenant: int | None = None,
    seen_row: int | None = None,
    values: Mapping[str, Any] | None = None,
    ends_on: date | None = None,
    answer: str = "",
) -> Row:
    """Settle a report as right. With a firm, it is ended on a day or gets `values`; without, nothing else
    changes. Raises NotFound, Forbidden, StaleVersion, else as `change_row`.
    """
    one_report(store, number, rights)
    with changing(store, who=rights.who, why=_taken(number)) as change:
        _locked(change.connection, number, rights, seen_version)
        clean = {name: value for name, value in (values or {}).items() if name in CORRECTING}
        if tenant is not None and (clean or ends_on is not None):
            row = own_row(change, "tenant", tenant, rights)
            require_version(row, -1 if seen_row is None else seen_row)
            kind = "gone" if ends_on is not None else "correct"
            apply(store, change, kind, row, clean, ends_on, today(), rights)
        _write(change.connection, number, rights, "accepted", " ".join(answer.split()), change.id)
    return one_report(store, number, rights)


def reopen_report(store: Store, number: int, *, rights: Rights, seen_version: int) -> Row:
    """Put a report back into the queue; what followed from it is taken back. Raises as `accept_report`,
    Conflict where the firm was changed since.
    """
    done_by = one_report(store, number, rights)["change_set"]
    with undoing(store, done_by, rights, _open_again(number)) as change:
        found = _locked(change.connection, number, rights, seen_version, settled=True)
        undo(store, change, found["change_set"], rights)
        _write(change.connection, number, rights, "open", "", None)
    return one_report(store, number, rights)


def _locked(
    connection: Connection, number: int, rights: Rights, seen_version: int, *, settled: bool = False
) -> Row:
    row = connection.execute(select(report).where(report.c.id == number).with_for_update()).one()
    found = {str(name): value for name, value in row._mapping.items()}
    require_settles(rights, found)
    if found["version"] != seen_version or (found["state"] == "open") == settled:
        raise stale(found)
    return found


def _write(
    connection: Connection, number: int, rights: Rights, state: str, answer: str, change_set: int | None
) -> None:
    is_settled = state != "open"
    values = {
        "state": state,
        "answer": answer,
        "duplicate_of": None,
        "change_set": change_set,
        "settled_by": (rights.who or "?") if is_settled else "",
        "settled_at": datetime.now(UTC) if is_settled else None,
    }
    statement = update(report).where(report.c.id == number)
    connection.execute(statement.values(**values, version=report.c.version + 1))
