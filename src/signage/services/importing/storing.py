"""Write what an import decided, as one change set in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
import shapely
from sqlalchemy import Connection, delete, func, insert, select

from signage.errors import Conflict, InvalidInput, Said, StaleVersion
from signage.formats.shapes import same
from signage.services.changing import changing
from signage.services.importing import Progress, completing
from signage.services.importing.batch import Batch, Stored, Values
from signage.services.importing.codes import check_codes, family_of, provide_codes
from signage.services.importing.mended import mended_elsewhere, resolve
from signage.services.importing.report import CHANGED, TAKEN, UNCHANGED, RowFinding
from signage.services.importing.sentences import joined
from signage.services.signing import sign_exceptions
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.parts import parts
from signage.store.schema import change_set, parked

_MEANWHILE = Said(
    "Der Eintrag wurde im Bestand geändert, seit diese Datei exportiert wurde.",
    "The entry was changed in the inventory since this file was exported.",
)
_EXPORT_ANEW = Said(
    "Exportieren Sie neu, und tragen Sie Ihre Änderung dort ein.",
    "Export anew, and enter your change there.",
)
_MOVED_ON = Said(
    "Inzwischen wurde etwas geändert; es wurde nichts gespeichert. Bitte importieren Sie noch einmal.",
    "Something was changed meanwhile; nothing was stored. Please import once more.",
)
_RULES_NAME = Said("Berichtigen Sie den Namen der Regel.", "Correct the name of the rule.")
_AT_ONCE = 20_000
_SAY_EACH = 1_000
State = tuple[int, int]
_CONCLUDED = ("municipality", "area", "district", "family", "state")


@dataclass
class Plan:
    """Which rows are new, and for stored rows what changes; some come back that were withdrawn."""

    file: str
    source_name: str
    created: list[int] = field(default_factory=list)
    changed: dict[int, Values] = field(default_factory=dict)
    restored: set[int] = field(default_factory=set)  # of the changed ones


def planned(
    store: Store, batch: Batch, rows: Sequence[Stored], file: str, source_name: str, who: str
) -> Plan:
    """What is to be written; gives each row its verdict. Parks signs whose code another one has, or whose
    exceptions cannot be taken; `who` answers for those that can.
    """
    if batch.layer.name == "sign":
        check_codes(store, batch, rows)
        _sign_exceptions(batch, who)
    plan = Plan(file, source_name)
    wkb = shapely.to_wkb(batch.geometry)
    for at in list(batch.open()):
        row = batch.match.get(at)
        if row is None:
            plan.created.append(at)
            batch.verdicts[at] = TAKEN
            continue
        changed = _changed(batch, at, row, wkb[at])
        if row["withdrawn_by"] is not None:
            plan.restored.add(at)
            plan.changed[at] = {**_concluded_anew(batch, at, row), **changed}
            batch.verdicts[at] = TAKEN
            continue
        own = batch.own.get(at)
        if changed and own and own.id == row["id"] and own.version < row["version"]:
            batch.park(at, "", _MEANWHILE, _EXPORT_ANEW)
            continue
        batch.verdicts[at] = CHANGED if changed else UNCHANGED
        if changed:
            plan.changed[at] = changed
    return plan


def _sign_exceptions(batch: Batch, who: str) -> None:
    for at in list(batch.open()):
        try:
            if isinstance(batch.values[at].get("exceptions"), str):
                sign_exceptions(batch.match.get(at), batch.values[at], who)
        except InvalidInput as error:
            problem = joined(*error.problems.values()) or error.message
            batch.park(at, batch.heading("exceptions"), problem, _RULES_NAME)


def _changed(batch: Batch, at: int, row: Stored, wkb: bytes | None) -> Values:
    changed = completing.changes(batch.values[at], row)
    if "type" in changed and (family := family_of(batch, at)) not in (None, row.get("family")):
        changed["family"] = family
    if _moved(batch.geometry[at], wkb, row["geometry"]):
        changed["geometry"] = wkb
        moved = {name: batch.derived[at].get(name) for name in ("municipality", "area")}
        concluded = {
            name: value for name, value in moved.items() if value is not None and row.get(name) != value
        }
        changed = {**concluded, **changed}
    return {**completing.to_add(batch.derived[at], row, _CONCLUDED), **changed}


def _concluded_anew(batch: Batch, at: int, row: Stored) -> Values:
    """What a row that comes back must not keep of former days: its area may be gone, its number given."""
    found = {name: batch.derived[at].get(name) for name in ("municipality", "area", "number")}
    return {name: value for name, value in found.items() if value is not None and row.get(name) != value}


def _moved(shape: Any, wkb: bytes | None, stored: bytes | None) -> bool:
    if wkb is None or wkb == stored:
        return False
    return not same(shape, None if stored is None else shapely.from_wkb(stored))


class MovedOn(Conflict):
    """The inventory changed between the matching of a file and its writing; nothing was stored."""


def state_of(store: Store) -> State:
    """What `store_plan` compares: taken before the rows are matched."""
    with store.engine_read() as connection:
        return _state(connection)


def _state(connection: Connection) -> State:
    """How many change sets there are and the newest; sets may commit in another order than they are
    numbered, so that the newest alone does not tell.
    """
    query = select(func.count(), func.coalesce(func.max(change_set.c.id), 0)).select_from(change_set)
    count, newest = connection.execute(query).one()
    return int(count), int(newest)


def _require_state(connection: Connection, seen: State) -> None:
    if _state(connection) != seen:
        raise MovedOn(_MOVED_ON)


def store_plan(
    store: Store, batch: Batch, plan: Plan, who: str, progress: Progress, *, seen: State
) -> int | None:
    """Write the plan and the parked rows; gives the change set, None when nothing changed.

    Raises MovedOn when anything changed since `seen`; then nothing is stored.
    """
    file = plan.file
    if not plan.created and not plan.changed:
        _keep_parked_alone(store, batch, who, file)
        return None
    why = Said(f"Import {batch.layer.german}: {file}", f"Import of {batch.layer.english}: {file}")
    try:
        with changing(store, who=who, why=why, source=file, kind="import", alone=True) as change:
            _require_state(change.connection, seen)
            _write(change, batch, plan, progress)
            _keep_parked(change.connection, batch, who, file)
        return change.id
    except StaleVersion as error:
        raise MovedOn(_MOVED_ON) from error


def _write(change: ChangeSet, batch: Batch, plan: Plan, progress: Progress) -> None:
    if batch.layer.name == "sign":
        provide_codes(change, batch, plan.created, plan.changed)
    total = len(plan.created) + len(plan.changed)
    for start in range(0, len(plan.created), _AT_ONCE):
        progress(start, total, "speichern")
        part = plan.created[start : start + _AT_ONCE]
        shapes = shapely.to_wkb(batch.geometry[part])
        rows = [_new_row(batch, plan, at, wkb) for at, wkb in zip(part, shapes, strict=True)]
        change.create_many(batch.layer.name, rows)
    for done, some in enumerate(parts(list(plan.changed), _SAY_EACH)):
        progress(len(plan.created) + done * _SAY_EACH, total, "speichern")
        _write_changed(change, batch, plan, some)


def _write_changed(change: ChangeSet, batch: Batch, plan: Plan, some: Sequence[int]) -> None:
    layer = batch.layer.name
    change.hold(layer, [batch.match[at]["id"] for at in some])
    for at in some:
        row, comes_back = batch.match[at], at in plan.restored
        if comes_back:
            change.restore(layer, row["id"])
        change.update(layer, row["id"], plan.changed[at], seen_version=row["version"] + comes_back)


def _new_row(batch: Batch, plan: Plan, at: int, wkb: bytes | None) -> Values:
    concluded = batch.derived.get(at, {})
    said = completing.plain(batch.values[at])
    row = {**completing.provenance(plan.file, plan.source_name), **concluded, **said}
    return {**row, "geometry": wkb}


def _keep_parked_alone(store: Store, batch: Batch, who: str, file: str) -> None:
    with store.engine_read() as connection:
        query = select(parked.c.file_row, parked.c.content, parked.c.problems).where(*_of_file(batch, file))
        kept = sorted(tuple(row) for row in connection.execute(query))
        others = mended_elsewhere(connection, batch, file)
    if others or kept != sorted(
        (row["file_row"], row["content"], row["problems"]) for row in _parked_rows(batch, who, file)
    ):
        with store.write_plain() as connection:
            _keep_parked(connection, batch, who, file)


def _keep_parked(connection: Connection, batch: Batch, who: str, file: str) -> None:
    """Replace what is kept of an earlier try with this file, or of its rows in another one."""
    resolve(connection, mended_elsewhere(connection, batch, file))
    connection.execute(delete(parked).where(*_of_file(batch, file)))
    rows = _parked_rows(batch, who, file)
    if rows:
        connection.execute(insert(parked), rows)


def _of_file(batch: Batch, file: str) -> tuple[Any, ...]:
    return parked.c.layer == batch.layer.name, parked.c.file == file, parked.c.solved_at.is_(None)


def _parked_rows(batch: Batch, who: str, file: str) -> list[Values]:
    problems: dict[int, list[dict[str, str]]] = {}
    for finding in batch.findings:
        if finding.parked:
            problems.setdefault(finding.row, []).append(
                {
                    "column": finding.column,
                    "problem": finding.problem,
                    "advice": finding.advice,
                    **_in_english(finding),
                }
            )
    now = datetime.now(UTC)
    common = {"layer": batch.layer.name, "file": file, "parked_at": now, "who": who}
    return [
        common
        | {
            "file_row": batch.table.file_rows[at],
            "municipality": batch.towns.get(at),
            "content": orjson.dumps(_content(batch, at)).decode(),
            "problems": orjson.dumps(problems[batch.table.file_rows[at]]).decode(),
        }
        for at in sorted(batch.parked)
    ]


def _in_english(finding: RowFinding) -> dict[str, str]:
    """What stands beside the German sentences where they know English."""
    said = {
        "english_column": finding.column, "english": finding.problem, "english_advice": finding.advice,
    }  # fmt: skip
    return {name: text.english for name, text in said.items() if isinstance(text, Said)}


def _content(batch: Batch, at: int) -> dict[str, Any]:
    """The row as it stood in the file, its geometry as text: so it can be mended and imported again."""
    row: dict[str, Any] = dict(batch.table.row(at))
    wkb = batch.table.geometry[at] if batch.table.geometry is not None else None
    if wkb is not None:
        row.setdefault("geometry", shapely.to_wkt(shapely.from_wkb(wkb), rounding_precision=9))
    return row
