"""Which row of a firm follows which, and how one row is followed by another on a day."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import insert, or_, select

from signage.domain.layers import TENANT
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.services import rules
from signage.services.editing import add_values, own_row, require_version
from signage.services.rights import Rights, role_lacks
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.firm_tables import firm_succession
from signage.store.schema import LAYER_TABLES, change_set

Row = dict[str, Any]
KINDS = ("moved", "renamed", "split", "merged")
# What a new row does not take over from its predecessor.
_OWN = ("id", "version", "changed_at", "withdrawn_by", "valid_from", "source_name", "source_id")


class Step(NamedTuple):
    """That one row follows another; `kind` is one of KINDS."""

    predecessor: int
    successor: int
    kind: str
    since: date
    change_set: int


class Outcome(NamedTuple):
    """What a verb did: its change set (None where nothing was changed) and the rows as they are now, the one
    to look at first.
    """

    change_set: int | None
    rows: list[Row]


def own_tenant(
    change: ChangeSet,
    row_id: int,
    seen_version: int,
    rights: Rights,
    *,
    fields: Collection[str] | None = None,
) -> Row:
    """The firm, locked, in the version that was seen. Raises NotFound, StaleVersion, and Forbidden for who
    may see it and not change it (or not these `fields`).
    """
    row = own_row(change, "tenant", row_id, rights)
    town = rules.municipality_of(change.connection, "tenant", row)
    if not rights.may_write("tenant", town, row["area"], fields):
        raise role_lacks(rights, "tenant")
    require_version(row, seen_version)
    return row


def require_open(row: Row, on: date) -> None:
    """Raise InvalidInput unless the firm is there on the day and was the day before."""
    start, end = row["valid_from"], row["valid_to"]
    if end is not None and end <= on:
        raise _no_day(
            f"„{row['name']}“ endet schon am {end:%d.%m.%Y}.", f"'{row['name']}' ends on {end} already."
        )
    if start is not None and on <= start:
        raise _no_day(
            f"„{row['name']}“ beginnt erst am {start:%d.%m.%Y}; der Tag muss danach liegen.",
            f"'{row['name']}' begins on {start} only; the day must be later.",
        )


def _no_day(german: str, english: str) -> InvalidInput:
    said = Said(german, english)
    return InvalidInput(said, {"on": said})


def follow(
    store: Store, change: ChangeSet, old: Row, values: Mapping[str, Any], on: date, kind: str, rights: Rights
) -> Row:
    """A new row with checked `values`, else as `old`, from `on`; gives it as stored. `old` is not ended
    here, for several may follow it.

    Raises as `signage.services.editing.add_row`.
    """
    new = {name: value for name, value in old.items() if name not in _OWN} | dict(values)
    new["valid_from"] = on
    if new["area"] != old["area"]:
        _settle_in(change, new, values)
    row = add_values(store, change, TENANT, new, rights)
    note_step(change, old["id"], row["id"], kind, on)
    return row


def _settle_in(change: ChangeSet, new: Row, said: Mapping[str, Any]) -> None:
    """In another area the number, the square and the gate are other ones."""
    for name in ("number", "square", "gate", "entrance_east_m", "entrance_north_m"):
        if name not in said:
            new[name] = None
    if "municipality" not in said:
        town = rules.area_municipality(change.connection, new["area"])
        new["municipality"] = town or new["municipality"]


def hand_over(change: ChangeSet, old: Row, new: Row, on: date) -> tuple[Row, Row]:
    """End the old row; from today on the key in its source leads to the new one, so that the next file finds
    the firm where it is.
    """
    ended: Row = {"valid_to": on}
    if on <= today() and old["source_id"] is not None:
        key = {name: old[name] for name in ("source_name", "source_id")}
        ended |= dict.fromkeys(key)
        new = change.set_on("tenant", new, key)
    return change.set_on("tenant", old, ended), new


def note_step(change: ChangeSet, predecessor: int, successor: int, kind: str, since: date) -> None:
    """Record that one row follows another; something was changed before in the change set."""
    assert change.id is not None
    values = {"predecessor": predecessor, "successor": successor, "kind": kind, "since": since}
    change.connection.execute(insert(firm_succession).values(**values, change_set=change.id))


def steps_of(store: Store, tenant: int) -> list[Step]:
    """What the firm followed and what followed it, oldest first; nothing that was taken back."""
    table, tenants, sets = firm_succession, LAYER_TABLES["tenant"], change_set
    undone = select(sets.c.reverts).where(sets.c.reverts == table.c.change_set).exists()
    gone = [
        select(tenants.c.id).where(tenants.c.id == side, tenants.c.withdrawn_by.is_not(None)).exists()
        for side in (table.c.successor,)
    ]
    columns = (table.c.predecessor, table.c.successor, table.c.kind, table.c.since, table.c.change_set)
    query = select(*columns).where(
        or_(table.c.predecessor == tenant, table.c.successor == tenant), ~undone, *(~one for one in gone)
    )
    with store.engine_read() as connection:
        return [Step(*row) for row in connection.execute(query.order_by(table.c.since, table.c.id))]
