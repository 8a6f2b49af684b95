"""What the history does not tell a municipality of a row that was another's before."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, or_, select

from signage.domain.audience import private_columns
from signage.services import rules
from signage.services.rights import Rights
from signage.store.schema import change

Row = dict[str, Any]


def when_it_came(
    connection: Connection, entries: Sequence[Row], rights: Rights
) -> dict[tuple[str, int], int]:
    """For each row that was another municipality's, the change with which it came to that of the rights."""
    found: dict[tuple[str, int], int] = {}
    for layer in {entry["layer"] for entry in entries}:
        ids = sorted({entry["row"] for entry in entries if entry["layer"] == layer})
        query = select(change.c.id, change.c.row, change.c.before).where(
            change.c.layer == layer,
            change.c.row.in_(ids),
            or_(change.c.before.like('%"municipality"%'), change.c.before.like('%"area"%')),
        )
        for number, row_id, before in connection.execute(query.order_by(change.c.id)):
            if not _was_within(connection, orjson.loads(before), rights):
                found[layer, row_id] = number
    return found


def _was_within(connection: Connection, before: Row, rights: Rights) -> bool:
    """Whether a row belonged to the rights' municipalities before a change, as far as that changed it."""
    area = before.get("area")
    if before.get("municipality"):
        return rights.cover(before["municipality"], area)
    if area is None:
        # Of whom it was says its municipality, unless it was none of the areas that these rights are for.
        return "area" not in before or not rights.areas
    return rights.cover(rules.area_municipality(connection, area), area)


def withhold(entry: Row, came: int) -> None:
    """Take out what another municipality knew of people before the row came from there."""
    private = private_columns(entry["layer"])
    sides = ("before", "after") if entry["id"] < came else ("before",) if entry["id"] == came else ()
    for side in sides:
        if entry[side] is not None:
            entry[side] = {name: value for name, value in entry[side].items() if name not in private}
