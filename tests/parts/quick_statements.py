"""Statements put into words once for all stores of a process, not once for each test's own.

An engine of SQLAlchemy remembers the SQL of what it was asked; a test with a store of its own began anew, for
half of its time. What is sent to SQLite and PostgreSQL, and what comes back, is the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine, event

from signage.store import geopackage, postgis

_MOST = 5000


@contextmanager
def quick_statements() -> Iterator[None]:
    """Within the block the engines of all stores of a kind share the dialect of the first that has
    connected, and what is compiled for it.
    """
    first: dict[str, Engine] = {}

    def made(*words: Any, **options: Any) -> Engine:
        engine = create_engine(*words, **options, query_cache_size=_MOST)
        if (known := first.get(engine.name)) is None:
            event.listen(engine, "connect", lambda *_: first.setdefault(engine.name, engine))
        else:
            engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache
        return engine

    with patch.object(geopackage, "create_engine", made), patch.object(postgis, "create_engine", made):
        yield
