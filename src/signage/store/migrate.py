"""Alembic, driven from here: each migration runs in one transaction together with the record of it."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from signage.store import outside
from signage.store.base import HEAD, Store
from signage.store.geopackage import GeoPackageStore

FOLDER = Path(__file__).parent / "migrations"


def upgrade(store: Store, revision: str = HEAD) -> None:
    """Bring the tables of `store` to `revision`; a fresh GeoPackage gets the standard's own tables first.

    Migrations neither make nor meet the triggers that notice edits: those belong to today's columns, so they
    are taken away before and made anew behind the newest migration.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with store.write_plain() as connection:
        if isinstance(store, GeoPackageStore):
            _lay_geopackage(connection)
        config.attributes["connection"] = connection
        outside.drop(connection)
        command.upgrade(config, revision)
        if revision == HEAD:
            outside.create(connection)


def _lay_geopackage(connection: object) -> None:
    from sqlalchemy import Connection, inspect

    assert isinstance(connection, Connection)
    if inspect(connection).has_table("gpkg_contents"):
        return
    for statement in (FOLDER / "geopackage.sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
