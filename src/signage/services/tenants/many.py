"""Cells of several firms changed at once, shown before anything happens: a pasted block, a bulk change."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from signage.domain.layers import TENANT
from signage.errors import Forbidden, InvalidInput, NotFound, Said
from signage.services.bulk import MOST_ROWS, Wanted, change_rows
from signage.services.editing import no_such_row, require_own, set_values
from signage.services.rights import Rights
from signage.services.tenants.succession import Outcome
from signage.services.values import check_values
from signage.store import Store
from signage.store.changes import ChangeSet

__all__ = ["MOST_ROWS", "Preview", "Wanted", "change_tenants", "preview_tenants"]

Row = dict[str, Any]


class Preview(NamedTuple):
    """What a change would make of one row; `after` equals `before` where there are `problems`. `stale`: the
    row is another one than was seen.
    """

    row: int
    before: Row
    after: Row
    problems: Mapping[str, str]
    stale: bool

    @property
    def changed(self) -> list[str]:
        """The fields that would be others, in the order of the table of layers."""
        names = [*TENANT.editable, "geometry"]
        return [name for name in names if self.before[name] != self.after[name]]


class _Enough(Exception):
    """Ends the dry run: nothing of it is stored."""


def preview_tenants(store: Store, wanted: Sequence[Wanted], *, rights: Rights) -> list[Preview]:
    """What `change_tenants` would do, row by row with all that is wrong; nothing is stored.

    Raises NotFound as `change_tenants`.
    """
    found: list[Preview] = []
    with suppress(_Enough), store.change(who=rights.who, why=Said("Vorschau", "Preview")) as change:
        stored = change.current_many("tenant", [one.row for one in wanted])
        for one in wanted:
            if one.row not in stored:
                raise no_such_row("tenant", one.row)
            require_own(change, "tenant", stored[one.row], rights)
            found.append(_preview(store, change, stored[one.row], one, rights))
        raise _Enough
    return found


def _preview(store: Store, change: ChangeSet, row: Row, one: Wanted, rights: Rights) -> Preview:
    stale = row["version"] != one.version
    try:
        after = set_values(store, change, TENANT, row, check_values(TENANT, one.values), rights)
    except InvalidInput as error:
        return Preview(one.row, row, row, error.problems, stale)
    except NotFound as error:  # an area or municipality out of reach
        field = "area" if "area" in one.values else "municipality"
        return Preview(one.row, row, row, {field: error.message}, stale)
    except Forbidden as error:  # a row that they see in full, and may not change (so)
        return Preview(one.row, row, row, {"": error.message}, stale)
    return Preview(one.row, row, after, {}, stale)


def change_tenants(store: Store, wanted: Sequence[Wanted], *, rights: Rights, why: str = "") -> Outcome:
    """Set values on firms, all or none, in one change set. Raises as `signage.services.bulk.change_rows`."""
    return Outcome(*change_rows(store, "tenant", wanted, rights=rights, why=why))
