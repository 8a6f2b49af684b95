"""Commands for firms as a workbook that goes out and comes back."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signage.cli.outputs import out_file
from signage.cli.root import DEFAULT_STORE, ForceOption, StoreOption, WhoOption, somebody
from signage.cli.words import progress, said, table, tell
from signage.domain.names import counted
from signage.errors import InvalidInput, NotFound, Said, TableNeeded
from signage.replacing import replaced
from signage.services.rights import Rights, everywhere
from signage.store import Store, open_store

if TYPE_CHECKING:
    from signage.services.round_trip.layouts import Layout
    from signage.services.round_trip.lines import Comparison, Line
    from signage.services.round_trip.reading import Sheet

group = typer.Typer(help="Firms as a workbook to work on, and what comes back.", no_args_is_help=True)
SHOWN = 40
_KINDS: Mapping[str, Said] = {
    "new": Said("neu", "new"),
    "changed": Said("geändert", "changed"),
    "moved": Said("umgezogen", "moved"),
    "gone": Said("weg", "gone"),
    "confirmed": Said("bestätigt", "confirmed"),
    "missing": Said("fehlt in der Datei", "missing from the file"),
    "unclear": Said("unklar", "unclear"),
    "unchanged": Said("unverändert", "unchanged"),
}
_HEADINGS = (Said("Zeile", "row"), Said("Firma", "firm"), Said("Was", "what"), Said("Änderung", "change"))
FileArgument = Annotated[Path, typer.Argument(help="The workbook (XLSX) or CSV file that came back.")]
SheetOption = Annotated[str | None, typer.Option(help="The sheet with the firms, where there are several.")]
AreaOption = Annotated[
    str | None, typer.Option("--area", help="Key, name or id of the area where all firms of the file lie.")
]


def register(root: typer.Typer) -> None:
    """Add the group `excel`."""
    root.add_typer(group, name="excel")


@group.command()
def export(
    file: Annotated[Path, typer.Argument(help="The workbook to write (.xlsx).")],
    store: StoreOption = DEFAULT_STORE,
    municipality: Annotated[str, typer.Option(help="AGS or name of a municipality: only its firms.")] = "",
    area: Annotated[str, typer.Option(help="Key, name or id of an area: only its firms.")] = "",
    language: Annotated[str, typer.Option(help="Of headings, lists and instructions: de or en.")] = "de",
    force: ForceOption = False,
) -> None:
    """Write firms as a workbook with locked keys, lists to choose from and instructions."""
    from signage.services.round_trip.exporting import export_workbook
    from signage.services.round_trip.scope import load_ground, read_scope

    if file.suffix.lower() != ".xlsx" or language not in ("de", "en"):
        raise InvalidInput(
            Said(
                "Gebraucht werden ein Name auf .xlsx und die Sprache de oder en.",
                "Give a name that ends in .xlsx, and the language de or en.",
            )
        )
    path, me, opened = out_file(str(file), "excel", force=force), everywhere(somebody()), open_store(store)
    try:
        scope = read_scope(load_ground(opened, me), municipality=municipality, area=area)
        made = export_workbook(opened, rights=me, scope=scope, language=language)
    finally:
        opened.close()
    with replaced(path) as new:
        new.write_bytes(made.content)
    tell(
        Said(
            f"{path}: {counted(made.firms, 'Firma', 'Firmen')}.",
            f"{path}: {counted(made.firms, 'firm', 'firms')}.",
        )
    )


@group.command()
def compare(
    file: FileArgument,
    store: StoreOption = DEFAULT_STORE,
    sheet: SheetOption = None,
    area: AreaOption = None,
) -> None:
    """Show row by row what a workbook that came back would change; store nothing."""
    opened = open_store(store)
    try:
        _, comparison = _compared(opened, file, sheet, area, everywhere(somebody()))
    finally:
        opened.close()
    _tell(comparison)


@group.command()
def take(
    file: FileArgument,
    store: StoreOption = DEFAULT_STORE,
    who: WhoOption = "",
    sheet: SheetOption = None,
    area: AreaOption = None,
    verdicts: Annotated[
        str | None, typer.Option(help="Write the same file with a verdict behind each row.")
    ] = None,
    force: ForceOption = False,
) -> None:
    """Take the good rows of a workbook that came back, as one change set; what is unclear stays as it is."""
    from signage.services.round_trip.taking import VERDICTS
    from signage.services.round_trip.taking import take as take_rows
    from signage.services.round_trip.verdicts import with_verdicts

    target = None if verdicts is None else out_file(verdicts, "excel", force=force, reads=[file])
    me, opened = everywhere(who or somebody()), open_store(store)
    try:
        read, comparison = _compared(opened, file, sheet, area, me)
        with progress(Said("Übernehmen", "Taking over")) as advance:
            done = take_rows(opened, comparison, {}, rights=me, file=file.name, progress=advance)
    finally:
        opened.close()
    _tell(comparison)
    german = ", ".join(f"{count} {VERDICTS[name]}" for name, count in done.counts.items() if count)
    english = ", ".join(f"{count} {VERDICTS[name].english}" for name, count in done.counts.items() if count)
    number = f" (Änderung {done.change_set})" if done.change_set else ""
    tell(Said(f"{german}{number}.", f"{english}{number.replace('Änderung', 'change set')}."))
    if target is not None:
        content = with_verdicts(file.read_bytes(), read, done.outcomes)
        with replaced(target) as new:
            new.write_bytes(content)
        tell(Said(f"Mit Ergebnis: {target}", f"With verdicts: {target}"))


def _compared(
    store: Store, file: Path, sheet: str | None, area: str | None, rights: Rights
) -> "tuple[Sheet, Comparison]":
    from signage.services.round_trip.comparing import compare_own
    from signage.services.round_trip.foreign import compare_foreign
    from signage.services.round_trip.reading import Sheet, read_upload

    if not file.is_file():
        raise NotFound(Said(f"Die Datei {file} gibt es nicht.", f"There is no file {file}."))
    with progress(Said("Vergleichen", "Comparing")) as advance:
        read = Sheet.from_json(read_upload(file.read_bytes(), file.name, sheet=sheet))
        if not read.headings and read.tables:
            raise TableNeeded(_which_sheet(read), list(read.tables))
        if read.is_ours:
            return read, compare_own(store, read, rights=rights, progress=advance)
        layout = _guessed(store, read, area, rights)
        return read, compare_foreign(store, read, layout, rights=rights, progress=advance)


def _which_sheet(read: "Sheet") -> Said:
    names = ", ".join(read.tables)
    return Said(f"Welches Blatt ist gemeint? --sheet: {names}.", f"Which sheet is meant? --sheet: {names}.")


def _guessed(store: Store, read: "Sheet", area: str | None, rights: Rights) -> "Layout":
    """What the headings say by themselves, or what the desk was told of such a file."""
    from signage.services.round_trip import layouts
    from signage.services.round_trip.scope import load_ground, read_scope

    where = read_scope(load_ground(store, rights), area=area).area if area else None
    known = layouts.remembered(store, read, "") if area is None else None
    layout = known or layouts.Layout(layouts.guessed(read), where)
    if layouts.complaints(read, layout):
        raise InvalidInput(
            Said(
                "Aus den Überschriften geht nicht hervor, wo Firma und Gewerbegebiet stehen. Unter "
                "/desk/excel lassen sich die Spalten zuordnen; --area nennt das Gebiet aller Zeilen.",
                "The headings do not tell where firm and area stand. At /desk/excel the columns can be "
                "assigned; --area names the area of all rows.",
            )
        )
    return layout


def _tell(comparison: "Comparison") -> None:
    for note in comparison.notes:
        tell(Said(f"- {note}", f"- {note.english}"))
    lines = comparison.of("")
    if lines:
        cells = [(line.row or "", line.name, _KINDS[line.kind], _change(line)) for line in lines[:SHOWN]]
        table(_HEADINGS, cells)
    if len(lines) > SHOWN:
        more = len(lines) - SHOWN
        tell(Said(f"... und {more} weitere Zeilen", f"... and {more} more rows"))
    counts = {kind: count for kind, count in comparison.counts.items() if count}
    german = ", ".join(f"{count} {_KINDS[kind]}" for kind, count in counts.items())
    english = ", ".join(f"{count} {_KINDS[kind].english}" for kind, count in counts.items())
    tell(Said(f"{german or 'Keine Zeile'}.", f"{english or 'No row'}."))


def _change(line: "Line") -> str:
    cells = [f"{cell.field}: {said(cell.problem)}" if cell.problem else cell.field for cell in line.cells]
    return "; ".join([*(said(reason) for reason in line.reasons), *cells])
