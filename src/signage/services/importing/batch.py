"""The rows of a file on their way into a layer."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from signage.domain.layers import Layer
from signage.errors import UNSAID, Said
from signage.formats.table import Cell, Table
from signage.services.importing.cells import CLEAR, Mended, RefusedCell
from signage.services.importing.headings import Columns
from signage.services.importing.report import PARKED, RowFinding
from signage.services.importing.values import Reader, reader_of, tidy

Values = dict[str, Any]
Stored = Mapping[str, Any]
GEOMETRY = Said("Geometrie", "Geometry")  # as the column of a finding, for a file has no heading for it
_REMEMBERED = 10_000


class Own(NamedTuple):
    """What a row of an own export says of itself: which row it is, and as of when."""

    id: int
    version: int
    changed_at: datetime


class Batch:
    """What is known so far of each row of `table`, by its position.

    `values` holds what the file says (a field that is not there was empty), `derived` what was concluded from
    position or address and therefore never overrules a person. `geometry` is in EPSG:25832; `read_as` is the
    CRS that it was read in, empty where the file has none. A row in `parked` is looked at no further;
    `towns` has the key of the municipality that it is about, where that is known.
    """

    def __init__(self, layer: Layer, table: Table, columns: Columns) -> None:
        self.layer = layer
        self.table = table
        self.columns = columns
        self.values: list[Values] = [{} for _ in range(len(table))]
        self.derived: defaultdict[int, Values] = defaultdict(dict)
        self.geometry: Any = None
        self.own: dict[int, Own] = {}
        self.match: dict[int, Stored] = {}
        self.verdicts: list[str] = [""] * len(table)
        self.parked: set[int] = set()
        self.towns: Mapping[int, str] = {}
        self.findings: list[RowFinding] = []
        self.notes: list[Said] = []
        self.read_as = ""
        self._sorted = 0  # of the findings, how many `_by_row` has
        self._by_row: defaultdict[int, list[RowFinding]] | None = None

    def open(self) -> Iterator[int]:
        """Positions of the rows that are not parked."""
        return (at for at in range(len(self.values)) if at not in self.parked)

    def park(self, at: int, column: str, problem: Said, advice: Said = UNSAID) -> None:
        """Do not take the row; more than one reason may be given."""
        self.parked.add(at)
        self.verdicts[at] = PARKED
        row = self.table.file_rows[at]
        self.findings.append(RowFinding(row=row, column=column, problem=problem, advice=advice))

    def remark(self, at: int, column: str, problem: Said, advice: Said = UNSAID) -> None:
        """Say something about a row that is taken all the same."""
        row = self.table.file_rows[at]
        self.findings.append(RowFinding(row=row, column=column, problem=problem, advice=advice, parked=False))

    def findings_of(self, row: int) -> list[RowFinding]:
        """What was found out about a row, by its number in the file."""
        if self._by_row is None or len(self.findings) != self._sorted:
            self._sorted, self._by_row = len(self.findings), defaultdict(list)
            for finding in self.findings:
                self._by_row[finding.row].append(finding)
        return self._by_row.get(row, [])

    def heading(self, field: str) -> str:
        """The file's own heading for a field, else the field's title."""
        if places := self.columns.fields.get(field):
            return self.table.headings[places[0]]
        absent = self.layer.field(field)
        return Said(absent.german, absent.english)

    def get(self, at: int, field: str) -> Any:
        """What the file says, else what was concluded; None when neither, or when a hyphen says so."""
        value = self.values[at].get(field)
        if value is None:
            concluded = self.derived.get(at)
            return concluded.get(field) if concluded else None
        return None if value is CLEAR else value


def read_values(batch: Batch, *, repair: bool) -> None:
    """Fill `values` from the columns; a cell that cannot be read parks its row."""
    for at, fault in batch.table.faults.items():
        batch.park(at, GEOMETRY if batch.table.geometry is not None else "", fault)
    for at, mend in batch.table.mends.items():
        batch.remark(at, GEOMETRY, mend)
    for name, places in batch.columns.fields.items():
        reader = _reader(batch, name, repair=repair)
        for place in reversed(places):
            _read_column(batch, name, place, reader)
    if batch.columns.own:
        columns = [batch.table.columns[batch.columns.own[name]] for name in ("id", "version", "changed_at")]
        found = {at: _own(*cells) for at, cells in enumerate(zip(*columns, strict=True))}
        batch.own = {at: own for at, own in found.items() if own}


def _own(row_id: Cell, version: Cell, changed_at: Cell) -> Own | None:
    if not isinstance(row_id, int | str) or not str(row_id).isdecimal():
        return None
    try:
        moment = datetime.fromisoformat(str(changed_at))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Own(int(row_id), int(str(version)) if str(version).isdecimal() else 0, moment)


def _reader(batch: Batch, name: str, *, repair: bool) -> Reader:
    if batch.layer.name == "sign" and name in ("type", "code"):
        return lambda cell: tidy(cell, repair=repair)
    return reader_of(batch.layer.field(name), repair=repair)


def _read_column(batch: Batch, name: str, place: int, reader: Reader) -> None:
    heading = batch.table.headings[place]
    values = batch.values
    known: dict[Any, Any] = {}
    for at, cell in enumerate(batch.table.columns[place]):
        if cell is None:
            continue
        if (cell.__class__, cell) in known:
            values[at][name] = known[cell.__class__, cell]
            continue
        try:
            value = reader(cell)
        except RefusedCell as refused:
            batch.park(at, heading, refused.problem, refused.advice)
            continue
        if isinstance(value, Mended):
            batch.remark(at, heading, value.remark)
            value = value.value
        elif len(known) < _REMEMBERED and value is not None:
            known[cell.__class__, cell] = value
        if value is not None:
            values[at][name] = value
