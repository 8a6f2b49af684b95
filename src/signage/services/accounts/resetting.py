"""Somebody lost phone and recovery codes: an administrator takes the second step away, to be set up anew."""

from datetime import UTC, datetime

from sqlalchemy import update

from signage.errors import NotFound, Said
from signage.services.accounts.devices import end_others
from signage.services.accounts.events import record
from signage.services.accounts.invitations import require_keeper
from signage.services.accounts.people import account_by_id
from signage.services.accounts.totp import forget_factors
from signage.services.rights import Rights
from signage.store import Store
from signage.store.account_tables import passkey


def reset_factors(store: Store, number: int, *, by: Rights) -> None:
    """Forget app, passkeys and recovery codes of an account and end its sessions; the password stays.

    Raises Forbidden unless `by` keeps accounts, NotFound without such an open account.
    """
    require_keeper(by)
    if account_by_id(store, number) is None:
        raise NotFound(Said(f"Ein Konto {number} gibt es nicht.", f"There is no account {number}."))
    own_keys = (passkey.c.account == number) & passkey.c.ended_at.is_(None)
    with store.write_plain() as connection:
        forget_factors(connection, number)
        connection.execute(update(passkey).where(own_keys).values(ended_at=datetime.now(UTC)))
        end_others(connection, number)
        record(connection, "factors_reset", account=number, who=by.who)
