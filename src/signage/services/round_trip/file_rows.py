"""Rows of a workbook of ours: which firm each is about, and what its cells say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from signage.domain.keys import id_in
from signage.errors import InvalidInput, Said
from signage.formats.formulas import UNCALCULATED
from signage.formats.table import Cell
from signage.services.importing.cells import CLEAR, Mended, RefusedCell
from signage.services.importing.sentences import NO_RESULT, joined
from signage.services.importing.values import Reader, reader_of
from signage.services.round_trip import saying
from signage.services.round_trip.columns import (
    NAMES,
    TENANT,
    Labels,
    action_of,
    is_same_cell,
    places,
    plain_cell,
    shown,
)
from signage.services.round_trip.reading import Sheet
from signage.services.round_trip.scope import Row
from signage.services.values import check_values


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """One row; `cells` by the name of the field, of those columns that the file has. `key` is the firm's id
    as the file says it, None without one; `is_odd_key` where there is something else in its place.
    """

    row: int
    key: int | None = None
    version: int | None = None
    is_odd_key: bool = False
    action: str = ""
    is_odd_action: bool = False
    cells: Mapping[str, Cell] = field(default_factory=dict)
    fault: Said | None = None

    @property
    def name(self) -> str:
        """What the row calls the firm."""
        found = plain_cell(self.cells.get("name"))
        return "" if found is None else str(found)


def rows_of(sheet: Sheet) -> list[FileRow]:
    """The rows of the sheet that say anything."""
    at_of = places(sheet.headings)
    fields = [name for name in NAMES if name in at_of]
    faults = sheet.faults or {}

    def cell(name: str, at: int) -> Cell:
        return sheet.columns[at_of[name]][at] if name in at_of else None

    found = []
    for at, number in enumerate(sheet.file_rows):
        cells = {name: cell(name, at) for name in fields}
        action, is_known = action_of(cell("to_do", at))
        key, version = cell("key", at), cell("version", at)
        if key is None and action == "" and all(plain_cell(value) is None for value in cells.values()):
            continue
        found.append(
            FileRow(
                row=number, key=_id(key), version=_id(version), action=action,
                is_odd_key=key is not None and _id(key) is None, is_odd_action=not is_known,
                cells=cells, fault=faults.get(at),
            )
        )  # fmt: skip
    return found


def _id(cell: Cell) -> int | None:
    return id_in(str(plain_cell(cell))) or None


def said_by(
    row: FileRow, base: Mapping[str, Any], labels: Labels, language: str
) -> tuple[Row, dict[str, str], list[str]]:
    """What the row says other than `base` (an empty one for a new firm): values, what is wrong with cells by
    field, and remarks. A cell that was not touched is not looked at, whatever is stored.
    """
    values: Row = {}
    problems: dict[str, str] = {}
    remarks: list[str] = []
    for name, cell in row.cells.items():
        field_ = TENANT.field(name)
        if is_same_cell(cell, shown(field_, base.get(name), labels, language)):
            continue
        try:
            value = _value(name, cell, labels)
        except RefusedCell as refused:
            problems[name] = joined(refused.problem, refused.advice)
            continue
        if isinstance(value, Mended):
            if value.value is None:
                problems[name] = _not_left_out(value.remark)
                continue
            remarks.append(value.remark)
            value = value.value
        value = None if value is CLEAR else value
        if value != base.get(name):
            values[name] = value
    return values, problems | _amiss(values), remarks


def _not_left_out(remark: str) -> Said:
    """What an import says of a value that it leaves out; here the row is asked about instead."""
    english: str = getattr(remark, "english", remark)
    return Said(remark.replace(" und wurde weggelassen", ""), english.replace(" and was left out", ""))


def _amiss(values: Row) -> dict[str, str]:
    """What the inventory would refuse; those values are taken out."""
    try:
        values.update(check_values(TENANT, values))
    except InvalidInput as error:
        for name in error.problems:
            values.pop(name, None)
        return dict(error.problems)
    return {}


def _value(name: str, cell: Cell, labels: Labels) -> Any:
    if plain_cell(cell) is None:
        return None
    if name == "area":
        return _area(str(plain_cell(cell)), labels)
    if name == "note" and isinstance(cell, str) and cell != UNCALCULATED:
        return str(plain_cell(cell))  # the one field with several lines
    if cell == UNCALCULATED:
        raise RefusedCell(*NO_RESULT)
    return _reader(name)(cell)


@cache
def _reader(name: str) -> Reader:
    return reader_of(TENANT.field(name))


def _area(text: str, labels: Labels) -> int:
    found = labels.find(text)
    if len(found) == 1:
        return found[0]
    if found:
        raise RefusedCell(saying.several_areas(text))
    raise RefusedCell(saying.no_area(text))
