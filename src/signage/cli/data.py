"""Commands that bring data in, take it out, and look it over: import, export, check, changes, revert."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from signage.cli.outputs import out_file
from signage.cli.root import DEFAULT_STORE, ForceOption, StoreOption, WhoOption, somebody
from signage.cli.together import runs, together
from signage.cli.words import progress, table
from signage.domain.layers import BY_PLURAL, LAYERS
from signage.domain.names import counted
from signage.domain.validity import at_the_signs
from signage.errors import InvalidInput, Said
from signage.replacing import replaced
from signage.store import open_store

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from signage.services.importing import ImportReport
    from signage.services.parked import ParkedRow

SHOWN = 20
SEVERITIES = {"error": "Fehler", "warning": "Warnung", "hint": "Hinweis", "excepted": "begründet"}
_COUNTED = {
    "error": ("Fehler", "Fehler"),
    "warning": ("Warnung", "Warnungen"),
    "hint": ("Hinweis", "Hinweise"),
    "excepted": ("begründet", "begründet"),
}
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
        with progress("Importieren") as tell:
            done = import_file(
                opened,
                layer,
                file,
                who=who or somebody(),
                mapping=_mapping(map_ or []),
                crs=crs,
                file_layer=file_layer,
                dry_run=dry_run,
                strict=strict,
                repair=repair,
                anywhere=anywhere,
                progress=tell,
            )
    finally:
        opened.close()
    _tell_import(done)
    if report_to is not None:
        write_report(done, report_to)
        typer.echo(f"Bericht: {report_to}")
    if strict and done.parked:
        raise typer.Exit(1)


def _report_file(text: str, *, force: bool, reads: "Sequence[Path]" = ()) -> Path:
    """Where the report will lie; asked before anything is stored, so that none is stored without it."""
    from signage.services.importing import require_report_ending

    require_report_ending(Path(text))
    return out_file(text, "report", force=force, reads=reads)


def _mapping(pairs: list[str]) -> dict[str, str]:
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
    typer.echo(done.summary)
    for note in done.notes:
        typer.echo(f"- {note}")
    if done.unrecognised:
        typer.echo(
            f"- Nicht übernommene Spalten: {', '.join(done.unrecognised)} (zuordnen mit --map Spalte=Feld)"
        )
    worst_first = sorted(done.findings, key=lambda found: (not found.parked, found.row))
    groups = together(
        ((found.parked, found.column, found.problem, found.advice), found.row) for found in worst_first
    )
    rows = [
        (runs(numbers), "geparkt" if parked else "Hinweis", *told)
        for (parked, *told), numbers in groups[:SHOWN]
    ]
    if rows:
        table(("Zeile", "", "Spalte", "Was ist falsch", "Was ist zu tun"), rows)
    _tell_hidden(groups)


def _tell_hidden(groups: Sequence[tuple[object, Sequence[int]]]) -> None:
    if hidden := sum(len(numbers) for _, numbers in groups[SHOWN:]):
        typer.echo(f"... und {hidden} weitere; alle mit --report DATEI.xlsx")


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
        rows = list_parked(opened, file=file)
        _tell_parked(rows, file, (row.file for row in list_parked(opened)))
        if report is not None and rows:
            write_parked(rows, _report_file(report, force=force))
            typer.echo(f"Bericht: {report}")
        if clear and rows:
            typer.echo(f"{_counted(clear_parked(opened, file=file))} abgelegt.")
    finally:
        opened.close()


def _counted(rows: int) -> str:
    return counted(rows, "geparkte Zeile", "geparkte Zeilen")


def _day(moment: datetime) -> str:
    return f"{at_the_signs(moment):%Y-%m-%d}"


def _tell_parked(rows: "Sequence[ParkedRow]", file: str | None, files: Iterable[str]) -> None:
    if not rows and (others := ", ".join(sorted(set(files)))):
        typer.echo(f"Keine geparkten Zeilen aus {file}; es gibt welche aus {others}.")
        return
    typer.echo(_counted(len(rows)) + "." if rows else "Keine geparkten Zeilen.")
    groups = together(
        ((row.layer, row.file, _day(row.parked_at), row.problem, row.advice), row.row) for row in rows
    )
    cells = [
        (LAYERS[layer].german, file, runs(numbers), *told) for (layer, file, *told), numbers in groups[:SHOWN]
    ]
    if cells:
        table(("Ebene", "Datei", "Zeile", "seit", "Was ist falsch", "Was ist zu tun"), cells)
    _tell_hidden(groups)


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
        with progress("Exportieren") as tell:
            day = read_day(as_of) if as_of is not None else today()
            path = out_file(file, "export", force=force)
            written = write(opened, layer, path, as_of=day, personal=personal, progress=tell)
    finally:
        opened.close()
    counts = ", ".join(f"{BY_PLURAL[name].german}: {rows}" for name, rows in written.items())
    typer.echo(f"Geschrieben: {file} ({counts})")


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
    with Inventory.open(store) as inventory, progress("Prüfen") as tell:
        found = inventory.check(only, figures=figures, progress=tell)
    _tell_findings(found)
    if path is not None:
        with replaced(path) as new:
            found.drop(columns="geometry").to_csv(new, index=False)
    if (found["severity"] == "error").any():
        raise typer.Exit(1)


def _tell_findings(found: "GeoDataFrame") -> None:
    counts = found["severity"].value_counts().reindex(list(SEVERITIES), fill_value=0)
    told = [counted(counts[name], *words) for name, words in _COUNTED.items() if counts[name]]
    typer.echo(counted(len(found), "Befund", "Befunde") + (f": {', '.join(told)}" if told else "."))
    rows = [
        (
            SEVERITIES[row.severity],
            LAYERS[row.layer].german,
            row.name or f"Nr. {row.row}",
            row.message,
            row.check,
        )
        for row in found.drop(columns="geometry").head(SHOWN).itertuples(index=False, name="Finding")
    ]
    if rows:
        table(("Gewicht", "Ebene", "Name", "Befund", "Prüfung"), rows)
    if len(found) > SHOWN:
        typer.echo(f"... und {len(found) - SHOWN} weitere; alle mit --csv DATEI.csv")


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
    table(("Nr.", "Zeit (UTC)", "Wer", "Art", "Warum", "Zeilen"), cells)


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
    typer.echo(f"Änderung {number} ist zurückgenommen (neue Änderung {done}).")
