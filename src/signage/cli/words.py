"""What commands print: errors, tables, progress."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from signage.errors import InvalidInput, Said, SignageError
from signage.settings import Settings

PLAIN_WIDTH = 160


def console() -> Console:
    """Where answers go; wide enough in a pipe that tables are not folded."""
    made = Console(highlight=False)
    return made if made.is_terminal else Console(highlight=False, width=PLAIN_WIDTH, no_color=True)


def complain(error: SignageError, *, german: bool = True) -> None:
    """Say on standard error what is wrong and with which fields."""
    typer.echo(f"{'Fehler' if german else 'Error'}: {_said(error.message, german)}", err=True)
    if isinstance(error, InvalidInput):
        for field, problem in error.problems.items():
            typer.echo(f"  {field}: {_said(problem, german)}", err=True)


def _said(sentence: str, german: bool) -> str:
    return sentence.english if isinstance(sentence, Said) and not german else sentence


def tell_unsaid(settings: Settings) -> None:
    """One line on standard error for what visitors will look for and the settings do not say."""
    if settings.unsaid:
        typer.echo(
            f"Noch leer: {', '.join(settings.unsaid)}. Das fehlt auf den Seiten für "
            "Besucher (docs/settings.md).",
            err=True,
        )


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under headings; text is shown as it is, never as markup."""
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        grid.add_column(heading)
    for row in rows:
        grid.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console().print(grid)


@contextmanager
def progress(doing: str) -> Iterator[Callable[..., None]]:
    """A bar on standard error; call what it gives with (done, total) and perhaps the name of the phase."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(doing, total=None)

        def tell(done: int, total: int, phase: str | None = None) -> None:
            bar.update(task, completed=done, total=total, description=f"{doing} {phase or ''}".strip())

        yield tell
