"""Rows added, changed and ended by people and programs, one change set each; nothing is ever deleted.

Every function here takes the rights of who asks: a row of another municipality is as if it were not there.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from signage.domain.layers import LAYERS, Layer
from signage.errors import NotFound, Said, StaleVersion
from signage.services import access, rules
from signage.services.changing import changing, reason
from signage.services.rights import Rights, require_writes
from signage.services.signing import sign_exceptions
from signage.services.streets import street_after_move
from signage.services.values import check_values, complain
from signage.services.whereabouts import municipality_at
from signage.store import Store
from signage.store.changes import ChangeSet

__all__ = ["add_row", "change_row", "check_values", "end_row"]

Row = dict[str, Any]


def add_row(store: Store, layer: str, values: Mapping[str, Any], *, rights: Rights, why: str = "") -> Row:
    """Store a new row, give it as stored. Missing values that follow from others are filled in.

    Raises InvalidInput naming every field at fault, NotFound when the row would belong to a municipality
    that the rights do not reach, Forbidden when the role does not write there.
    """
    table = LAYERS[layer]
    require_writes(rights, layer)
    said = check_values(table, values)
    with changing(store, who=rights.who, why=_reason(table, why, "neu", "new")) as change:
        return add_values(store, change, table, said, rights)


def add_values(store: Store, change: ChangeSet, table: Layer, said: Row, rights: Rights) -> Row:
    """Store a new row of checked values within a change set; raises as `add_row`, then nothing is stored."""
    new = dict.fromkeys([*table.editable, "geometry"]) | said
    rules.complete(change, table, new, said, rights)
    if new.get("municipality", "") is None and new["geometry"] is not None:
        new["municipality"] = municipality_at(store, new["geometry"])
    check_row(store, change, table, None, new, rights)
    rules.settle_code(change, table, None, new)
    if table.name == "sign":
        sign_exceptions(None, new, rights.who)
    return change.add(table.name, new)


def change_row(
    store: Store,
    layer: str,
    row_id: int,
    values: Mapping[str, Any],
    *,
    seen_version: int,
    rights: Rights,
    why: str = "",
) -> Row:
    """Set `values` on a row, give it as it is now. Equal values change nothing, not even the version.

    Raises NotFound when there is no such row or the rights do not reach it, StaleVersion when it moved on
    since `seen_version`, else as `add_row`.
    """
    table = LAYERS[layer]
    clean = check_values(table, values)
    with changing(store, who=rights.who, why=_reason(table, why, "geändert", "changed")) as change:
        old = own_row(change, layer, row_id, rights)
        require_fields(change, table, old, clean, rights)
        require_version(old, seen_version)
        return set_values(store, change, table, old, clean, rights)


def set_values(store: Store, change: ChangeSet, table: Layer, old: Row, clean: Row, rights: Rights) -> Row:
    """Set checked values on a row that the change set has just read; raises as `change_row`."""
    new = old | clean
    rules.follow(change, table, old, new, clean)
    if table.name == "sign" and "street" not in clean:
        new["street"] = street_after_move(store, old, new)
    check_row(store, change, table, old, new, rights, said=require_fields(change, table, old, clean, rights))
    rules.settle_code(change, table, old, new)
    if table.name == "sign":
        sign_exceptions(old, new, rights.who)
    return change.set_on(table.name, old, {name: new[name] for name in (*table.editable, "geometry")})


def end_row(
    store: Store,
    layer: str,
    row_id: int,
    on: date,
    *,
    seen_version: int | None = None,
    rights: Rights,
    why: str = "",
) -> Row:
    """End a row: from `on` it no longer counts. It stays in the inventory and in its history.

    Raises as `change_row`; without `seen_version` no version is compared.
    """
    with changing(store, who=rights.who, why=_reason(LAYERS[layer], why, "beendet", "ended")) as change:
        old = own_row(change, layer, row_id, rights)
        access.require_write(change.connection, layer, old, {"valid_to"}, rights)
        if seen_version is not None:
            require_version(old, seen_version)
        access.require_master(LAYERS[layer], {"valid_to"}, rights)
        complain(rules.span_problems(old | {"valid_to": on}))
        return change.update(layer, row_id, {"valid_to": on})


def _reason(table: Layer, given: str, german: str, english: str) -> Said:
    return reason(given, Said(f"{table.german}: {german}", f"{table.english}: {english}"))


def own_row(change: ChangeSet, layer: str, row_id: int, rights: Rights) -> Row:
    """The row, locked. NotFound when there is none and, in the same words, when it is another's."""
    try:
        row = change.current(layer, row_id)
    except NotFound:
        raise no_such_row(layer, row_id) from None
    require_own(change, layer, row, rights)
    return row


def require_own(change: ChangeSet, layer: str, row: Row, rights: Rights) -> None:
    """NotFound for a row that was taken back, or that the rights do not reach."""
    if row["withdrawn_by"] is not None or not rights.cover(*rules.place_of(change.connection, layer, row)):
        raise no_such_row(layer, row["ags"] if layer == "municipality" else row["id"])


def require_fields(change: ChangeSet, table: Layer, old: Row, clean: Row, rights: Rights) -> set[str]:
    """The fields that `clean` changes; Forbidden when the role does not write them where the row is now."""
    said = {name for name, value in clean.items() if value != old[name]}
    access.require_write(change.connection, table.name, old, said, rights)
    return said


def no_such_row(layer: str, key: object) -> NotFound:
    """What is said of a row that is not there, and of one that the caller may not touch."""
    german = LAYERS[layer].german
    return NotFound(
        Said(
            f"{german}: {key} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin.",
            f"{LAYERS[layer].plural}: there is no {key}, or your rights do not reach it.",
        )
    )


def require_version(row: Row, seen: int) -> None:
    """Raise StaleVersion unless the row still has the version that the caller saw."""
    if row["version"] != seen:
        raise StaleVersion(
            Said(
                f"Der Eintrag wurde inzwischen geändert: gesehen Fassung {seen}, jetzt {row['version']}.",
                f"The row was changed meanwhile: seen version {seen}, now {row['version']}.",
            ),
            row,
        )


def check_row(
    store: Store,
    change: ChangeSet,
    table: Layer,
    old: Row | None,
    new: Row,
    rights: Rights,
    *,
    said: Collection[str] | None = None,
) -> None:
    """Hold the whole row against the others; `old` is None for a new one, `said` are the fields that somebody
    wants to change: others follow from them.

    Raises InvalidInput naming every field at fault; NotFound when it would leave the rights' reach, Forbidden
    when the role does not write it there.
    """
    changed = {name for name in new if old is None or old[name] != new[name]}
    problems = rules.problems(change, table, old, new, changed)
    if not rights.everywhere:
        complain(problems)
        access.require_reach(change, table, new, changed, rights)
        access.require_master(table, changed, rights)
    access.require_write(change.connection, table.name, new, None if old is None else said, rights)
    # Last, for these tell of other rows and of where a row lies: not to those whose rights do not reach it.
    problems |= rules.number_problems(change, table, new, changed)
    complain(problems | rules.lying_problems(store, change, table, new, changed, rights))
