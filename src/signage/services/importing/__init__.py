"""Bring a file into the inventory: good rows are taken, doubtful ones parked with what to do about them.

Reads and checks need GeoPandas' company; they are loaded when an import begins, not when this is imported.
"""

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path

from signage.services.importing.report import ImportReport, RowFinding, require_report_ending
from signage.store import Store

__all__ = ["RowFinding", "ImportReport", "Progress", "import_file", "require_report_ending", "write_report"]

Progress = Callable[[int, int, str], None]


def import_file(
    store: Store,
    layer_plural: str,
    path: str | PathLike[str],
    *,
    who: str,
    mapping: Mapping[str, str] | None = None,
    crs: str | None = None,
    sheet: str | None = None,
    file_layer: str | None = None,
    dry_run: bool = False,
    strict: bool = False,
    repair: bool = False,
    anywhere: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Take the rows of a file into a layer, as one change set; a second import of the same file changes
    nothing.

    `mapping` names the field of a heading (`""`: leave the column out). `crs` overrides what the file states
    and what its numbers look like; ` vertauscht` behind it swaps the axes. `sheet` or `file_layer` chooses
    the table. `strict` stores all rows or none. `repair` mends text that was decoded wrongly (»MÃ¼ller«)
    instead of parking it. `anywhere` accepts positions outside the municipalities. `progress` is called with
    (done, total, phase). An empty cell leaves what is stored; a single hyphen empties the field.

    Raises NotFound (file, layer), InvalidInput (no table, unknown column in `mapping`, unknown `crs`),
    UntrustedFile, Unavailable (store or disk; nothing was stored).
    """
    from signage.services.importing.run import Options, run_import

    options = Options(
        who=who,
        mapping=dict(mapping or {}),
        crs=crs,
        table=sheet or file_layer,
        dry_run=dry_run,
        strict=strict,
        repair=repair,
        anywhere=anywhere,
        progress=progress or (lambda _done, _total, _phase: None),
    )
    return run_import(store, layer_plural, Path(path), options)


def write_report(report: ImportReport, path: str | PathLike[str]) -> None:
    """Write the file's own table with the verdict behind each row, as CSV or XLSX by the ending of `path`.

    The table can be corrected and imported again: the added columns are ignored.
    """
    from signage.services.importing.verdicts import write_verdicts

    write_verdicts(report, Path(path))
