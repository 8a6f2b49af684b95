"""A firm moves to another area or address, or is called otherwise: from a day on, or all along."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from signage.domain.layers import TENANT
from signage.errors import InvalidInput, Said
from signage.services import access
from signage.services.changing import changing, reason
from signage.services.editing import set_values
from signage.services.logos import carry_logo
from signage.services.rights import Rights
from signage.services.tenants.succession import Outcome, follow, hand_over, own_tenant, require_open
from signage.services.values import check_values, complain
from signage.store import Store
from signage.store.changes import ChangeSet

Row = dict[str, Any]
PLACE: Final = ("area", "municipality", "street", "house_number", "postcode", "place", "geometry")
# What was true of the old place only.
LEFT_BEHIND: Final = ("geometry", "square", "gate", "entrance_east_m", "entrance_north_m")
_ADDRESS = ("area", "street", "house_number")
_MAY_CHANGE: Mapping[str, tuple[str, ...]] = {
    "moved": (*PLACE, "number", "square", "gate", "entrance_east_m", "entrance_north_m"),
}
_ANYTHING = {
    True: Said("Firma geändert ab einem Tag", "Firm changed from a day on"),
    False: Said("Firma geändert", "Firm changed"),
}
_WHY = {
    ("moved", True): Said("Firma umgezogen", "Firm moved"),
    ("moved", False): Said("Lage der Firma berichtigt", "Place of the firm corrected"),
    ("renamed", True): Said("Firma umbenannt", "Firm renamed"),
    ("renamed", False): Said("Name der Firma berichtigt", "Name of the firm corrected"),
}


def _why(kind: str, on: date | None, given: str) -> Said:
    return reason(given, _WHY[kind, on is not None])


def move_tenant(
    store: Store,
    row_id: int,
    to: Mapping[str, Any],
    *,
    on: date | None,
    seen_version: int,
    rights: Rights,
    why: str = "",
) -> Outcome:
    """Move a firm to another area, address or position (values as for `change_row`).

    With a day the old row ends then and a new one begins: the firm moved. Without one it was entered wrongly
    and is corrected in place. Raises as `change_row`; InvalidInput (`on`) when it is not there on the day.
    """
    _require_only("moved", to)
    return _change("moved", store, row_id, to, on, seen_version, rights, _why("moved", on, why))


def rename_tenant(
    store: Store,
    row_id: int,
    name: str,
    *,
    on: date | None,
    seen_version: int,
    rights: Rights,
    why: str = "",
) -> Outcome:
    """Give a firm another name: from a day on it is called so, without a day it was misspelt.

    Raises as `move_tenant`.
    """
    return _change(
        "renamed", store, row_id, {"name": name}, on, seen_version, rights, _why("renamed", on, why)
    )


def change_tenant(
    store: Store,
    row_id: int,
    values: Mapping[str, Any],
    *,
    on: date | None,
    seen_version: int,
    rights: Rights,
    why: str = "",
) -> Outcome:
    """Set any values of a firm: as a correction, or from a day on, when name or place are others.

    Raises as `move_tenant`.
    """
    kind = "moved" if any(name in PLACE for name in values) else "renamed"
    return _change(
        kind, store, row_id, values, on, seen_version, rights, reason(why, _ANYTHING[on is not None])
    )


def _change(
    kind: str,
    store: Store,
    row_id: int,
    values: Mapping[str, Any],
    on: date | None,
    seen_version: int,
    rights: Rights,
    why: Said,
) -> Outcome:
    clean = check_values(TENANT, values)
    with changing(store, who=rights.who, why=why) as change:
        old = own_tenant(change, row_id, seen_version, rights, fields=clean if on is None else None)
        if not any(old[name] != value for name, value in clean.items()):
            return Outcome(None, [old])
        if on is None:
            now = set_values(store, change, TENANT, old, clean, rights)
            return Outcome(change.id, [now])
        new, old = replace_from(store, change, old, clean, on, kind, rights)
        return Outcome(change.id, [new, old])


def _left(old: Row, clean: Row) -> Row:
    """The values, with nothing of the old place when the firm leaves it unless they name it."""
    leaves = any(name in clean and clean[name] != old[name] for name in _ADDRESS)
    return dict.fromkeys(LEFT_BEHIND) | clean if leaves else clean


def settle_move(
    store: Store, change: ChangeSet, old: Row, clean: Row, on: date, rights: Rights
) -> tuple[Row, Row]:
    """A firm that moved, within a change set: its row ends on the day and one of the new place begins, or,
    where it began that day or later, is set right itself. Gives (the row that counts, the old one).
    """
    if old["valid_from"] is None or old["valid_from"] < on:
        return replace_from(store, change, old, clean, on, "moved", rights)
    now = set_values(store, change, TENANT, old, _left(old, clean), rights)
    return now, now


def replace_from(
    store: Store, change: ChangeSet, old: Row, clean: Row, on: date, kind: str, rights: Rights
) -> tuple[Row, Row]:
    """End a row on a day and let another begin: (the new one, the old one). Raises as `move_tenant`."""
    access.require_write(change.connection, TENANT.name, old, None, rights)
    require_open(old, on)
    # Ended first: until then the old row would still have the number on the plan.
    ended = change.set_on("tenant", old, {"valid_to": on})
    values = _left(old, clean) if kind == "moved" else clean
    new = follow(store, change, old, values, on, kind, rights)
    ended, new = hand_over(change, ended, new, on)
    carry_logo(change.connection, old["id"], new["id"])
    return new, ended


def _require_only(kind: str, values: Mapping[str, Any]) -> None:
    foreign = [name for name in values if name not in _MAY_CHANGE[kind]]
    complain({name: Said("Das ändert sich dabei nicht.", "This does not change by it.") for name in foreign})
    if not values:
        raise InvalidInput(Said("Es ist nichts angegeben.", "Nothing is given."))
