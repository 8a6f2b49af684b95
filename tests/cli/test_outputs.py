"""What commands write: never over what somebody else wrote, and into folders that are there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from signage.cli import root
from signage.errors import SignageError
from signage.store.geopackage import GeoPackageStore as Store
from tests.places import a_municipality, a_sign, an_area


def run(store: Store, *words: str) -> Result:
    return CliRunner().invoke(root, [*words, "--store", str(store.path)])


@pytest.fixture
def stocked(geopackage: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with one sign; the work is done in its folder."""
    monkeypatch.chdir(tmp_path)
    a_municipality(geopackage)
    a_sign(geopackage, an_area(geopackage))
    return geopackage


WRITING = [
    ("export", "signs", "a.csv"),
    ("export", "all", "a.xlsx"),
    ("export", "all", "a.gpkg"),
    ("export", "signs", "a.geojson"),
    ("export", "signs", "a.parquet"),
    ("export", "signs", "a.kml"),
    ("check", "--csv", "a.csv"),
    ("map", "a.html"),
    ("codes", "a.zip"),
    ("codes", "a.pdf"),
]


@pytest.mark.parametrize("words", WRITING)
def test_a_file_of_somebody_else_is_replaced_on_demand_only(stocked: Store, words: tuple[str, ...]) -> None:
    file = Path(words[-1])
    file.write_text("Mein Roman")
    error = run(stocked, *words).exception
    assert isinstance(error, SignageError)
    assert "Mit --force" in error.message
    assert file.read_text() == "Mein Roman"
    run(stocked, *words, "--force")
    assert b"Mein Roman" not in file.read_bytes()
    made = file.read_bytes()
    assert not isinstance(run(stocked, *words).exception, SignageError)
    assert len(file.read_bytes()) > len(made) // 2


@pytest.mark.parametrize("words", WRITING)
def test_a_folder_that_is_missing_is_named_and_not_made(stocked: Store, words: tuple[str, ...]) -> None:
    *before, name = words
    error = run(stocked, *before, f"nope/{name}").exception
    assert isinstance(error, SignageError)
    assert "Den Ordner nope gibt es nicht" in error.message
    assert not Path("nope").exists()


def test_a_report_is_never_written_over_the_file_that_is_read(stocked: Store) -> None:
    Path("f.csv").write_text("Firma;Gebiet\nA;Erfurter Kreuz\n", encoding="utf-8")
    for force in ([], ["--force"]):
        same = f"../{Path.cwd().name}/f.csv"
        error = run(stocked, "import", "tenants", "f.csv", "--report", same, *force).exception
        assert isinstance(error, SignageError)
        assert "wird gerade gelesen" in error.message
    assert stocked.count("tenant") == 0


def test_a_report_takes_the_place_of_an_older_report_only(stocked: Store) -> None:
    Path("f.csv").write_text("Firma;Gebiet\nA;Erfurter Kreuz\n", encoding="utf-8")
    Path("r.csv").write_text("Firma;Gebiet\nB;Erfurter Kreuz\n", encoding="utf-8")
    words = ("import", "tenants", "f.csv", "--report")
    assert isinstance(run(stocked, *words, "r.csv").exception, SignageError)
    assert [run(stocked, *words, "new.xlsx").exit_code for _ in range(2)] == [0, 0]


def test_a_backup_is_no_zip(stocked: Store) -> None:
    error = run(stocked, "backup", "b.zip").exception
    assert isinstance(error, SignageError)
    assert "endet auf .gpkg" in error.message
    assert list(Path().glob("b.zip*")) == []
