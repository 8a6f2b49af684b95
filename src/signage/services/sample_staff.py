"""One account of each kind to try the demo's desk with; nowhere else are accounts made by themselves."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, update

from signage.codes.token import ALPHABET
from signage.domain.roles import ROLES
from signage.errors import NotFound, Said
from signage.services.accounts.devices import end_others
from signage.services.accounts.passwords import hash_password
from signage.services.accounts.people import account_by_id, add_account
from signage.services.rights import Grant
from signage.services.sample import show_sign
from signage.store import Store
from signage.store.account_tables import account

SHOWN: Final = ("clerk", "planner", "manager", "administrator")
_WHO = "Demo"
_GROUPS, _GROUP = 4, 4


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """With which address and password to sign in as what."""

    role: Said
    mail: str
    password: str


def demo_staff(store: Store) -> list[DemoAccount]:
    """The demo's accounts with a password of this start alone, the same for all; it is kept as a hash."""
    password = "-".join(
        "".join(secrets.choice(ALPHABET).lower() for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
    hashed, place = hash_password(password), _municipality(store)
    made = []
    for role in SHOWN:
        mail = f"{role}@demo.example"
        number = _account(store, role, mail, None if ROLES[role].is_regional else place)
        if account_by_id(store, number) is None:
            continue  # somebody tried to end it
        with store.write_plain() as connection:
            connection.execute(update(account).where(account.c.id == number).values(password=hashed))
            end_others(connection, number)
        made.append(DemoAccount(ROLES[role].said, mail, password))
    return made


def _account(store: Store, role: str, mail: str, place: str | None) -> int:
    """The account with this address, made with its role if there is none."""
    with store.engine_read() as connection:
        number = connection.execute(select(account.c.id).where(account.c.mail == mail)).scalar()
    if number is not None:
        return int(number)
    name = f"Demo {ROLES[role].said}"
    return add_account(store, mail=mail, name=name, grants=[Grant(role, place)], by=_WHO)


def _municipality(store: Store) -> str | None:
    """That of the area behind the sign that is shown first: a firm changed there is seen there."""
    with suppress(NotFound):
        area = store.row("area", show_sign(store)["area"])
        return str(area["municipality"]) if area and area["municipality"] else None
    return None
