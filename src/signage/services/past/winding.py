"""Firms as they were known at a moment: those of now, wound back through the history."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from signage.domain.validity import is_valid
from signage.services.history import stored_fields
from signage.services.notices.naming import TENANTS
from signage.store.parts import parts
from signage.store.schema import change, change_set

Row = dict[str, Any]


def firms_known(
    connection: Connection, moment: datetime | None, among: Collection[int] | None = None
) -> dict[int, Row]:
    """Every firm, or those `among` these, by id as it stood in the inventory just before `moment` (None: as
    it stands now), whatever its validity; none that was taken back or was yet to be entered.
    """
    rows: dict[int, Row] = {}
    for query in _firms(among):
        # The names once: asked of each row they take most of the time.
        rows |= {row.id: dict(zip(TENANTS.c.keys(), row, strict=True)) for row in connection.execute(query)}
    if moment is not None:
        _wind_back(connection, rows, moment)
    return {row_id: row for row_id, row in rows.items() if row["withdrawn_by"] is None}


def changed_since(connection: Connection, moment: datetime) -> set[int]:
    """The firms that the history tells something of from `moment` on."""
    query = select(change.c.row).where(*_of_firms_since(moment))
    return set(connection.execute(query).scalars())


def _of_firms_since(moment: datetime) -> tuple[Any, Any]:
    # By the sets, which are few: the layer is put together so that no index by it is taken, in which all
    # changes ever made of firms stand.
    sets = select(change_set.c.id).where(change_set.c.at >= moment)
    return change.c.change_set.in_(sets), change.c.layer.concat("") == "tenant"


def _firms(among: Collection[int] | None) -> Iterator[Select[Any]]:
    if among is None:
        yield select(TENANTS)
        return
    for part in parts(sorted(among)):
        yield select(TENANTS).where(TENANTS.c.id.in_(part))


def _wind_back(connection: Connection, rows: dict[int, Row], moment: datetime) -> None:
    query = (
        select(change.c.row, change.c.action, change.c.before)
        .where(*_of_firms_since(moment))
        .order_by((change.c.id + 0).desc())  # or all changes are read backwards
    )
    for row_id, action, before in connection.execute(query):
        if row_id not in rows:
            continue
        if action == "create":
            del rows[row_id]
        elif action in ("withdraw", "restore"):
            rows[row_id]["withdrawn_by"] = None if action == "withdraw" else 0
        else:
            rows[row_id] |= stored_fields("tenant", before) or {}


def on_day(rows: Mapping[int, Row], day: date) -> dict[int, Row]:
    """Those of the firms that count on a day."""
    return {row_id: row for row_id, row in rows.items() if is_valid(row["valid_from"], row["valid_to"], day)}
