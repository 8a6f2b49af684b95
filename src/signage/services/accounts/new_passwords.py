"""Passwords chosen: by who was invited, by who forgot the old one, by who is signed in."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, update

from signage.services.accounts.choosing import check_password
from signage.services.accounts.devices import end_others
from signage.services.accounts.events import record
from signage.services.accounts.factors import hold_account
from signage.services.accounts.invitations import PURPOSE, Invitation, open_invitation
from signage.services.accounts.passwords import hash_password
from signage.services.accounts.people import account_of
from signage.services.accounts.sessions import SignedIn
from signage.services.mailing.links import count_links, end_links, link_of, new_link, use_link
from signage.store import Store
from signage.store.account_tables import account

FORGOTTEN: Final = "password"
LASTS: Final = timedelta(hours=2)
_MOST_MAILS = 3  # within the time that a link lasts


def accept_invitation(store: Store, value: str, password: str) -> int:
    """Give the invited account its password and spend the link; gives the account's number.

    Raises NotFound for a link that opens nothing, InvalidInput for a password that may not be chosen.
    """
    return _through_link(store, value, password, PURPOSE, "invitation_used")


def ask_for_new(store: Store, mail: str) -> Invitation | None:
    """A link to choose a new password with, for the mail to that address.

    None where no account with a password is, which the asking person must not learn.
    """
    found = account_of(store, mail)
    if found is None or found["password"] is None:
        return None
    number = int(found["id"])
    with store.write_plain() as connection:
        hold_account(connection, number)
        if count_links(connection, FORGOTTEN, account=number, within=LASTS) >= _MOST_MAILS:
            return None  # those that are there open still: nobody can take them away by asking
        value = new_link(
            connection, FORGOTTEN, mail=found["mail"], by=found["name"], account=number, lasts=LASTS
        )
        ends_at = link_of(connection, value, FORGOTTEN).ends_at
        record(connection, "password_asked", account=number, who=found["name"])
    return Invitation(number, found["name"], found["mail"], found["language"], value, ends_at)


def set_forgotten(store: Store, value: str, password: str) -> int:
    """As `accept_invitation`, through the link of a mail to who forgot the password; ends every session."""
    return _through_link(store, value, password, FORGOTTEN, "password_set")


def change_password(store: Store, me: SignedIn, password: str) -> None:
    """Another password for who is signed in; all other sessions end. InvalidInput for one that may not be
    chosen.
    """
    hashed = hash_password(check_password(password, own=(me.name, me.mail)))
    with store.write_plain() as connection:
        _set(connection, me.account, hashed)
        end_others(connection, me.account, but=me.key)
        end_links(connection, FORGOTTEN, account=me.account)
        record(connection, "password_set", account=me.account, who=me.name)


def _through_link(store: Store, value: str, password: str, purpose: str, event: str) -> int:
    invited = open_invitation(store, value, purpose)
    hashed = hash_password(check_password(password, own=(invited.name, invited.mail)))
    with store.write_plain() as connection:
        hold_account(connection, invited.account)  # before its links, as who makes new ones does
        use_link(connection, link_of(connection, value, purpose))
        end_links(connection, purpose, account=invited.account)
        _set(connection, invited.account, hashed)
        end_others(connection, invited.account)
        record(connection, event, account=invited.account, who=invited.name)
    return invited.account


def _set(connection: Connection, number: int, hashed: str) -> None:
    changed = update(account).where(account.c.id == number)
    connection.execute(changed.values(password=hashed, version=account.c.version + 1))
