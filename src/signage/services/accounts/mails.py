"""The addresses of those who have a role, for mails about what the role is for."""

from collections.abc import Mapping

from sqlalchemy import select

from signage.store import Store
from signage.store.account_tables import account, role_grant


def mails_of_role(store: Store, role: str) -> Mapping[str | None, tuple[str, ...]]:
    """The addresses of open accounts by the municipality (AGS; None: all) in which they have the role."""
    is_open = (role_grant.c.ended_at.is_(None)) & (account.c.ended_at.is_(None))
    query = select(role_grant.c.municipality, account.c.mail).join(
        account, account.c.id == role_grant.c.account
    )
    query = query.where(role_grant.c.role == role, is_open).distinct().order_by(account.c.mail)
    found: dict[str | None, tuple[str, ...]] = {}
    with store.engine_read() as connection:
        for ags, mail in connection.execute(query):
            found[ags] = (*found.get(ags, ()), mail)
    return found
