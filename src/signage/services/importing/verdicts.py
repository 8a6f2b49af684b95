"""The file's own table with the verdict behind each row."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from signage.formats.csv_files import write_csv
from signage.formats.sheets import Sheet, write_sheets
from signage.formats.table import Cell
from signage.services.importing.headings import ADVICE, REASON, VERDICT
from signage.services.importing.report import (
    CHANGED,
    PARKED,
    TAKEN,
    ImportReport,
    RowFinding,
    require_report_ending,
)

_COLOURS = {PARKED: "#FBE3DE", TAKEN: "#E2F1E4", CHANGED: "#FFF4D6"}
_GEOMETRY = "geometry"


def write_verdicts(report: ImportReport, path: Path) -> None:
    """See `signage.services.importing.write_report`."""
    require_report_ending(path)
    headings, rows = _headings(report), list(_rows(report))
    if path.suffix.lower() == ".csv":
        write_csv(path, headings, rows)
    else:
        colours = [_COLOURS.get(verdict, "") for verdict in report.verdicts]
        sheets = [
            Sheet(name=report.table.layer, headings=headings, rows=rows, colours=colours),
            _summary(report),
        ]
        write_sheets(path, sheets)


def _headings(report: ImportReport) -> list[str]:
    geometry = (
        [_GEOMETRY] if report.table.geometry is not None and _GEOMETRY not in report.table.headings else []
    )
    return [*_kept(report), *geometry, VERDICT, REASON, ADVICE]


def _kept(report: ImportReport) -> list[str]:
    """The file's headings without those of an earlier report."""
    return [heading for heading in report.table.headings if heading not in (VERDICT, REASON, ADVICE)]


def _rows(report: ImportReport) -> Iterator[list[Cell]]:
    table = report.table
    reasons: dict[int, list[RowFinding]] = {}
    for finding in report.findings:
        reasons.setdefault(finding.row, []).append(finding)
    columns = [table.columns[table.headings.index(heading)] for heading in _kept(report)]
    texts = _texts(report)
    if texts is not None and _GEOMETRY not in table.headings:
        columns.append(texts)
    for at, verdict in enumerate(report.verdicts):
        found = reasons.get(table.file_rows[at], [])
        cells = [column[at] for column in columns]
        yield [*cells, verdict, _joined(found, with_column=True), _joined(found, with_column=False)]


def _joined(findings: Sequence[RowFinding], *, with_column: bool) -> str:
    """The problems, or the advice, of a row in one cell."""
    if not with_column:
        return " ".join(dict.fromkeys(finding.advice for finding in findings if finding.advice))
    return " ".join(
        f"{finding.column}: {finding.problem}" if finding.column else finding.problem for finding in findings
    )


def _texts(report: ImportReport) -> list[Cell] | None:
    """The geometries as text, as they stood in the file, so that the table can be imported again."""
    if report.table.geometry is None:
        return None
    import numpy as np
    import shapely

    shapes = shapely.from_wkb(np.array(report.table.geometry, dtype=object))
    return list(shapely.to_wkt(shapes, rounding_precision=9))


def _summary(report: ImportReport) -> Sheet:
    columns = [f"»{heading}« gelesen als {name}" for heading, name in report.columns.items()]
    unread = [f"»{heading}« nicht übernommen" for heading in report.unrecognised]
    lines = [report.summary, *report.notes, *columns, *unread]
    return Sheet(
        name="Zusammenfassung", headings=[f"Import von {report.file}"], rows=[[line] for line in lines]
    )
