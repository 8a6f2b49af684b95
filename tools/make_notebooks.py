"""Runs the notebooks and keeps their outputs, to be read on the web: `python -m tools.make_notebooks`."""

import re
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
_LARGEST = 50_000  # what is larger is a page of its own, and nothing to keep
_PATH = re.compile(r"/\S*/(?=[\w.-]+\.gpkg)")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def run(path: Path, folder: Path) -> Any:
    """The notebook as it is after a run in `folder`, with outputs fit to be kept."""
    notebook: Any = nbformat.read(path, as_version=4)
    about = dict(notebook.metadata)
    NotebookClient(
        notebook, timeout=300, record_timing=False, resources={"metadata": {"path": str(folder)}}
    ).execute()
    notebook.metadata = about
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_without_machine(output) for output in cell.outputs if _is_kept(output)]
    return notebook


def _is_kept(output: Any) -> bool:
    return output.output_type != "stream" and all(len(text) < _LARGEST for text in output.data.values())


def _without_machine(output: Any) -> Any:
    """The output without this machine's folders and addresses."""
    output.data = {kind: _ADDRESS.sub("", _PATH.sub("", text)) for kind, text in output.data.items()}
    return output


def main() -> None:
    """Write every notebook anew."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        with tempfile.TemporaryDirectory() as folder:
            nbformat.write(run(path, Path(folder)), path)


if __name__ == "__main__":
    main()
