"""How a proposal is kept: days as ISO text in JSON; and a row of a firm as it was in an earlier version."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from signage.domain.layers import TENANT
from signage.services.history import stored_fields
from signage.store import Store

Row = dict[str, Any]


def as_text(values: Mapping[str, Any], then: Mapping[str, Any], since: date | None) -> str:
    """The column `proposed`: new values, the values that the firm saw, the day from which."""
    return orjson.dumps({"values": dict(values), "then": dict(then), "since": since}).decode()


def read_proposed(text: str) -> tuple[Row, Row, date | None]:
    """What `as_text` made; nothing where the words of a person were erased."""
    found = orjson.loads(text)
    since = found.get("since")
    return (
        _dated(found.get("values", {})),
        _dated(found.get("then", {})),
        date.fromisoformat(since) if since else None,
    )


def row_at(store: Store, row: Row, version: int) -> Row:
    """A firm's row as it was in an earlier version, wound back through its history."""
    if version >= row["version"]:
        return row
    was = dict(row)
    for entry in store.history(layer="tenant", row=row["id"], limit=1000):  # newest first
        if entry["version"] <= version:
            break
        was |= stored_fields("tenant", entry["before"]) or {}
    return was | {"version": version}


def _dated(values: Row) -> Row:
    return {
        name: date.fromisoformat(value) if value and TENANT.field(name).kind == "date" else value
        for name, value in values.items()
    }
