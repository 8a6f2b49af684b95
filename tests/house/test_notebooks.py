"""Every notebook runs from top to bottom on a fresh sample."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.house.tree import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_is_a_notebook_on_the_inventory() -> None:
    assert "01-inventory.ipynb" in {path.name for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs(
    path: Path, tmp_path: Path, sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (tmp_path / "build/demo").mkdir(parents=True)
    shutil.copy(sample_file, tmp_path / "build/demo" / sample_file.name)
    (tmp_path / "data").symlink_to(ROOT / "data")
    # Nothing of the reader's own settings, and nothing left in them.
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    notebook = nbformat.reads(path.read_text("utf-8"), as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
