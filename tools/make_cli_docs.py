"""Writes docs/cli.md from the commands themselves: `.venv/bin/python -m tools.make_cli_docs`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from signage.cli import root

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
_HEAD = """\
# Command line

Every command answers `--help`: in German, or in English where the machine speaks another language
to its user (`LC_ALL`, `LC_MESSAGES` or `LANG`, as in `LC_ALL=en_GB.UTF-8 signage --help`). Errors follow
the same rule; what a command reports is German. Exit code 0: done; 1: the input or the store is at
fault, said in one sentence; 2: wrong usage.
"""


def cli_page() -> str:
    """The whole page, as Markdown."""
    command = typer.main.get_command(root)
    return "\n".join([_HEAD, *_sections(command, typer.Context(command, info_name="signage"))])


# The classes behind typer.Context are private to typer, hence Any.
def _sections(command: Any, context: Any) -> Iterator[str]:
    """One section for each command below `command`, its groups' commands after it."""
    for name, child in sorted(getattr(command, "commands", {}).items()):
        inner = typer.Context(child, parent=context, info_name=name)
        yield _section(child, inner)
        yield from _sections(child, inner)


def _section(command: Any, context: Any) -> str:
    usage = command.get_usage(context).removeprefix("Usage: ")
    lines = [f"## {context.command_path}", "", _prose(command.help or ""), "", "```text", usage, "```", ""]
    records = [parameter.get_help_record(context) for parameter in command.params if not parameter.hidden]
    if records:
        lines += [
            "| | |",
            "| --- | --- |",
            *(f"| `{left}` | {_cell(right)} |" for left, right in records),
            "",
        ]
    return "\n".join(lines)


def _prose(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _prose(text).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(cli_page(), "utf-8")
