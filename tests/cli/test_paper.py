"""Printing from the command line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from signage.cli import main
from tests.artwork.papers_read import page_mm, words

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def signage(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Call with the words of a command, in a folder with the sample as `s.gpkg`."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(sample_file, tmp_path / "s.gpkg")

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*(str(word) for word in words), "--store", "s.gpkg"])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_a_sheet_is_written_by_the_signs_number(signage: Run, tmp_path: Path) -> None:
    Image.new("RGB", (40, 30), "#3366aa").save(tmp_path / "foto.png")
    code, said, _ = signage("sheet", "ek-001", "EK-001.pdf", "--photo", "foto.png", "--operator", "Amt")
    assert (code, said.startswith("Datenblatt geschrieben: EK-001.pdf")) == (0, True)
    shown = words(Path("EK-001.pdf").read_bytes())
    assert "EK-001" in shown
    assert "kein Foto" not in shown


def test_a_map_is_written_of_an_area_or_a_box(signage: Run) -> None:
    assert (
        signage("print-map", "a.pdf", "--area", "EK", "--scale", 5000, "--paper", "a3", "--portrait")[0] == 0
    )
    assert page_mm(Path("a.pdf").read_bytes()) == pytest.approx((297, 420), abs=0.1)
    assert signage("print-map", "b.pdf", "--bbox", "10.943,50.863,10.944,50.864")[0] == 0
    assert "Maßstab 1 : 1 000 auf A3" in words(Path("b.pdf").read_bytes())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("sheet", "XX-1", "a.pdf"), "gibt es nicht"),
        (("sheet", "EK-001", "a.txt"), "auf .pdf enden"),
        (("sheet", "EK-001", "a.pdf", "--photo", "s.gpkg"), "ist kein Foto"),
        (("print-map", "a.pdf"), "eines davon"),
        (("print-map", "a.pdf", "--bbox", "1,2"), "West,Süd,Ost,Nord"),
        (("print-map", "a.pdf", "--area", "EK", "--scale", 100), "1 : 250 bis 1 : 10000"),
        (("print-map", "a.pdf", "--area", "EK", "--paper", "A7"), "A4, A3, A2, A1, A0"),
        (("print-map", "a.pdf", "--area", "EK", "--scale", 250, "--paper", "A4"), "mehr als 30 Blätter"),
    ],
)
def test_what_cannot_be_printed_is_said_in_one_line_and_nothing_is_written(
    signage: Run, given: tuple[object, ...], said: str
) -> None:
    code, _, wrong = signage(*given)
    assert (code, wrong.count("\n")) == (1, 1)
    assert said in wrong
    assert not Path("a.pdf").exists()


def test_a_document_takes_the_place_of_an_older_one(signage: Run) -> None:
    for sign in ("EK-001", "EK-002"):
        assert signage("sheet", sign, "a.pdf")[0] == 0
    assert "EK-002" in words(Path("a.pdf").read_bytes())
