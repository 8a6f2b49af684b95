"""A disk that is full and a store that is read-only: said in words, nothing lost, and usable afterwards."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.errors import Said, Unavailable
from signage.services.editing import add_row
from signage.services.rights import everywhere
from signage.services.tokens import new_token
from signage.settings import Settings
from signage.store import GeoPackageStore, PostgisStore, Store
from signage_api.app import create_app
from tests.places import a_municipality, a_tenant, an_area

BOSS = everywhere("Leitstelle")


def pragma(store: GeoPackageStore, text: str) -> Any:
    """Said to the store's one writing connection."""
    connection = store._writer.raw_connection()
    try:
        return connection.cursor().execute(f"PRAGMA {text}").fetchone()
    finally:
        connection.close()


@contextmanager
def no_room(store: GeoPackageStore) -> Iterator[None]:
    """A file that may not grow."""
    [pages] = pragma(store, "page_count")
    pragma(store, f"max_page_count = {pages}")
    yield
    pragma(store, "max_page_count = 1073741823")


@contextmanager
def read_only(store: Store) -> Iterator[None]:
    """A file, or a database, that takes no writes."""
    if isinstance(store, GeoPackageStore):
        pragma(store, "query_only = ON")
        yield
        pragma(store, "query_only = OFF")
        return
    assert isinstance(store, PostgisStore)
    for word in ("on", "off"):
        with store.write_plain() as connection:
            connection.exec_driver_sql("SET LOCAL transaction_read_only = off")
            name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = {word}")
        store.engine.dispose()
        if word == "on":
            yield


def fill(add: Callable[[int], object]) -> tuple[int, Unavailable]:
    """How many additions were taken before one was refused, and how."""
    for count in range(10_000):
        try:
            add(count)
        except Unavailable as error:
            return count, error
    raise AssertionError("the disk never was full")


def test_a_full_disk_is_said_and_loses_nothing(geopackage: Store) -> None:
    assert isinstance(geopackage, GeoPackageStore)
    a_municipality(geopackage)
    area = an_area(geopackage)
    with no_room(geopackage):
        taken, error = fill(lambda n: a_tenant(geopackage, area, name=f"Firma {n}", note="x" * 2000))
        assert isinstance(error.message, Said)
        assert "Datenträger ist voll" in error.message
        assert "Nothing was stored" in error.message.english
        assert geopackage.count("tenant") == taken
    add_row(geopackage, "tenant", {"name": "Danach", "area": area}, rights=BOSS)
    assert geopackage.count("tenant") == taken + 1
    assert [row["kind"] for row in geopackage.history(limit=1)] == ["edit"]


def test_a_read_only_store_is_said_and_usable_afterwards(store: Store) -> None:
    a_municipality(store)
    area = an_area(store)
    with read_only(store):
        with pytest.raises(Unavailable, match="schreibgeschützt") as refused:
            add_row(store, "tenant", {"name": "A", "area": area}, rights=BOSS)
        assert "read-only" in getattr(refused.value.message, "english", "")
        assert store.count("tenant") == 0
    add_row(store, "tenant", {"name": "A", "area": area}, rights=BOSS)
    assert store.count("tenant") == 1


def test_the_service_says_so_in_the_readers_language(geopackage: Store) -> None:
    assert isinstance(geopackage, GeoPackageStore)
    a_municipality(geopackage)
    headers = {"Authorization": f"Bearer {new_token(geopackage, municipality='all', label='t')}"}
    body = {"name": "A", "area": an_area(geopackage)}
    with TestClient(create_app(Settings(), store=geopackage)) as client:
        with read_only(geopackage):
            refused = client.post("/api/v1/tenants", json=body, headers={**headers, "Accept-Language": "en"})
            assert refused.status_code == 503
            assert refused.json()["detail"].startswith("The store cannot be written")
            assert client.get("/api/v1/tenants", headers=headers).status_code == 200
        assert client.post("/api/v1/tenants", json=body, headers=headers).status_code == 201


def test_a_lock_that_cannot_be_made_is_said(tmp_path: Path, geopackage: Store) -> None:
    lock = tmp_path / "inventory.gpkg.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    with pytest.raises(Unavailable, match="Bestand antwortet nicht"):
        a_tenant(geopackage)
    lock.rmdir()
    assert a_tenant(geopackage) == 1


# A limit on the size of a file acts on the writer as a full disk does.
INIT = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from signage.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
main(["init", sys.argv[1]])
"""


@pytest.mark.parametrize("room", [0, 3_000, 100_000, 250_000])
def test_a_store_that_could_not_be_made_leaves_nothing(tmp_path: Path, room: int) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    command = [sys.executable, "-c", INIT, str(folder / "a.gpkg"), str(room)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr[:8]) == (1, "Fehler: "), done.stderr
    assert "Traceback" not in done.stderr
    assert list(folder.iterdir()) == []
