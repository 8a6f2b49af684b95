"""Commands that keep a store: init, upgrade, backup, restore, doctor."""

import os
from pathlib import Path
from typing import Annotated

import typer

from signage.cli.root import DEFAULT_STORE, StoreOption
from signage.cli.words import progress, table, tell, tell_unsaid
from signage.errors import Said
from signage.services import backup as backups
from signage.services.doctor import examine
from signage.settings import Settings
from signage.store import create_store, open_store, told_address, upgrade_store

NewStore = Annotated[
    str,
    typer.Argument(envvar="SIGNAGE_STORE", help="A new .gpkg file, or postgresql://user@host/database."),
]
ExistingStore = Annotated[
    str,
    typer.Argument(envvar="SIGNAGE_STORE", help="A GeoPackage file or postgresql://user@host/database."),
]
_GOOD, _BAD = Said("gut", "good"), Said("FEHLER", "FAULT")


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    for command in (init, upgrade, backup, restore, doctor):
        root.command()(command)


def init(store: NewStore = DEFAULT_STORE) -> None:
    """Make a new, empty store."""
    create_store(store).close()
    told = told_address(store)
    tell(
        Said(
            f"Bestand {told} angelegt. Weiter: signage import municipalities DATEI --store {told}",
            f"Store {told} made. Next: signage import municipalities FILE --store {told}",
        )
    )


def upgrade(store: ExistingStore = DEFAULT_STORE) -> None:
    """Bring a store made by an older version up to this one. Make a backup first."""
    before = upgrade_store(store)
    tell(
        Said(
            f"Bestand {told_address(store)}: von Fassung {before} auf die neueste gebracht.",
            f"Store {told_address(store)}: brought from version {before} up to the newest.",
        )
    )


def backup(
    target: Annotated[Path, typer.Argument(help="The .gpkg file to write.")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Copy a store, while it is in use, into one file with its SHA-256 beside it."""
    source = open_store(store)
    try:
        with progress(Said("Sichern", "Backing up")) as advance:
            digest = backups.backup(source, target, progress=advance)
    finally:
        source.close()
    digits = f"{target} (SHA-256 {digest[:16]}…)"
    tell(Said(f"Gesichert: {digits}", f"Backed up: {digits}"))


def restore(
    source: Annotated[Path, typer.Argument(help="A backup made by `signage backup`.")],
    store: NewStore = DEFAULT_STORE,
) -> None:
    """Make a new store from a backup; overwrites nothing, refuses a damaged backup."""
    if source.exists() and not backups.hash_file(source).exists():
        name = backups.hash_file(source).name
        tell(
            Said(
                f"Achtung: Neben {source} liegt kein {name}. Ob die Datei eine Sicherung und unverändert "
                "ist, wurde nicht geprüft; läuft ein Dienst darauf, kann ein Stand mitten in der Arbeit "
                "herauskommen.",
                f"Mind: there is no {name} beside {source}. Whether the file is a backup, and unchanged, was "
                "not checked; if a service runs on it, this may be a state in the midst of its work.",
            ),
            err=True,
        )
    with progress(Said("Wiederherstellen", "Restoring")) as advance:
        backups.restore(source, store, progress=advance)
    told = told_address(store)
    tell(Said(f"Wiederhergestellt: {told}", f"Restored: {told}"))


def doctor(store: ExistingStore = DEFAULT_STORE) -> None:
    """Look at versions, integrity and indexes, and say what to do. Exit code 1 when something is wrong."""
    findings = examine(store)
    rows = [(_GOOD if found.well else _BAD, found.question, found.answer, found.advice) for found in findings]
    table(("", Said("Frage", "question"), Said("Antwort", "answer"), Said("Rat", "advice")), rows)
    tell_unsaid(Settings.from_environment(os.environ))
    if not all(found.well for found in findings):
        raise typer.Exit(1)
