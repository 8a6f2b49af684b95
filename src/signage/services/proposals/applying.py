"""Doing what a proposal says, within a change set."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from signage.domain.layers import TENANT
from signage.errors import InvalidInput, Said
from signage.services.editing import set_values
from signage.services.rights import Rights
from signage.services.tenants.moving import LEFT_BEHIND, replace_from
from signage.services.values import check_values
from signage.store import Store
from signage.store.changes import ChangeSet

Row = dict[str, Any]


def apply(
    store: Store,
    change: ChangeSet,
    kind: str,
    row: Row,
    values: Mapping[str, Any],
    since: date | None,
    said_on: date,
    rights: Rights,
) -> Row:
    """The firm's row after it: confirmed by the firm on the day it said so, corrected, moved, or ended.

    Raises as `change_row`, and InvalidInput when it moved on a day on which it was not there.
    """
    clean = check_values(TENANT, values)
    if kind == "gone":
        return set_values(store, change, TENANT, row, {"valid_to": since or said_on}, rights)
    if kind == "moved":
        _require_place(row, clean)
        clean = clean | {name: None for name in LEFT_BEHIND if name not in clean}
        begun = row["valid_from"]
        if since is None or (begun is not None and since <= begun):
            return set_values(store, change, TENANT, row, clean | {"confirmed_on": said_on}, rights)
        new, _ = replace_from(store, change, row, clean | {"confirmed_on": said_on}, since, "moved", rights)
        return new
    return set_values(store, change, TENANT, row, clean | {"confirmed_on": said_on}, rights)


def _require_place(row: Row, clean: Row) -> None:
    if clean.get("area", row["area"]) is None:
        problem = Said(
            "Ohne Gewerbegebiet steht die Firma in keinem Verzeichnis: Bitte ein Gebiet wählen, oder „Nicht "
            "mehr hier“.",
            "Without an area the firm is in no directory: please choose an area, or 'No longer here'.",
        )
        raise InvalidInput(problem, {"area": problem})
