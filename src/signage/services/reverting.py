"""Taking a whole change set back, as far as rights, rules and what happened since allow it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import orjson
from sqlalchemy import Connection, select

from signage.domain.layers import LAYERS
from signage.domain.names import listed
from signage.errors import Conflict, NotFound, Said
from signage.services import access, rules
from signage.services.cancelled import standing_versions
from signage.services.changing import changing, reason_of
from signage.services.consent_records import open_kinds
from signage.services.history import stored_fields
from signage.services.notices.following_outside import follow_outside
from signage.services.privacy.marks import BEGIN as ERASED
from signage.services.rights import Rights, everywhere
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES, change, change_set

Row = dict[str, Any]
# What lies in an area moves with it; an area's own day of confirmation follows from those of its firms.
_CAME_ALONG = {"inmate": ("area", {"area", "number"}), "area": ("tenant", {"confirmed_on"})}
_NAMED = 5  # rows that a complaint lists by name


def revert_change_set(
    store: Store,
    number: int,
    *,
    who: str = "",
    why: str = "",
    rights: Rights | None = None,
    dry_run: bool = False,
) -> int:
    """Take back everything that one change set did; gives the number of the new change set that does so.

    Created rows are withdrawn: they stay in the history, and their codes stay theirs. Raises NotFound when
    there is no such change set, or when it touched a row out of the rights' reach; Conflict when it was taken
    back already, or when rows were changed since and are not again as it left them. With `dry_run` nothing
    is stored, and it gives 0.
    """
    reach = rights or everywhere(who)
    follow_outside(store, patient=True)  # what another program took out is over, and is not brought back
    said = Said(why) if why else _reason(store, number)
    with (
        suppress(_Enough),
        changing(store, who=who or reach.who, why=said, kind="revert", reverts=number) as undoing,
    ):
        take_back(store, undoing, number, reach)
        if undoing.id is None:
            raise Conflict(
                Said(
                    f"Die Änderung {number} hat keine Zeile verändert.",
                    f"Change set {number} changed no row.",
                )
            )
        if dry_run:
            raise _Enough
        return undoing.id
    return 0


def _reason(store: Store, number: int) -> Said:
    """What the history says of a revert for which nobody gave a reason: which change set, and why that was;
    of the revert of a revert the number alone, or reasons would grow with every step to and fro.
    """
    with store.engine_read() as connection:
        taken = connection.execute(select(change_set).where(change_set.c.id == number)).first()
    bare = Said(f"Rücknahme von {number}", f"{number} taken back")
    if taken is None or not taken.why or taken.why.startswith("Rücknahme von "):
        return bare
    why = reason_of(taken)
    return Said(f"{bare}: {why}", f"{bare.english}: {why.english}")


def take_back(store: Store, undoing: ChangeSet, number: int, reach: Rights) -> None:
    """As `revert_change_set`, within a change set that says what it `reverts`."""
    entries = _entries(undoing.connection, number, reach)
    rows = _last_versions(entries)
    current = _current_rows(undoing, rows)
    _require_reach(undoing.connection, current, number, reach)
    _require_standing(undoing.connection, number, entries)
    _require_master(entries, reach)
    _require_write(undoing.connection, entries, current, reach)
    _require_unchanged(undoing.connection, number, rows, current)
    _require_unreferenced(undoing.connection, number, entries, rows)
    for entry in entries:
        _undo(undoing, entry)
    _require_towns(undoing.connection, number, current)
    _require_rules(undoing, number, entries, current)
    for layer, row_id in rows:
        if reach.everywhere and layer != "sign":
            continue
        _settle(undoing, layer, current[layer, row_id], undoing.current(layer, row_id), reach, number)
    _require_numbers(undoing, number, entries, current)
    _require_places(store, undoing, number, entries, current, reach)


def is_taken_back(connection: Connection, number: int) -> bool:
    """Whether a change set was taken back already."""
    return _taken_back_by(connection, number) is not None


def _taken_back_by(connection: Connection, number: int) -> int | None:
    found = connection.execute(select(change_set.c.id).where(change_set.c.reverts == number)).scalar()
    return None if found is None else int(found)


class _Enough(Exception):
    """Ends a dry run: nothing of it is stored."""


def _entries(connection: Connection, number: int, rights: Rights) -> list[Row]:
    """The changes of a set, newest first; refuses what does not exist."""
    known = connection.execute(select(change_set.c.id).where(change_set.c.id == number)).first()
    if known is None and rights.everywhere:
        raise NotFound(Said(f"Eine Änderung {number} gibt es nicht.", f"There is no change set {number}."))
    query = select(change).where(change.c.change_set == number).order_by(change.c.id.desc())
    found = [dict(row._mapping) for row in connection.execute(query)]
    if known is None or not (found or rights.everywhere):
        raise _no_such_set(number)
    return found


def _require_standing(connection: Connection, number: int, entries: Sequence[Row]) -> None:
    """Refuses what was taken back already, or was erased since; only told to whom the rows are in reach."""
    if by := _taken_back_by(connection, number):
        raise Conflict(
            Said(
                f"Die Änderung {number} ist schon zurückgenommen, mit Änderung {by}.",
                f"Change set {number} was taken back already, by change set {by}.",
            )
        )
    if any(f'"{ERASED}' in (entry["before"] or "") for entry in entries):
        raise Conflict(_ERASED)


_ERASED = Said(
    "Zu dieser Änderung wurden Angaben über Personen gelöscht; sie lässt sich nicht zurücknehmen.",
    "What this change says of people was erased; it cannot be taken back.",
)


def _no_such_set(number: int) -> NotFound:
    return NotFound(
        Said(
            f"Eine Änderung {number} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin.",
            f"There is no change set {number}, or your rights do not reach it.",
        )
    )


def _last_versions(entries: Sequence[Row]) -> dict[tuple[str, int], int]:
    """The version that the change set left each row with."""
    return {(entry["layer"], entry["row"]): entry["version"] for entry in reversed(entries)}


def _current_rows(undoing: ChangeSet, rows: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], Row]:
    found: dict[tuple[str, int], Row] = {}
    for layer in LAYER_TABLES:
        ids = [row_id for name, row_id in rows if name == layer]
        found |= {(layer, row_id): row for row_id, row in undoing.current_many(layer, ids).items()}
    return found


def _require_reach(
    connection: Connection, rows: Mapping[tuple[str, int], Row], number: int, rights: Rights
) -> None:
    if rights.everywhere:
        return
    for (layer, _), row in rows.items():
        if not rights.cover(*rules.place_of(connection, layer, row)):
            raise _no_such_set(number)


def _require_master(entries: Sequence[Row], rights: Rights) -> None:
    """What the rights do not let change they do not let change back."""
    for entry in entries:
        before = orjson.loads(entry["before"]) if entry["before"] else {"withdrawn_by": None}
        access.require_master(LAYERS[entry["layer"]], set(before), rights)


def _require_write(
    connection: Connection, entries: Sequence[Row], rows: Mapping[tuple[str, int], Row], rights: Rights
) -> None:
    """What a role does not write it does not write back; what came along goes back with what it came with."""
    layers = {entry["layer"] for entry in entries}
    for entry in entries:
        layer, fields = entry["layer"], None
        if entry["action"] == "update" and entry["before"]:
            fields = set(orjson.loads(entry["before"]))
        leader, along = _CAME_ALONG["area" if layer == "area" else "inmate"]
        came_along = fields is not None and fields <= along and leader in layers and rights.writes(leader)
        if not came_along:
            access.require_write(connection, layer, rows[layer, entry["row"]], fields, rights)


def _require_unchanged(
    connection: Connection,
    number: int,
    rows: Mapping[tuple[str, int], int],
    current: Mapping[tuple[str, int], Row],
) -> None:
    """Refuses when rows were changed since; what was changed and taken back again does not count."""
    later = [key for key, version in rows.items() if current[key]["version"] != version]
    standing = standing_versions(connection, later)
    moved_on = [key for key in later if rows[key] not in standing[key]]
    if moved_on:
        names, several = _names(moved_on, current), len(moved_on) > 1
        german = f"wurden {len(moved_on)} Zeilen" if several else "wurde eine Zeile"
        english = f"{len(moved_on)} rows were" if several else "One row was"
        raise Conflict(
            Said(
                f"Seit Änderung {number} {german} weiter geändert: {names}. "
                "Nehmen Sie zuerst die späteren Änderungen zurück.",
                f"{english} changed after change set {number}: {names.english}. "
                "Take back the later changes first.",
            )
        )


def _names(keys: Sequence[tuple[str, int]], rows: Mapping[tuple[str, int], Row]) -> Said:
    said = []
    for layer, row_id in keys:
        row = rows[layer, row_id]
        name = row.get("name") or row.get("number") or ""
        said.append(f"{LAYERS[layer].german} {row_id} {name}".strip())
    return listed(said, _NAMED)


def _require_unreferenced(
    connection: Connection, number: int, entries: Sequence[Row], rows: Mapping[tuple[str, int], int]
) -> None:
    """An area must not vanish from under rows that came into it later."""
    going = [entry["row"] for entry in entries if (entry["layer"], entry["action"]) == ("area", "create")]
    for layer, table in LAYER_TABLES.items():
        if "area" not in table.c:
            continue
        for part in parts(going):
            lying = table.c.area.in_(part) & table.c.withdrawn_by.is_(None)
            ids = connection.execute(select(table.c.id).where(lying)).scalars()
            later = [row_id for row_id in ids if (layer, row_id) not in rows]
            if later:
                german, plural, some = LAYERS[layer].german, LAYERS[layer].plural, listed(later, _NAMED)
                raise Conflict(
                    Said(
                        f"Änderung {number} legte Gebiete an; darin liegen nun {german} {some}.",
                        f"Change set {number} made areas in which {plural} {some.english} lie.",
                    )
                )


def _require_towns(connection: Connection, number: int, was: Mapping[tuple[str, int], Row]) -> None:
    """A municipality's key must not vanish from under rows that name it."""
    towns = LAYER_TABLES["municipality"]
    known = select(towns.c.ags).where(towns.c.withdrawn_by.is_(None))
    going = {row["ags"] for (layer, _), row in was.items() if layer == "municipality"}
    gone = sorted(going - set(connection.execute(known).scalars())) if going else []
    for layer, table in LAYER_TABLES.items():
        if "municipality" not in table.c:
            continue
        for part in parts(gone):
            lying = table.c.municipality.in_(part) & table.c.withdrawn_by.is_(None)
            ids = list(connection.execute(select(table.c.id).where(lying)).scalars())
            if ids:
                german, plural, some = LAYERS[layer].german, LAYERS[layer].plural, listed(ids, _NAMED)
                raise Conflict(
                    Said(
                        f"Änderung {number} legte Gemeinden an; darin liegen nun {german} {some}.",
                        f"Change set {number} made municipalities in which {plural} {some.english} lie.",
                    )
                )


def _require_rules(
    undoing: ChangeSet, number: int, entries: Sequence[Row], was: Mapping[tuple[str, int], Row]
) -> None:
    """Rows that come back as they were are held to the rules as if somebody had just entered them so."""
    for layer, now, changed in _come_back(undoing, entries, was):
        problems = rules.standing_problems(undoing, LAYERS[layer], now, changed)
        _refuse(number, layer, now, problems)


def _require_numbers(
    undoing: ChangeSet, number: int, entries: Sequence[Row], was: Mapping[tuple[str, int], Row]
) -> None:
    for layer, now, changed in _come_back(undoing, entries, was):
        _refuse(number, layer, now, rules.number_problems(undoing, LAYERS[layer], now, changed))


def _require_places(
    store: Store,
    undoing: ChangeSet,
    number: int,
    entries: Sequence[Row],
    was: Mapping[tuple[str, int], Row],
    rights: Rights,
) -> None:
    """Nothing comes back to where the rights would not let it be put."""
    if rights.everywhere:
        return
    for layer, now, changed in _come_back(undoing, entries, was):
        problems = rules.lying_problems(store, undoing, LAYERS[layer], now, changed, rights)
        _refuse(number, layer, now, problems)


def _come_back(
    undoing: ChangeSet, entries: Sequence[Row], was: Mapping[tuple[str, int], Row]
) -> Iterator[tuple[str, Row, set[str]]]:
    """Layer, row and changed fields of what is in the inventory again or in another way."""
    touched = {(entry["layer"], entry["row"]) for entry in entries if entry["action"] != "create"}
    rows = _current_rows(undoing, dict.fromkeys(touched, 0))
    for (layer, row_id), now in rows.items():
        before = was[layer, row_id]
        if now["withdrawn_by"] is None:
            returns = before["withdrawn_by"] is not None
            yield layer, now, {name for name in now if returns or now[name] != before[name]}


def _refuse(number: int, layer: str, now: Row, problems: Mapping[str, str]) -> None:
    """Raise Conflict with the first of the problems that taking back would make."""
    for field, why in problems.items():
        german, english = str(why), getattr(why, "english", str(why))
        name = _names([(layer, now["id"])], {(layer, now["id"]): now})
        raise Conflict(
            Said(
                f"Änderung {number} lässt sich nicht zurücknehmen. {name}, {field}: {german}",
                f"Change set {number} cannot be taken back. {name}, {field}: {english}",
            )
        )


def _undo(undoing: ChangeSet, entry: Row) -> None:
    layer, row_id = entry["layer"], entry["row"]
    if entry["action"] in ("create", "restore"):
        undoing.withdraw(layer, row_id)
    elif entry["action"] == "withdraw":
        undoing.restore(layer, row_id)
    else:
        before = stored_fields(layer, entry["before"]) or {}
        if layer == "tenant":
            before = _without_consents(undoing.current(layer, row_id), before)
        undoing.update(layer, row_id, before)


def _without_consents(now: Row, before: Row) -> Row:
    """What a firm agreed to, or no longer does, only the firm takes back: nothing that is closed opens."""
    kept = {name: value for name, value in before.items() if name != "consents"}
    if open_kinds(now | kept) <= open_kinds(now):
        return kept
    return {name: value for name, value in kept.items() if name not in ("legal_basis", "consented_on")}


def _settle(undoing: ChangeSet, layer: str, was: Row, now: Row, rights: Rights, number: int) -> None:
    """Hold the rights against the row as it came back, and let codes follow it."""
    if not rights.cover(*rules.place_of(undoing.connection, layer, now)):
        raise _no_such_set(number)
    if layer == "sign" and was["code"] != now["code"]:
        if now["code"] is not None:
            undoing.set_code(now["code"], state="live")
        if was["code"] is not None:
            undoing.set_code(was["code"], state="moved" if now["code"] else "minted", moved_to=now["code"])
