"""Commands for what visitors leave behind: reports, tidy."""

from typing import Annotated

import typer

from signage import languages
from signage.cli.root import DEFAULT_STORE, StoreOption
from signage.cli.words import table, tell
from signage.codes import token as tokens
from signage.domain.keys import read_ags
from signage.domain.validity import today
from signage.errors import InvalidInput, Said, known
from signage.services.reports import STATES, list_reports
from signage.services.rights import Rights
from signage.services.tidying import MONTHS
from signage.services.tidying import tidy as tidy_
from signage.store import open_store

_STATES = {
    "open": Said("offen", "open"),
    "accepted": Said("angenommen", "accepted"),
    "refused": Said("abgelehnt", "refused"),
    "duplicate": Said("doppelt", "duplicate"),
}
_HEADINGS = (
    Said("Nr.", "no."),
    Said("Tag", "day"),
    Said("mal", "times"),
    Said("Schild", "sign"),
    Said("Was", "what"),
    Said("Firma, Gebiet", "firm, area"),
    Said("Hinweis", "note"),
    Said("Foto", "photo"),
    Said("Zustand", "state"),
)


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    root.command()(reports)
    root.command()(tidy)


def reports(
    store: StoreOption = DEFAULT_STORE,
    municipality: Annotated[
        str | None, typer.Option(help="AGS of a municipality: only what it is in charge of.")
    ] = None,
    state: Annotated[str, typer.Option(help="open, accepted, refused or duplicate; or all.")] = "open",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
) -> None:
    """List what visitors report of signs and firms, newest first."""
    if state != "all" and state not in STATES:
        raise InvalidInput(known(Said("Den Zustand", "state"), state, ["all", *STATES]))
    rights = Rights(None)
    if municipality is not None:
        rights = Rights(frozenset([read_ags(municipality) or municipality]))
    opened = open_store(store)
    try:
        rows = list_reports(opened, rights=rights, state=None if state == "all" else state, limit=limit)
    finally:
        opened.close()
    if not rows:
        tell(Said("Keine Meldungen.", "No reports."))
        return
    cells = [
        (
            row["id"],
            f"{row['day']:%Y-%m-%d}",
            row["times"],
            row["sign_number"] or tokens.display(row["code"]),
            _kind(row["kind"]),
            row["tenant_name"] or row["area_name"] or "",
            " ".join(row["text"].split()),
            Said("ja", "yes") if row["photo"] else "",
            _STATES[row["state"]],
        )
        for row in rows
    ]
    table(_HEADINGS, cells)


def tidy(
    store: StoreOption = DEFAULT_STORE,
    months: Annotated[
        int, typer.Option(min=0, max=1200, help="Keep settled reports for so many months.")
    ] = MONTHS,
) -> None:
    """Remove reports settled long ago, their photos, rare search terms, sign-ins that are over, and uploaded
    files.
    """
    opened = open_store(store)
    try:
        gone = tidy_(opened, today(), months=months)
    finally:
        opened.close()
    tell(
        Said(
            f"Entfernt: Meldungen {gone.reports}, Fotos {gone.photos}, Suchwörter {gone.terms}, "
            f"beendete Anmeldungen {gone.sign_ins}, hochgeladene Dateien {gone.uploads}.",
            f"Removed: reports {gone.reports}, photos {gone.photos}, search terms {gone.terms}, "
            f"sign-ins that are over {gone.sign_ins}, uploaded files {gone.uploads}.",
        )
    )


def _kind(kind: str) -> Said:
    return Said(*(languages.text(language, f"report.kind.{kind}") for language in ("de", "en")))
