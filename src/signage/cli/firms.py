"""A command for what the desk's table of firms is helped by: official addresses."""

from pathlib import Path
from typing import Annotated

import typer

from signage.cli.importing import mapping_of
from signage.cli.root import DEFAULT_STORE, StoreOption
from signage.cli.words import tell
from signage.domain.names import counted
from signage.errors import Said
from signage.services.addresses import Loaded, load_addresses
from signage.store import open_store


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    root.command()(addresses)


def addresses(
    file: Annotated[
        Path, typer.Argument(help="Street, house number, postcode, place and position of houses.")
    ],
    store: StoreOption = DEFAULT_STORE,
    source: Annotated[
        str,
        typer.Option(help="What the source is called, if not like the file; its last edition is replaced."),
    ] = "",
    map_: Annotated[
        list[str] | None, typer.Option("--map", help='Which column is which: "Spalte=field".')
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="CRS of the positions, when the file does not say it truly.")
    ] = None,
) -> None:
    """Load official addresses (Hauskoordinaten), by which the desk sets the places of firms."""
    opened = open_store(store)
    try:
        done = load_addresses(opened, file, source=source, crs=crs, mapping=mapping_of(map_ or []))
    finally:
        opened.close()
    _tell(done)


def _tell(done: Loaded) -> None:
    instead = f" statt bisher {done.replaced}" if done.replaced else ""
    instead_of = f" in place of {done.replaced}" if done.replaced else ""
    tell(
        Said(
            f"{counted(done.stored, 'Adresse', 'Adressen')} aus {done.source} geladen{instead}.",
            f"{counted(done.stored, 'address', 'addresses')} of {done.source} loaded{instead_of}.",
        )
    )
    for note in done.notes:
        tell(note, err=True)
    if done.left_out:
        why = f" ({'; '.join(dict.fromkeys(done.reasons))})" if done.reasons else ""
        lines = counted(done.left_out, "Zeile", "Zeilen")
        tell(
            Said(
                f"{lines} ohne Straße, Hausnummer oder Position weggelassen{why}.",
                f"{counted(done.left_out, 'line', 'lines')} without street, house number or position left out"
                f"{why}.",
            ),
            err=True,
        )
