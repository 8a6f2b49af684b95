"""What the GeoPackage store promises beyond the contract: a true file, one writer at a time, no GDAL beside
it.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from signage.errors import InvalidInput, NotFound, Unavailable
from signage.services.history import list_changes
from signage.services.reverting import revert_change_set
from signage.services.rights import everywhere
from signage.store import GeoPackageStore, Store, create_store, open_store
from signage.store.locks import WriteLock
from tests.parts.missing import missing
from tests.places import EAST, NORTH, a_sign, a_tenant, an_area, point


def ogrinfo(path: str, layer: str) -> dict[str, str]:
    """What GDAL says of a layer."""
    if not shutil.which("ogrinfo"):
        missing("GDAL's ogrinfo", "gdal-bin is not installed")
    said = subprocess.run(["ogrinfo", "-ro", "-so", path, layer], capture_output=True, text=True, check=True)
    assert "ERROR" not in said.stderr + said.stdout, said.stderr
    assert "Warning" not in said.stderr + said.stdout, said.stderr
    lines = [
        (line.split(": ", 1)[0], line.split(": ", 1)[1]) for line in said.stdout.splitlines() if ": " in line
    ]
    return dict(lines) | {"wkt": said.stdout}


def test_gdal_opens_the_file_as_it_is(geopackage: Store) -> None:
    area = an_area(geopackage)
    a_tenant(geopackage, area)
    a_sign(geopackage, area)
    geopackage.close()
    said = ogrinfo(geopackage.url, "sign")
    assert said["Geometry"] == "Point"
    assert said["Feature Count"] == "1"
    assert 'ID["EPSG",25832]' in str(said["wkt"])
    assert ogrinfo(geopackage.url, "area")["Extent"] == (
        f"({EAST:.6f}, {NORTH:.6f}) - ({EAST + 1000:.6f}, {NORTH + 1000:.6f})"
    )


def test_the_extent_shrinks_with_the_rows(geopackage: Store) -> None:
    tenant = a_tenant(geopackage, geometry=point(9000, 9000))
    with geopackage.change(who="t", why="t") as change:
        change.update("tenant", tenant, {"geometry": point(1, 1)})
    geopackage.close()
    assert str(EAST + 1)[:6] in str(ogrinfo(geopackage.url, "tenant")["Extent"])
    assert str(EAST + 9000)[:6] not in str(ogrinfo(geopackage.url, "tenant")["Extent"])


def test_gdal_may_edit_the_file_and_the_index_follows(geopackage: Store) -> None:
    a_tenant(geopackage)
    geopackage.close()
    if not shutil.which("ogrinfo"):
        missing("GDAL's ogrinfo", "gdal-bin is not installed")
    move = "UPDATE tenant SET geometry = ST_Translate(geometry, 5000, 0, 0)"
    subprocess.run(["ogrinfo", "-q", geopackage.url, "-sql", move], check=True, capture_output=True)
    again = open_store(geopackage.url)
    assert again.count("tenant", bbox=(EAST + 5400, NORTH, EAST + 5600, NORTH + 1000)) == 1
    [edited, _created] = list_changes(again, rights=everywhere("t"), layer="tenant")
    assert (edited["kind"], edited["before"]) == ("outside", {"geometry": point(500, 500)})
    revert_change_set(again, edited["change_set"], who="t")
    assert again.read("tenant")[0]["geometry"] == point(500, 500)
    again.close()


def test_the_header_says_geopackage(geopackage: Store) -> None:
    assert Path(geopackage.url).read_bytes()[68:72] == b"GPKG"


def test_a_closed_store_is_one_file(geopackage: Store, tmp_path: Path) -> None:
    a_tenant(geopackage)
    geopackage.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inventory.gpkg", "inventory.gpkg.lock"]


def test_a_file_that_is_no_geopackage_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_text("<OGRVRTDataSource/>")
    with pytest.raises(InvalidInput, match="kein GeoPackage"):
        open_store(path)


def test_a_store_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="signage init"):
        open_store(tmp_path / "none.gpkg")


def test_a_foreign_trigger_is_refused(geopackage: Store) -> None:
    geopackage.close()
    with closing(sqlite3.connect(geopackage.url)) as connection:
        connection.execute("CREATE TRIGGER evil AFTER UPDATE ON sign BEGIN DELETE FROM code; END")
    with pytest.raises(InvalidInput, match="evil"):
        open_store(geopackage.url)


def test_a_trigger_that_only_bears_the_name_of_the_index_is_replaced(geopackage: Store) -> None:
    geopackage.close()
    with closing(sqlite3.connect(geopackage.url)) as connection:
        connection.execute("DROP TRIGGER rtree_tenant_geometry_insert")
        evil = (
            "CREATE TRIGGER rtree_tenant_geometry_insert AFTER INSERT ON tenant BEGIN DELETE FROM area; END"
        )
        connection.execute(evil)
        connection.commit()
    again = open_store(geopackage.url)
    area = an_area(again)
    a_tenant(again, area)
    assert again.row("area", area) is not None
    assert again.count("tenant", bbox=(EAST, NORTH, EAST + 1000, NORTH + 1000)) == 1
    again.close()


def test_a_reader_need_not_wait_for_a_writer_to_close(geopackage: Store, tmp_path: Path) -> None:
    geopackage.close()
    reader = open_store(geopackage.url)
    assert isinstance(reader, GeoPackageStore)
    reader.lock = WriteLock(tmp_path / "inventory.gpkg.lock", patience_s=0.0)
    reader.read("tenant")
    with WriteLock(tmp_path / "inventory.gpkg.lock").held():
        reader.close()  # who waited would be told that another program keeps the store


def test_reading_connections_cannot_write(geopackage: Store) -> None:
    from sqlalchemy import text

    with (
        pytest.raises(Unavailable, match="schreibgeschützt"),
        geopackage.engine_read() as connection,
    ):
        connection.execute(text("DELETE FROM code"))


def test_a_process_that_keeps_the_lock_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    second = WriteLock(path, patience_s=0.05)
    with WriteLock(path).held(), pytest.raises(Unavailable, match="anderes Programm"), second.held():
        pass


WRITER = """
import sys
from signage.store import open_store
store = open_store(sys.argv[1])
for n in range(10_000):
    with store.change(who="child", why="kill me") as change:
        change.create("tenant", {"name": f"Firma {n}"})
    print(n, flush=True)
"""


def test_every_acknowledged_row_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "killed.gpkg"
    create_store(path).close()
    child = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(50):
        acknowledged = int(child.stdout.readline())
    os.kill(child.pid, signal.SIGKILL)
    rest = child.stdout.read().split()
    child.stdout.close()
    child.wait()
    acknowledged = int(rest[-1]) if rest else acknowledged
    store = open_store(path)
    names = {row["name"] for row in store.read("tenant")}
    assert {f"Firma {n}" for n in range(acknowledged + 1)} <= names
    assert len(store.history(limit=100_000)) == len(names)
    store.close()


def test_two_processes_write_in_turn_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    store = create_store(path, fsync=False)
    script = WRITER.replace("10_000", "200")
    children = [
        subprocess.Popen([sys.executable, "-c", script, path], stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    for _ in range(100):
        a_tenant(store)
        time.sleep(0.001)
    assert [child.wait() for child in children] == [0, 0]
    assert store.count("tenant") == 500
    store.close()


SERVING = """
import json, re, sys
from signage.settings import Settings
from signage_api.app import create_app
create_app(Settings(store=sys.argv[1]))
from signage.store import open_store
store = open_store(sys.argv[1])
with store.change(who="t", why="t") as change:
    change.create("tenant", {"name": "A"})
store.read("tenant")
libraries = {line.split()[-1] for line in open("/proc/self/maps") if ".so" in line}
print(json.dumps([sorted(libraries), sorted(sys.modules)]))
"""


def test_the_serving_process_maps_no_gdal(tmp_path: Path) -> None:
    path = tmp_path / "served.gpkg"
    create_store(path, fsync=False).close()
    done = subprocess.run([sys.executable, "-c", SERVING, path], capture_output=True, text=True, check=True)
    libraries, modules = json.loads(done.stdout.splitlines()[-1])
    copies = [name for name in libraries if "sqlite3" in Path(name).name]
    assert not [name for name in libraries if "gdal" in name.lower() or "spatialite" in name.lower()]
    assert len([name for name in copies if "libsqlite3" in name]) <= 1, copies
    assert not {"pyogrio", "fiona", "osgeo", "geopandas", "folium", "pandas"} & set(modules)


def test_rows_written_while_frames_are_read_and_files_exported_are_all_there(
    geopackage: Store, tmp_path: Path
) -> None:
    import threading

    from signage.services.exporting import export
    from signage.store.frames import frame

    area = an_area(geopackage)
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            written.append(a_tenant(geopackage, area, name=f"Firma {len(written)}"))

    writer = threading.Thread(target=write)
    writer.start()
    for n in range(3):
        frame(geopackage, "tenant")
        export(geopackage, "tenants", tmp_path / f"out{n}.gpkg")
    stop.set()
    writer.join()
    geopackage.close()
    again = open_store(geopackage.url)
    assert {row["id"] for row in again.read("tenant")} == set(written)
    assert again.count("tenant") == len(written) > 10
    again.close()


def test_the_triggers_of_the_index_are_checked_by_name(geopackage: Store) -> None:
    assert isinstance(geopackage, GeoPackageStore)
    geopackage.check_triggers()
    assert geopackage.index_counts() == dict.fromkeys(geopackage.index_counts(), (0, 0))


def test_a_store_whose_file_is_gone_takes_no_more_rows(geopackage: Store) -> None:
    a_tenant(geopackage)
    Path(geopackage.url).rename(geopackage.url + ".moved")
    with pytest.raises(Unavailable, match="entfernt oder ersetzt"):
        a_tenant(geopackage)
    with pytest.raises(Unavailable, match="entfernt oder ersetzt"):
        geopackage.revision()


def test_a_log_that_was_long_once_is_not_copied_at_every_commit(
    geopackage: GeoPackageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = a_tenant(geopackage, an_area(geopackage))
    with geopackage.change(who="t", why="t") as change:
        change.update("tenant", firm, {"note": "x" * (5 << 20)})
    copied: list[str] = []
    monkeypatch.setattr(geopackage, "checkpoint", copied.append)
    for at in range(20):
        with geopackage.change(who="t", why="t") as change:
            change.update("tenant", firm, {"note": str(at)})
    assert len(copied) <= 1
