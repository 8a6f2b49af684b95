"""Rows that are told the same stand in one line, and hide nothing else."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from signage.cli import main
from signage.cli.together import runs, together


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([7], "7"),
        ([3, 2, 5, 2], "2-3, 5"),
        (range(1, 468), "1-467"),
        ([1, 3, 5, 7], "1, 3, 5, 7"),
        ([1, 3, 5, 7, 9, 10], "1, 3, 5, 7 ... (6)"),
    ],
)
def test_row_numbers_are_told_shortly(numbers: Sequence[int], shown: str) -> None:
    assert runs(numbers) == shown


def test_what_is_told_keeps_the_order_of_its_first_row() -> None:
    assert together([("b", 1), ("a", 2), ("b", 3)]) == [("b", [1, 3]), ("a", [2])]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit):
        main([*words, "--store", "s.gpkg"])
    return capsys.readouterr().out


@pytest.fixture
def parked(
    sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """What an import said of thirty rows with one fault and one with another."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(sample_file, "s.gpkg")
    rows = ["Firma;Gewerbegebiet", *(f"F{number};Nirgendwo" for number in range(30)), ";Erfurter Kreuz"]
    Path("f.csv").write_text("\n".join(rows), encoding="utf-8")
    return said(capsys, "import", "tenants", "f.csv")


def test_thirty_rows_with_one_fault_do_not_hide_another_one(
    parked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for told in (parked, said(capsys, "parked")):
        assert "2-31" in told
        assert "Der Name fehlt" in told
        assert "weitere" not in told


def test_a_file_without_parked_rows_is_told_with_those_that_have_some(
    parked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "parked", "--file", "g.csv", "--clear") == (
        "Keine geparkten Zeilen aus g.csv; es gibt welche aus f.csv.\n"
    )
