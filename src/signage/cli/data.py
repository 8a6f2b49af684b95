"""Commands that take data out, and look it over: export, check, changes, revert."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from signage.cli.outputs import out_file
from signage.cli.root import DEFAULT_STORE, ForceOption, StoreOption, WhoOption, somebody
from signage.cli.words import progress, said, table, tell
from signage.domain.layers import BY_PLURAL, LAYERS, Layer
from signage.domain.names import counted
from signage.errors import Said
from signage.replacing import replaced
from signage.store import open_store

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


SHOWN = 20
# One finding of this weight, and several.
SEVERITIES = {
    "error": (Said("Fehler", "error"), Said("Fehler", "errors")),
    "warning": (Said("Warnung", "warning"), Said("Warnungen", "warnings")),
    "hint": (Said("Hinweis", "hint"), Said("Hinweise", "hints")),
    "excepted": (Said("begründet", "with a reason"), Said("begründet", "with a reason")),
}
_NAMES = f"One of {', '.join(BY_PLURAL)}; German names (firmen, schilder, ...) will do"
LayerArgument = Annotated[str, typer.Argument(help=f"{_NAMES}.")]


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    for command in (export, check, changes, revert):
        root.command()(command)


def more_of(hidden: int, option: str, ending: str) -> Said:
    """That so many are not shown, and how to have them all in a file."""
    return Said(
        f"... und {hidden} weitere; alle mit {option} DATEI{ending}",
        f"... and {hidden} more; all of them with {option} FILE{ending}",
    )


def called(layer: Layer) -> Said:
    """A layer as its rows are called."""
    return Said(layer.german, layer.plural)


def export(
    layer: Annotated[str, typer.Argument(help=f"{_NAMES}; or all.")],
    file: Annotated[str, typer.Argument(help=".gpkg, .geojson, .parquet, .csv, .xlsx or .kml")],
    store: StoreOption = DEFAULT_STORE,
    as_of: Annotated[
        str | None, typer.Option(help="The day to export, 2026-11-22; today when left out.")
    ] = None,
    personal: Annotated[
        bool, typer.Option("--personal", help="With contact data, consents and notes.")
    ] = False,
    force: ForceOption = False,
) -> None:
    """Write a layer, or all of them, to a file."""
    from signage.domain.validity import read_day, today
    from signage.services.exporting import export as write

    opened = open_store(store)
    try:
        with progress(Said("Exportieren", "Exporting")) as advance:
            day = read_day(as_of) if as_of is not None else today()
            path = out_file(file, "export", force=force)
            written = write(opened, layer, path, as_of=day, personal=personal, progress=advance)
    finally:
        opened.close()
    german = ", ".join(f"{BY_PLURAL[name].german}: {rows}" for name, rows in written.items())
    english = ", ".join(f"{name}: {rows}" for name, rows in written.items())
    tell(Said(f"Geschrieben: {file} ({german})", f"Written: {file} ({english})"))


def check(
    store: StoreOption = DEFAULT_STORE,
    only: Annotated[list[str] | None, typer.Option(help="Only these checks, by key.")] = None,
    csv: Annotated[str | None, typer.Option(help="Write all findings to this CSV file.")] = None,
    figures: Annotated[
        str, typer.Option(envvar="SIGNAGE_FIGURES", help="A TOML file with corrected figures of the rules.")
    ] = "",
    force: ForceOption = False,
) -> None:
    """Look over the whole inventory. Exit code 1 when an error is found."""
    from signage.inventory import Inventory

    path = out_file(csv, "findings", force=force) if csv else None
    with Inventory.open(store) as inventory, progress(Said("Prüfen", "Checking")) as advance:
        found = inventory.check(only, figures=figures, progress=advance)
    _tell_findings(found)
    if path is not None:
        told = found.drop(columns="geometry").assign(message=found["message"].map(said))
        with replaced(path) as new:
            told.to_csv(new, index=False)
    if (found["severity"] == "error").any():
        raise typer.Exit(1)


def _tell_findings(found: "GeoDataFrame") -> None:
    counts = found["severity"].value_counts().reindex(list(SEVERITIES), fill_value=0)
    told = [(counts[name], one, several) for name, (one, several) in SEVERITIES.items() if counts[name]]
    german = ", ".join(counted(*words) for words in told)
    english = ", ".join(counted(number, one.english, several.english) for number, one, several in told)
    tell(
        Said(
            counted(len(found), "Befund", "Befunde") + (f": {german}" if told else "."),
            counted(len(found), "finding", "findings") + (f": {english}" if told else "."),
        )
    )
    rows = [
        (
            SEVERITIES[row.severity][0],
            called(LAYERS[row.layer]),
            row.name or Said(f"Nr. {row.row}", f"no. {row.row}"),
            row.message,
            row.check,
        )
        for row in found.drop(columns="geometry").head(SHOWN).itertuples(index=False, name="Finding")
    ]
    if rows:
        headings = (
            Said("Gewicht", "weight"),
            Said("Ebene", "layer"),
            "Name",
            Said("Befund", "finding"),
            Said("Prüfung", "check"),
        )
        table(headings, rows)
    if len(found) > SHOWN:
        tell(more_of(len(found) - SHOWN, "--csv", ".csv"))


def changes(
    store: StoreOption = DEFAULT_STORE, limit: Annotated[int, typer.Option(min=1, max=1000)] = 20
) -> None:
    """List the newest change sets: number, when, who, why."""
    from signage.services.history import list_change_sets

    opened = open_store(store)
    try:
        rows: list[dict[str, Any]] = list_change_sets(opened, limit=limit)
    finally:
        opened.close()
    cells = [
        (row["id"], f"{row['at']:%Y-%m-%d %H:%M}", row["who"], row["kind"], row["why"], row["rows"])
        for row in rows
    ]
    headings = (
        Said("Nr.", "no."),
        Said("Zeit (UTC)", "time (UTC)"),
        Said("Wer", "who"),
        Said("Art", "kind"),
        Said("Warum", "why"),
        Said("Zeilen", "rows"),
    )
    table(headings, cells)


def revert(
    number: Annotated[int, typer.Argument(help="Number of the change set, as `signage changes` lists it.")],
    store: StoreOption = DEFAULT_STORE,
    who: WhoOption = "",
    why: Annotated[str, typer.Option(help="The reason; kept in the history.")] = "",
) -> None:
    """Take back one change set, an import for example, as a whole."""
    from signage.services.reverting import revert_change_set

    opened = open_store(store)
    try:
        done = revert_change_set(opened, number, who=who or somebody(), why=why)
    finally:
        opened.close()
    tell(
        Said(
            f"Änderung {number} ist zurückgenommen (neue Änderung {done}).",
            f"Change set {number} is taken back (by change set {done}).",
        )
    )
