"""Other programs that edit a store directly."""

import sqlite3
from contextlib import closing

import psycopg

from signage.store import PostgisStore, Store
from signage.store.rtree import register_functions


def as_outsider(store: Store, *statements: str) -> None:
    """Run statements in one transaction, on a connection as QGIS has one: with the functions that the spatial
    index needs, and none of ours.
    """
    if isinstance(store, PostgisStore):
        with psycopg.connect(store.driver_url, application_name="QGIS") as database:
            for statement in statements:
                database.execute(statement.encode())
        return
    with closing(sqlite3.connect(store.url)) as file, file:
        register_functions(file)
        file.execute("PRAGMA foreign_keys = ON")
        for statement in statements:
            file.execute(statement)
