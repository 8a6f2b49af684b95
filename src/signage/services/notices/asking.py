"""Which signs name a firm, asked before or after something about it is changed."""

from typing import Any

import orjson
from sqlalchemy import Connection, or_, select

from signage.domain.validity import today
from signage.services.lineage import lineage_of
from signage.services.notices.listing import Notice, State, list_notices
from signage.services.notices.naming import TELLING, Mention, firm_of, mentions
from signage.services.rights import Rights
from signage.store import Store
from signage.store.parts import parts
from signage.store.schema import change

Row = dict[str, Any]


def signs_naming(store: Store, tenant: int, *, rights: Rights | None = None) -> list[Mention]:
    """Every place on a standing sign that names the firm, by a former name or in a former place too.

    Boards come first, then by the signs' numbers. With `rights` those of the municipalities that they reach.
    """
    with store.engine_read() as connection:
        rows = lineage_of(connection, [tenant]).rows
        firms = [firm_of(row, _former_fields(connection, row_id)) for row_id, row in rows.items()]
        found = {(one.sign, one.slot): one for one in mentions(connection, firms)}
    reached = [one for one in found.values() if rights is None or rights.cover(one.municipality, one.area)]
    return sorted(reached, key=lambda one: (one.slot is not None, one.number, one.sign, one.slot or 0))


def signs_after(store: Store, change_set: int, *, rights: Rights) -> list[Notice]:
    """What is to be changed on signs, now or from a planned day on, since a change set touched firms there.

    Only what the rights reach; empty for a change that no sign shows.
    """
    with store.engine_read() as connection:
        telling = or_(*(change.c.before.like(f'%"{name}"%') for name in TELLING))
        query = select(change.c.row).where(
            change.c.change_set == change_set, change.c.layer == "tenant", telling
        )
        firms = set(connection.execute(query).scalars())
    if not firms:
        return []
    states: tuple[State, ...] = ("open", "planned")
    return [
        one
        for state in states
        for part in parts(sorted(firms))
        for one in list_notices(store, rights=rights, day=today(), state=state, tenants=part)
    ]


def _former_fields(connection: Connection, tenant: int) -> list[Row]:
    """What the history knows of a firm's former names and places, oldest first."""
    query = select(change.c.before).where(
        change.c.layer == "tenant",
        change.c.row == tenant,
        or_(*(change.c.before.like(f'%"{name}"%') for name in ("name", "area", "municipality"))),
    )
    return [orjson.loads(text) for text in connection.execute(query.order_by(change.c.id)).scalars()]
