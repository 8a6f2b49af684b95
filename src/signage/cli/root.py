"""The root of all commands, and the option that most of them share."""

import os
from pathlib import Path
from typing import Annotated

import typer

from signage.errors import Said, Unavailable

root = typer.Typer(
    name="signage",
    help="Inventory, codes and directories of the signs of commercial areas.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

StoreOption = Annotated[
    str,
    typer.Option(
        "--store", "-s", envvar="SIGNAGE_STORE", help="A GeoPackage file or postgresql://user@host/database."
    ),
]
WhoOption = Annotated[str, typer.Option("--who", help="Who makes this change; kept in the history.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there, whoever wrote it.")]
DEFAULT_STORE = "signage.gpkg"


def somebody() -> str:
    """The user of this machine, for the history, when nobody is named."""
    return os.environ.get("USER") or os.environ.get("LOGNAME") or "Kommandozeile"


def make_folder(folder: Path) -> None:
    """Make a folder unless it is there; Unavailable when it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            Said(
                f"Der Ordner {folder} lässt sich nicht anlegen ({error.strerror}).",
                f"The folder {folder} cannot be made ({error.strerror}).",
            )
        ) from error


@root.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    if version:
        from signage import __version__

        typer.echo(f"signage {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
