"""Roles given, changed and taken back by an administrator; the region always keeps one.

Nothing is deleted: a role that is changed is ended and given anew. Each change ends every session of the
account, so that nobody goes on with what they no longer may, and is kept as an event.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from signage.errors import Forbidden, InvalidInput, NotFound, Said
from signage.services.accounts.events import record
from signage.services.accounts.stored_grants import check_grant, read_grant, stored_grant, told_grant
from signage.services.rights import Grant, Rights
from signage.store import Store
from signage.store.account_tables import account, passkey, role_grant, session

Row = dict[str, Any]
Administrators = dict[int, bool]  # whether each can sign in: has chosen a password, or come by the provider


def grants_of(store: Store, number: int) -> list[Row]:
    """The open roles of an account, oldest first, each with `grant` beside the columns of its row."""
    query = select(role_grant).where(role_grant.c.account == number, role_grant.c.ended_at.is_(None))
    with store.engine_read() as connection:
        rows = connection.execute(query.order_by(role_grant.c.id)).all()
    return [{**row._mapping, "grant": read_grant(row)} for row in rows]


def grant_role(store: Store, number: int, grant: Grant, *, by: Rights) -> int:
    """Give an account a role; gives the number of the grant.

    Raises Forbidden unless `by` is an administrator, NotFound without such an open account, InvalidInput for
    a role, municipality, area or field that does not exist or fit, and for a role that it has.
    """
    with store.write_plain() as connection:
        _require_administrator(connection, by)
        _require_open(connection, number)
        return _give(connection, number, grant, by, "role_granted")


def change_grant(store: Store, number: int, grant: Grant, *, by: Rights) -> int:
    """Give another role instead of the grant `number`; gives the number of the new one.

    Raises as `grant_role` and `end_grant`; InvalidInput for the very same role too, which ends no session.
    """
    with store.write_plain() as connection:
        before = _require_administrator(connection, by)
        old = _end(connection, number)
        if check_grant(connection, grant) == read_grant(old):
            raise _has_already()
        made = _give(
            connection, old.account, grant, by, "role_changed", was=f"{told_grant(read_grant(old))} -> "
        )
        _require_one_left(connection, before)
        return made


def end_grant(store: Store, number: int, *, by: Rights) -> None:
    """Take a role back.

    Raises Forbidden unless `by` is an administrator, and for the role of the last one; NotFound without such
    an open grant.
    """
    with store.write_plain() as connection:
        before = _require_administrator(connection, by)
        old = _end(connection, number)
        _require_one_left(connection, before)
        _note(connection, old.account, "role_ended", told_grant(read_grant(old)), by)


def end_account(store: Store, number: int, *, by: Rights) -> None:
    """End an account with all its roles and sessions, for good. Raises as `end_grant`."""
    now = datetime.now(UTC)
    with store.write_plain() as connection:
        before = _require_administrator(connection, by)
        _require_open(connection, number)
        ending = update(account).where(account.c.id == number)
        connection.execute(ending.values(ended_at=now, version=account.c.version + 1))
        open_ones = (role_grant.c.account == number) & role_grant.c.ended_at.is_(None)
        connection.execute(update(role_grant).where(open_ones).values(ended_at=now))
        _require_one_left(connection, before)
        _note(connection, number, "account_ended", "", by)


def _give(connection: Connection, number: int, grant: Grant, by: Rights, event: str, was: str = "") -> int:
    given = check_grant(connection, grant)
    open_ones = (role_grant.c.account == number) & role_grant.c.ended_at.is_(None)
    if given in [read_grant(row) for row in connection.execute(select(role_grant).where(open_ones))]:
        raise _has_already()
    row = {"account": number, "granted_at": datetime.now(UTC), "granted_by": by.who}
    made = connection.execute(insert(role_grant).values(stored_grant(given) | row))
    _note(connection, number, event, was + told_grant(given), by)
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def _has_already() -> InvalidInput:
    return InvalidInput(Said("Diese Rolle hat das Konto schon.", "The account has this role already."))


def _end(connection: Connection, number: int) -> Any:
    """The open grant, now ended."""
    is_it = (role_grant.c.id == number) & role_grant.c.ended_at.is_(None) & role_grant.c.account.is_not(None)
    found = connection.execute(select(role_grant).where(is_it).with_for_update()).first()
    if found is None:
        raise NotFound(Said(f"Eine Rolle {number} gibt es nicht.", f"There is no role {number}."))
    connection.execute(update(role_grant).where(is_it).values(ended_at=datetime.now(UTC)))
    return found


def _require_administrator(connection: Connection, by: Rights) -> Administrators:
    """Forbidden unless `by` is one at this very moment: two who remove each other at once take turns here."""
    standing = _administrators(connection)
    if not by.keeps_accounts or (by.account is not None and by.account not in standing):
        raise Forbidden(
            Said("Konten und Rollen führt nur die Administration.", "Only administrators keep accounts.")
        )
    return standing


def _require_one_left(connection: Connection, before: Administrators) -> None:
    """Forbidden where nobody is left to keep accounts: one who was invited and never came in keeps none."""
    left = _administrators(connection)
    if before and not left:
        raise Forbidden(
            Said(
                "Das ist die letzte Administration: Geben Sie zuerst einer anderen Person diese Rolle.",
                "This is the last administrator: give somebody else this role first.",
            )
        )
    if any(before.values()) and not any(left.values()):
        raise Forbidden(
            Said(
                "Das ist die letzte Administration, die sich anmelden kann: Die anderen haben ihre Einladung "
                "noch nicht angenommen.",
                "This is the last administrator who can sign in: the others have not taken their invitation "
                "yet.",
            )
        )


def _administrators(connection: Connection) -> Administrators:
    """The accounts that are administrators, locked until the end of the transaction."""
    open_ones = role_grant.c.ended_at.is_(None) & account.c.ended_at.is_(None)
    keys = select(passkey.c.account).where(passkey.c.ended_at.is_(None))
    can_sign_in = account.c.password.is_not(None) | account.c.oidc_subject.is_not(None)
    query = select(account.c.id, can_sign_in | account.c.id.in_(keys))
    query = query.join(role_grant, role_grant.c.account == account.c.id)
    query = query.where(role_grant.c.role == "administrator", open_ones).order_by(role_grant.c.id)
    return {number: bool(can) for number, can in connection.execute(query.with_for_update())}


def _require_open(connection: Connection, number: int) -> None:
    query = select(account.c.id).where(account.c.id == number, account.c.ended_at.is_(None))
    if connection.execute(query.with_for_update()).first() is None:
        raise NotFound(Said(f"Ein Konto {number} gibt es nicht.", f"There is no account {number}."))


def _note(connection: Connection, number: int, event: str, detail: str, by: Rights) -> None:
    """Keep the event, and end what the account is signed in with."""
    record(connection, event, account=number, who=by.who, detail=detail)
    open_ones = (session.c.account == number) & session.c.ended_at.is_(None)
    connection.execute(update(session).where(open_ones).values(ended_at=datetime.now(UTC)))
