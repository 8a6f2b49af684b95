"""Backup and restore.

A backup is always a GeoPackage: of a file by SQLite's backup API, of a database by copying every table, so
that a backup of either engine can be restored into either. Beside it lies `<name>.sha256`; a restore that
does not match it is refused.
"""

import glob
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from signage.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    Said,
    StoreOutdated,
    StoreTooNew,
    Unavailable,
)
from signage.replacing import replaced
from signage.store import (
    GeoPackageStore,
    Store,
    create_store,
    is_database,
    open_store,
    require_path,
    upgrade_store,
)
from signage.store.schema import code, metadata

Progress = Callable[[int, int], None]
_CHUNK = 5_000
_LATER = {code: {"moved_to": None}}


def backup(store: Store, target: Path, *, progress: Progress | None = None) -> str:
    """Copy the whole store to `target` (.gpkg), write its hash beside it, give the hash. Conflict when
    `target` exists.
    """
    if target.exists():
        raise Conflict(
            Said(
                f"{target} gibt es schon; eine Sicherung überschreibt nichts.",
                f"{target} exists already; a backup overwrites nothing.",
            )
        )
    if target.suffix.lower() != ".gpkg":
        raise InvalidInput(
            Said(
                f"Eine Sicherung ist ein GeoPackage und endet auf .gpkg, nicht {target.name!r}.",
                f"A backup is a GeoPackage and ends in .gpkg, not {target.name!r}.",
            )
        )
    if not target.parent.is_dir():
        raise NotFound(
            Said(f"Den Ordner {target.parent} gibt es nicht.", f"There is no folder {target.parent}.")
        )
    part = target.with_name(target.name + ".part.gpkg")
    part.unlink(missing_ok=True)
    try:
        if isinstance(store, GeoPackageStore):
            store.snapshot(part)
        else:
            _copy_into_new(store, str(part), progress)
        digest = _sha256(part)
        # The hash first: whatever cuts this off, a backup that is there has its hash beside it.
        with replaced(hash_file(target)) as hashed:
            hashed.write_text(f"{digest}  {target.name}\n", encoding="utf-8")
            _to_disk(hashed)
        _to_disk(part)
        part.rename(target)
    except OSError as error:
        raise Unavailable(
            Said(
                f"{target} lässt sich nicht schreiben ({error.strerror or error}).",
                f"{target} cannot be written ({error.strerror or error}).",
            )
        ) from error
    finally:
        for leftover in target.parent.glob(glob.escape(part.name) + "*"):
            leftover.unlink()
    return digest


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def restore(source: Path, url: str, *, progress: Progress | None = None) -> None:
    """Make a new store at `url` from a backup. Refuses a damaged backup and never overwrites a store."""
    if not is_database(url):
        require_path(url)
    if not source.is_file():
        raise NotFound(Said(f"Die Sicherung {source} gibt es nicht.", f"There is no backup {source}."))
    if agrees(source) is False:
        name = hash_file(source).name
        raise InvalidInput(
            Said(
                f"{source} ist beschädigt: der Prüfwert in {name} stimmt nicht.",
                f"{source} is damaged: it does not fit the hash in {name}.",
            )
        )
    with _as_of_today(source) as saved:
        if is_database(url):
            _copy_into_new(saved, url, progress)
        else:
            _restore_file(saved, Path(url))


def agrees(source: Path) -> bool | None:
    """Whether a backup is what its hash says; None when no hash lies beside it."""
    expected = hash_file(source)
    if not expected.exists():
        return None
    return expected.read_text(encoding="utf-8").split()[:1] == [_sha256(source)]


@contextmanager
def _as_of_today(source: Path) -> Iterator[Store]:
    """The backup as an open store; one of an older version is upgraded in a copy, its own hash stays true."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            saved = open_store(source)
        except StoreTooNew:
            raise
        except StoreOutdated:
            copy = Path(shutil.copy(source, folder))
            upgrade_store(copy)
            saved = open_store(copy)
        try:
            yield saved
        finally:
            saved.close()


def hash_file(target: Path) -> Path:
    """Where the hash of a backup lies."""
    return target.with_name(target.name + ".sha256")


def _restore_file(saved: Store, target: Path) -> None:
    if target.exists():
        raise Conflict(
            Said(
                f"{target} gibt es schon; eine Wiederherstellung überschreibt nichts.",
                f"{target} exists already; a restore overwrites nothing.",
            )
        )
    if left := [
        path.name for tail in ("-wal", "-shm") if (path := target.with_name(target.name + tail)).exists()
    ]:
        raise Conflict(
            Said(
                f"Neben {target} liegt noch {' und '.join(left)}: Ein Dienst läuft noch, oder er endete jäh. "
                "Den Dienst beenden und diese Dateien entfernen, oder einen anderen Namen wählen.",
                f"Beside {target} still lies {' and '.join(left)}: a service is running, or ended abruptly. "
                "Stop the service and remove these files, or choose another name.",
            )
        )
    assert isinstance(saved, GeoPackageStore)
    with replaced(target) as new:
        saved.snapshot(new)


def _copy_into_new(source: Store, url: str, progress: Progress | None) -> None:
    target = create_store(url)
    try:
        with source.engine_read() as reading, target.write_plain() as writing, target.copying(writing):
            tables = metadata.sorted_tables
            for done, table in enumerate(tables):
                ordered = select(table).order_by(*table.primary_key.columns)
                for rows in reading.execution_options(yield_per=_CHUNK).execute(ordered).partitions(_CHUNK):
                    writing.execute(
                        insert(table), [dict(row._mapping) | _LATER.get(table, {}) for row in rows]
                    )
                if progress:
                    progress(done + 1, len(tables))
            _copy_successors(reading, writing)
            target.after_copy(writing)
    finally:
        target.close()


def _copy_successors(reading: Connection, writing: Connection) -> None:
    """A moved code points to another one, which must be there first."""
    moved = reading.execute(select(code.c.token, code.c.moved_to).where(code.c.moved_to.is_not(None))).all()
    for token, moved_to in moved:
        writing.execute(update(code).where(code.c.token == token).values(moved_to=moved_to))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
