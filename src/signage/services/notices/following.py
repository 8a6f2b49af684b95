"""What follows for signs from a change of firms: notices are opened, kept up to date and closed with it.

A notice whose `since` is yet to come belongs to a planned end: it counts from its day on, and nothing has to
run for that.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from signage.domain.names import fold_text
from signage.services.notices.following_signs import follow_signs
from signage.services.notices.naming import Mention, firm_of, fits, mentions
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

_TELLING = frozenset({"name", "area", "valid_to", "geometry", "withdrawn_by"})
Row = dict[str, Any]


def follow(change: ChangeSet) -> None:
    """Bring the notices in line with what the change set has done so far."""
    if change.id is None:
        return
    former = {row: was for row, was in change.former("tenant").items() if was.keys() & _TELLING}
    if former:
        _follow_firms(change, former)
    follow_signs(change)


def _follow_firms(change: ChangeSet, former: Mapping[int, Row]) -> None:
    rows = change.current_many("tenant", list(former))
    kept = notices_of(change, sign_notice.c.tenant, list(rows))
    for notice in filter(is_open, kept):
        _renew(change, notice, rows[notice["tenant"]])
    known: dict[tuple[int, int, int | None], list[Row]] = {}
    for one in kept:
        known.setdefault((one["sign"], one["tenant"], one["said"]["slot"]), []).append(one)
    firms = [firm_of(row, [former[row_id]]) for row_id, row in rows.items()]
    for mention in mentions(change.connection, firms):
        about = known.get((mention.sign, mention.tenant, mention.slot), [])
        row = rows[mention.tenant]
        _open(change, mention, row, row | _as_stored(former[mention.tenant]), about)


def _renew(change: ChangeSet, notice: Row, firm: Row) -> None:
    """Close a notice that no longer holds; let one that does say what is so now."""
    if not holds(notice, firm, change.at):
        rewrite(change, notice, done_at=change.at)
        return
    said = notice["said"] | {"new": new_text(notice["reason"], firm)}
    since = gone_since(firm, notice["since"]) if notice["reason"] == "gone" else notice["since"]
    rewrite(change, notice, since=since, **({"text": as_text(said)} if said != notice["said"] else {}))


def _open(change: ChangeSet, mention: Mention, firm: Row, was: Row, known: Sequence[Row]) -> None:
    """New notices for what this change made wrong."""
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
        if fold_text(was["name"]) != fold_text(firm["name"]) and not fits(text, firm["name"]):
            write_notice(change, mention, "renamed", firm, change.at, old=text)
    if "moved" not in waiting and is_elsewhere(place_of(was), place_of(firm)):
        write_notice(change, mention, "moved", firm, change.at, was=place_of(was))


def _as_stored(fields: Row) -> Row:
    """Fields in the history's form as rows have them, as far as notices look at them."""
    found = dict(fields)
    for name, reader in (("valid_to", date.fromisoformat), ("geometry", bytes.fromhex)):
        if found.get(name) is not None:
            value, found[name] = found[name], None
            with suppress(ValueError, TypeError):
                found[name] = reader(value)
    return found
