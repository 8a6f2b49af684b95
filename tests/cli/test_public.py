"""Publishing by command, where the folder is an odd one."""

from pathlib import Path

import pytest

from signage.cli import main
from tests.parts.stores import new_geopackage

UNSIGNED = ("-s", "s.gpkg", "--public-url", "https://schild.example", "--unsigned")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a store, in which the commands are given."""
    monkeypatch.chdir(tmp_path)
    new_geopackage(tmp_path / "s.gpkg").close()
    (tmp_path / "a file").write_text("x")
    (tmp_path / "loop").symlink_to("loop")
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    """How a command ended, and what it said."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    said = capsys.readouterr()
    return ended.value.code, said.out + said.err


@pytest.mark.parametrize(
    "folder", ["", ".", "..", "/", "x" * 300, "a file", "a file/inside", "loop", "loop/x"]
)
@pytest.mark.parametrize("more", [UNSIGNED, UNSIGNED[:-1], ("--check",)])
def test_a_folder_that_cannot_be_one_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], folder: str, more: tuple[str, ...]
) -> None:
    code, said = told(capsys, "publish", folder, *more)
    assert code in (1, 2), said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) <= 3, said


def test_the_folder_that_one_is_in_can_be_published_into(
    capsys: pytest.CaptureFixture[str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "out").mkdir()
    monkeypatch.chdir(here / "out")
    code, said = told(capsys, "publish", ".", "-s", "../s.gpkg", *UNSIGNED[2:])
    assert (code, (here / "out/current").is_symlink()) == (None, True), said


@pytest.mark.parametrize("folder", ["taken", "a file"])
def test_no_key_is_made_for_a_folder_that_is_refused(
    capsys: pytest.CaptureFixture[str], here: Path, folder: str
) -> None:
    (here / "taken").mkdir()
    (here / "taken" / "letter.txt").write_text("x")
    code, said = told(capsys, "publish", folder, *UNSIGNED[:-1])
    assert (code, list(here.glob("*.pem"))) == (1, []), said
