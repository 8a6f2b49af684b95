"""What was changed, by whom and why, field by field."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any

import orjson
from sqlalchemy import Connection, func, or_, select

from signage.domain.layers import LAYERS
from signage.services import rules
from signage.services.changing import reason_of
from signage.services.editing import no_such_row
from signage.services.rights import Rights
from signage.services.withheld import when_it_came, withhold
from signage.store import Store
from signage.store.lenient import day, real, truth, whole
from signage.store.reach import Reach
from signage.store.reach import within as belonging
from signage.store.schema import LAYER_TABLES, change, change_set
from signage.store.types import BROKEN, is_sound, read_moment

Row = dict[str, Any]


def list_change_sets(store: Store, *, before: int | None = None, limit: int = 20) -> list[Row]:
    """The newest change sets with the number of `rows` each touched; `before` is a number, for paging."""
    rows = select(func.count()).where(change.c.change_set == change_set.c.id).scalar_subquery()
    query = select(change_set, rows.label("rows")).order_by(change_set.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(change_set.c.id < before)
    with store.engine_read() as connection:
        return [_with_reason(row) for row in connection.execute(query)]


def require_own(store: Store, layer: str, row_id: int, rights: Rights) -> None:
    """NotFound, in the same words, for a row that is not there and for another municipality's."""
    row = store.row(layer, row_id)
    if row is not None:
        with store.engine_read() as connection:
            if rights.cover(*rules.place_of(connection, layer, row)):
                return
    raise no_such_row(layer, row_id)


def list_changes(
    store: Store,
    *,
    rights: Rights,
    layer: str | None = None,
    row: int | None = None,
    change_set_id: int | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Row]:
    """Changes of rows within the rights' reach, newest first, with `before` and `after` by field.

    A row's history goes with it to another municipality, but for what the former one knew of people. The
    fields of a created row are those it was created with. `before` is the id of a change, for paging.
    """
    reach = None if rights.reach is None else within(rights)
    found = store.history(
        layer=layer, row=row, change_set=change_set_id, before=before, limit=limit, where=reach
    )
    with store.engine_read() as connection:
        created = _as_created(connection, [entry for entry in found if entry["action"] == "create"])
        came = {} if rights.everywhere else when_it_came(connection, found, rights)
    for entry in found:
        del entry["source"]  # the name of somebody's file
        entry["before"] = stored_fields(entry["layer"], entry["before"])
        was_created = entry["action"] == "create"
        key = (entry["layer"], entry["row"])
        entry["after"] = created[key] if was_created else stored_fields(entry["layer"], entry["after"])
        withhold(entry, came.get(key, 0))
    return found


def _with_reason(row: Any) -> Row:
    found = _plain(row) | {"why": reason_of(row)}
    del found["why_english"]
    return found


def _plain(row: Any) -> Row:
    """A row of a query whose names are nothing but text; a JSON writer refuses SQLAlchemy's own kind."""
    return {str(name): value for name, value in row._mapping.items()}


def within(rights: Rights) -> Any:
    """The condition for changes of rows within the rights' reach."""
    reach = rights.reach or Reach(frozenset())
    rows = {name: select(table.c.id).where(belonging(table, reach)) for name, table in LAYER_TABLES.items()}
    return or_(*((change.c.layer == name) & change.c.row.in_(ids) for name, ids in rows.items()))


def _as_created(connection: Connection, entries: Sequence[Row]) -> dict[tuple[str, int], Row]:
    """The fields that each row was created with: those of today, wound back through its later changes."""
    found: dict[tuple[str, int], Row] = {}
    for layer in {entry["layer"] for entry in entries}:
        ids = [entry["row"] for entry in entries if entry["layer"] == layer]
        table = LAYER_TABLES[layer]
        for row in connection.execute(select(table).where(table.c.id.in_(ids))):
            found[layer, row.id] = dict(row._mapping)
        later = select(change.c.row, change.c.before).where(change.c.layer == layer, change.c.row.in_(ids))
        for row_id, before in connection.execute(later.order_by(change.c.id.desc())):
            found[layer, row_id] |= stored_fields(layer, before) or {}
    shown = {layer: [*LAYERS[layer].editable, "geometry"] for layer, _ in found}
    return {
        (layer, row_id): {name: row[name] for name in shown[layer] if row[name] is not None}
        for (layer, row_id), row in found.items()
    }


_ENDLESS = re.compile(r'(?<=":)-?(Inf|9(\.0)?e\+?999)(?=[,}])')  # what SQLite writes of it is no JSON


def stored_fields(layer: str, text: str | None) -> Row | None:
    """The fields of a history entry as the store's own values: dates as `date`, the geometry as WKB."""
    if text is None:
        return None
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError:
        fields = json.loads(_ENDLESS.sub("null", text))
    return {name: _value(layer, name, value) for name, value in fields.items()}


def _value(layer: str, name: str, value: Any) -> Any:
    """None where the cell was spoiled by another program."""
    if value is None:
        return None
    if name == "geometry":
        return _geometry(layer, value)
    if name == "changed_at":
        return read_moment(value).astimezone(UTC)
    reader = _READERS.get(LAYERS[layer].field(name).kind)
    return reader(value) if reader else value


def _geometry(layer: str, value: Any) -> bytes | None:
    try:
        wkb = bytes.fromhex(value)
        return wkb if is_sound(wkb, LAYERS[layer].geometry) else None
    except BROKEN:
        return None


# SQLite, where it noticed an edit itself, writes 0 and 1 for truth.
_READERS: Mapping[str, Callable[[Any], Any]] = {"date": day, "int": whole, "real": real, "bool": truth}
