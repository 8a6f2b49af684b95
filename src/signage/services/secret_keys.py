"""Random keys that all processes over one store share, and random values as the store keeps them."""

import hashlib
import secrets

from sqlalchemy import Connection, select

from signage.store import Store
from signage.store.schema import secret, upsert


def key_of(store: Store, name: str) -> bytes:
    """The store's key of that name, made on first demand. Raises Unavailable when the store cannot be
    written.
    """
    with store.engine_read() as connection:
        found = find_key(connection, name)
    if found is not None:
        return found
    with store.write_plain() as connection:
        return key_within(connection, name)


def key_within(connection: Connection, name: str) -> bytes:
    """As `key_of`, within a transaction that may write."""
    if (found := find_key(connection, name)) is not None:
        return found
    statement = upsert(connection.dialect.name, secret)
    new = {"name": name, "value": secrets.token_hex(32)}
    connection.execute(statement.values(new).on_conflict_do_nothing())
    made = find_key(connection, name)
    assert made is not None
    return made


def find_key(connection: Connection, name: str) -> bytes | None:
    """The store's key of that name; None while nobody has needed it."""
    found = connection.execute(select(secret.c.value).where(secret.c.name == name)).scalar()
    return None if found is None else bytes.fromhex(found)


def hashed(value: str) -> str:
    """A random value as it is stored. Nobody can try all values of so many bits, so a slow hash would only
    cost time.
    """
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
