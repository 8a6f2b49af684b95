"""Who has an account, and what it may."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from signage.errors import InvalidInput, Said
from signage.services.accounts.events import record
from signage.services.accounts.passwords import hash_password
from signage.services.accounts.stored_grants import read_grant, require_role, stored_grant
from signage.services.rights import Grant, Rights
from signage.store import Store
from signage.store.account_tables import account, role_grant

Row = dict[str, Any]


def folded_mail(mail: str) -> str:
    """A mail address as accounts are compared by."""
    return mail.strip().casefold()


def add_account(
    store: Store, *, mail: str, name: str, grants: Iterable[Grant], by: str, password: str | None = None
) -> int:
    """A new account; gives its id. InvalidInput when the address has one already, or a role is unknown."""
    given = list(grants)
    for grant in given:
        require_role(grant.role)
    now = datetime.now(UTC)
    hashed = hash_password(password) if password is not None else None
    with store.write_plain() as connection:
        if connection.execute(select(account.c.id).where(account.c.mail == folded_mail(mail))).first():
            raise InvalidInput(
                Said("Zu dieser Adresse gibt es schon ein Konto.", "There is an account for this address.")
            )
        row = {"mail": folded_mail(mail), "name": name, "password": hashed, "language": "de"}
        made = connection.execute(insert(account).values(row | {"created_at": now, "version": 1}))
        number = int(made.inserted_primary_key[0])  # type: ignore[index]
        record(connection, "added", account=number, who=by)
        for grant in given:
            connection.execute(
                insert(role_grant).values(
                    stored_grant(grant) | {"account": number, "granted_at": now, "granted_by": by}
                )
            )
    return number


def account_of(store: Store, mail: str) -> Row | None:
    """The open account of an address."""
    query = select(account).where(account.c.mail == folded_mail(mail), account.c.ended_at.is_(None))
    with store.engine_read() as connection:
        found = connection.execute(query).first()
    return dict(found._mapping) if found else None


def account_by_id(store: Store, number: int) -> Row | None:
    """The open account of a number."""
    query = select(account).where(account.c.id == number, account.c.ended_at.is_(None))
    with store.engine_read() as connection:
        found = connection.execute(query).first()
    return dict(found._mapping) if found else None


def rights_of_account(connection: Connection, number: int, name: str) -> Rights:
    """What an account may, from the grants that are open."""
    open_ones = (role_grant.c.account == number) & role_grant.c.ended_at.is_(None)
    rows = connection.execute(select(role_grant).where(open_ones).order_by(role_grant.c.id))
    return Rights.from_grants([read_grant(row) for row in rows], who=name, account=number)
