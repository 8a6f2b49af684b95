"""Which firms the table at the desk lists, in which order; only what the rights reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from signage.domain.layers import TENANT
from signage.domain.names import LONGEST_QUERY, folded
from signage.services.rights import Rights
from signage.store import Store
from signage.store.base import valid_on
from signage.store.reach import narrowed
from signage.store.schema import LAYER_TABLES, change

Row = dict[str, Any]
STATES = ("today", "planned", "ended", "all")
_SEARCHED = ("name", "street", "house_number", "activity", "place", "note")
_MOST_WORDS = 6
AREA_NAME = "area_name"
_TENANT, _AREA = LAYER_TABLES["tenant"], LAYER_TABLES["area"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The firms in one of STATES on `day`, of an `area` (0: of none), with all `words` among their texts;
    those not confirmed since `unconfirmed_since`, those that are or are not a `person`; sorted by a column.
    """

    day: date
    area: int | None = None
    state: str = "today"
    words: str = ""
    unconfirmed_since: date | None = None
    person: bool | None = None
    by: str = "name"
    down: bool = False


class Listed(NamedTuple):
    """One page of rows, each with the name of its area, and how many there are on all pages."""

    rows: list[Row]
    total: int


def sortable() -> tuple[str, ...]:
    """The columns that the table can be sorted by."""
    return tuple(name for name, field in TENANT.editable.items() if field.kind != "json")


def list_tenants(store: Store, asked: Asked, *, rights: Rights, offset: int = 0, limit: int = 100) -> Listed:
    """The firms that are asked for: those without a value to sort by last, equal ones by name and id."""
    conditions = [*within(rights), *_conditions(store, asked)]
    joined = _TENANT.outerjoin(_AREA, _AREA.c.id == _TENANT.c.area)
    query = select(_TENANT, _AREA.c.name.label(AREA_NAME)).select_from(joined).where(*conditions)
    counting = select(func.count()).select_from(_TENANT).where(*conditions)
    with store.engine_read() as connection:
        store.ready_to_fold(connection)
        total = int(connection.execute(counting).scalar_one())
        ordered = query.order_by(*_order(store, asked)).offset(offset).limit(limit)
        return Listed([dict(row._mapping) for row in connection.execute(ordered)], total)


def find_tenant(store: Store, row_id: int, *, rights: Rights) -> Row | None:
    """One firm with the name of its area, whatever its time; None when there is none within the rights, or it
    was taken back.
    """
    joined = _TENANT.outerjoin(_AREA, _AREA.c.id == _TENANT.c.area)
    query = select(_TENANT, _AREA.c.name.label(AREA_NAME)).select_from(joined)
    with store.engine_read() as connection:
        found = connection.execute(query.where(_TENANT.c.id == row_id, *within(rights))).first()
    return dict(found._mapping) if found else None


def areas_within(store: Store, *, rights: Rights, day: date) -> Mapping[int, str]:
    """Id and name of each area that a firm may be put into, by name."""
    query = select(_AREA.c.id, _AREA.c.name).where(_AREA.c.withdrawn_by.is_(None), valid_on(_AREA, day))
    query = query.where(*narrowed(_AREA, rights.reach))
    with store.engine_read() as connection:
        rows = connection.execute(query).all()
    return dict(sorted(((row.id, row.name) for row in rows), key=lambda pair: (folded(pair[1]), pair[0])))


def within(rights: Rights) -> list[Any]:
    """The conditions for firms that the rights reach and that were not taken back."""
    return [_TENANT.c.withdrawn_by.is_(None), *narrowed(_TENANT, rights.reach)]


def _conditions(store: Store, asked: Asked) -> list[Any]:
    found = [*_in_state(asked.state, asked.day)]
    if asked.area is not None:
        found.append(_TENANT.c.area.is_(None) if asked.area == 0 else _TENANT.c.area == asked.area)
    if asked.unconfirmed_since is not None:
        confirmed = _TENANT.c.confirmed_on
        found.append(or_(confirmed.is_(None), confirmed < asked.unconfirmed_since))
    if asked.person is not None:
        is_so = _TENANT.c.is_person == asked.person
        found.append(is_so if asked.person else or_(_TENANT.c.is_person.is_(None), is_so))
    found += _having(store, asked.words)
    return found


def _in_state(state: str, day: date) -> list[Any]:
    if state == "today":
        return [valid_on(_TENANT, day)]
    if state == "planned":
        return [or_(_TENANT.c.valid_from > day, _TENANT.c.valid_to > day)]
    if state == "ended":
        return [_TENANT.c.valid_to <= day]
    return []


def _having(store: Store, words: str) -> list[Any]:
    wanted = folded(words[:LONGEST_QUERY]).split()[:_MOST_WORDS]
    if not wanted:
        return []
    text = _joined([func.coalesce(_TENANT.c[name], "") for name in _SEARCHED])
    inside = store.folded_text(text)
    return [inside.like(f"%{_escaped(word)}%", escape="\\") for word in wanted]


def _joined(columns: Sequence[Any]) -> Any:
    text = columns[0]
    for column in columns[1:]:
        text = text.concat(" ").concat(column)
    return text


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _order(store: Store, asked: Asked) -> list[Any]:
    by_name = store.folded_text(func.coalesce(_TENANT.c.name, ""))
    column = _AREA.c.name if asked.by == "area" else _TENANT.c[asked.by]
    is_text = asked.by == "area" or TENANT.editable[asked.by].kind in ("text", "ags", "choice")
    key = store.folded_text(func.coalesce(column, "")) if is_text else column
    # Without a value: last, whichever way it is sorted.
    return [column.is_(None), key.desc() if asked.down else key, by_name, _TENANT.c.id]


def rows_of_set(store: Store, change_set: int) -> list[int]:
    """The ids of the firms that a change set touched."""
    log = change.c
    query = select(log.row).where(log.change_set == change_set, log.layer == "tenant").distinct()
    with store.engine_read() as connection:
        return sorted(connection.execute(query).scalars())
