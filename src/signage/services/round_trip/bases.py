"""Firms as they were when a workbook went out: what is stored now, with every change since taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from signage.services.history import stored_fields
from signage.services.round_trip.scope import Row
from signage.store import Store
from signage.store.parts import parts
from signage.store.schema import change


def as_exported(
    store: Store, stored: Mapping[int, Row], versions: Mapping[int, int]
) -> dict[int, Row | None]:
    """The rows in the versions given, by id; None where the history does not reach back to it."""
    found: dict[int, Row | None] = {}
    moved_on = []
    for key, row in stored.items():
        version = versions.get(key, row["version"])
        found[key] = row if version == row["version"] else None
        if version < row["version"]:
            moved_on.append(key)
    if not moved_on:
        return found
    columns = (change.c.row, change.c.version, change.c.before)
    with store.engine_read() as connection:
        for part in parts(moved_on):
            query = select(*columns).where(change.c.layer == "tenant", change.c.row.in_(part))
            entries = connection.execute(query.order_by(change.c.id.desc())).all()
            for key in part:
                own = [entry for entry in entries if entry.row == key and entry.version > versions[key]]
                found[key] = _undone(stored[key], own, versions[key])
    return found


def _undone(row: Row, entries: Sequence[Any], version: int) -> Row | None:
    """`row` without the changes of `entries`, newest first; None where one of them is missing."""
    expected, was = row["version"], dict(row)
    for entry in entries:
        if entry.version != expected:
            return None
        was |= stored_fields("tenant", entry.before) or {}
        expected -= 1
    return was | {"version": version} if expected == version else None
