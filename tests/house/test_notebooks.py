"""Every notebook runs from top to bottom, and shows on the web what a run shows today."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tools.make_notebooks import NOTEBOOKS, run

ALL = sorted(NOTEBOOKS.glob("*.ipynb"))


def test_there_is_a_notebook_on_the_inventory() -> None:
    assert "01-inventory.ipynb" in {path.name for path in ALL}


def shown(notebook: Any) -> list[tuple[str, list[list[str]]]]:
    """Each cell with the headings of what it shows: figures change from day to day, these do not."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [(cell.source, [headings(output.data) for output in cell.outputs]) for cell in cells]


def headings(data: dict[str, str]) -> list[str]:
    head = re.search(r"<thead>.*?</thead>", data.get("text/html", ""), re.DOTALL)
    return re.findall(r"<th>(.*?)</th>", head[0]) if head else sorted(data)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_the_notebook_runs_and_its_outputs_are_those_that_are_kept(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing of the reader's own settings, and nothing left in them.
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    kept = nbformat.read(path, as_version=4)
    assert shown(run(path, tmp_path)) == shown(kept), "run: .venv/bin/python -m tools.make_notebooks"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_what_is_kept_is_small_names_no_machine_and_shows_pictures_that_are_there(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text) < 100_000
    assert re.findall(r"/(?:tmp|home|root|Users)/| at 0x", text) == []
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", text)
    assert [one for one in pictures if not (path.parent / one).is_file()] == []
    assert pictures
