"""Commands that bring data in, take it out, and look it over: import, export, check, changes, revert."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from signage.cli.outputs import out_file
from signage.cli.root import DEFAULT_STORE, ForceOption, StoreOption, WhoOption, somebody
from signage.cli.together import runs, together
from signage.cli.words import progress, said, table, tell
from signage.domain.layers import BY_PLURAL, LAYERS, Layer
from signage.domain.names import counted
from signage.domain.validity import at_the_signs
from signage.errors import InvalidInput, Said
from signage.replacing import replaced
from signage.store import open_store

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from signage.services.importing import ImportReport
    from signage.services.parked import ParkedRow
    from signage.store import Store

SHOWN = 20
LARGE = 2_000  # rows of an import behind which the lists are brought up to date at once
# One finding of this weight, and several.
SEVERITIES = {
    "error": (Said("Fehler", "error"), Said("Fehler", "errors")),
    "warning": (Said("Warnung", "warning"), Said("Warnungen", "warnings")),
    "hint": (Said("Hinweis", "hint"), Said("Hinweise", "hints")),
    "excepted": (Said("begründet", "with a reason"), Said("begründet", "with a reason")),
}
_ROW, _WRONG, _TO_DO = (
    Said("Zeile", "row"),
    Said("Was ist falsch", "what is wrong"),
    Said("Was ist zu tun", "what to do"),
)
_LAYER, _FILE = Said("Ebene", "layer"), Said("Datei", "file")
_NAMES = f"One of {', '.join(BY_PLURAL)}; German names (firmen, schilder, ...) will do"
LayerArgument = Annotated[str, typer.Argument(help=f"{_NAMES}.")]


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    root.command("import")(import_)
    for command in (parked, export, check, changes, revert):
        root.command()(command)


def import_(
    layer: LayerArgument,
    file: Annotated[Path, typer.Argument(help="GeoPackage, GeoJSON, Shapefile (also zipped), CSV or XLSX.")],
    store: StoreOption = DEFAULT_STORE,
    who: WhoOption = "",
    map_: Annotated[
        list[str] | None, typer.Option("--map", help='Which column is which: "Spalte=field".')
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="CRS of the positions, when the file does not say it truly.")
    ] = None,
    file_layer: Annotated[
        str | None, typer.Option(help="Layer of a GeoPackage or sheet of a workbook.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take all rows or none.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend text that was decoded wrongly (MÃ¼ller).")
    ] = False,
    anywhere: Annotated[
        bool, typer.Option("--anywhere", help="Take positions outside the municipalities too.")
    ] = False,
    report: Annotated[
        str | None, typer.Option(help="Write the table back with a verdict column (.csv or .xlsx).")
    ] = None,
    force: ForceOption = False,
) -> None:
    """Bring rows in from a file. Good rows are taken, bad ones are parked and named; one import is one
    change set.
    """
    from signage.services.importing import import_file, write_report

    report_to = None if report is None else _report_file(report, force=force, reads=[file])
    opened = open_store(store)
    try:
        with progress(Said("Importieren", "Importing")) as advance:
            done = import_file(
                opened,
                layer,
                file,
                who=who or somebody(),
                mapping=mapping_of(map_ or []),
                crs=crs,
                file_layer=file_layer,
                dry_run=dry_run,
                strict=strict,
                repair=repair,
                anywhere=anywhere,
                progress=advance,
            )
        _bring_up_to_date(opened, done, dry_run=dry_run)
    finally:
        opened.close()
    _tell_import(done)
    if report_to is not None:
        write_report(done, report_to)
        _tell_report(report_to)
    if strict and done.parked:
        raise typer.Exit(1)


def _bring_up_to_date(store: "Store", done: "ImportReport", *, dry_run: bool) -> None:
    """After a large import, so that nobody waits for it at the desk."""
    from signage.services.tidying import bring_up_to_date

    if dry_run or done.taken + done.changed < LARGE:
        return
    with progress(Said("Listen nachführen", "Bringing the lists up to date")) as advance:
        bring_up_to_date(store, progress=advance)


def _report_file(text: str, *, force: bool, reads: "Sequence[Path]" = ()) -> Path:
    """Where the report will lie; asked before anything is stored, so that none is stored without it."""
    from signage.services.importing import require_report_ending

    require_report_ending(Path(text))
    return out_file(text, "report", force=force, reads=reads)


def mapping_of(pairs: list[str]) -> dict[str, str]:
    """Heading -> field, from `Spalte=field`; InvalidInput for anything else."""
    for pair in pairs:
        if "=" not in pair:
            raise InvalidInput(
                Said(
                    f"--map erwartet Spalte=Feld, nicht {pair!r}",
                    f"--map expects heading=field, not {pair!r}",
                )
            )
    return {heading.strip(): field.strip() for heading, _, field in (pair.rpartition("=") for pair in pairs)}


def _tell_import(done: "ImportReport") -> None:
    tell(done.summary)
    for note in done.notes:
        typer.echo(f"- {said(note)}")
    if done.unrecognised:
        names = ", ".join(done.unrecognised)
        tell(
            Said(
                f"- Nicht übernommene Spalten: {names} (zuordnen mit --map Spalte=Feld)",
                f"- Columns not taken: {names} (assign them with --map heading=field)",
            )
        )
    worst_first = sorted(done.findings, key=lambda found: (not found.parked, found.row))
    groups = together(
        ((found.parked, found.column, found.problem, found.advice), found.row) for found in worst_first
    )
    rows = [
        (runs(numbers), Said("geparkt", "parked") if parked else SEVERITIES["hint"][0], *told)
        for (parked, *told), numbers in groups[:SHOWN]
    ]
    if rows:
        table((_ROW, "", Said("Spalte", "column"), _WRONG, _TO_DO), rows)
    _tell_hidden(groups)


def _tell_hidden(groups: Sequence[tuple[object, Sequence[int]]]) -> None:
    if hidden := sum(len(numbers) for _, numbers in groups[SHOWN:]):
        tell(_more(hidden, "--report", ".xlsx"))


def _more(hidden: int, option: str, ending: str) -> Said:
    return Said(
        f"... und {hidden} weitere; alle mit {option} DATEI{ending}",
        f"... and {hidden} more; all of them with {option} FILE{ending}",
    )


def _tell_report(path: object) -> None:
    tell(Said(f"Bericht: {path}", f"Report: {path}"))


def parked(
    store: StoreOption = DEFAULT_STORE,
    file: Annotated[
        str | None, typer.Option(help="Only the rows of this file, by its name without folder.")
    ] = None,
    report: Annotated[
        str | None, typer.Option(help="Write the rows as a table to mend and import (.csv or .xlsx).")
    ] = None,
    clear: Annotated[
        bool, typer.Option("--clear", help="Let the rows go: they are mended or unwanted.")
    ] = False,
    force: ForceOption = False,
) -> None:
    """List the rows that imports could not take: file, row, what is wrong, what to do."""
    from signage.services.parked import clear_parked, list_parked, write_parked

    opened = open_store(store)
    try:
        every = list_parked(opened)
        rows = [row for row in every if file in (None, row.file)]
        _tell_parked(rows, file, (row.file for row in every))
        if report is not None and rows:
            write_parked(rows, _report_file(report, force=force))
            _tell_report(report)
        if clear and rows:
            gone = _counted(clear_parked(opened, file=file))
            tell(Said(f"{gone} abgelegt.", f"{gone.english} let go."))
    finally:
        opened.close()


def _counted(rows: int) -> Said:
    return Said(
        counted(rows, "geparkte Zeile", "geparkte Zeilen"), counted(rows, "parked row", "parked rows")
    )


def _day(moment: datetime) -> str:
    return f"{at_the_signs(moment):%Y-%m-%d}"


def _tell_parked(rows: "Sequence[ParkedRow]", file: str | None, files: Iterable[str]) -> None:
    if not rows and (others := ", ".join(sorted(set(files)))):
        tell(
            Said(
                f"Keine geparkten Zeilen aus {file}; es gibt welche aus {others}.",
                f"No parked rows of {file}; there are some of {others}.",
            )
        )
        return
    number = _counted(len(rows))
    tell(
        Said(f"{number}.", f"{number.english}.")
        if rows
        else Said("Keine geparkten Zeilen.", "No parked rows.")
    )
    groups = together(
        ((row.layer, row.file, _day(row.parked_at), row.problem, row.advice), row.row) for row in rows
    )
    cells = [
        (_called(LAYERS[layer]), file, runs(numbers), *told)
        for (layer, file, *told), numbers in groups[:SHOWN]
    ]
    if cells:
        table((_LAYER, _FILE, _ROW, Said("seit", "since"), _WRONG, _TO_DO), cells)
    _tell_hidden(groups)


def _called(layer: Layer) -> Said:
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
            _called(LAYERS[row.layer]),
            row.name or Said(f"Nr. {row.row}", f"no. {row.row}"),
            row.message,
            row.check,
        )
        for row in found.drop(columns="geometry").head(SHOWN).itertuples(index=False, name="Finding")
    ]
    if rows:
        headings = (
            Said("Gewicht", "weight"),
            _LAYER,
            "Name",
            Said("Befund", "finding"),
            Said("Prüfung", "check"),
        )
        table(headings, rows)
    if len(found) > SHOWN:
        tell(_more(len(found) - SHOWN, "--csv", ".csv"))


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
        done = revert_change_set(opened, number, who=who or somebody(), why=why or f"Rücknahme von {number}")
    finally:
        opened.close()
    tell(
        Said(
            f"Änderung {number} ist zurückgenommen (neue Änderung {done}).",
            f"Change set {number} is taken back (by change set {done}).",
        )
    )
