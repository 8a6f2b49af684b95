"""The commands for people's data: what is held of one, its information, its erasure; the retention run."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from signage.cli import main
from tests.parts.stores import new_geopackage
from tests.places import a_municipality, a_tenant, an_area

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.gpkg"
    store = new_geopackage(path)
    a_municipality(store)
    a_tenant(store, an_area(store), name="Erika Muster", is_person=True, phone="0361 1", activity=HOSTILE)
    store.close()
    return path


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the file: gives the exit code and what was printed."""

    def running(*arguments: Any) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments), "--store", str(file)])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return running


def test_what_is_held_of_a_person_is_listed_and_written_down(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "auskunft.zip"
    code, said = run("person", "erika muster", "--information", target)
    assert code == 0
    assert "Einzelperson 1: Erika Muster" in said
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["person.json", "auskunft.html"]
        page = archive.read("auskunft.html").decode()
    assert "0361 1" in page
    assert HOSTILE not in page
    assert "&lt;img src=x" in page
    code, said = run("person", "erika muster", "--information", target)
    assert (code, "--force" in said) == (1, True)


def test_nothing_is_erased_unless_it_is_confirmed(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.confirm", _no)
    code, said = run("person", "Erika Muster", "--erase")
    assert code == 130
    assert "lässt sich nicht rückgängig machen" in said
    assert b"Erika Muster" in file.read_bytes()


def _no(_question: str, *, abort: bool) -> None:
    assert abort
    raise KeyboardInterrupt


def test_erasing_leaves_nothing_in_the_file(run: Run, file: Path) -> None:
    code, said = run("person", "--tenant", 1, "--erase", "--yes")
    assert code == 0
    assert "Gelöscht mit Änderung" in said
    assert b"Erika Muster" not in file.read_bytes()
    assert run("person", "Erika Muster")[0] == 1


def test_one_command_gives_the_information_and_then_erases(run: Run, file: Path, tmp_path: Path) -> None:
    target = tmp_path / "auskunft.zip"
    code, said = run("person", "Erika Muster", "--information", target, "--erase", "--yes")
    assert (code, "Auskunft geschrieben" in said, "Gelöscht mit Änderung" in said) == (0, True, True)
    with zipfile.ZipFile(target) as archive:
        assert "0361 1" in archive.read("auskunft.html").decode()
    assert b"Erika Muster" not in file.read_bytes()


def test_a_person_needs_a_name_or_a_number(run: Run) -> None:
    assert run("person") == (1, "Fehler: Gebraucht wird ein Name oder --tenant NUMMER.\n")


def test_the_retention_run_tells_every_period(run: Run) -> None:
    code, said = run("retention", "--dry-run")
    assert code == 0
    assert "24 Monate" in said
    assert "Probelauf: Es wurde nichts gelöscht." in said
    assert run("retention")[0] == 0
