"""Write what an import decided, as one change set in one transaction."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
import shapely
from sqlalchemy import Connection, delete, insert, select

from signage.errors import Conflict, StaleVersion
from signage.formats.shapes import same
from signage.services.importing import completing
from signage.services.importing.batch import Batch, Values
from signage.services.importing.report import CHANGED, TAKEN, UNCHANGED
from signage.services.importing.signs import wants_code
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.schema import code, parked

_CONCLUDED = ("municipality", "area", "district", "family", "state")


@dataclass
class Plan:
    """New rows by position, and for stored rows what changes."""

    created: dict[int, Values] = field(default_factory=dict)
    changed: dict[int, Values] = field(default_factory=dict)


def planned(batch: Batch, rows: list[Values], file: str, source_name: str) -> Plan:
    """What is to be written; gives each row its verdict. Parks signs whose code another one has."""
    if batch.layer.name == "sign":
        _check_codes(batch, rows)
    plan = Plan()
    wkb = shapely.to_wkb(batch.geometry)
    for at in batch.open():
        row = batch.match.get(at)
        if row is None:
            new = {**completing.provenance(file, source_name), **batch.derived[at], **batch.values[at]}
            plan.created[at] = {**completing.plain(new), "geometry": wkb[at]}
            batch.verdicts[at] = TAKEN
            continue
        changed = _changed(batch, at, row, wkb[at])
        batch.verdicts[at] = CHANGED if changed else UNCHANGED
        if changed:
            plan.changed[at] = changed
    return plan


def _changed(batch: Batch, at: int, row: Values, wkb: bytes | None) -> Values:
    changed = completing.changes(batch.values[at], row)
    shape = batch.geometry[at]
    stored = None if row["geometry"] is None else shapely.from_wkb(row["geometry"])
    if shape is not None and not same(shape, stored):
        changed["geometry"] = wkb
        moved = {name: batch.derived[at].get(name) for name in ("municipality", "area")}
        concluded = {
            name: value for name, value in moved.items() if value is not None and row.get(name) != value
        }
        changed = {**concluded, **changed}
    return {**completing.lacking(batch.derived[at], row, _CONCLUDED), **changed}


def _check_codes(batch: Batch, rows: list[Values]) -> None:
    carried = {row["code"]: row["id"] for row in rows if row["code"]}
    for at in list(batch.open()):
        token = batch.values[at].get("code")
        holder = carried.get(token) if isinstance(token, str) else None
        if holder is not None and holder != batch.match.get(at, {}).get("id"):
            problem = f"Den Code {token} trägt schon ein anderes Schild (Nr. {holder})."
            batch.park(
                at,
                batch.heading("code"),
                problem,
                "Ein Code gehört zu einem einzigen Standort; lassen Sie ihn leer.",
            )


def store_plan(store: Store, batch: Batch, plan: Plan, who: str, file: str) -> int | None:
    """Write the plan and the parked rows; gives the change set, None when nothing changed.

    Raises Conflict when somebody changed one of the rows meanwhile; then nothing is stored.
    """
    if not plan.created and not plan.changed:
        _keep_parked_alone(store, batch, who, file)
        return None
    why = f"Import {batch.layer.german}: {file}"
    try:
        with store.change(who=who, why=why, source=file, kind="import") as change:
            _write(change, batch, plan)
            _keep_parked(change.connection, batch, who, file)
        return change.id
    except StaleVersion as error:
        raise Conflict(
            "Der Bestand wurde während des Imports geändert. Bitte importieren Sie noch einmal."
        ) from error


def _write(change: ChangeSet, batch: Batch, plan: Plan) -> None:
    if batch.layer.name == "sign":
        _provide_codes(change, batch, plan)
    change.create_many(batch.layer.name, list(plan.created.values()))
    for at, values in plan.changed.items():
        row = batch.match[at]
        change.update(batch.layer.name, row["id"], values, seen_version=row["version"])


def _provide_codes(change: ChangeSet, batch: Batch, plan: Plan) -> None:
    """Mint codes for new signs of the guide system, enter those that the file brings; all become live."""
    wanting = [at for at in plan.created if wants_code(batch, at)]
    for at, token in zip(wanting, change.mint(len(wanting)), strict=True):
        plan.created[at]["code"] = token
    given = [
        values["code"] for values in (*plan.created.values(), *plan.changed.values()) if values.get("code")
    ]
    registered = _registered(change.connection, given)
    change.register_codes([token for token in given if token not in registered])
    for token in given:
        if registered.get(token) in ("retired", "moved"):
            raise Conflict(
                f"Der Code {token} ist stillgelegt oder verlegt und kann keinem Schild gegeben werden."
            )
        change.set_code(token, state="live")


def _registered(connection: Connection, tokens: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(tokens), 500):
        query = select(code.c.token, code.c.state).where(code.c.token.in_(tokens[start : start + 500]))
        found.update(row.tuple() for row in connection.execute(query))
    return found


def _keep_parked_alone(store: Store, batch: Batch, who: str, file: str) -> None:
    with store.engine_read() as connection:
        query = select(parked.c.file_row, parked.c.content, parked.c.problems).where(*_of_file(batch, file))
        kept = sorted(tuple(row) for row in connection.execute(query))
    if kept != sorted(
        (row["file_row"], row["content"], row["problems"]) for row in _parked_rows(batch, who, file)
    ):
        with store.write_plain() as connection:
            _keep_parked(connection, batch, who, file)


def _keep_parked(connection: Connection, batch: Batch, who: str, file: str) -> None:
    """Replace what is kept of an earlier try with this file."""
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
                {"column": finding.column, "problem": finding.problem, "advice": finding.advice}
            )
    now = datetime.now(UTC)
    common = {"layer": batch.layer.name, "file": file, "parked_at": now, "who": who}
    return [
        common
        | {
            "file_row": batch.table.file_rows[at],
            "content": orjson.dumps(batch.table.row(at)).decode(),
            "problems": orjson.dumps(problems[batch.table.file_rows[at]]).decode(),
        }
        for at in sorted(batch.parked)
    ]
