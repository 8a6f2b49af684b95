"""Firms that others enter between the comparison of a file and the moment in which it is stored."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from signage.domain.names import fold_name
from signage.services.round_trip.columns import TENANT
from signage.services.round_trip.lines import ADD, Comparison
from signage.services.round_trip.scope import Ground
from signage.services.round_trip.taking import Decision, what_to_do
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES, change, change_set

_LONGEST_CHANGE: Final = timedelta(hours=1)  # sets are seen in another order than they began in
_FIRM = LAYER_TABLES[TENANT.name]


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


def is_entered_twice(
    connection: Connection,
    comparison: Comparison,
    decisions: Mapping[str, Decision],
    others: Collection[int],
    ground: Ground,
) -> bool:
    """Whether a firm that the file adds has the name of one of `others`, within the rights."""
    adds = {fold_name(line.name) for line in comparison.lines if what_to_do(line, decisions) == ADD}
    if not adds:
        return False
    columns = (_FIRM.c.name, _FIRM.c.municipality, _FIRM.c.area)
    for part in parts(sorted(others)):
        query = select(*columns).where(_FIRM.c.id.in_(part), _FIRM.c.withdrawn_by.is_(None))
        for row in connection.execute(query):
            if fold_name(row.name or "") in adds and ground.reaches(dict(row._mapping)):
                return True
    return False
