"""What a change needs of the rights of who makes it: that they reach the row, and that their role writes it.

A row out of reach is as if it were not there; one that is seen in full and not to be written is refused with
the role that may.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection

from signage.domain.layers import Layer
from signage.errors import Forbidden, NotFound, Said
from signage.services.rights import Rights, role_lacks
from signage.services.rules import leading_town, place_of
from signage.store import Store
from signage.store.changes import ChangeSet

Row = dict[str, Any]
_CLERKS_OWN = {"note"}  # of a municipality's row; the rest is master data of the whole inventory


def place_in(store: Store, layer: str, row: Row) -> tuple[str | None, int | None]:
    """`rules.place_of`, for who shows beforehand what may be done with a row."""
    with store.engine_read() as connection:
        return place_of(connection, layer, row)


def writable_in(
    store: Store, layer: str, rows: Sequence[Row], rights: Rights
) -> dict[int, frozenset[str] | None]:
    """By id the fields of rows that somebody may change: None for all, empty for nothing."""
    with store.engine_read() as connection:
        return {row["id"]: rights.writable(layer, *place_of(connection, layer, row)) for row in rows}


def require_reach(change: ChangeSet, table: Layer, new: Row, changed: set[str], rights: Rights) -> None:
    """Raise NotFound when the row would come to belong to where the rights do not reach."""
    belongs = [place_of(change.connection, table.name, new)]
    if "area" in changed and new.get("area") is not None:
        belongs.append((leading_town(change, new["area"]), new["area"]))
    for ags, area in belongs:
        if not rights.cover(ags, area):
            raise NotFound(
                Said(
                    f"Gemeinde {ags or '(keine)'} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin.",
                    f"There is no municipality {ags or '(none)'}, or your rights do not reach it.",
                )
            )


def require_master(table: Layer, changed: Collection[str], rights: Rights) -> None:
    """Forbidden when a municipality's border, key or validity is changed by who answers for it only."""
    barred = sorted(set(changed) - _CLERKS_OWN)
    if table.name == "municipality" and barred and not rights.everywhere:
        names = ", ".join(barred)
        raise Forbidden(
            Said(
                f"Stammdaten einer Gemeinde ({names}) ändert nur, wer Rechte für alle Gemeinden hat.",
                f"Master data of a municipality ({names}) need rights for all municipalities.",
            )
        )


def require_write(
    connection: Connection, layer: str, row: Row, fields: Collection[str] | None, rights: Rights
) -> None:
    """Forbidden unless the role may change these fields of a row in reach; None: make it or take it back."""
    if rights.grants and not rights.may_write(layer, *place_of(connection, layer, row), fields):
        raise role_lacks(rights, layer)
