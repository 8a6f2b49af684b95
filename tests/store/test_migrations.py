"""Migrations and tables agree; a store made by the first migration opens in the newest software."""

import gzip
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from signage.errors import Conflict, InvalidInput, NotFound, StoreOutdated, StoreTooNew
from signage.store import (
    GeoPackageStore,
    PostgisStore,
    Store,
    create_store,
    migrate,
    open_store,
    store_version,
    told_address,
    upgrade_store,
)
from signage.store.base import HEAD
from signage.store.schema import LAYER_TABLES, metadata
from tests.places import a_tenant, point
from tests.store.outsiders import as_outsider

FIRST = Path(__file__).parent / "first-store.gpkg.gz"


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_the_migrations_make_the_tables_that_the_software_expects(store: Store) -> None:
    with store.engine_read() as connection:
        looked = inspect(connection)
        for table in metadata.sorted_tables:
            columns = {column["name"]: column["nullable"] for column in looked.get_columns(table.name)}
            assert columns == {column.name: column.nullable for column in table.columns}, table.name
            indexes = {index["name"] for index in looked.get_indexes(table.name)}
            assert {str(index.name) for index in table.indexes} <= indexes, table.name


def test_a_store_of_the_first_version_opens_in_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "first.gpkg"
    path.write_bytes(gzip.decompress(FIRST.read_bytes()))
    assert upgrade_store(path) == "0001"
    store = open_store(path)
    assert store_version(store) == HEAD
    [tenant] = store.read("tenant")
    assert tenant["name"] == "Muster GmbH"
    assert [entry["action"] for entry in store.history(layer="tenant")] == ["create"]
    before = store.state()
    as_outsider(store, "UPDATE tenant SET phone = '1'")
    assert store.state() != before
    store.close()


def test_reasons_that_were_stored_in_german_are_in_english_too(tmp_path: Path) -> None:
    store = GeoPackageStore(tmp_path / "reasons.gpkg", create=True)
    migrate.upgrade(store, "0014")
    reasons = ["Firma umgezogen", "Firmen bestätigt: Thörey", "Import Schilder: a.csv", "Firmen", "Anruf"]
    insert = text(
        "INSERT INTO change_set (at, who, why, source, kind) VALUES ('2026-01-01', 'K', :why, '', 'edit')"
    )
    with store.write_plain() as connection:
        connection.execute(insert, [{"why": why} for why in reasons])
    migrate.upgrade(store)
    with store.engine_read() as connection:
        said = connection.execute(text("SELECT why_english FROM change_set ORDER BY id")).scalars().all()
    store.close()
    assert said == ["Firm moved", "Firms confirmed: Thörey", "Import of Signs: a.csv", None, None]


def test_a_store_of_newer_software_is_refused_in_words(geopackage: Store) -> None:
    with geopackage.write_plain() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    geopackage.close()
    for way in (open_store, upgrade_store):
        with pytest.raises(StoreTooNew, match="Software aktualisieren"):
            way(geopackage.url)


def test_a_store_of_older_software_says_how_to_upgrade(geopackage: Store) -> None:
    with geopackage.write_plain() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    geopackage.close()
    with pytest.raises(StoreOutdated, match="signage upgrade"):
        open_store(geopackage.url)


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(migrate.FOLDER)).get_current_head() == HEAD


@pytest.mark.parametrize("engine", ["file", "database"])
def test_a_store_that_stops_between_versions_can_be_written_and_goes_on(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str
) -> None:
    store: Store = (
        GeoPackageStore(tmp_path / "between.gpkg", create=True)
        if engine == "file"
        else PostgisStore(request.getfixturevalue("postgis_url"))
    )
    migrate.upgrade(store, "0002")
    row = {"geometry": point(0, 0), "version": 1, "changed_at": datetime.now(UTC)}
    with store.write_plain() as connection:
        connection.execute(LAYER_TABLES["sign"].insert().values(row))
        connection.execute(text("UPDATE sign SET name = 'Tor 1'"))
    migrate.upgrade(store)
    before = store.state()
    as_outsider(store, "UPDATE sign SET face = '[]'")
    assert store.state() != before
    store.close()


def test_what_a_migration_does_to_rows_is_no_edit_from_outside(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = a_tenant(store)

    def moved_on(config: Config, _revision: str) -> None:
        config.attributes["connection"].execute(text("UPDATE tenant SET note = 'ergänzt'"))

    monkeypatch.setattr("alembic.command.upgrade", moved_on)
    migrate.upgrade(store)
    as_outsider(store, "UPDATE tenant SET note = 'von Hand'")
    kinds = [entry["kind"] for entry in store.history(layer="tenant", row=firm)]
    assert kinds == ["outside", "edit"]


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    geopackage: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken migration")

    monkeypatch.setattr("alembic.command.upgrade", fail)
    with pytest.raises(RuntimeError):
        migrate.upgrade(geopackage)
    assert store_version(geopackage) == HEAD


def test_of_those_who_make_one_database_at_once_one_does_and_the_others_are_told(
    postgis_url: str,
) -> None:
    together = Barrier(3)

    def make(_: int) -> str:
        together.wait(60)
        try:
            create_store(postgis_url).close()
        except Conflict as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(3) as makers:
        said = sorted(makers.map(make, range(3)))
    assert said[0] == ""
    assert all(one.endswith("ist schon ein Bestand.") for one in said[1:])
    assert all("***" in one for one in said[1:]), "not the password"


def test_a_password_behind_the_name_of_the_database_is_not_told() -> None:
    address = "postgresql://kim:eins@db.example/signage?password=zwei&sslpassword=drei&sslmode=require"
    told = told_address(address)
    assert not {"eins", "zwei", "drei"} & set(re.split(r"\W", told))
    assert told.startswith("postgresql://kim:***@db.example/signage?")
    assert "sslmode=require" in told


@pytest.mark.parametrize("way", [open_store, create_store, upgrade_store])
@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://kim:eins@127.0.0.1/signage", "mysql://kim:eins@127.0.0.1/signage.gpkg",
        "postgresql://kim:eins@127.0.0.1:port/signage", "postgresql://kim:eins@[::1/signage",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_its_password(
    way: Callable[[str], object], address: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        way(address)
    assert "eins" not in str(refused.value) + refused.value.message.english
    assert "postgresql://" in str(refused.value)


def test_what_is_told_of_a_database_has_no_password(postgis_url: str) -> None:
    password = make_url(postgis_url).password
    assert password
    with pytest.raises(NotFound) as refused:
        open_store(postgis_url)
    assert password not in str(refused.value)
    store = create_store(postgis_url)
    with store.write_plain() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    store.close()
    with pytest.raises(StoreOutdated, match="signage upgrade") as outdated:
        open_store(postgis_url)
    assert password not in str(outdated.value) + outdated.value.message.english
