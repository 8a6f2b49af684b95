"""Rows whose hidden keys were lost, or stayed where they were while the rows were sorted: given back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from signage.domain.names import fold_name
from signage.services.round_trip.columns import ADDRESS, TENANT, Labels, is_same_cell, shown
from signage.services.round_trip.file_rows import FileRow
from signage.services.round_trip.scope import Row


def with_keys(
    rows: Sequence[FileRow], bases: Mapping[int, Row | None], labels: Labels, language: str
) -> tuple[list[FileRow], int]:
    """The rows, and how many of them got the key of the firm that they are by name and address. `bases` are
    the firms as they went out; a row that fits none of them, or several, stays as it is.
    """
    out = {key: base for key, base in bases.items() if base is not None and base["name"]}
    by_name: dict[str, list[int]] = {}
    for key, base in out.items():
        by_name.setdefault(fold_name(base["name"]), []).append(key)
    present = {row.key for row in rows}
    found = dict[int, int]()  # the place of a row, and its key
    for at, row in enumerate(rows):
        named = by_name.get(fold_name(row.name), []) if row.name and not row.is_odd_key else []
        if row.key is None:
            lost = [key for key in named if key not in present]
            if len(lost) == 1 and _alike(row, out[lost[0]], labels, language, only=ADDRESS) > 1:
                found[at] = lost[0]
        elif row.key in out and len(named) == 1 and named[0] != row.key:
            mine, other = (_alike(row, out[key], labels, language) for key in (row.key, named[0]))
            if other > mine:
                found[at] = named[0]
    found = _each_once(rows, found)
    given = [replace(row, key=found[at], version=None) if at in found else row for at, row in enumerate(rows)]
    return given, len(found)


def _each_once(rows: Sequence[FileRow], found: Mapping[int, int]) -> dict[int, int]:
    """Only if no key is given twice, and none that a row would keep: else somebody has to look."""
    kept = {row.key for at, row in enumerate(rows) if at not in found}
    given = list(found.values())
    return dict(found) if len(set(given)) == len(given) and not kept & set(given) else {}


def _alike(
    row: FileRow, base: Row, labels: Labels, language: str, *, only: frozenset[str] | None = None
) -> int:
    """How many filled cells say what went out."""
    return sum(
        cell is not None
        and (only is None or name in only)
        and is_same_cell(cell, shown(TENANT.field(name), base[name], labels, language))
        for name, cell in row.cells.items()
    )
