"""The staff as administrators see it: who, what they may, whether they have come in yet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select

from signage.domain.names import folded
from signage.errors import NotFound, Said
from signage.services.accounts.stored_grants import read_grant
from signage.services.rights import Grant
from signage.store import Store
from signage.store.account_tables import account, passkey, role_grant, session

State = Literal["invited", "setting_up", "active", "ended"]


@dataclass(frozen=True, slots=True)
class Person:
    """An account. `invited` has chosen no password yet, `setting_up` no second factor."""

    number: int
    name: str
    mail: str
    state: State
    grants: tuple[tuple[int, Grant], ...]
    has_second: bool
    seen_at: datetime | None
    ended_at: datetime | None


def people(store: Store, *, search: str = "", ended: bool = False) -> list[Person]:
    """All accounts by name, those that are over only on demand; `search` looks in name and address."""
    wanted = folded(search)
    with store.engine_read() as connection:
        found = _read(connection)
    return [
        one
        for one in found
        if (ended or one.ended_at is None) and wanted in f"{folded(one.name)} {folded(one.mail)}"
    ]


def person(store: Store, number: int) -> Person:
    """One account, ended ones too. NotFound without one."""
    with store.engine_read() as connection:
        found = _read(connection, number)
    if not found:
        raise NotFound(Said(f"Ein Konto {number} gibt es nicht.", f"There is no account {number}."))
    return found[0]


def _read(connection: Connection, number: int | None = None) -> list[Person]:
    keys = select(passkey.c.account).where(passkey.c.ended_at.is_(None))
    seen = select(session.c.account, func.max(session.c.seen_at).label("seen_at")).group_by(session.c.account)
    latest = seen.subquery()
    query = select(account, latest.c.seen_at, account.c.id.in_(keys).label("has_key"))
    query = query.join(latest, latest.c.account == account.c.id, isouter=True)
    grants = select(role_grant).where(role_grant.c.ended_at.is_(None), role_grant.c.account.is_not(None))
    if number is not None:
        query, grants = query.where(account.c.id == number), grants.where(role_grant.c.account == number)
    given: dict[int, list[tuple[int, Grant]]] = defaultdict(list)
    for row in connection.execute(grants.order_by(role_grant.c.id)):
        given[row.account].append((row.id, read_grant(row)))
    rows = connection.execute(query).all()
    made = [
        Person(
            row.id,
            row.name,
            row.mail,
            _state(row.ended_at, row.password, has_second := bool(row.totp_secret or row.has_key)),
            tuple(given[row.id]),
            has_second,
            row.seen_at,
            row.ended_at,
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: (folded(one.name), one.number))


def _state(ended_at: datetime | None, password: str | None, has_second: bool) -> State:
    if ended_at is not None:
        return "ended"
    if has_second:
        return "active"
    return "invited" if password is None else "setting_up"
