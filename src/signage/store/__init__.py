"""Where the inventory is kept: a GeoPackage file or a PostGIS database, behind one interface
(`signage.store.base.Store`).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from signage.errors import Conflict, InvalidInput, NotFound, Said, SignageError, StoreOutdated, StoreTooNew
from signage.store.base import HEAD, Store
from signage.store.geopackage import GeoPackageStore
from signage.store.postgis import PostgisStore

__all__ = [
    "GeoPackageStore",
    "PostgisStore",
    "Store",
    "create_store",
    "open_store",
    "remove_store",
    "require_no_store",
    "require_path",
    "store_version",
    "told_address",
    "upgrade_store",
]


def is_database(url: str) -> bool:
    """Whether `url` names a database rather than a file."""
    return url.startswith(("postgresql://", "postgres://"))


def told_address(url: str | os.PathLike[str]) -> str:
    """The address of a store as it may be told, in logs too: without the passwords for its database."""
    address = os.fspath(url)
    if "://" not in address:
        return address
    try:
        parted = make_url(address)
    except (SQLAlchemyError, ValueError):  # nobody knows then where in it a password stands
        return address.partition("://")[0] + "://…"
    # They may stand behind the name of the database too, where nothing hides them.
    hidden = {name: "***" for name in parted.query if name.endswith("password")}
    return parted.update_query_dict(hidden).render_as_string(hide_password=True)


def open_store(url: str | os.PathLike[str], *, fsync: bool = True, figures: str = "") -> Store:
    """The store at a path or `postgresql://` address; `figures` is the file of corrected figures.

    Raises NotFound when there is none, InvalidInput when the file is something else or holds foreign
    triggers, StoreOutdated when it was made by older software (`signage upgrade` mends it), StoreTooNew when
    by newer one, Unavailable when it cannot be read or reached.
    """
    store = _bare(os.fspath(url), fsync=fsync)
    version = store_version(store)
    if version == HEAD:
        try:
            store.require_layers()
            if isinstance(store, GeoPackageStore):
                store.check_triggers()
        except SignageError:
            store.close()
            raise
        store.figures = figures
        return store
    store.close()
    told = told_address(url)
    if version is None:
        raise NotFound(
            Said(
                f"{told} ist kein Bestand. Mit `signage init {told}` wird einer angelegt.",
                f"{told} is no store.",
            )
        )
    _require_not_newer(url, version)
    raise StoreOutdated(
        Said(
            f"Der Bestand {told} hat Fassung {version}, gebraucht wird {HEAD}: `signage upgrade {told}`.",
            f"The store {told} has version {version}, {HEAD} is needed: `signage upgrade {told}`.",
        )
    )


def _require_not_newer(url: str | os.PathLike[str], version: str) -> None:
    if version > HEAD:
        told = told_address(url)
        raise StoreTooNew(
            Said(
                f"Der Bestand {told} hat Fassung {version}; diese Software kennt Fassungen bis {HEAD}. "
                "Bitte die Software aktualisieren.",
                f"The store {told} has version {version}; this software knows versions up to {HEAD}. "
                "Please update the software.",
            )
        )


def require_no_store(path: Path) -> None:
    """Raise Conflict when the file is a store or a backup of one: what is written there would destroy it."""
    if not path.is_file():
        return
    address = f"{path.absolute().as_uri()}?immutable=1"  # leaves nothing beside a file that is only looked at
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as file:
        tables = "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'change_set')"
        if file.execute(tables).fetchone() == (2,):
            raise Conflict(
                Said(
                    f"{path} ist ein Bestand und wird nicht überschrieben. Wählen Sie einen anderen Namen.",
                    f"{path} is a store and is not overwritten. Choose another name.",
                )
            )


def create_store(url: str | os.PathLike[str], *, fsync: bool = True) -> Store:
    """A new, empty store. Raises Conflict when there is something already, NotFound when the folder does not
    exist, InvalidInput for a file that does not end in .gpkg.
    """
    from signage.store.migrate import upgrade

    address = os.fspath(url)
    if is_database(address):
        store: Store = PostgisStore(address)
    else:
        require_path(address)
        store = GeoPackageStore(_new_file(Path(address)), fsync=fsync, create=True)
    try:
        _require_empty(store)
    except Conflict:
        store.close()
        raise
    with _all_or_nothing(store):
        with store.making():
            if isinstance(store, PostgisStore):
                _require_empty(store)  # once more: somebody else may have made it meanwhile
                store.provide_postgis()
            upgrade(store)
        if isinstance(store, GeoPackageStore):
            store.checkpoint()  # from now on the file itself says that it is a GeoPackage, not only its log
    return store


def _require_empty(store: Store) -> None:
    if store_version(store) is not None:
        told = told_address(store.url)
        raise Conflict(Said(f"{told} ist schon ein Bestand.", f"{told} is a store already."))


@contextmanager
def _all_or_nothing(store: Store) -> Iterator[None]:
    """Leave nothing of a new file behind when the block raises; a database rolls back by itself."""
    try:
        yield
    except BaseException:
        with suppress(SignageError):
            store.close()
        if isinstance(store, GeoPackageStore):
            remove_store(store.path)
        raise


def remove_store(path: Path) -> None:
    """Remove a store's file with its log and locks; whatever else lies beside it stays."""
    for tail in ("", "-wal", "-shm", "-journal", ".lock"):
        path.with_name(path.name + tail).unlink(missing_ok=True)


def upgrade_store(url: str | os.PathLike[str]) -> str:
    """Bring a store to this software's version; gives the version it had.

    Raises NotFound when there is none, StoreTooNew when newer software made it.
    """
    from signage.store.migrate import upgrade

    store = _bare(os.fspath(url), fsync=True)
    try:
        with store.making():
            before = store_version(store)
            if before is None:
                told = told_address(url)
                raise NotFound(Said(f"{told} ist kein Bestand.", f"{told} is no store."))
            _require_not_newer(url, before)
            upgrade(store)
            return before
    finally:
        store.close()


def store_version(store: Store) -> str | None:
    """The version of the store's tables, None when it has none of ours."""
    with store.engine_read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        try:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except SQLAlchemyError:
            return None
    return str(found) if found else None


def _bare(address: str, *, fsync: bool) -> Store:
    if is_database(address):
        return PostgisStore(address)
    require_path(address)
    return GeoPackageStore(Path(address), fsync=fsync)


def require_path(address: str) -> None:
    """Raise InvalidInput for an address of a database that none of ours is, told without its password."""
    if "://" in address:
        told = told_address(address)
        raise InvalidInput(
            Said(
                f"{told!r} ist weder ein Dateipfad noch eine Adresse postgresql://...",
                f"{told!r} is neither the path of a file nor an address postgresql://...",
            )
        )


def _new_file(path: Path) -> Path:
    if not path.parent.is_dir():
        raise NotFound(Said(f"Den Ordner {path.parent} gibt es nicht.", f"There is no folder {path.parent}."))
    if path.exists():
        raise Conflict(
            Said(
                f"{path} gibt es schon; ein neuer Bestand braucht einen neuen Namen.",
                f"{path} exists already; a new store needs a new name.",
            )
        )
    if path.suffix != ".gpkg":
        raise InvalidInput(
            Said(
                f"Ein Bestand endet auf .gpkg, nicht {path.name!r}.",
                f"A store ends in .gpkg, not {path.name!r}.",
            )
        )
    return path
