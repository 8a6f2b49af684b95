"""The steps of an import, in order."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from signage.domain.layers import BY_PLURAL, THE_LAYER, Layer, layer_called
from signage.errors import InvalidInput, Said, known
from signage.formats.reading import read_table
from signage.formats.table import Table
from signage.services.importing import Progress, completing, matching, places, references
from signage.services.importing.addresses import split_addresses
from signage.services.importing.batch import Batch, Stored, read_values
from signage.services.importing.headings import recognise
from signage.services.importing.positions import read_positions
from signage.services.importing.report import ImportReport
from signage.services.importing.signs import read_signs
from signage.services.importing.stored import stored_rows, withdrawn_rows
from signage.services.importing.storing import MovedOn, planned, state_of, store_plan
from signage.services.importing.whose import towns_of_parked
from signage.services.municipalities import Municipalities, load_municipalities
from signage.store import Store

_TRIES = 3  # matchings, while others keep changing the inventory


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the caller of an import asked for (see `import_file`)."""

    who: str
    mapping: dict[str, str]
    crs: str | None
    table: str | None
    dry_run: bool
    strict: bool
    repair: bool
    anywhere: bool
    progress: Progress


def run_import(store: Store, plural: str, path: Path, options: Options) -> ImportReport:
    """See `signage.services.importing.import_file`."""
    layer = _layer(plural)
    options.progress(0, 0, "lesen")
    table = read_table(path, layer=options.table, wanted=_wanted(layer))
    for _ in range(_TRIES - 1):
        with suppress(MovedOn):
            return _taken(store, layer, table, path, options)
    return _taken(store, layer, table, path, options)


def _taken(store: Store, layer: Layer, table: Table, path: Path, options: Options) -> ImportReport:
    """Check the table against the store as it is now and store it; MovedOn when that changed meanwhile."""
    options.progress(0, len(table), "prüfen")
    batch = Batch(layer, table, recognise(layer, table.headings, options.mapping))
    _tell_what_lacks(batch)
    seen = state_of(store)
    towns = load_municipalities(store, anywhere=options.anywhere)
    areas = places.load_areas(store)
    rows = _checked(store, batch, options, _source_name(path, table), towns, areas)
    plan = planned(store, batch, rows, path.name, _source_name(path, table), options.who)
    batch.towns = towns_of_parked(batch, towns, areas)
    store_it = not options.dry_run and not (options.strict and batch.parked)
    options.progress(0, len(table), "speichern")
    change_set = (
        store_plan(store, batch, plan, options.who, options.progress, seen=seen) if store_it else None
    )
    options.progress(len(table), len(table), "fertig")
    return _report(batch, path, options, change_set, stored=store_it)


def _layer(plural: str) -> Layer:
    layer = layer_called(plural)
    if layer is None:
        raise InvalidInput(known(THE_LAYER, plural, list(BY_PLURAL)))
    return layer


def _tell_what_lacks(batch: Batch) -> None:
    """A file in which no column means anything is refused as a whole; one without names says so once."""
    fields, headings = batch.columns.fields, ", ".join(batch.table.headings)
    if not fields:
        raise InvalidInput(
            Said(
                f'Keine Spalte wurde erkannt: {headings}. Mit --map "Spalte=Feld" geht es trotzdem.',
                f'No column was recognised: {headings}. Say which is which with --map "heading=field".',
            )
        )
    for field in batch.layer.fields:
        if field.required and field.name not in fields:
            batch.notes.append(
                Said(
                    f'Keine Spalte enthält »{field.german}«; mit --map "Spalte={field.name}" zuordnen.',
                    f"No column holds '{field.english}'; say which does with --map \"heading={field.name}\".",
                )
            )


def _wanted(layer: Layer) -> Sequence[str]:
    return (layer.name, layer.plural, layer.german)


def _source_name(path: Path, table: Table) -> str:
    return path.stem if table.layer in (path.stem, layer_free(table)) else f"{path.stem}/{table.layer}"


def layer_free(table: Table) -> str:
    """The layer's name where it says nothing about the source, as a sheet's does."""
    return table.layer if table.kind in ("xlsx", "csv", "geojson") else ""


def _checked(
    store: Store,
    batch: Batch,
    options: Options,
    source_name: str,
    towns: Municipalities,
    areas: places.Areas,
) -> Sequence[Stored]:
    """Run all checks on the batch; gives the layer's stored rows."""
    read_values(batch, repair=options.repair)
    if batch.layer.name == "tenant":
        split_addresses(batch)
    if batch.layer.name == "sign":
        read_signs(batch)
    read_positions(batch, towns, options.crs)
    if batch.layer.name != "municipality":
        references.resolve(batch, towns, areas)
    completing.trust_own_export(batch)
    completing.name_source(batch, source_name)
    rows = stored_rows(store, batch)
    withdrawn = withdrawn_rows(store, batch)
    matching.match(batch, rows, withdrawn)
    completing.check_whole(batch, towns, areas)
    if batch.layer.name == "tenant":
        completing.number_tenants(batch, rows)
    return [*rows, *withdrawn]


def _report(
    batch: Batch, path: Path, options: Options, change_set: int | None, *, stored: bool
) -> ImportReport:
    table, columns = batch.table, batch.columns
    notes = [*table.notes, *columns.notes, *batch.notes]
    if options.strict and batch.parked:
        notes.append(
            Said(
                "Streng importiert (--strict): Wegen der geparkten Zeilen wurde nichts gespeichert.",
                "Imported strictly (--strict): because of the parked rows nothing was stored.",
            )
        )
    return ImportReport(
        layer=batch.layer.plural,
        file=path.name,
        verdicts=tuple(batch.verdicts),
        findings=tuple(sorted(batch.findings, key=lambda finding: finding.row)),
        notes=tuple(notes),
        columns={table.headings[at]: name for name, places_ in columns.fields.items() for at in places_},
        unrecognised=columns.unrecognised,
        change_set=change_set,
        dry_run=options.dry_run,
        stored=stored,
        table=table,
    )
