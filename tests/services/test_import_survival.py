"""An import that is cut off leaves a whole store that holds nothing of it."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from signage.errors import UntrustedFile
from signage.services.importing import import_file
from signage.store import open_store
from tests.services.import_world import a_world, at

# Says »writing« when rows are on their way to the disk, and waits there for what comes.
CHILD = """
import sys, time
from signage.services.importing import import_file
from signage.store import open_store

def tell(done, total, phase):
    if phase == "speichern" and done > 0:
        print("writing", flush=True)
        time.sleep(30)

import_file(open_store(sys.argv[1]), "tenants", sys.argv[2], who="test", progress=tell)
"""
LIMITED = """
import resource, signal, sys
from signage.errors import Unavailable
from signage.services.importing import import_file
from signage.store import open_store

store = open_store(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    import_file(store, "tenants", sys.argv[2], who="test")
except Unavailable as error:
    print(error.message)
"""


def a_long_list(folder: Path, rows: int) -> Path:
    lines = "".join(f"Firma {n};Am Kreuz {n};{at(1000 + n % 900, 1000 + n % 700)}\n" for n in range(rows))
    (folder / "list.csv").write_text(f"Firma;Straße;x;y\n{lines}", encoding="utf-8")
    return folder / "list.csv"


def holds_nothing_of_it(path: Path) -> bool:
    connection = sqlite3.connect(path)
    (health,) = connection.execute("PRAGMA integrity_check").fetchone()
    counts = [
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("tenant", "parked")
    ]
    (sets,) = connection.execute("SELECT count(*) FROM change_set WHERE kind = 'import'").fetchone()
    connection.close()
    return (health, counts, sets) == ("ok", [0, 0], 0)


def test_kill_9_while_rows_are_written(tmp_path: Path) -> None:
    a_world(tmp_path).close()
    command = [sys.executable, "-c", CHILD, str(tmp_path / "world.gpkg"), str(a_long_list(tmp_path, 45_000))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        os.kill(process.pid, signal.SIGKILL)
    assert holds_nothing_of_it(tmp_path / "world.gpkg")
    store = open_store(tmp_path / "world.gpkg")
    assert import_file(store, "tenants", a_long_list(tmp_path, 10), who="test").taken == 10
    store.close()


def test_a_full_disk_is_said_and_costs_nothing(tmp_path: Path) -> None:
    a_world(tmp_path).close()
    store, limit = tmp_path / "world.gpkg", (tmp_path / "world.gpkg").stat().st_size + (2 << 20)
    command = [sys.executable, "-c", LIMITED, str(store), str(a_long_list(tmp_path, 30_000)), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Datenträger ist voll" in done.stdout, done.stderr
    assert holds_nothing_of_it(store)


def test_a_reader_that_crashes_costs_only_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = a_world(tmp_path)
    monkeypatch.setattr("signage.formats.reading.read_in_child", crash)
    with pytest.raises(UntrustedFile, match="abgestürzt"):
        import_file(store, "tenants", a_long_list(tmp_path, 3), who="test")
    assert store.count("tenant") == 0
    store.close()


def crash(*_: object) -> None:
    """What a hostile geometry would do to its reader."""
    os.kill(os.getpid(), signal.SIGSEGV)
