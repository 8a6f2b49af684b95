"""Taking what a firm says of itself; the same thing said twice is one proposal, a later word replaces it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from signage.domain.layers import TENANT
from signage.domain.validity import today
from signage.errors import Conflict, InvalidInput, Said
from signage.services import rules
from signage.services.changing import changing
from signage.services.editing import own_row
from signage.services.proposals.applying import apply
from signage.services.proposals.kinds import (
    CORRECTING,
    HARMLESS,
    KINDS,
    LONGEST_NOTE,
    MOST_A_DAY,
    MOVING,
)
from signage.services.proposals.stored import as_text, row_at
from signage.services.reports.taking import plain_note
from signage.services.rights import Rights
from signage.services.values import check_values, complain
from signage.store import Store
from signage.store.desk_tables import office, proposal

Row = dict[str, Any]
_BY_ITSELF = Said("Von der Firma selbst berichtigt", "Corrected by the firm itself")
_LONGEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """`values` as for `change_row`, only those that the kind lets be proposed; `since` from which day."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    since: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of it: its number, whether it went through at once, whether it was said before."""

    number: int
    is_through: bool = False
    is_known: bool = False


def difference(store: Store, row: Row, given: Proposal, seen_version: int) -> tuple[Row, Row]:
    """(proposed, as the firm saw it) of the fields that a proposal changes. Raises InvalidInput."""
    allowed = {"correct": CORRECTING, "moved": MOVING}.get(given.kind, ())
    foreign = [name for name in given.values if name not in allowed]
    complain({name: Said("Das ändert sich so nicht.", "Not to be changed so.") for name in foreign})
    clean = check_values(TENANT, given.values)
    then = row_at(store, row, seen_version)
    changed = {name: value for name, value in clean.items() if value != then[name]}
    complain(_problems(given, changed) | _area_problems(store, row, changed.get("area")))
    return changed, {name: then[name] for name in changed}


def propose(
    store: Store, tenant: int, given: Proposal, *, seen_version: int, source: str, rights: Rights
) -> Proposed:
    """Keep a proposal for the clerk of the firm's municipality, or put it through where she allows that and
    it is harmless.

    Raises NotFound for a firm that is not there, InvalidInput naming what is wrong, Conflict when the firm
    has said too much today.
    """
    row = store.row("tenant", tenant)
    values, then = difference(store, row, given, seen_version) if row else ({}, {})
    with changing(store, who=source, why=_BY_ITSELF) as change:
        _waiting(change.connection, tenant, source)  # locked before the firm, as by who settles them
        row = own_row(change, "tenant", tenant, rights)
        # Of two who say it at once, one waited for the row: what the other said is there now.
        waiting = _waiting(change.connection, tenant, source)
        text = as_text(values, then, given.since)
        note = plain_note(given.note)
        for one in waiting:
            if (one.kind, one.proposed, one.note) == (given.kind, text, note):
                return Proposed(one.id, is_known=True)
        _require_room(change.connection, tenant)
        ags = rules.municipality_of(change.connection, "tenant", row)
        is_through = (
            row["version"] == seen_version
            and not note
            and (given.kind == "confirm" or (given.kind == "correct" and set(values) <= set(HARMLESS)))
            and _may_go_through(change.connection, ags)
        )
        if is_through:
            apply(store, change, given.kind, row, values, given.since, today(), rights)
        number = _insert(
            change.connection,
            {
                "source": source,
                "kind": given.kind,
                "tenant": tenant,
                "area": row["area"],
                "municipality": ags,
                "proposed": text,
                "seen_version": seen_version,
                "note": note,
                "state": "through" if is_through else "open",
                "change_set": change.id,
            },
        )
        _replace(change.connection, [one.id for one in waiting], number, source)
    return Proposed(number, is_through=is_through)


def _problems(given: Proposal, changed: Row) -> dict[str, str]:
    problems: dict[str, str] = {}
    if given.kind not in KINDS:
        problems["kind"] = Said("Bitte wählen, was zu tun ist.", "Please choose what is to be done.")
    if given.kind in ("correct", "moved") and not changed:
        problems["kind"] = Said(
            "Es ist nichts geändert. Stimmt alles, dann bitte „Alles stimmt“ wählen.",
            "Nothing is changed. If all is right, please choose 'All is right'.",
        )
    if len(plain_note(given.note)) > LONGEST_NOTE:
        problems["note"] = Said(f"Höchstens {LONGEST_NOTE} Zeichen.", f"At most {LONGEST_NOTE} characters.")
    if given.since and abs(given.since - today()) > _LONGEST_AHEAD:
        problems["since"] = Said(
            "Dieser Tag liegt mehr als ein Jahr entfernt. Bitte die Jahreszahl prüfen.",
            "This day is more than a year away. Please check the year.",
        )
    return problems


def _area_problems(store: Store, row: Row, area: int | None) -> dict[str, str]:
    """A firm moves within its municipality; another's areas, or those yet to come, are not told by name."""
    if area is None:
        return {}
    with store.engine_read() as connection:
        ags = rules.municipality_of(connection, "tenant", row)
    mine = store.read("area", municipality=ags, as_of=today()) if ags else []
    if any(one["id"] == area for one in mine):
        return {}
    return {"area": Said("Dieses Gewerbegebiet gibt es hier nicht.", "There is no such area here.")}


def _waiting(connection: Connection, tenant: int, source: str) -> list[Any]:
    """What the same firm said before and nobody has looked at, locked."""
    query = select(proposal).where(
        proposal.c.tenant == tenant, proposal.c.source == source, proposal.c.state == "open"
    )
    return list(connection.execute(query.order_by(proposal.c.id).with_for_update()))


def _require_room(connection: Connection, tenant: int) -> None:
    since = datetime.now(UTC) - timedelta(days=1)
    query = select(func.count()).where(proposal.c.tenant == tenant, proposal.c.at > since)
    if connection.execute(query).scalar_one() >= MOST_A_DAY:
        raise Conflict(
            Said(
                "Heute kamen schon viele Angaben zu dieser Firma. Bitte morgen wieder.",
                "Much was said of this firm today. Please come back tomorrow.",
            )
        )


def _may_go_through(connection: Connection, ags: str | None) -> bool:
    query = select(office.c.firms_direct).where(office.c.ags == ags)
    return bool(ags and connection.execute(query).scalar())


def _insert(connection: Connection, values: Row) -> int:
    rest = {"at": datetime.now(UTC), "answer": "", "settled_by": "", "version": 1}
    made = connection.execute(insert(proposal).values(values | rest)).inserted_primary_key
    if made is None:
        raise InvalidInput(Said("Der Vorschlag wurde nicht gespeichert.", "The proposal was not stored."))
    return int(made[0])


def _replace(connection: Connection, numbers: list[int], by: int, source: str) -> None:
    """What the firm said before counts no more."""
    values = {"state": "duplicate", "duplicate_of": by, "settled_by": source, "settled_at": datetime.now(UTC)}
    those = proposal.c.id.in_(numbers)
    connection.execute(update(proposal).where(those).values(**values, version=proposal.c.version + 1))
