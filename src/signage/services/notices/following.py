"""What follows for signs from a change of firms: notices are opened, kept up to date and closed with it.

A notice whose `since` is yet to come belongs to a planned end: it counts from its day on, and nothing has to
run for that.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from signage.domain.names import fold_name
from signage.services.lineage import Lineage, lineage_of
from signage.services.notices.following_signs import follow_signs
from signage.services.notices.naming import (
    TELLING,
    TENANTS,
    Mention,
    firm_of,
    fits,
    mentions,
    same_text,
)
from signage.services.notices.telling import (
    as_text,
    gone_since,
    holds,
    is_elsewhere,
    is_open,
    new_text,
    notices_of,
    place_of,
    rewrite,
    write_notice,
)
from signage.store.changes import ChangeSet
from signage.store.desk_tables import sign_notice
from signage.store.parts import parts

Row = dict[str, Any]
Key = tuple[int, int, int | None]  # sign, tenant, slot


def follow(change: ChangeSet) -> None:
    """Bring the notices in line with what the change set has done so far."""
    if change.id is None:
        return
    former = {row: was for row, was in change.former("tenant").items() if was.keys() & TELLING}
    if former:
        _follow_firms(change, former)
    follow_signs(change)


def _follow_firms(change: ChangeSet, former: Mapping[int, Row]) -> None:
    lines = lineage_of(change.connection, former)
    kept = notices_of(change, sign_notice.c.tenant, list(lines.rows))
    for notice in filter(is_open, kept):
        _renew(change, notice, lines.now(notice["tenant"]))
    known: dict[Key, list[Row]] = {}
    for one in kept:
        known.setdefault((one["sign"], one["tenant"], one["said"]["slot"]), []).append(one)
    firms = [firm_of(row, [former.get(row_id, {})]) for row_id, row in lines.rows.items()]
    living = _living_names(change.connection, sorted({area for firm in firms for area in firm.areas}))
    for mention in _once(mentions(change.connection, firms), lines, known, former):
        now, own = lines.now(mention.tenant), lines.rows[mention.tenant]
        changed = now if now["id"] in former else own
        was = changed | _as_stored(former.get(changed["id"], {}))
        if changed["id"] in former and not _has_a_namesake(mention, now, living):
            begins = gone_since(own, change.at) if now is not own else None
            about = known.get((mention.sign, mention.tenant, mention.slot), [])
            _open(change, mention, now, was, about, begins or change.at)


def _once(
    found: Sequence[Mention], lines: Lineage, known: Mapping[Key, Sequence[Row]], former: Mapping[int, Row]
) -> list[Mention]:
    """One of the mentions of a firm on a slot or board: the one that a notice waits for, else the one
    whose row was changed."""

    def is_waiting(one: Mention) -> bool:
        return any(is_open(notice) for notice in known.get((one.sign, one.tenant, one.slot), ()))

    first = sorted(found, key=lambda one: (is_waiting(one), one.tenant in former, one.tenant))
    return [*{(one.sign, one.slot, lines.now(one.tenant)["id"]): one for one in first}.values()]


def _has_a_namesake(mention: Mention, firm: Row, living: set[tuple[int, str]]) -> bool:
    """Whether a firm that is gone was entered twice, or is one that a board never listed."""
    if firm["withdrawn_by"] is not None and mention.slot is None:
        return True
    is_over = firm["withdrawn_by"] is not None or firm["valid_to"] is not None
    return is_over and (firm["area"], fold_name(mention.text)) in living


def _renew(change: ChangeSet, notice: Row, firm: Row) -> None:
    """Close a notice that no longer holds; let one that does say what is so now."""
    if not holds(notice, firm, change.at):
        rewrite(change, notice, done_at=change.at)
        return
    said = notice["said"] | {"new": new_text(notice["reason"], firm)}
    since = gone_since(firm, notice["since"]) if notice["reason"] == "gone" else notice["since"]
    rewrite(change, notice, since=since, **({"text": as_text(said)} if said != notice["said"] else {}))


def _open(
    change: ChangeSet, mention: Mention, firm: Row, was: Row, known: Sequence[Row], begins: datetime
) -> None:
    """New notices for what this change made wrong; a firm is another one from `begins` on."""
    waiting = {one["reason"] for one in known if is_open(one)}
    told = {one["reason"] for one in known if one["done_by"]}  # the sign says what its face does not yet
    since = gone_since(firm, change.at)
    if since is not None:
        is_old = "gone" in told and gone_since(was, change.at) is not None
        if "gone" not in waiting and not is_old:
            write_notice(change, mention, "gone", firm, since)
        return
    if "renamed" not in waiting:
        text = was["name"] if mention.slot is None or "renamed" in told else mention.text
        whole = same_text(text, was["name"])
        if not same_text(was["name"], firm["name"]) and (whole or not fits(text, firm["name"])):
            write_notice(change, mention, "renamed", firm, begins, old=text, whole=whole)
    if "moved" not in waiting and is_elsewhere(place_of(was), place_of(firm)):
        write_notice(change, mention, "moved", firm, begins, was=place_of(was))


def _as_stored(fields: Row) -> Row:
    """Fields in the history's form as rows have them, as far as notices look at them."""
    found = dict(fields)
    for name, reader in (("valid_to", date.fromisoformat), ("geometry", bytes.fromhex)):
        if found.get(name) is not None:
            value, found[name] = found[name], None
            with suppress(ValueError, TypeError):
                found[name] = reader(value)
    return found


def _living_names(connection: Connection, areas: Sequence[int]) -> set[tuple[int, str]]:
    """The folded names of the firms of areas that have no end, each with its area."""
    found: set[tuple[int, str]] = set()
    for part in parts(areas):
        query = select(TENANTS.c.area, TENANTS.c.name).where(
            TENANTS.c.area.in_(part), TENANTS.c.withdrawn_by.is_(None), TENANTS.c.valid_to.is_(None)
        )
        found |= {(area, fold_name(name)) for area, name in connection.execute(query)}
    return found
