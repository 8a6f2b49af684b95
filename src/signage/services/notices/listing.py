"""The notices that wait, and those that were dealt with, as people read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import orjson
from sqlalchemy import Select, func, select

from signage.domain.validity import at_the_signs, end_of
from signage.services.notices.following_outside import follow_outside
from signage.services.notices.naming import SIGNS, TENANTS, is_there
from signage.services.rights import Rights
from signage.store import Store
from signage.store.desk_tables import sign_notice
from signage.store.reach import narrowed
from signage.store.schema import LAYER_TABLES

State = Literal["open", "planned", "done"]
_AREAS = LAYER_TABLES["area"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One line that is wrong on one sign; `slot` is None for a board that lists all firms of its area.

    `old` stands there, `new` is to (empty where the firm is gone); `since` is a day, of a planned end one to
    come. `done_on` is the day on which it was reported done, by `done_by`.
    """

    id: int
    version: int
    sign: int
    number: str
    place: str
    type: str
    area: int | None
    area_name: str
    municipality: str | None
    tenant: int
    firm: str
    reason: str
    slot: int | None
    old: str
    new: str
    since: date
    change_set: int | None
    done_on: date | None
    done_by: str


def list_notices(
    store: Store,
    *,
    rights: Rights,
    day: date,
    state: State = "open",
    area: int | None = None,
    sign: int | None = None,
    tenant: int | None = None,
    tenants: Collection[int] | None = None,
) -> list[Notice]:
    """Notices within the rights' reach, by area and sign; `open` ones hold on `day`, `planned` ones later.

    Where a firm is gone, its new name or place is not asked for any more. `done` are those that somebody
    reported done, newest first.
    """
    follow_outside(store)
    query = _query(rights).where(_in_state(state, day))
    for column, wanted in ((SIGNS.c.area, area), (SIGNS.c.id, sign), (sign_notice.c.tenant, tenant)):
        if wanted is not None:
            query = query.where(column == wanted)
    if tenants is not None:
        query = query.where(sign_notice.c.tenant.in_(sorted(tenants)))
    order: tuple[Any, ...] = (_AREAS.c.name, SIGNS.c.number, SIGNS.c.id, sign_notice.c.id)
    if state == "done":
        order = (sign_notice.c.done_at.desc(), sign_notice.c.id.desc())
    with store.engine_read() as connection:
        rows = connection.execute(query.order_by(*order))
        found = [_notice(dict(row._mapping)) for row in rows]
    return found if state == "done" else _without_moot(found)


def count_signs(store: Store, *, rights: Rights, day: date) -> int:
    """On how many signs something is wrong."""
    follow_outside(store)
    query = _query(rights).where(_in_state("open", day)).with_only_columns(func.count(SIGNS.c.id.distinct()))
    with store.engine_read() as connection:
        return int(connection.execute(query).scalar_one())


def _query(rights: Rights) -> Select[Any]:
    shown = (
        *sign_notice.c,
        SIGNS.c.number,
        SIGNS.c.name.label("place"),
        SIGNS.c.street,
        SIGNS.c.type,
        SIGNS.c.area,
        SIGNS.c.municipality,
        _AREAS.c.name.label("area_name"),
        TENANTS.c.name.label("firm"),
    )
    joined = (
        select(*shown)
        .join_from(sign_notice, SIGNS, sign_notice.c.sign == SIGNS.c.id)
        .join(TENANTS, sign_notice.c.tenant == TENANTS.c.id)
        .outerjoin(_AREAS, SIGNS.c.area == _AREAS.c.id)
    )
    return joined.where(*narrowed(SIGNS, rights.reach))


def _in_state(state: State, day: date) -> Any:
    # Until the end of the day at the signs: an end that was entered today counts today.
    limit = end_of(day)
    if state == "done":
        return sign_notice.c.done_at.is_not(None) & (sign_notice.c.done_by != "")
    has_begun = sign_notice.c.since < limit if state == "open" else sign_notice.c.since >= limit
    return sign_notice.c.done_at.is_(None) & has_begun & is_there(day)


def _notice(row: dict[str, Any]) -> Notice:
    said = orjson.loads(row["text"])
    done_at = row["done_at"]
    return Notice(
        id=row["id"],
        version=row["version"],
        sign=row["sign"],
        number=row["number"] or "",
        place=row["place"] or row["street"] or "",
        type=row["type"] or "",
        area=row["area"],
        area_name=row["area_name"] or "",
        municipality=row["municipality"],
        tenant=row["tenant"],
        firm=row["firm"],
        reason=row["reason"],
        slot=said["slot"],
        old=said["old"],
        new=said["new"],
        since=at_the_signs(row["since"]).date(),
        change_set=row["change_set"],
        done_on=at_the_signs(done_at).date() if done_at else None,
        done_by=row["done_by"],
    )


def _without_moot(found: Sequence[Notice]) -> list[Notice]:
    gone = {(one.sign, one.tenant, one.slot) for one in found if one.reason == "gone"}
    return [one for one in found if one.reason == "gone" or (one.sign, one.tenant, one.slot) not in gone]
