"""What the README and the documentation tell people to type works as it stands there."""

import contextlib
import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.house.blocks import Block, Step, alike, blocks, run_step, steps
from tests.house.tree import ROOT

README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
SHELL = ("console", "bash", "sh", "shell")
# Begun elsewhere, or not ours to run on the reader's machine.
ELSEWHERE = {
    r"make (test|lint|types|docs|bench|lock|clean)\b": "this run is part of it",
    r"(?:PORT=\d+ )?make demo": "test_make.py",
    r"git clone|cd |export ": "the reader's own machine",
    r"(TOKEN=|curl )": "docs/api.md holds the same exchanges, and the suite replays them",
    r"(sudo|apt|pip|systemctl|certbot|ssh|scp|rsync|createdb|nginx)\b": "the operator's machine",
    r"(?:SIGNAGE_\w+=\S+ )*signage (serve|demo)\b": "they run until stopped; the tests of the API start them",
    r".*postgres(?:ql)?://": "the contract suite of the stores",
    r"signage picture \S+ \S+\.jpg": "a photo of the reader's own; test_pictures.py takes one",
    r"signage basemap \S+ \S+-latest\.osm\.pbf": "a state's extract; test_basemap.py takes a town's",
}


@pytest.fixture
def folder(tmp_path: Path, sample_file: Path) -> Path:
    """Where a reader stands after `make demo`: the store in build/demo, the sample's files in data/geo."""
    (tmp_path / "build/demo").mkdir(parents=True)
    shutil.copy(sample_file, tmp_path / "build/demo" / sample_file.name)
    shutil.copytree(ROOT / "data/geo", tmp_path / "data/geo")
    return tmp_path


def runs_here(step: Step) -> bool:
    return not any(re.match(pattern, step.command) for pattern in ELSEWHERE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_code_of_the_page_run_as_they_stand(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.language in SHELL:
            for step in filter(runs_here, steps(block)):
                run_step(step, folder)
        elif block.language == "python":
            run_python(page, block, names)


def run_python(page: Path, block: Block, names: dict[str, Any]) -> None:
    # Blank lines before the code keep the page's line numbers in a traceback.
    code = compile("\n" * block.line + block.text, str(page), "exec")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, names)


def test_the_readme_shows_the_two_commands_and_a_few_lines_of_python() -> None:
    commands = {step.command for block in blocks(README) if block.language in SHELL for step in steps(block)}
    assert {"make demo", "make test"} <= {command.split("#")[0].strip() for command in commands}
    assert any(block.language == "python" for block in blocks(README))


def test_every_picture_and_file_that_a_page_points_to_is_there() -> None:
    lost = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not lost


def test_the_readme_leads_to_every_page_of_the_documentation() -> None:
    text = README.read_text("utf-8")
    pages = [f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md") if page.name != "index.md"]
    assert [page for page in pages if f"({page})" not in text] == []


def test_a_console_block_is_commands_and_what_they_print() -> None:
    block = Block("console", "$ echo a \\\n    b\na b\n$ true\n", 1)
    assert steps(block) == [Step("echo a b", "a b\n"), Step("true", None)]
    assert steps(Block("console", "true  # quietly\n", 1)) == [Step("true  # quietly", None)]


def test_three_dots_on_a_page_stand_for_anything_or_nothing() -> None:
    assert alike("94 Zeilen: ... geparkt.\n...\n", "94  Zeilen: 94 neu, 0 geparkt.\n")
    assert not alike("94 Zeilen", "94 Zeilen und mehr")


def test_a_command_that_prints_something_else_is_a_lie(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="but the page says"):
        run_step(Step("echo 3 Firmen", "4 ...\n"), tmp_path)
    assert run_step(Step("echo 3 Firmen", "3 ...\n"), tmp_path) == "3 Firmen\n"
