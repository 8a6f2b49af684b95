"""The statements that a store is asked to run, to be counted instead of timed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from signage.store import GeoPackageStore, PostgisStore, Store


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is run within the block, in order; many rows of one statement count once."""
    assert isinstance(store, GeoPackageStore | PostgisStore)
    engines = [store._reader, store._writer] if isinstance(store, GeoPackageStore) else [store.engine]
    found: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", listen)
