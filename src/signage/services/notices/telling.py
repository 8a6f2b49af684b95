"""The rows of notices: what they say, and when what they say holds.

The text of a notice is JSON: the `slot`, the `old` text that stands there, the `new` one (empty where the
firm is gone), where the firm `was`, and `whole` where the old text is a name in full, of which no part
will do. One that nobody (`done_by`) reported done was closed because it no longer holds.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import orjson
from sqlalchemy import Column, insert, select, update

from signage.domain.validity import LOCAL
from signage.services.notices.naming import Mention, fits, same_text
from signage.store.changes import ChangeSet
from signage.store.desk_tables import sign_notice
from signage.store.parts import parts
from signage.store.types import BROKEN, wkb_bounds

MOVED_M = 50.0  # a place that was set right by less is the same place
Row = dict[str, Any]
Place = tuple[int | None, float | None, float | None]


def gone_since(firm: Mapping[str, Any], at: datetime) -> datetime | None:
    """From when the firm does not count any more, which may be a day to come; None while it has no end."""
    if firm["withdrawn_by"] is not None:
        return at
    end = firm["valid_to"]
    return datetime.combine(end, time(), LOCAL) if isinstance(end, date) else None


def place_of(firm: Mapping[str, Any]) -> Place:
    """Where a firm is: its area, east and north."""
    try:
        bounds = wkb_bounds(firm["geometry"]) if firm["geometry"] else None
    except BROKEN:
        bounds = None
    return (firm["area"], bounds[0], bounds[1]) if bounds else (firm["area"], None, None)


def is_elsewhere(was: Sequence[Any], now: Sequence[Any]) -> bool:
    """Whether a firm is in another area, or farther away than a place is set right."""
    if was[0] is not None and was[0] != now[0]:
        return True
    if was[1] is None or now[1] is None:
        return False
    return math.hypot(now[1] - was[1], now[2] - was[2]) > MOVED_M


def holds(notice: Row, firm: Mapping[str, Any], at: datetime) -> bool:
    """Whether what a notice says of a firm is so."""
    if notice["reason"] == "gone":
        return gone_since(firm, at) is not None
    if notice["reason"] == "renamed":
        said = notice["said"]
        return not (same_text if said.get("whole") else fits)(said["old"], firm["name"])
    return is_elsewhere(notice["said"]["was"], place_of(firm))


def new_text(reason: str, firm: Mapping[str, Any]) -> str:
    """What is to stand on the sign from now on."""
    return "" if reason == "gone" else str(firm["name"])


def is_open(notice: Mapping[str, Any]) -> bool:
    """Whether nobody has done anything about it, and it still holds."""
    return notice["done_at"] is None


def notices_of(change: ChangeSet, column: Column[Any], ids: Sequence[int]) -> list[Row]:
    """All notices of signs or tenants, oldest first, with what they `said`."""
    found: list[Row] = []
    for part in parts(ids):
        query = select(sign_notice).where(column.in_(part)).order_by(sign_notice.c.id)
        found += [dict(row._mapping) for row in change.connection.execute(query)]
    return [row | {"said": orjson.loads(row["text"])} for row in found]


def write_notice(
    change: ChangeSet,
    mention: Mention,
    reason: str,
    firm: Mapping[str, Any],
    since: datetime,
    *,
    old: str = "",
    was: Place | None = None,
    whole: bool = False,
) -> None:
    """A new notice about what stands on a sign."""
    said = {
        "slot": mention.slot,
        "old": old or mention.text,
        "new": new_text(reason, firm),
        "was": was or place_of(firm),
        **({"whole": True} if whole else {}),
    }
    row = {
        "sign": mention.sign,
        "tenant": mention.tenant,
        "reason": reason,
        "text": as_text(said),
        "change_set": change.id,
        "since": since,
        "done_at": None,
        "done_by": "",
        "version": 1,
    }
    change.connection.execute(insert(sign_notice).values(row))


def rewrite(change: ChangeSet, notice: Row, **new: Any) -> None:
    """Set fields of a notice; equal values change nothing."""
    if any(notice[name] != value for name, value in new.items()):
        change.connection.execute(
            update(sign_notice)
            .where(sign_notice.c.id == notice["id"])
            .values(**new, version=sign_notice.c.version + 1)
        )


def as_text(said: Mapping[str, Any]) -> str:
    """What a notice says, as its row keeps it."""
    return orjson.dumps(dict(said)).decode()
