"""The passkeys that accounts have: kept, counted, named, removed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import ColumnElement, insert, select, update

from signage.errors import InvalidInput, NotFound, Said
from signage.services.accounts.events import record
from signage.services.accounts.factors import hold_account, read_factors
from signage.services.accounts.sessions import SignedIn
from signage.store import Store
from signage.store.account_tables import account, passkey

MOST_KEYS: Final = 20
LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key as its person sees it."""

    id: int
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A key as a signature is checked against it; `sign_count` is 0 for devices that do not count."""

    id: int
    account: int
    name: str
    public_key: bytes
    sign_count: int


def passkeys_of(store: Store, number: int) -> list[Passkey]:
    """The keys of an account, oldest first."""
    query = select(passkey.c.id, passkey.c.name, passkey.c.created_at).where(_open_ones(number))
    with store.engine_read() as connection:
        return [Passkey(*row) for row in connection.execute(query.order_by(passkey.c.id))]


def credentials_of(store: Store, number: int) -> list[str]:
    """The names (base64url) by which devices know the keys of an account."""
    with store.engine_read() as connection:
        return list(connection.execute(select(passkey.c.credential).where(_open_ones(number))).scalars())


def key_of(store: Store, credential: str) -> Key | None:
    """The key that a device calls so, of an account that is open."""
    columns = (passkey.c.id, passkey.c.account, passkey.c.name, passkey.c.public_key, passkey.c.sign_count)
    query = select(*columns).join(account, account.c.id == passkey.c.account)
    is_open = passkey.c.ended_at.is_(None) & account.c.ended_at.is_(None)
    with store.engine_read() as connection:
        found = connection.execute(query.where(passkey.c.credential == credential, is_open)).first()
    return None if found is None else Key(*found)


def keep_key(
    store: Store, me: SignedIn, *, credential: str, public_key: bytes, sign_count: int, name: str
) -> int:
    """Add a key to the own account; gives its id. Raises InvalidInput for one that is known already."""
    called = read_name(name)
    row = {"account": me.account, "credential": credential, "public_key": public_key, "name": called}
    with store.write_plain() as connection:
        hold_account(connection, me.account)
        known = select(passkey.c.id).where(passkey.c.credential == credential)
        number = len(connection.execute(select(passkey.c.id).where(_open_ones(me.account))).all())
        if number >= MOST_KEYS or connection.execute(known).first():
            raise InvalidInput(
                Said(
                    f"Diesen Passkey gibt es hier schon, oder es sind schon {MOST_KEYS}.",
                    f"This passkey is known already, or there are {MOST_KEYS} already.",
                )
            )
        times = {"sign_count": sign_count, "created_at": datetime.now(UTC)}
        made = connection.execute(insert(passkey).values(row | times))
        record(connection, "passkey_added", account=me.account, who=me.name, detail=called)
        return int(made.inserted_primary_key[0])  # type: ignore[index]


def count_use(store: Store, key: Key, count: int) -> None:
    """A right signature of the key came with this count. Raises InvalidInput when it does not go forward:
    then two devices have the same key, of which one is a copy.
    """
    goes_forward = (passkey.c.sign_count < count) if count else (passkey.c.sign_count == 0)
    with store.write_plain() as connection:
        counted = update(passkey).where(passkey.c.id == key.id, goes_forward).values(sign_count=count)
        if connection.execute(counted).rowcount:
            return
        record(connection, "passkey_copied", account=key.account, who="", detail=key.name)
    raise InvalidInput(
        Said(
            "Dieser Passkey wurde nicht angenommen: Es scheint eine Kopie von ihm zu geben. Bitte melden Sie "
            "sich anders an, entfernen Sie ihn und sagen Sie es der Administration.",
            "This passkey was not taken: there seems to be a copy of it. Please sign in another way, remove "
            "it and tell the administrator.",
        )
    )


def rename_passkey(store: Store, me: SignedIn, number: int, name: str) -> None:
    """Give one of the own keys another name. Raises NotFound, InvalidInput."""
    called = read_name(name)
    with store.write_plain() as connection:
        mine = _open_ones(me.account) & (passkey.c.id == number)
        if connection.execute(update(passkey).where(mine).values(name=called)).rowcount == 0:
            raise _no_key()


def remove_passkey(store: Store, me: SignedIn, number: int) -> None:
    """The own key no longer opens anything. Raises NotFound, and InvalidInput for the last second factor."""
    with store.write_plain() as connection:
        hold_account(connection, me.account)
        mine = _open_ones(me.account) & (passkey.c.id == number)
        name = connection.execute(select(passkey.c.name).where(mine)).scalar()
        if name is None:
            raise _no_key()
        connection.execute(update(passkey).where(mine).values(ended_at=datetime.now(UTC)))
        if not read_factors(connection, me.account).any:
            raise InvalidInput(
                Said(
                    "Das ist Ihr letzter zweiter Schritt. Richten Sie zuerst einen anderen Passkey oder eine "
                    "App für Einmalcodes ein.",
                    "This is your last second step. First add another passkey or an authenticator app.",
                )
            )
        record(connection, "passkey_removed", account=me.account, who=me.name, detail=name)


def read_name(name: str) -> str:
    """A key's name as it is kept. InvalidInput when it has none, or a long or unprintable one."""
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > LONGEST_NAME or not cleaned.isprintable():
        raise InvalidInput(
            Said(
                f"Ein Passkey braucht einen Namen von höchstens {LONGEST_NAME} Zeichen, etwa „Diensthandy“.",
                f"A passkey needs a name of at most {LONGEST_NAME} characters, such as 'office phone'.",
            )
        )
    return cleaned


def _open_ones(number: int) -> ColumnElement[bool]:
    return (passkey.c.account == number) & passkey.c.ended_at.is_(None)


def _no_key() -> NotFound:
    return NotFound(Said("Diesen Passkey gibt es nicht.", "There is no such passkey."))
