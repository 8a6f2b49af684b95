"""Many rows of a layer changed at once: all of them or none, in one change set that is taken back as one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from signage.domain import names
from signage.domain.due import DueYears
from signage.domain.layers import LAYERS, SIGN, Layer
from signage.errors import Conflict, InvalidInput, RowsRefused, Said, StaleVersion
from signage.services.changing import changing, reason
from signage.services.editing import no_such_row, require_fields, require_own, set_values
from signage.services.listing import Asked, listed
from signage.services.rights import Rights
from signage.services.values import check_values
from signage.store import Store
from signage.store.changes import ChangeSet

MOST_ROWS = 5_000
MOST_LISTED = 20_000  # one writer at a time: others wait meanwhile
_NAMED = 5  # rows that a complaint lists by id
Row = dict[str, Any]


class Wanted(NamedTuple):
    """New values for one row, and the version of it that was seen."""

    row: int
    version: int
    values: Mapping[str, Any]


class Changed(NamedTuple):
    """The rows as they are now, in the order asked for; `change_set` is None where nothing was changed."""

    change_set: int | None
    rows: list[Row]


def change_rows(
    store: Store, layer: str, wanted: Sequence[Wanted], *, rights: Rights, why: str = ""
) -> Changed:
    """Set values on rows of a layer, each named once; equal values change nothing.

    Raises NotFound when one of the rows is not there or the rights do not reach it, Forbidden when the role
    does not write one of them, StaleVersion with the
    first row that moved on since it was seen, RowsRefused with everything that is wrong with each row.
    """
    table = LAYERS[layer]
    clean = _clean(table, wanted)
    with changing(store, who=rights.who, why=_reason(table, why)) as change:
        stored = _own_rows(change, table, [one.row for one in wanted], rights)
        for row_id, values in clean.items():
            require_fields(change, table, stored[row_id], values, rights)
        _require_versions(wanted, stored)
        rows, refused = list[Row](), dict[int, Mapping[str, str]]()
        for one in wanted:
            try:
                rows.append(set_values(store, change, table, stored[one.row], clean[one.row], rights))
            except InvalidInput as error:
                refused[one.row] = error.problems
        _complain(table, refused, len(wanted))
        return Changed(change.id, rows)


def change_listed(
    store: Store,
    asked: Asked,
    values: Mapping[str, Any],
    *,
    seen: str,
    years: DueYears,
    rights: Rights,
    but: Collection[int] = (),
    why: str = "",
) -> tuple[int | None, int]:
    """Set the same values on all signs that a table lists, without those of `but`: gives the change set and
    how many signs it changed.

    `seen` is the stamp of the list as it was looked at: Conflict when it is another now, InvalidInput when
    it is too long; else as `change_rows`.
    """
    clean = check_values(SIGN, values)
    with changing(store, who=rights.who, why=_reason(SIGN, why), alone=True) as change:
        found = listed(store, asked, years)
        if found.stamp != seen:
            raise Conflict(_OTHER_LIST)
        ids = sorted(set(found.ids).difference(but))
        if len(ids) > MOST_LISTED:
            raise InvalidInput(_too_many(len(ids)))
        stored = _own_rows(change, SIGN, ids, rights)
        changed, refused = 0, dict[int, Mapping[str, str]]()
        for row in stored.values():
            try:
                after = set_values(store, change, SIGN, row, clean, rights)
            except InvalidInput as error:
                refused[row["id"]] = error.problems
            else:
                changed += after["version"] != row["version"]
        _complain(SIGN, refused, len(ids))
        return change.id, changed


def _reason(table: Layer, given: str) -> Said:
    return reason(given, Said(f"{table.german}: mehrere geändert", f"{table.english}: several changed"))


_OTHER_LIST = Said(
    "Die Liste ist inzwischen eine andere: Jemand hat Schilder geändert. Gespeichert wurde nichts.",
    "The list is another one by now: somebody changed signs. Nothing was stored.",
)


def _too_many(signs: int) -> Said:
    return Said(
        f"{names.grouped(signs)} Schilder auf einmal sind zu viele, höchstens {names.grouped(MOST_LISTED)}. "
        "Bitte enger filtern.",
        f"{signs:,} signs at once are too many, at most {MOST_LISTED:,}. Please filter more closely.",
    )


def _clean(table: Layer, wanted: Sequence[Wanted]) -> dict[int, Row]:
    found, refused = dict[int, Row](), dict[int, Mapping[str, str]]()
    for one in wanted:
        try:
            found[one.row] = check_values(table, one.values)
        except InvalidInput as error:
            refused[one.row] = error.problems
    _complain(table, refused, len(wanted))
    return found


def _own_rows(change: ChangeSet, table: Layer, ids: Sequence[int], rights: Rights) -> dict[int, Row]:
    stored = change.current_many(table.name, ids)
    for row_id in ids:
        if row_id not in stored:
            raise no_such_row(table.name, row_id)
        require_own(change, table.name, stored[row_id], rights)
    return stored


def _require_versions(wanted: Sequence[Wanted], stored: Mapping[int, Row]) -> None:
    stale = [one.row for one in wanted if stored[one.row]["version"] != one.version]
    if stale:
        some, count = names.listed([str(row) for row in stale], _NAMED), len(stale)
        raise StaleVersion(
            Said(
                f"{count} von {len(wanted)} Einträgen wurden inzwischen geändert ({some}); "
                "gespeichert wurde keiner.",
                f"{count} of {len(wanted)} rows were changed meanwhile ({some.english}); none was stored.",
            ),
            stored[stale[0]],
        )


def _complain(table: Layer, refused: Mapping[int, Mapping[str, str]], of: int) -> None:
    if not refused:
        return
    some = names.listed([str(row) for row in refused], _NAMED)
    german, english = _first(table, refused)
    raise RowsRefused(
        Said(
            f"Nichts wurde gespeichert: {len(refused)} von {of} Einträgen ({some}) gehen so nicht. {german}",
            f"Nothing was stored: {len(refused)} of {of} rows ({some.english}) cannot be taken. {english}",
        ),
        refused,
    )


def _first(table: Layer, refused: Mapping[int, Mapping[str, str]]) -> tuple[str, str]:
    """What is wrong with the first row, which mostly is what is wrong with all; fields by their headings."""
    for name, why in next(iter(refused.values())).items():
        column = table.editable.get(name)
        german, english = (column.german, column.english) if column else (name, name)
        return f"{german}: {why}", f"{english}: {getattr(why, 'english', why)}"
    return "", ""
