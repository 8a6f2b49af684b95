"""Many rows changed at once, cut off half way: all of them are as they were, and the next try works."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from signage.errors import Unavailable
from signage.services.bulk import Wanted, change_rows
from signage.services.rights import everywhere
from signage.store import GeoPackageStore, Store, open_store
from tests.places import a_municipality, an_area, point
from tests.services.test_disk import no_room

BOSS = everywhere("Leitstelle")
SEVERAL = 400
# Says »writing« when most of the rows are written, and waits there for what comes.
CHILD = """
import sys, time
from signage.services import bulk
from signage.services.rights import everywhere
from signage.store import open_store

real, done = bulk.set_values, []

def set_values(*given):
    done.append(real(*given))
    if len(done) == 300:
        given[1].connection.exec_driver_sql("SELECT 1")  # before it what was changed is written
        print("writing", flush=True)
        time.sleep(60)
    return done[-1]

bulk.set_values = set_values
store = open_store(sys.argv[1])
wanted = [bulk.Wanted(row["id"], 1, {"note": "x" * 2000}) for row in store.read("sign")]
bulk.change_rows(store, "sign", wanted, rights=everywhere("t"))
"""


@pytest.fixture
def signs(geopackage: Store) -> list[int]:
    """Signs in an area."""
    a_municipality(geopackage)
    area = an_area(geopackage)
    row = {"type": "INF", "state": "mounted", "area": area, "municipality": "16070028"}
    with geopackage.change(who="t", why="t") as change:
        return change.create_many("sign", [row | {"geometry": point(n, n)} for n in range(SEVERAL)])


def changed(store: Store, signs: list[int], note: str) -> int:
    """How many signs a change of all of them has changed."""
    wanted = [Wanted(sign, 1, {"note": note}) for sign in signs]
    return len(change_rows(store, "sign", wanted, rights=BOSS).rows)


def are_untouched(store: Store) -> bool:
    rows = store.read("sign")
    actions = {entry["action"] for entry in store.history(layer="sign", limit=10_000)}
    return ({row["version"] for row in rows}, {row["note"] for row in rows}, actions) == (
        {1},
        {None},
        {"create"},
    )


def test_kill_9_while_many_rows_are_changed(geopackage: Store, signs: list[int]) -> None:
    geopackage.close()
    command = [sys.executable, "-c", CHILD, geopackage.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        os.kill(process.pid, signal.SIGKILL)
    with closing(sqlite3.connect(geopackage.url)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store = open_store(geopackage.url)
    assert are_untouched(store)
    assert changed(store, signs, "gesichtet") == SEVERAL
    store.close()


def test_a_full_disk_while_many_rows_are_changed(geopackage: Store, signs: list[int]) -> None:
    assert isinstance(geopackage, GeoPackageStore)
    with no_room(geopackage), pytest.raises(Unavailable, match="Datenträger ist voll"):
        changed(geopackage, signs, "x" * 2000)
    assert are_untouched(geopackage)
    assert changed(geopackage, signs, "gesichtet") == SEVERAL
