"""A workbook or CSV from elsewhere against the inventory: its columns mean what a layout says, and its rows
the firms of the same name and place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from signage.domain.names import fold_heading
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.formats.table import Table
from signage.services.importing.addresses import split_addresses
from signage.services.importing.batch import Batch, read_values
from signage.services.importing.cells import CLEAR
from signage.services.importing.headings import recognise
from signage.services.importing.sentences import in_column, joined
from signage.services.rights import Rights
from signage.services.round_trip import saying
from signage.services.round_trip.alike import Firms, is_open, where_of
from signage.services.round_trip.columns import ADDRESS, NAMES, TENANT, Labels, action_of
from signage.services.round_trip.columns import GONE as IS_GONE
from signage.services.round_trip.columns import MOVED as HAS_MOVED
from signage.services.round_trip.comparing import Progress, Sides, missing_line, new_line, ways_of
from signage.services.round_trip.layouts import POSITION, TO_DO, Layout
from signage.services.round_trip.lines import (
    CHANGED,
    CONFIRMED,
    GONE,
    LEAVE,
    MOVED,
    UNCHANGED,
    UNCLEAR,
    CellChange,
    Comparison,
    Line,
)  # fmt: skip
from signage.services.round_trip.reading import Sheet
from signage.services.round_trip.scope import Ground, Row, load_ground
from signage.services.values import check_values
from signage.store import Store

_SAY_EACH = 500


def compare_foreign(
    store: Store,
    sheet: Sheet,
    layout: Layout,
    *,
    rights: Rights,
    progress: Progress = lambda _done, _total: None,
) -> Comparison:
    """A table whose columns mean what `layout` says against what is stored and within the rights.

    An empty cell leaves what is stored; a single hyphen empties the field.
    """
    ground, day = load_ground(store, rights), today()
    labels = Labels.of(list(ground.areas.values()), ground.towns)
    batch = _read(sheet, layout)
    if any(name in batch.columns.position for name in POSITION):
        _place(store, batch, ground)
    here = [row for row in store.read("tenant") if ground.reaches(row) and is_open(row, day)]
    firms = Firms(here, ground.areas)
    sides = Sides(
        ground=ground, labels=labels, language="de", stored=firms.rows, bases=firms.rows, firms=firms,
        day=day, trusted=True,
    )  # fmt: skip
    actions = _actions(sheet, layout)
    claimed: dict[int, int] = {}
    lines = []
    for at, number in enumerate(sheet.file_rows):
        if at % _SAY_EACH == 0:
            progress(at, len(sheet))
        lines.append(_line(batch, at, number, actions[at], layout, sides, claimed))
    progress(len(sheet), len(sheet))
    if layout.is_whole:
        lines += _absent(lines, layout, sides)
    return Comparison(lines, list(batch.notes))


def _read(sheet: Sheet, layout: Layout) -> Batch:
    """The cells as values; what cannot be read is parked with a sentence."""
    table = Table(
        kind=sheet.kind, layer=sheet.name, headings=sheet.headings, columns=sheet.columns,
        file_rows=sheet.file_rows, faults=sheet.faults or {},
    )  # fmt: skip
    mapping = {heading: layout.fields.get(heading, "") for heading in sheet.headings}
    mapping = {heading: "" if name == TO_DO else name for heading, name in mapping.items()}
    batch = Batch(TENANT, table, recognise(TENANT, sheet.headings, mapping))
    read_values(batch, repair=False)
    split_addresses(batch)
    return batch


def _place(store: Store, batch: Batch, ground: Ground) -> None:
    """Positions, and the areas that they lie in; loads the geometry libraries."""
    from signage.services.importing.places import Areas
    from signage.services.importing.positions import read_positions
    from signage.services.municipalities import load_municipalities

    read_positions(batch, load_municipalities(store, anywhere=False), None)
    areas = Areas(list(ground.areas.values()))
    if areas.rows:
        for at, area in enumerate(areas.at(batch.geometry)):
            if area is not None:
                batch.derived[at]["area"] = area


def _actions(sheet: Sheet, layout: Layout) -> list[str]:
    at = next((at for at, name in enumerate(sheet.headings) if layout.fields.get(name) == TO_DO), None)
    if at is None:
        return [""] * len(sheet)
    return [action_of(cell)[0] for cell in sheet.columns[at]]


def _line(
    batch: Batch,
    at: int,
    number: int,
    action: str,
    layout: Layout,
    sides: Sides,
    claimed: dict[int, int],
) -> Line:
    values, problems = _values(batch, at, layout, sides)
    remarks = [
        in_column(finding.column, finding.problem)
        for finding in batch.findings_of(number)
        if not finding.parked
    ]
    found = sides.firms.like(values) if values.get("name") and not problems else None
    if found is None or found.same is None:
        return new_line(number, values, problems, remarks, sides, but=frozenset(claimed))
    stored = found.same
    if stored["id"] in claimed:
        line = _matched(number, values, action, stored, sides, remarks)
        twice = saying.twice_as(claimed[stored["id"]])
        return replace(line, kind=UNCLEAR, reasons=[twice, *remarks], can=(LEAVE,), default=LEAVE)
    claimed[stored["id"]] = number
    return _matched(number, values, action, stored, sides, remarks)


def _matched(
    number: int, values: Row, action: str, stored: Row, sides: Sides, remarks: Sequence[Said]
) -> Line:
    """A row that means a stored firm: two states, for the file knows of no third."""
    cells = [
        CellChange(field=name, stored=stored[name], mine=value)
        for name, value in values.items()
        if name in NAMES and value != stored[name]
    ]
    derived: dict[str, Any] = {}
    if action == IS_GONE and "valid_to" not in values and stored["valid_to"] is None:
        derived["valid_to"] = sides.day
    elif action and action != IS_GONE and "confirmed_on" not in values:
        derived["confirmed_on"] = sides.day
    kind = _kind(cells, derived, stored, action)
    line = Line(
        key=str(number), row=number, kind=kind, name=str(values["name"]), tenant=stored["id"],
        version=stored["version"], where=where_of(stored, sides.ground.areas), cells=cells,
        derived=derived, reasons=remarks,
    )  # fmt: skip
    can = ways_of(line)
    return line if kind == UNCHANGED else replace(line, can=can, default=can[1])


def _kind(cells: Sequence[CellChange], derived: Mapping[str, Any], stored: Row, action: str) -> str:
    fields = {cell.field for cell in cells}
    if action == HAS_MOVED and fields & ADDRESS:
        return MOVED
    if "valid_to" in derived or ("valid_to" in fields and stored["valid_to"] is None):
        return GONE
    if fields:
        return CHANGED
    confirms = "confirmed_on" in derived and derived["confirmed_on"] != stored["confirmed_on"]
    return CONFIRMED if confirms else UNCHANGED


def _values(batch: Batch, at: int, layout: Layout, sides: Sides) -> tuple[Row, dict[str, str]]:
    """What the row says in the inventory's own values, and what is wrong with it by field."""
    said = {name: None if value is CLEAR else value for name, value in batch.values[at].items()}
    problems: dict[str, str] = {
        _field_of(finding.column, batch): joined(finding.problem, finding.advice)
        for finding in batch.findings_of(batch.table.file_rows[at])
        if finding.parked
    }
    _name_area(said, problems, batch.derived.get(at, {}), layout, sides.labels)
    _check_town(said, problems, sides.ground)
    if batch.geometry is not None and batch.geometry[at] is not None:
        import shapely

        said["geometry"] = shapely.to_wkb(batch.geometry[at])
    try:
        return check_values(TENANT, said), problems
    except InvalidInput as error:
        kept = {name: value for name, value in said.items() if name not in error.problems}
        return kept, problems | error.problems


def _name_area(
    said: Row, problems: dict[str, str], derived: Mapping[str, Any], layout: Layout, labels: Labels
) -> None:
    text = said.get("area")
    if isinstance(text, str):
        found = labels.find(text)
        if len(found) == 1:
            said["area"] = found[0]
        else:
            del said["area"]
            problems["area"] = saying.several_areas(text) if found else saying.no_area(text)
    elif text is None:
        area = derived.get("area") or layout.area
        if area is not None:
            said["area"] = area


def _check_town(said: Row, problems: dict[str, str], ground: Ground) -> None:
    """A municipality is named only to tell that a row is somebody else's."""
    text = said.pop("municipality", None)
    if text is None:
        return
    known = {fold_heading(name) for name in ground.towns.values()} | set(ground.towns)
    if ground.towns and not {fold_heading(str(text)), str(text)} & known:
        problems["municipality"] = saying.no_town(str(text))


def _field_of(heading: str, batch: Batch) -> str:
    """The field that a heading fills, for a problem to stand beside it."""
    for name, places in batch.columns.fields.items():
        if any(batch.table.headings[place] == heading for place in places):
            return name
    return heading or "name"


def _absent(lines: Sequence[Line], layout: Layout, sides: Sides) -> list[Line]:
    """Firms that a list which claims to be whole does not have."""
    meant = {line.tenant for line in lines} | {one.tenant for line in lines for one in line.candidates}
    return [
        missing_line(sides, row)
        for key, row in sides.firms.rows.items()
        if key not in meant and (layout.area is None or row["area"] == layout.area)
    ]
