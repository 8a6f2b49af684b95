"""`signage basemap` at the command line."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from signage.cli import root
from signage.errors import Conflict, InvalidInput, NotFound
from signage.store.geopackage import GeoPackageStore as Store
from tests.parts.osm import osm_file, town_package
from tests.parts.pictures import Pictures, running_pictures
from tests.places import a_municipality, a_sign, an_area
from tests.services.test_basemap_check import WMS


@pytest.fixture
def stocked(geopackage: Store) -> Store:
    """A store with one sign."""
    a_municipality(geopackage)
    a_sign(geopackage, an_area(geopackage))
    return geopackage


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(root, ["basemap", *map(str, words)])


def test_it_says_what_was_written_and_whose_it_is(tmp_path: Path) -> None:
    said = run(tmp_path / "town", osm_file(tmp_path / "town.osm")).output
    assert f"Grundkarte geschrieben: {tmp_path / 'town'}.pmtiles" in said
    assert "Objekte)" in said
    assert "Quellenvermerk: © OpenStreetMap contributors, ODbL" in said


def test_its_own_file_is_replaced_and_that_of_somebody_else_is_not(archive: Path, tmp_path: Path) -> None:
    source = osm_file(tmp_path / "town.osm")
    assert run(archive, source).exit_code == 0
    other = tmp_path / "other.pmtiles"
    other.write_bytes(archive.read_bytes().replace(b"signage-basemap.json", b"somebody-elses.json!"))
    assert isinstance(run(other, source).exception, Conflict)
    assert run(other, source, "--force").exit_code == 0


def test_what_was_left_out_is_named(tmp_path: Path) -> None:
    said = run(tmp_path / "town", town_package(tmp_path / "town.gpkg"), "--attribution", "© Stadt").output
    assert "Nicht gezeichnet: firmen" in said


def test_an_assignment_without_a_name_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path / "town", town_package(tmp_path / "town.gpkg"), "--layer", "roads")
    assert isinstance(done.exception, InvalidInput)
    assert "TEIL=NAME" in done.exception.message


def checked(*words: str | Path) -> Result:
    return CliRunner().invoke(root, ["basemap-check", *map(str, words)])


def test_configured_maps_are_asked_and_a_silent_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "maps.toml"
    with running_pictures() as pictures:
        text = f'[[base]]\nname = "Plan"\nattribution = "© Stadt"\ntiles = "{pictures.tiles}"\n'
        file.write_text(text, encoding="utf-8")
        done = checked(file)
        assert (done.exit_code, "antwortet" in done.output) == (0, True)
        pictures.away = True
        assert checked(file).exit_code == 1


def test_the_entry_of_a_layer_is_printed(tmp_path: Path) -> None:
    saved = tmp_path / "saved.xml"
    saved.write_text(WMS.format(origin="https://a.example"), encoding="utf-8")
    assert "dop20" in checked(saved).output
    assert 'layers = "dop20"' in checked(saved, "--layer", "dop20").output
    assert 'crs = "EPSG:25832"' in checked(saved, "--layer", "alt").output
    assert isinstance(checked(saved, "--layer", "neu").exception, NotFound)


def test_a_layer_that_cannot_be_shown_is_told_with_its_systems(tmp_path: Path) -> None:
    saved = tmp_path / "saved.xml"
    saved.write_text(WMS.format(origin="https://a.example"), encoding="utf-8")
    assert "nur in AUTO2:42001, EPSG:1" in checked(saved).output
    refused = checked(saved, "--layer", "fremd").exception
    assert isinstance(refused, InvalidInput)
    assert "nur in AUTO2:42001, EPSG:1; das lässt sich nicht zeigen" in str(refused)


def test_the_levels_of_a_wmts_with_tiles_of_its_own_are_printed(tmp_path: Path) -> None:
    saved = tmp_path / "saved.xml"
    document = Pictures("https://a.example").wmts_document()
    saved.write_text(document.replace("-20037508.3427892", "-46133.17"), encoding="utf-8")
    printed = checked(saved, "--layer", "plan").output
    assert '{ level = "7", pixel = 1222.9924' in printed
    assert "corner = [-46133.17, 20037508.3427892], tile = [256, 256], tiles = [128, 128] }," in printed


def test_a_map_file_is_given_hosts_and_no_archive(archive: Path, stocked: Store, tmp_path: Path) -> None:
    file = archive.with_name("maps.toml")
    text = '[[base]]\nname = "Eigene"\npmtiles = "town.pmtiles"\n\n[[base]]\npreset = "basemap.de-grey"\n'
    file.write_text(text, encoding="utf-8")
    words = ["map", str(tmp_path / "map"), "--store", str(stocked.path), "--base-maps", str(file)]
    said = CliRunner().invoke(root, words).output
    html = (tmp_path / "map.html").read_text("utf-8")
    assert "Ohne Eigene: Das kann nur der Dienst" in said
    assert "img-src data: https://sgx.geodatenzentrum.de;" in html
    assert "town.pmtiles" not in html


def test_a_map_file_asks_nobody_unless_told_to(stocked: Store, tmp_path: Path) -> None:
    CliRunner().invoke(root, ["map", str(tmp_path / "map"), "--store", str(stocked.path)])
    assert "img-src data:;" in (tmp_path / "map.html").read_text("utf-8")


# Says »writing« when all but the last step is done, and waits there for what comes.
SLOW = """
import sys, time
from signage.services import basemap

def wait(*_, **__):
    print("writing", flush=True)
    time.sleep(60)

basemap.sign_archive = wait
from signage.cli import main
main(["basemap", sys.argv[1], sys.argv[2], "--force"])
"""


def test_kill_9_leaves_the_old_file_and_the_next_run_clears_up(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    out, source = folder / "town.pmtiles", osm_file(tmp_path / "town.osm")
    out.write_bytes(b"old")
    command = [sys.executable, "-c", SLOW, str(out), str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.kill()
    assert out.read_bytes() == b"old"
    assert run(out, source, "--force").exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["town.pmtiles"]
    assert out.read_bytes() != b"old"


# A limit on the size of a file acts on the writer as a full disk does; children inherit it.
NO_ROOM = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from signage.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
main(["basemap", sys.argv[1], sys.argv[2], "--force"])
"""


def test_a_full_disk_is_one_sentence_and_the_old_file_stays(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "town.pmtiles").write_bytes(b"old")
    files = map(str, (folder / "town.pmtiles", osm_file(tmp_path / "town.osm")))
    words = [sys.executable, "-c", NO_ROOM, *files]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Fehler: Die Karte ließ sich nicht schreiben; ist auf dem Datenträger")
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("town.pmtiles", b"old")]
