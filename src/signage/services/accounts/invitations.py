"""Invitations: an account is there, and a link in a mail lets its person choose the password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from signage.errors import Conflict, Forbidden, InvalidInput, NotFound, Said
from signage.services.accounts.events import record
from signage.services.accounts.factors import hold_account
from signage.services.accounts.people import add_account
from signage.services.accounts.stored_grants import check_grant
from signage.services.mailing.letters import read_address
from signage.services.mailing.links import end_links, link_of, new_link
from signage.services.rights import Grant, Rights
from signage.store import Store
from signage.store.account_tables import account

PURPOSE: Final = "invitation"
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Invitation:
    """For whom a link is; `value` is known this once, when it is made."""

    account: int
    name: str
    mail: str
    language: str
    value: str
    ends_at: datetime


def invite(store: Store, *, mail: str, name: str, grants: Sequence[Grant], by: Rights) -> Invitation:
    """A new account without a password, and the link for it.

    Raises Forbidden unless `by` keeps accounts, InvalidInput for an address, name or role that cannot be.
    """
    require_keeper(by)
    address, called = read_address(mail), read_name(name)
    if not grants:
        raise InvalidInput(
            Said("Ein Konto braucht mindestens ein Recht.", "An account needs at least one right."),
            {"role": Said("fehlt", "is missing")},
        )
    with store.engine_read() as connection:
        checked = [check_grant(connection, grant) for grant in grants]
    number = add_account(store, mail=address, name=called, grants=checked, by=by.who)
    return invite_again(store, number, by=by)


def invite_again(store: Store, number: int, *, by: Rights) -> Invitation:
    """A new link for an account that has no password yet; older ones end.

    Raises Forbidden unless `by` keeps accounts, NotFound without such an open account, Conflict for one that
    has a password: its person asks for a new one at the sign-in.
    """
    require_keeper(by)
    with store.write_plain() as connection:
        hold_account(connection, number)
        open_one = (account.c.id == number) & account.c.ended_at.is_(None)
        row = connection.execute(select(account).where(open_one)).first()
        if row is None:
            raise NotFound(Said(f"Ein Konto {number} gibt es nicht.", f"There is no account {number}."))
        if row.password is not None:
            raise Conflict(
                Said(
                    "Dieses Konto hat schon ein Passwort. Ein neues gibt es mit „Passwort vergessen“.",
                    "This account has a password. 'Forgot password' gives a new one.",
                )
            )
        end_links(connection, PURPOSE, account=number)
        value = new_link(connection, PURPOSE, mail=row.mail, by=by.who, account=number)
        link = link_of(connection, value, PURPOSE)
        record(connection, "invited", account=number, who=by.who)
    return Invitation(number, row.name, row.mail, row.language, value, link.ends_at)


def open_invitation(store: Store, value: str, purpose: str = PURPOSE) -> Invitation:
    """For whom the link in an invitation is. NotFound for one that opens nothing (any more)."""
    with store.engine_read() as connection:
        link = link_of(connection, value, purpose)
        open_one = (account.c.id == link.account) & account.c.ended_at.is_(None)
        found = connection.execute(select(account).where(open_one)).first()
    if found is None:
        raise NotFound(Said("Das Konto gibt es nicht mehr.", "The account is gone."))
    return Invitation(found.id, found.name, found.mail, found.language, value, link.ends_at)


def require_keeper(by: Rights) -> None:
    """Raise Forbidden unless they keep accounts."""
    if not by.keeps_accounts:
        raise Forbidden(
            Said("Konten und Rollen führt nur die Administration.", "Only administrators keep accounts.")
        )


def read_name(text: str) -> str:
    """A person's name with single blanks. InvalidInput when there is none, or it cannot be one."""
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        problem = Said("höchstens 100 Zeichen, nicht leer", "at most 100 characters, not empty")
        raise InvalidInput(
            Said("Ein Konto braucht einen Namen.", "An account needs a name."), {"name": problem}
        )
    return name
