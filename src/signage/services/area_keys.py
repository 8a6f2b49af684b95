"""The short key that an area which is drawn, read from a file or split off may get: one that no other has."""

from sqlalchemy import select

from signage.domain.keys import free_key, short_key
from signage.domain.layers import LAYERS
from signage.store import Store
from signage.store.schema import LAYER_TABLES


def key_for_name(store: Store, name: str) -> str | None:
    """A free short key made of the area's name; None where the name gives none."""
    return key_like(store, short_key(name))


def key_like(store: Store, key: str | None) -> str | None:
    """The key itself where no area has or had it (its signs carry it on), else with a figure: `EK2`."""
    return free_key(key, _taken(store), longest=LAYERS["area"].field("number").longest) if key else None


def _taken(store: Store) -> set[str]:
    table = LAYER_TABLES["area"]
    query = select(table.c.number).where(table.c.number.is_not(None), table.c.withdrawn_by.is_(None))
    with store.engine_read() as connection:
        return {str(number) for number in connection.execute(query).scalars()}
