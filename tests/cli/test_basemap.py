"""`signage basemap` at the command line."""

from pathlib import Path

from typer.testing import CliRunner, Result

from signage.cli import root
from signage.errors import Conflict, InvalidInput
from tests.parts.osm import osm_file, town_package


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(root, ["basemap", *map(str, words)])


def test_it_says_what_was_written_and_whose_it_is(tmp_path: Path) -> None:
    said = run(tmp_path / "town", osm_file(tmp_path / "town.osm")).output
    assert "town.pmtiles" in said or (tmp_path / "town.pmtiles").is_file()
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
