"""A firm becomes several, several become one, or one was entered twice."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from signage.domain.layers import TENANT
from signage.errors import InvalidInput, Said
from signage.services.changing import changing, reason
from signage.services.editing import set_values
from signage.services.rights import Rights
from signage.services.tenants.moving import replace_from
from signage.services.tenants.succession import (
    Outcome,
    follow,
    hand_over,
    note_step,
    own_tenant,
    require_open,
)
from signage.services.values import check_values
from signage.store import Store
from signage.store.changes import ChangeSet

Row = dict[str, Any]
MOST_PARTS = 20
# Facts about a firm that a second entry of it may know and the first not.
_SPLIT = Said("Firma geteilt", "Firm split")
_JOINED = Said("Firmen zusammengeschlossen", "Firms merged")
_DOUBLE = Said("Doppelter Eintrag zusammengeführt", "Double entry joined")
_COMPLETED = tuple(
    name for name in (*TENANT.editable, "geometry")
    if name not in ("name", "area", "municipality", "number", "valid_from", "valid_to", "is_person",
                    "legal_basis", "consented_by", "consented_on", "phone", "email", "web", "jobs", "contact",
                    "source_name", "source_id")
)  # fmt: skip


def split_tenant(
    store: Store,
    row_id: int,
    parts: Sequence[Mapping[str, Any]],
    *,
    on: date,
    seen_version: int,
    rights: Rights,
    why: str = "",
) -> Outcome:
    """From a day on a firm is several: each of `parts` (values as for `change_row`) is a new row, else as the
    old one; the first keeps its number on the plan.

    Raises as `move_tenant`; InvalidInput when there are fewer than two parts, or two of the same name.
    """
    clean = [check_values(TENANT, part) for part in parts]
    _require_parts(clean)
    with changing(store, who=rights.who, why=reason(why, _SPLIT)) as change:
        old = own_tenant(change, row_id, seen_version, rights)
        require_open(old, on)
        ended = change.set_on("tenant", old, {"valid_to": on})
        rows = []
        for place, values in enumerate(clean):
            own_number = {} if place == 0 or "number" in values else {"number": None}
            rows.append(follow(store, change, old, values | own_number, on, "split", rights))
        ended, rows[0] = hand_over(change, ended, rows[0], on)
        return Outcome(change.id, [*rows, ended])


def _require_parts(parts: Sequence[Row]) -> None:
    names = [part.get("name") for part in parts]
    if not 2 <= len(parts) <= MOST_PARTS or None in names:
        said = Said(
            f"Gebraucht werden mindestens zwei Namen, höchstens {MOST_PARTS}.",
            f"Give at least two names, at most {MOST_PARTS}.",
        )
        raise InvalidInput(said, {"name": said})
    if len(set(names)) < len(names):
        said = Said("Jeder Teil braucht einen eigenen Namen.", "Each part needs a name of its own.")
        raise InvalidInput(said, {"name": said})


def merge_tenants(
    store: Store,
    keep: int,
    others: Mapping[int, int],
    *,
    on: date | None,
    seen_version: int,
    rights: Rights,
    name: str | None = None,
    why: str = "",
) -> Outcome:
    """Let one firm stay for several; `others` are the versions seen, by id.

    With a day the others end then and `keep` goes on in their place, under another `name` if one is given.
    Without one the firm was entered more than once: the others are taken back as if they had never been, and
    what only they knew of the place and the business goes to `keep`. What people consented to is not taken
    along. Raises as `move_tenant`.
    """
    if not others or keep in others:
        raise InvalidInput(
            Said("Gebraucht wird mindestens eine andere Firma.", "Give at least one other firm.")
        )
    clean = check_values(TENANT, {} if name is None else {"name": name})
    with changing(store, who=rights.who, why=reason(why, _DOUBLE if on is None else _JOINED)) as change:
        rows = _own_rows(change, {keep: seen_version, **others}, rights)
        kept, gone = rows[keep], [rows[row_id] for row_id in others]
        if on is None:
            return _one_entry(store, change, kept, gone, clean, rights)
        return _one_firm(store, change, kept, gone, clean, on, rights)


def _own_rows(change: ChangeSet, seen: Mapping[int, int], rights: Rights) -> dict[int, Row]:
    """By id in the order of their ids, so that two who merge the same ones do not wait for each other."""
    return {row_id: own_tenant(change, row_id, seen[row_id], rights) for row_id in sorted(seen)}


def _one_entry(
    store: Store, change: ChangeSet, kept: Row, gone: Sequence[Row], clean: Row, rights: Rights
) -> Outcome:
    known = dict(clean)
    for row in gone:
        for column in _COMPLETED:
            if kept[column] is None and known.get(column) is None and row[column] is not None:
                known[column] = row[column]
    if ("entrance_east_m" in known) != ("entrance_north_m" in known):
        known.pop("entrance_east_m", None)
        known.pop("entrance_north_m", None)
    now = set_values(store, change, TENANT, kept, known, rights) if known else kept
    taken = [change.withdraw("tenant", row["id"]) for row in gone]
    return Outcome(change.id, [now, *taken])


def _one_firm(
    store: Store, change: ChangeSet, kept: Row, gone: Sequence[Row], clean: Row, on: date, rights: Rights
) -> Outcome:
    for row in (kept, *gone):
        require_open(row, on)
    ended = [change.set_on("tenant", row, {"valid_to": on}) for row in gone]
    more: list[Row] = []
    if clean.get("name", kept["name"]) != kept["name"]:
        kept, before = replace_from(store, change, kept, clean, on, "renamed", rights)
        more = [before]
    for row in gone:
        note_step(change, row["id"], kept["id"], "merged", on)
    return Outcome(change.id, [kept, *more, *ended])
