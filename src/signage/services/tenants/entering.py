"""A firm entered once: neither a form sent twice, nor two people, nor a form beside a list make two of it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from signage.domain.layers import TENANT
from signage.domain.names import fold_name
from signage.errors import Conflict, Said
from signage.services.changing import changing
from signage.services.editing import add_values
from signage.services.rights import Rights, require_writes
from signage.services.rules import place_of
from signage.services.values import check_values
from signage.store import Store
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES, change, change_set

Row = dict[str, Any]
_LONGEST_CHANGE: Final = timedelta(hours=1)  # sets are seen in another order than they began in
# What a form does, and a list from its last look at what others stored to its end: one after the other.
ENTERING: Final = "enter firms"
_ENTERED: Final = Said(
    "Eine Firma dieses Namens wurde soeben eingetragen.", "A firm of this name was entered just now."
)
_NEW: Final = Said(f"{TENANT.german}: neu", f"{TENANT.english}: new")
_FIRM = LAYER_TABLES[TENANT.name]


def known_firms(store: Store) -> frozenset[int]:
    """As `entered_lately`, before somebody looks whether a firm is there already."""
    with store.engine_read() as connection:
        return entered_lately(connection)


def entered_lately(connection: Connection) -> frozenset[int]:
    """The ids of firms that were entered by what began within the last hour; two such answers tell what came
    in between.
    """
    joined = change.join(change_set, change_set.c.id == change.c.change_set)
    query = select(change.c.row).select_from(joined).where(
        change.c.layer == TENANT.name,
        change.c.action == "create",
        change_set.c.at >= datetime.now(UTC) - _LONGEST_CHANGE,
    )  # fmt: skip
    return frozenset(connection.execute(query).scalars())


def is_one_called(
    connection: Connection, names: Collection[str], among: Collection[int], rights: Rights
) -> bool:
    """Whether one of the firms `among`, within the rights, has one of the names, compared as `fold_name`."""
    wanted = {fold_name(name) for name in names}
    columns = (_FIRM.c.name, _FIRM.c.municipality, _FIRM.c.area)
    for part in parts(sorted(among)):
        query = select(*columns).where(_FIRM.c.id.in_(part), _FIRM.c.withdrawn_by.is_(None))
        for row in connection.execute(query).all():
            # The place last: it is looked up for each row, and most have another name.
            if fold_name(row.name or "") not in wanted:
                continue
            if rights.cover(*place_of(connection, TENANT.name, dict(row._mapping))):
                return True
    return False


def enter_tenant(store: Store, values: Mapping[str, Any], *, known: Collection[int], rights: Rights) -> Row:
    """Store a new firm, give it as stored; `known` is what `known_firms` said before it was looked for.

    Raises Conflict when one of its name was entered since, else as `add_row`.
    """
    require_writes(rights, TENANT.name)
    said = check_values(TENANT, values)
    with changing(store, who=rights.who, why=_NEW) as change:
        store.wait_for(change.connection, ENTERING)
        others = entered_lately(change.connection) - frozenset(known)
        if is_one_called(change.connection, [str(said.get("name") or "")], others, rights):
            raise Conflict(_ENTERED)
        return add_values(store, change, TENANT, said, rights)
