"""The command that reminds of lists to confirm: remind."""

import os
from typing import Annotated

import typer

from signage.cli.root import DEFAULT_STORE, StoreOption
from signage.cli.words import tell
from signage.errors import Said
from signage.services.confirming.reminders import Reminder
from signage.services.confirming.reminders import remind as remind_
from signage.settings import Settings
from signage.store import open_store

_STEPS = {
    "before": Said("bald fällig", "due soon"),
    "due": Said("heute fällig", "due today"),
    "after": Said("überfällig", "overdue"),
    "escalated": Said("an das Regionalmanagement", "to the region's managers"),
}
_OUTCOMES = {
    "planned": Said("würde gesendet", "would be sent"),
    "sent": Said("gesendet", "sent"),
    "failed": Said(
        "nicht gesendet, der nächste Lauf versucht es wieder", "not sent, the next run tries again"
    ),
    "under_way": Said("ein anderer Lauf sendet sie gerade", "another run is just sending it"),
    "unclear": Said(
        "ein abgebrochener Lauf hat sie vielleicht gesendet; nicht noch einmal gesendet",
        "a run that was stopped may have sent it; not sent again",
    ),
    "noted": Said(
        "vielleicht gesendet, wie schon gemeldet; nicht noch einmal gesendet",
        "perhaps sent, as was told before; not sent again",
    ),
    "nobody": Said(
        "nicht gesendet, es fehlt eine Adresse (/desk/office)", "not sent, there is no address (/desk/office)"
    ),
}


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    root.command()(remind)


def remind(
    store: StoreOption = DEFAULT_STORE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Send nothing: say what would be sent.")] = False,
) -> None:
    """Remind municipalities whose lists of firms are due by mail, and tell the managers who forgot. Daily."""
    settings = Settings.from_environment(os.environ, store=store)
    opened = open_store(store)
    try:
        found = remind_(opened, settings, dry_run=dry_run)
    finally:
        opened.close()
    if not found:
        tell(Said("Nichts zu erinnern.", "Nothing to remind of."))
    for one in found:
        tell(_line(one), err=one.outcome in ("failed", "unclear", "noted", "nobody"))
    if not dry_run and any(one.outcome in ("failed", "unclear") for one in found):
        raise typer.Exit(1)


def _line(one: Reminder) -> Said:
    step, outcome = _STEPS[one.step], _OUTCOMES[one.outcome]
    more = f" ({one.problem})" if one.problem else ""
    english = f"{step.english} ({one.due_on}): {outcome.english}"
    english += f" ({getattr(one.problem, 'english', one.problem)})" if one.problem else ""
    return Said(
        f"{one.office.name}, {one.firms} Firmen, {step} ({one.due_on:%d.%m.%Y}): {outcome}{more}",
        f"{one.office.name}, {one.firms} firms, {english}",
    )
