"""What commands print: answers, errors, tables, progress; all in the language of whoever typed them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from signage.errors import InvalidInput, Said, SignageError
from signage.settings import Settings

PLAIN_WIDTH = 160
_german: ContextVar[bool] = ContextVar("german", default=True)


def console() -> Console:
    """Where answers go; wide enough in a pipe that tables are not folded."""
    made = Console(highlight=False)
    return made if made.is_terminal else Console(highlight=False, width=PLAIN_WIDTH, no_color=True)


def speak(*, german: bool) -> None:
    """Settle the language of all that is said from now on."""
    _german.set(german)


def said(sentence: object) -> str:
    """A sentence as the user reads it; what knows no English stays as it is."""
    return sentence.english if isinstance(sentence, Said) and not _german.get() else str(sentence)


def tell(sentence: str, *, err: bool = False) -> None:
    """Print a sentence; on standard error where it is not the answer itself."""
    typer.echo(said(sentence), err=err)


def complain(error: SignageError) -> None:
    """Say on standard error what is wrong and with which fields."""
    tell(Said(f"Fehler: {error.message}", f"Error: {_english(error.message)}"), err=True)
    if isinstance(error, InvalidInput):
        for field, problem in error.problems.items():
            typer.echo(f"  {field}: {said(problem)}", err=True)


def _english(sentence: str) -> str:
    return sentence.english if isinstance(sentence, Said) else sentence


def tell_unsaid(settings: Settings) -> None:
    """One line on standard error for what visitors will look for and the settings do not say."""
    if settings.unsaid:
        names = ", ".join(settings.unsaid)
        tell(
            Said(
                f"Noch leer: {names}. Das fehlt auf den Seiten für Besucher (docs/settings.md).",
                f"Still empty: {names}. Visitors' pages lack it (docs/settings.md).",
            ),
            err=True,
        )


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under headings; text is shown as it is, never as markup."""
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        grid.add_column(said(heading))
    for row in rows:
        grid.add_row(*(Text("" if cell is None else said(cell)) for cell in row))
    console().print(grid)


@contextmanager
def progress(doing: str) -> Iterator[Callable[..., None]]:
    """A bar on standard error; call what it gives with (done, total) and perhaps the name of the phase."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(said(doing), total=None)

        def advance(done: int, total: int, phase: str | None = None) -> None:
            bar.update(task, completed=done, total=total, description=f"{said(doing)} {phase or ''}".strip())

        yield advance
