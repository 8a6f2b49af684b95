"""New, empty stores in a moment: one of each engine is made as people make it, the others are copies of it.

What `create_store` itself promises is tested where it is called by name.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from signage.store import Store, create_store, open_store
from tests.parts.postgres import Cluster

_EMPTY = "empty_store"


def new_geopackage(path: Path) -> Store:
    """A new, empty store in a file; without fsync, for nothing in it must outlive the test."""
    path.write_bytes(_empty_file())
    return open_store(path, fsync=False)


def empty_database(cluster: Cluster) -> str:
    """The name of a database of the cluster that holds a new, empty store; to be copied, not to be opened."""
    cluster.copy(_EMPTY)
    create_store(cluster.url(_EMPTY)).close()
    return _EMPTY


@cache
def _empty_file() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "empty.gpkg")
        create_store(path, fsync=False).close()
        return path.read_bytes()
