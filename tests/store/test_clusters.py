"""Counts by squares come from the spatial index."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Connection, event

from signage.store import PostgisStore, Store, create_store
from signage.store.clusters import clusters
from tests.places import EAST, NORTH, a_tenant, an_area, outline, point

BOX = (EAST, NORTH, EAST + 1000, NORTH + 1000)
DAY = date(2026, 11, 22)


def test_rows_beside_the_box_are_not_counted(store: Store) -> None:
    a_tenant(store)
    a_tenant(store, geometry=point(500, 1001))
    assert [found.rows for found in clusters(store, "tenant", bbox=BOX, cell_m=5000, as_of=DAY)] == [1]
    an_area(store, geometry=outline(900, 900))
    assert [found.rows for found in clusters(store, "area", bbox=BOX, cell_m=5000, as_of=DAY)] == [1]


@contextmanager
def explained(store: PostgisStore) -> Iterator[list[str]]:
    """How the database would answer each query when it avoids reading whole tables."""
    plans: list[str] = []

    def explain(connection: Connection, cursor: object, statement: str, values: object, *_: object) -> None:
        del cursor
        if statement.startswith("SELECT count"):
            second: Any = connection.connection.cursor()
            second.execute("SET LOCAL enable_seqscan = off")
            second.execute("EXPLAIN " + statement, values)
            plans.extend(line for (line,) in second.fetchall())

    event.listen(store.engine, "before_cursor_execute", explain)
    yield plans
    event.remove(store.engine, "before_cursor_execute", explain)


def test_a_database_counts_by_its_spatial_index(postgis_url: str) -> None:
    store = create_store(postgis_url)
    assert isinstance(store, PostgisStore)
    with explained(store) as plans:
        clusters(store, "tenant", bbox=BOX, cell_m=5000, as_of=DAY)
    assert "tenant_geometry" in " ".join(plans)
    store.close()
