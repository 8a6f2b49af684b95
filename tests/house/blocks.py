"""Fenced code blocks of a Markdown page, and how they are run."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block: its language, its text and the line it begins at."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Step:
    """A command, and what the page says it prints (`...` stands for anything); None when it says nothing."""

    command: str
    prints: str | None


def blocks(page: Path) -> list[Block]:
    """All fenced blocks that name a language, in order."""
    text = page.read_text("utf-8")
    return [
        Block(found[1], found[2], text[: found.start()].count("\n") + 1) for found in _FENCE.finditer(text)
    ]


def steps(block: Block) -> list[Step]:
    """The commands of a block: what follows `$ `, or every line where nothing does."""
    if not re.search(r"^\$ ", block.text, re.MULTILINE):
        lines = re.sub(r"\\\n\s*", "", block.text).splitlines()
        return [Step(line, None) for line in lines if line.strip() and not line.startswith("#")]
    parts = re.split(r"^\$ ", re.sub(r"\\\n>?\s*", "", block.text), flags=re.MULTILINE)[1:]
    return [Step(command, output or None) for command, _, output in (part.partition("\n") for part in parts)]


def alike(page: str, printed: str) -> bool:
    """Whether a command printed what the page shows; blanks count once, `...` is any text or none."""
    pieces = [" ".join(piece.split()) for piece in page.split("...")]
    return re.fullmatch(".*".join(map(re.escape, pieces)), " ".join(printed.split())) is not None


def run_step(step: Step, folder: Path) -> str:
    """Run one command in `folder` as a reader of the page would; gives its output, raises AssertionError."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", step.command],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"$ {step.command}\n{done.stdout}"
    if step.prints is not None:
        assert alike(step.prints, done.stdout), (
            f"$ {step.command}\nprints\n{done.stdout}\nbut the page says\n{step.prints}"
        )
    return done.stdout
