"""Commands that bring rows in, and show those that could not be taken: import, parked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signage.cli.data import SEVERITIES, SHOWN, LayerArgument, called, more_of
from signage.cli.outputs import out_file
from signage.cli.root import DEFAULT_STORE, ForceOption, StoreOption, WhoOption, somebody
from signage.cli.together import runs, together
from signage.cli.words import progress, said, table, tell
from signage.domain.layers import LAYERS
from signage.domain.names import counted
from signage.domain.validity import at_the_signs
from signage.errors import InvalidInput, Said
from signage.store import open_store

if TYPE_CHECKING:
    from signage.services.importing import ImportReport
    from signage.services.parked import ParkedRow
    from signage.store import Store

LARGE = 2_000  # rows of an import behind which the lists are brought up to date at once
_ROW, _WRONG, _TO_DO = (
    Said("Zeile", "row"),
    Said("Was ist falsch", "what is wrong"),
    Said("Was ist zu tun", "what to do"),
)


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    root.command("import")(import_)
    root.command()(parked)


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
        tell(more_of(hidden, "--report", ".xlsx"))


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
        (called(LAYERS[layer]), file, runs(numbers), *told)
        for (layer, file, *told), numbers in groups[:SHOWN]
    ]
    if cells:
        table(
            (Said("Ebene", "layer"), Said("Datei", "file"), _ROW, Said("seit", "since"), _WRONG, _TO_DO),
            cells,
        )
    _tell_hidden(groups)
