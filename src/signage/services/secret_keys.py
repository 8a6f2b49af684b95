"""Random keys that all processes over one store share, and random values as the store keeps them."""

import hashlib
import secrets

from sqlalchemy import select

from signage.store import Store
from signage.store.schema import secret, upsert


def key_of(store: Store, name: str) -> bytes:
    """The store's key of that name, made on first demand. Raises Unavailable when the store cannot be
    written.
    """
    kept = select(secret.c.value).where(secret.c.name == name)
    with store.engine_read() as connection:
        found = connection.execute(kept).scalar()
    if found is None:
        with store.write_plain() as connection:
            statement = upsert(connection.dialect.name, secret)
            new = {"name": name, "value": secrets.token_hex(32)}
            connection.execute(statement.values(new).on_conflict_do_nothing())
            found = connection.execute(kept).scalar_one()
    return bytes.fromhex(found)


def hashed(value: str) -> str:
    """A random value as it is stored. Nobody can try all values of so many bits, so a slow hash would only
    cost time.
    """
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
