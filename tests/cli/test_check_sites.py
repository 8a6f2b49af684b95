"""Where signs stand, judged from the command line."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyproj import Transformer

from signage.cli import main

Run = Callable[..., tuple[int, str]]
# The middle of the Kreuzallee.
EAST, NORTH = Transformer.from_crs(4326, 25832, always_xy=True).transform(10.9444136, 50.8596561)
OFF = """
["carriageway.free"]
value = false
unit = ""
source = "Dienstanweisung Tiefbauamt"
edition = "2026"
certainty = "found"
"""


@pytest.fixture
def signage(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Call with the words of a command, in a folder with the sample and a sign in the carriageway."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(sample_file, tmp_path / "s.gpkg")
    Path("s.csv").write_text(f"Nr;Typ;Rechtswert;Hochwert\nZZ-1;SAM;{EAST:.2f};{NORTH:.2f}\n", "utf-8")

    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--store", "s.gpkg"])
        return int(ended.value.code or 0), capsys.readouterr().out

    assert run("import", "signs", "s.csv")[0] == 0
    return run


def test_a_sign_in_the_carriageway_is_told_and_the_command_ends_with_one(signage: Run) -> None:
    code, said = signage("check", "--only", "carriageway.free", "--csv", "f.csv")
    assert code == 1
    assert "carriageway.free" in said
    with Path("f.csv").open(encoding="utf-8", newline="") as file:
        found = {row["name"]: (row["check"], row["severity"]) for row in csv.DictReader(file)}
    assert found["ZZ-1"] == ("carriageway.free", "error")


def test_the_whole_inventory_is_judged_by_lists_and_by_sites(signage: Run) -> None:
    signage("check", "--csv", "f.csv")
    with Path("f.csv").open(encoding="utf-8", newline="") as file:
        checks = {row["check"] for row in csv.DictReader(file)}
    assert {"carriageway.free", "code.stopping_place"} <= checks
    assert any(name.startswith(("area.", "tenant.")) for name in checks)


def test_a_corrected_figure_is_judged_by(signage: Run) -> None:
    Path("own.toml").write_text(OFF, "utf-8")
    code, said = signage("check", "--only", "carriageway.free", "--figures", "own.toml")
    assert (code, "carriageway.free" in said) == (0, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--only", "nonsense"), "Die Prüfung 'nonsense' gibt es nicht"),
        (("--store", "none.gpkg"), "Den Bestand none.gpkg gibt es nicht"),
        (("--store", "text.gpkg"), "text.gpkg ist kein GeoPackage"),
        (("--csv", "no/such/folder/f.csv"), "gibt es nicht"),
        (("--figures", "none.toml"), "none.toml ist nicht zu lesen"),
        (("--figures", "text.gpkg"), "text.gpkg ist nicht zu lesen"),
        (("--figures", "unknown.toml"), "no.such.figure: diesen Regelwert gibt es nicht"),
        (("--figures", "much.toml"), "'much' ist kein passender Wert"),
    ],
)
def test_what_cannot_be_checked_is_told_in_one_sentence(
    words: tuple[str, ...],
    said: str,
    signage: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("text.gpkg").write_text("hello", "utf-8")
    Path("unknown.toml").write_text(OFF.replace("carriageway.free", "no.such.figure"), "utf-8")
    Path("much.toml").write_text(OFF.replace("value = false", 'value = "much"'), "utf-8")
    store = () if "--store" in words else ("--store", "s.gpkg")
    with pytest.raises(SystemExit) as ended:
        main(["check", *words, *store])
    told = capsys.readouterr()
    assert ended.value.code not in (0, None)
    assert said in told.err
    assert "Traceback" not in told.err


def test_all_faults_of_a_figure_are_told_at_once_and_once(
    signage: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = OFF.replace("value = false", 'value = "much"').replace('certainty = "', 'certainty = "un')
    Path("wrong.toml").write_text(wrong, "utf-8")
    with pytest.raises(SystemExit):
        main(["check", "--figures", "wrong.toml", "--store", "s.gpkg"])
    told = capsys.readouterr().err
    assert told.count("'much' ist kein passender Wert") == 1
    assert told.count("certainty ist eines von law, found, memory") == 1
