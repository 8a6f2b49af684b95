"""What follows from a change of signs: a notice ends with the text it is about, and comes back with it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from signage.domain.faces import Document
from signage.domain.names import fold_name, fold_text
from signage.domain.validity import at_the_signs, today
from signage.services.lineage import lineage_of
from signage.services.notices.naming import SIGNS, TENANTS, firm_of, in_slots, is_there, printed_on, slots_of
from signage.services.notices.telling import (
    gone_since,
    holds,
    is_open,
    notices_of,
    rewrite,
    write_notice,
)
from signage.store.changes import ChangeSet
from signage.store.desk_tables import sign_notice
from signage.store.parts import parts

_TELLING = frozenset({"face", "state", "valid_to", "film_from", "mounted_on", "withdrawn_by"})
_READ_BY_EYE = ("text", "direction", "distance_m")
Row = dict[str, Any]


def follow_signs(change: ChangeSet) -> None:
    """Bring the notices of the signs that the change set touched in line with their faces."""
    former = {row: was for row, was in change.former("sign").items() if was.keys() & _TELLING}
    signs = change.current_many("sign", [*former, *change.created("sign")])
    kept = notices_of(change, sign_notice.c.sign, list(former))
    lines = lineage_of(change.connection, {one["tenant"] for one in kept})
    standing = _standing(change, list(signs))
    for notice in kept:
        if notice["done_by"]:
            continue
        sign, firm = signs[notice["sign"]], lines.now(notice["tenant"])
        still = sign["id"] in standing and _still_says(notice, sign, former[sign["id"]])
        if is_open(notice) and not still:
            rewrite(change, notice, done_at=change.at)
        elif not is_open(notice) and still and holds(notice, firm, change.at):
            rewrite(change, notice, done_at=None)
    known = {(one["sign"], one["tenant"], one["said"]["slot"]) for one in kept if one["reason"] == "gone"}
    _open(change, [row for row in signs.values() if row["id"] in standing and row["face"]], known)


def _still_says(notice: Row, sign: Row, former: Row) -> bool:
    """Whether the sign shows what the notice is about."""
    slot = notice["said"]["slot"]
    if slot is None:
        printed = printed_on(sign)
        return printed is None or printed < at_the_signs(notice["since"] + timedelta(seconds=1)).date()
    now = _slot(sign["face"], slot)
    if now is None or fold_text(now["text"]) != fold_text(notice["said"]["old"]):
        return False
    if notice["reason"] != "moved" or "face" not in former or not is_open(notice):
        return True
    before = _slot(former["face"], slot)
    return before is None or all(before.get(name) == now.get(name) for name in _READ_BY_EYE)


def _slot(face: object, number: int) -> Document | None:
    return next((slot for slot in slots_of(face) if slot["id"] == number), None)


def _standing(change: ChangeSet, ids: list[int]) -> set[int]:
    found: set[int] = set()
    for part in parts(ids):
        query = select(SIGNS.c.id).where(SIGNS.c.id.in_(part), is_there(today()))
        found.update(change.connection.execute(query).scalars())
    return found


def _open(change: ChangeSet, signs: list[Row], known: set[tuple[int, int, int | None]]) -> None:
    """Notices for what a face names from now on, though the firm is gone or has an end."""
    slots = [slot for sign in signs for slot in slots_of(sign["face"])]
    if not slots:
        return
    lines = lineage_of(change.connection, {slot["tenant"] for slot in slots if "tenant" in slot})
    loose = {fold_name(slot["text"]) for slot in slots if "tenant" not in slot}
    areas = {sign["area"] for sign in signs if sign["area"] is not None}
    ended = _ended_called(change, sorted(areas), loose) if loose else []
    rows = lines.rows | {row["id"]: row for row in ended}
    by_name = {fold_name(row["name"]): [firm_of(row)] for row in ended}
    by_id = {row_id: firm_of(row) for row_id, row in rows.items()}
    for sign in signs:
        for mention in in_slots(sign, by_id, by_name):
            firm = lines.now(mention.tenant) if mention.tenant in lines.rows else rows[mention.tenant]
            since = gone_since(firm, change.at)
            if since is not None and (mention.sign, mention.tenant, mention.slot) not in known:
                write_notice(change, mention, "gone", firm, since)


def _ended_called(change: ChangeSet, areas: list[int], names: set[str]) -> list[Row]:
    """The firms of the areas with these folded names that have an end, where no other one has taken over."""
    found: list[Row] = []
    for part in parts(areas):
        query = select(TENANTS).where(TENANTS.c.area.in_(part), TENANTS.c.withdrawn_by.is_(None))
        found += [dict(row._mapping) for row in change.connection.execute(query)]
    named = [row for row in found if fold_name(row["name"]) in names]
    staying = {fold_name(row["name"]) for row in named if row["valid_to"] is None}
    return [row for row in named if fold_name(row["name"]) not in staying]
