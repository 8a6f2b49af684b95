"""A disk that is full while something is exported."""

import subprocess
import sys
from pathlib import Path

import pytest

from signage.store import Store
from tests.places import a_tenant

# A limit on the size of a file acts on the writer as a full disk does.
EXPORT = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from pathlib import Path
from signage.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
main(["export", "tenants", sys.argv[2], "--store", sys.argv[1]])
"""


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv", "out.gpkg", "out.geojson"])
def test_a_full_disk_is_one_sentence_and_the_old_file_stays(
    geopackage: Store, tmp_path: Path, name: str
) -> None:
    for n in range(200):
        a_tenant(geopackage, name=f"Firma {n}")
    geopackage.close()
    old = tmp_path / "out" / name
    old.parent.mkdir()
    old.write_bytes(b"old")
    command = [sys.executable, "-c", EXPORT, geopackage.url, str(old)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Fehler: ")
    assert "Traceback" not in done.stderr
    assert old.read_bytes() == b"old"
    assert [path.name for path in old.parent.iterdir()] == [name]
