"""What staff do with a proposal: each is settled once, and what follows from it is one change set with it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from signage.domain.layers import TENANT
from signage.domain.validity import at_the_signs
from signage.errors import InvalidInput, Said, StaleVersion
from signage.services.changing import changing
from signage.services.editing import own_row, require_version
from signage.services.proposals.applying import apply
from signage.services.proposals.kinds import WAITING, correctable
from signage.services.proposals.listing import no_such_proposal, one_proposal
from signage.services.proposals.stored import read_proposed
from signage.services.reports.settling import LONGEST_ANSWER
from signage.services.reverting import is_taken_back, take_back
from signage.services.rights import Rights, may_not_settle
from signage.services.values import check_values, complain
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.desk_tables import proposal

Row = dict[str, Any]


def accept_proposal(
    store: Store,
    number: int,
    *,
    rights: Rights,
    seen_version: int,
    seen_row: int | None,
    values: Mapping[str, Any] | None = None,
    since: date | None = None,
    answer: str = "",
) -> Row:
    """Do what a proposal says, with other `values` or another day where the clerk corrected it.

    `seen_row` is the version of the firm that was looked at. What went through already is only marked as
    seen. Raises NotFound, Forbidden, StaleVersion (of the proposal, or of the firm), else as `change_row`.
    """
    corrected = values is not None
    why = Said(
        f"Vorschlag {number} der Firma {'berichtigt ' if corrected else ''}übernommen",
        f"Proposal {number} of the firm accepted{', corrected' if corrected else ''}",
    )
    with changing(store, who=rights.who, why=why) as change:
        found = _locked(change.connection, number, rights, seen_version)
        done: Row = {}
        if found["state"] == "open":
            wanted, _, day = read_proposed(found["proposed"])
            if values is not None:
                wanted = _corrected(found["kind"], values)
            row = own_row(change, "tenant", found["tenant"], rights)
            require_version(row, -1 if seen_row is None else seen_row)
            said_on = at_the_signs(found["at"]).date()
            apply(store, change, found["kind"], row, wanted, since or day, said_on, rights)
            done = {"change_set": change.id}
        _write(change.connection, number, rights, {"state": "accepted", "answer": _sentence(answer), **done})
    return one_proposal(store, number, rights)


def refuse_proposal(store: Store, number: int, *, rights: Rights, seen_version: int, answer: str) -> Row:
    """Say no, in a sentence; what went through already is taken back. Raises as `accept_proposal`."""
    sentence = _sentence(answer)
    if not sentence:
        why = Said("Eine Ablehnung sagt in einem Satz, warum.", "A refusal says why.")
        complain({"answer": why})
    done_by = one_proposal(store, number, rights)["change_set"]
    with undoing(store, done_by, rights, _refused(number)) as change:
        found = _locked(change.connection, number, rights, seen_version)
        if found["state"] == "through":
            undo(store, change, found["change_set"], rights)
        _write(change.connection, number, rights, {"state": "refused", "answer": sentence})
    return one_proposal(store, number, rights)


def close_proposal(store: Store, number: int, *, rights: Rights, seen_version: int, answer: str) -> Row:
    """Settle as taken what was done otherwise, with a report of the same. Raises as `accept_proposal`."""
    with store.write_plain() as connection:
        _locked(connection, number, rights, seen_version)
        _write(connection, number, rights, {"state": "accepted", "answer": _sentence(answer)})
    return one_proposal(store, number, rights)


def join_proposal(store: Store, number: int, *, rights: Rights, seen_version: int, original: int) -> Row:
    """Say that a proposal is the same as another. Raises as `accept_proposal`, InvalidInput for no other."""
    one_proposal(store, original, rights)
    with store.write_plain() as connection:
        both = select(proposal.c.id, proposal.c.state).where(proposal.c.id.in_([number, original]))
        # Both locked, in one order: two who join each to the other would leave neither in the queue.
        rows = connection.execute(both.order_by(proposal.c.id).with_for_update())
        states = {row.id: row.state for row in rows}
        if original == number or states[original] == "duplicate":
            _no_original()
        _locked(connection, number, rights, seen_version)
        _write(connection, number, rights, {"state": "duplicate", "duplicate_of": original})
    return one_proposal(store, number, rights)


def reopen_proposal(store: Store, number: int, *, rights: Rights, seen_version: int) -> Row:
    """Put a settled proposal back into the queue; what followed from it is taken back, where that can be.

    Raises NotFound, Forbidden, StaleVersion, Conflict where the firm was changed since.
    """
    done_by = one_proposal(store, number, rights)["change_set"]
    with undoing(store, done_by, rights, _open_again(number)) as change:
        found = _locked(change.connection, number, rights, seen_version, settled=True)
        undo(store, change, found["change_set"], rights)
        nothing = {"answer": "", "duplicate_of": None, "change_set": None}
        _write(change.connection, number, rights, {"state": "open", **nothing})
    return one_proposal(store, number, rights)


def require_settles(rights: Rights, row: Row) -> None:
    """Raise Forbidden for who may read what waits there, and not answer it."""
    if not rights.settles(row["municipality"], row["area"]):
        raise may_not_settle()


def stale(row: Row) -> StaleVersion:
    """What is said when somebody else was quicker."""
    return StaleVersion(
        Said(
            f"Das hat inzwischen {row['settled_by'] or 'jemand anderes'} bearbeitet.",
            f"{row['settled_by'] or 'Somebody else'} has dealt with this meanwhile.",
        ),
        row,
    )


def _corrected(kind: str, values: Mapping[str, Any]) -> Row:
    return check_values(TENANT, {name: values[name] for name in values if name in correctable(kind)})


def _no_original() -> None:
    problem = Said(
        "Das ist kein anderer Vorschlag, der selbst für sich steht.",
        "This is no other proposal that stands for itself.",
    )
    complain({"duplicate_of": problem})


def _refused(number: int) -> Said:
    return Said(f"Vorschlag {number} abgelehnt", f"Proposal {number} refused")


def _open_again(number: int) -> Said:
    return Said(f"Vorschlag {number} wieder offen", f"Proposal {number} open again")


def undoing(
    store: Store, done_by: int | None, rights: Rights, why: Said
) -> AbstractContextManager[ChangeSet]:
    """A change set in which what followed from an entry of the queue is taken back as the entry changes."""
    return changing(store, who=rights.who, why=why, kind="revert", reverts=done_by)


def undo(store: Store, change: ChangeSet, done_by: int | None, rights: Rights) -> None:
    """Take back what followed from an entry, unless that was done already. Conflict where it cannot be."""
    if done_by is not None and not is_taken_back(change.connection, done_by):
        take_back(store, change, done_by, rights)


def _locked(
    connection: Connection, number: int, rights: Rights, seen_version: int, *, settled: bool = False
) -> Row:
    query = select(proposal).where(proposal.c.id == number).with_for_update()
    row = connection.execute(query).first()
    found = {str(name): value for name, value in row._mapping.items()} if row else None
    if found is None or not rights.cover(found["municipality"], found["area"]):
        raise no_such_proposal(number)
    require_settles(rights, found)
    if found["version"] != seen_version or (found["state"] in WAITING) == settled:
        raise stale(found)
    return found


def _write(connection: Connection, number: int, rights: Rights, values: Row) -> None:
    is_settled = values["state"] not in WAITING
    who = {
        "settled_by": (rights.who or "?") if is_settled else "",
        "settled_at": datetime.now(UTC) if is_settled else None,
    }
    this = proposal.c.id == number
    connection.execute(update(proposal).where(this).values(**values, **who, version=proposal.c.version + 1))


def _sentence(text: str) -> str:
    sentence = " ".join(text.split())
    if len(sentence) > LONGEST_ANSWER:
        problem = Said(f"Höchstens {LONGEST_ANSWER} Zeichen.", f"At most {LONGEST_ANSWER} characters.")
        raise InvalidInput(problem, {"answer": problem})
    return sentence
