"""The language of the help: German, unless the machine speaks another language to its user."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typer

_TABLE = Path(__file__).with_name("german.toml")
# In the order in which they count.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_NO_LANGUAGE = ("C", "POSIX")


def speaks_german(environ: Mapping[str, str]) -> bool:
    """Whether the user reads German; so we suppose where the locale names no language."""
    locale = next(filter(None, (environ.get(name) for name in _VARIABLES)), "C")
    language = re.split(r"[_.@]", locale)[0]
    return language in _NO_LANGUAGE or language.lower() == "de"


# The classes behind typer's commands are private to it, hence Any.
def help_in_german(command: Any) -> None:
    """Turn the help of a command and of all commands below it into German."""
    for one in every_command(command):
        one.context_class = _GermanContext
        for part in (one, *one.params):
            part.help = _translated(getattr(part, "help", None))


def every_command(command: Any) -> Iterator[Any]:
    """The command and all below it."""
    yield command
    for child in getattr(command, "commands", {}).values():
        yield from every_command(child)


@cache
def german_texts() -> Mapping[str, str]:
    """English help, German help."""
    return dict(_read()["texts"])


@cache
def _frame() -> Sequence[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), word) for pattern, word in _read()["frame"].items()]


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_TABLE.read_text("utf-8"))


def _translated(text: str | None) -> str | None:
    """German where the table has it; nothing else changes."""
    return None if text is None else german_texts().get(" ".join(text.split()), text)


def _framed(text: str) -> str:
    """The parser's own words in German."""
    for pattern, word in _frame():
        text = pattern.sub(word, text)
    return text


_Formatter: Any = typer.Context.formatter_class


class _GermanFormatter(_Formatter):  # type: ignore[misc]
    """Lays out help; headings, the line of use and what stands in brackets come out German."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _framed(args), prefix or "Aufruf: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_framed(heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], **layout: Any) -> None:
        texts = [(_framed(left), _framed(german_texts().get(right, right))) for left, right in rows]
        super().write_dl(texts, **layout)


class _GermanContext(typer.Context):
    formatter_class = _GermanFormatter
