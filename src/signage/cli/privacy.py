"""Commands for people's data: retention, person."""

from pathlib import Path
from typing import Annotated

import typer

from signage.cli.root import DEFAULT_STORE, ForceOption, StoreOption, WhoOption, somebody
from signage.cli.words import said, table, tell
from signage.domain.validity import today
from signage.errors import InvalidInput, Said, Unavailable
from signage.services.privacy.erasing import erase_person
from signage.services.privacy.information import write_information
from signage.services.privacy.periods import PERIODS
from signage.services.privacy.person import Person, find_person, records_of
from signage.services.privacy.retention import retain
from signage.services.tidying import MONTHS
from signage.store import Store, open_store


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    for command in (retention, person):
        root.command()(command)


def retention(
    store: StoreOption = DEFAULT_STORE,
    months: Annotated[
        int, typer.Option(min=0, max=1200, help="Keep settled reports for so many months.")
    ] = MONTHS,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be erased; store nothing.")
    ] = False,
) -> None:
    """Erase what tells of people and was kept long enough (docs/privacy.md); `tidy` is part of it. Daily."""
    opened = open_store(store)
    try:
        done = retain(opened, today(), months=months, dry_run=dry_run)
        rows = [
            (period.what, period.length, period.since, period.then, done[kind])
            for kind, period in PERIODS.items()
        ]
        headings = (
            Said("Was", "what"),
            Said("Frist", "kept for"),
            Said("ab", "from"),
            Said("dann", "then"),
            Said("jetzt fällig", "due now") if dry_run else Said("erledigt", "done"),
        )
        table(headings, rows)
        if dry_run:
            tell(Said("Probelauf: Es wurde nichts gelöscht.", "Dry run: nothing was erased."))
        elif any(done.values()):
            _forget(opened)
    finally:
        opened.close()


def person(
    name: Annotated[str, typer.Argument(help="The person's name, also a former one.")] = "",
    store: StoreOption = DEFAULT_STORE,
    tenant: Annotated[
        int | None, typer.Option(help="Number of the firm, where several have the name.")
    ] = None,
    information: Annotated[
        Path | None, typer.Option(help="Write everything about the person into this .zip file.")
    ] = None,
    erase: Annotated[
        bool, typer.Option("--erase", help="Erase everything about the person, for good.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before erasing.")] = False,
    force: ForceOption = False,
    who: WhoOption = "",
) -> None:
    """Say what is held of one person, write it down for them, or erase it."""
    if not name and tenant is None:
        raise InvalidInput(
            Said("Gebraucht wird ein Name oder --tenant NUMMER.", "Give a name or --tenant NUMBER.")
        )
    opened = open_store(store)
    try:
        found = find_person(opened, name, tenant)
        _tell_found(opened, found)
        if information is not None:
            write_information(opened, found, information, force=force)
            tell(Said(f"Auskunft geschrieben: {information}", f"Information written: {information}"))
        if erase:
            _erase(opened, found, yes=yes, who=who or somebody())
    finally:
        opened.close()


def _tell_found(store: Store, found: Person) -> None:
    numbers = ", ".join(str(number) for number in found.ids)
    what = Said("Einzelperson", "sole trader") if found.is_person else Said("Firma", "firm")
    last = found.rows[-1]["name"]
    tell(Said(f"{what} {numbers}: {last}", f"{what.english} {numbers}: {last}"))
    rows = [(kind, len(records)) for kind, records in records_of(store, found).items()]
    table((Said("Was", "what"), Said("Einträge", "records")), rows)


def _erase(store: Store, found: Person, *, yes: bool, who: str) -> None:
    if found.is_person:
        tell(
            Said(
                "Gelöscht werden alle Angaben der Einzelperson, auch im Verlauf; kein Verzeichnis zeigt sie "
                "mehr.",
                "All details of the sole trader are erased, in the history too; no directory shows them "
                "any more.",
            )
        )
    else:
        tell(
            Said(
                "Gelöscht werden Ansprechpartner, Kontaktdaten und Einwilligungen, auch im Verlauf; die "
                "Firma bleibt im Verzeichnis.",
                "Contacts and consents are erased, in the history too; the firm stays in the directory.",
            )
        )
    tell(
        Said(
            "Das lässt sich nicht rückgängig machen. Sicherungen und veröffentlichte Kopien enthalten die "
            "Angaben, bis sie ersetzt sind.",
            "This cannot be undone. Backups and published copies hold the details until they are replaced.",
        )
    )
    if not yes:
        typer.confirm(said(Said("Jetzt löschen?", "Erase now?")), abort=True)
    done = erase_person(store, found, who=who)
    if done is None:
        tell(Said("Es war nichts mehr zu löschen.", "There was nothing left to erase."))
    else:
        tell(Said(f"Gelöscht mit Änderung {done}.", f"Erased by change set {done}."))
    _forget(store)


def _forget(store: Store) -> None:
    try:
        store.forget()
    except Unavailable as error:
        tell(
            Said(
                f"Der freie Platz wurde nicht überschrieben ({error.message}); der nächste Lauf holt es "
                "nach.",
                f"Free space was not written over ({getattr(error.message, 'english', error.message)}); the "
                "next run does it.",
            ),
            err=True,
        )
