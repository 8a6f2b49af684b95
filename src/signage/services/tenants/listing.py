"""Which firms the table at the desk lists, in which order; only what the rights reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, and_, case, func, or_, select, true

from signage.domain.layers import TENANT
from signage.domain.names import LONGEST_QUERY, folded
from signage.services.rights import Rights
from signage.services.tenants.listed import folded_name, folded_texts, follow_listed
from signage.services.tenants.listed_by import Page, Wanted, quick_way
from signage.store import Store
from signage.store.base import valid_on
from signage.store.firm_tables import firm_listed
from signage.store.parts import parts
from signage.store.reach import narrowed
from signage.store.schema import LAYER_TABLES, change
from signage.store.search import pattern

Row = dict[str, Any]
STATES = ("today", "planned", "ended", "all")
_MOST_WORDS = 6
_FEW = 20_000  # firms that words found and that are put into order here
AREA_NAME = "area_name"
_TENANT, _AREA = LAYER_TABLES["tenant"], LAYER_TABLES["area"]
_WITH_AREA = _TENANT.outerjoin(_AREA, _AREA.c.id == _TENANT.c.area)


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
    """One page of rows, each with the name of its area, how many there are on all pages, and how many there
    were if the state did not matter.
    """

    rows: list[Row]
    total: int
    every: int


def sortable() -> tuple[str, ...]:
    """The columns that the table can be sorted by."""
    return tuple(name for name, field in TENANT.editable.items() if field.kind != "json")


def list_tenants(store: Store, asked: Asked, *, rights: Rights, offset: int = 0, limit: int = 100) -> Listed:
    """The firms that are asked for: those without a value to sort by last, equal ones by name and id."""
    firms = _folded_once() if follow_listed(store) else _folded_anew(store)
    conditions, of_state = _conditions(firms, asked, rights), and_(true(), *_in_state(firms.kept, asked))
    counting = select(func.count(), func.count(case((of_state, 1)))).select_from(firms.kept)
    with store.engine_read() as connection:
        store.ready_to_fold(connection)
        few = _few(connection, firms, asked, select(firms.id, firms.name, of_state).where(*conditions))
        if few is not None:
            return Listed(_rows(connection, few.ids[offset : offset + limit]), len(few.ids), few.every)
        page = Page(offset, limit)
        if quick := quick_way(firms.kept is firm_listed, asked.by):
            wanted = Wanted(conditions, of_state, down=asked.down, has_words=bool(_words(asked)))
            found = quick(connection, wanted, page)
            return Listed(_rows(connection, found.ids), found.total, found.every)
        every, total = connection.execute(counting.where(*conditions)).one()
        ids: Sequence[int] = ()
        if total > offset:
            ordered = _ordered(store, firms, asked).where(*conditions, of_state)
            ids = connection.execute(ordered.offset(offset).limit(limit)).scalars().all()
        return Listed(_rows(connection, ids), total, every)


def versions_listed(
    store: Store, asked: Asked, *, rights: Rights, limit: int, while_writing: bool = False
) -> list[tuple[int, int]]:
    """Id and version of the firms that are asked for, by id, `limit` of them at most. `while_writing`: within
    a change, which the index of the list would wait for to be written itself.
    """
    firms = _folded_once() if not while_writing and follow_listed(store) else _folded_anew(store)
    conditions = [*_conditions(firms, asked, rights), *_in_state(firms.kept, asked)]
    query = select(firms.id, firms.kept.c.version).where(*conditions).order_by(firms.id).limit(limit)
    with store.engine_read() as connection:
        store.ready_to_fold(connection)
        return [(number, version) for number, version in connection.execute(query)]


class _Firms(NamedTuple):
    """Where the columns are that firms are filtered by, and how a name and all texts are folded there."""

    kept: Table
    id: Any
    name: Any
    texts: Any


class _Few(NamedTuple):
    """The ids in the order that is asked for, and how many there are if the state does not matter."""

    ids: list[int]
    every: int


def _few(connection: Connection, firms: _Firms, asked: Asked, query: Select[Any]) -> _Few | None:
    """What words find where it is little: all texts are looked through once, not once more for the order."""
    if asked.by != "name" or not _words(asked):
        return None
    found = connection.execute(query.select_from(firms.kept).limit(_FEW + 1)).all()
    if len(found) > _FEW:
        return None
    by_name = sorted(
        sorted((row[:2] for row in found if row[2]), key=itemgetter(0)), key=itemgetter(1), reverse=asked.down
    )
    return _Few([number for number, _ in by_name], len(found))


def _rows(connection: Connection, ids: Sequence[int]) -> list[Row]:
    query = select(_TENANT, _AREA.c.name.label(AREA_NAME)).select_from(_WITH_AREA)
    found = {
        row.id: dict(row._mapping)
        for part in parts(ids)
        for row in connection.execute(query.where(_TENANT.c.id.in_(part)))
    }
    return [found[number] for number in ids if number in found]


def find_tenant(store: Store, row_id: int, *, rights: Rights) -> Row | None:
    """One firm with the name of its area, whatever its time; None when there is none within the rights, or it
    was taken back.
    """
    query = select(_TENANT, _AREA.c.name.label(AREA_NAME)).select_from(_WITH_AREA)
    with store.engine_read() as connection:
        found = connection.execute(query.where(_TENANT.c.id == row_id, *within(rights))).first()
    return dict(found._mapping) if found else None


def within(rights: Rights) -> list[Any]:
    """The conditions for firms that the rights reach and that were not taken back."""
    return [_TENANT.c.withdrawn_by.is_(None), *narrowed(_TENANT, rights.reach)]


def _folded_once() -> _Firms:
    kept = firm_listed.c
    return _Firms(firm_listed, kept.tenant, kept.name_folded, kept.texts_folded)


def _folded_anew(store: Store) -> _Firms:
    """The firms themselves: slow among many, but always true."""
    return _Firms(_TENANT, _TENANT.c.id, folded_name(store), folded_texts(store))


def _conditions(firms: _Firms, asked: Asked, rights: Rights) -> list[Any]:
    kept = firms.kept.c
    found = [kept.withdrawn_by.is_(None), *narrowed(firms.kept, rights.reach)]
    if asked.area is not None:
        # By the index of the firms' own table: without it all rows of the one here would be read.
        here = _TENANT.alias("here").c
        inside = here.area.is_(None) if asked.area == 0 else here.area == asked.area
        found.append(firms.id.in_(select(here.id).where(inside)))
    if asked.unconfirmed_since is not None:
        found.append(or_(kept.confirmed_on.is_(None), kept.confirmed_on < asked.unconfirmed_since))
    if asked.person is not None:
        is_so = kept.is_person == asked.person
        found.append(is_so if asked.person else or_(kept.is_person.is_(None), is_so))
    wanted = _words(asked)
    return found + [firms.texts.like(pattern(word), escape="\\") for word in wanted]


def _in_state(table: Table, asked: Asked) -> list[Any]:
    if asked.state == "today":
        return [valid_on(table, asked.day)]
    if asked.state == "planned":
        return [or_(table.c.valid_from > asked.day, table.c.valid_to > asked.day)]
    if asked.state == "ended":
        return [table.c.valid_to <= asked.day]
    return []


def _words(asked: Asked) -> list[str]:
    return folded(asked.words[:LONGEST_QUERY]).split()[:_MOST_WORDS]


def _ordered(store: Store, firms: _Firms, asked: Asked) -> Select[Any]:
    """The ids in the order that is asked for."""
    # With words all firms are read one behind the other: by the index each would be looked up.
    name = func.coalesce(firms.name, "") if _words(asked) else firms.name
    if asked.by == "name":
        key = name.desc() if asked.down else name
        return select(firms.id).select_from(firms.kept).order_by(key, firms.id)
    joined = _WITH_AREA if firms.kept is _TENANT else _WITH_AREA.join(firm_listed, firms.id == _TENANT.c.id)
    column = _AREA.c.name if asked.by == "area" else _TENANT.c[asked.by]
    is_text = asked.by == "area" or TENANT.editable[asked.by].kind in ("text", "ags", "choice")
    key = store.folded_text(func.coalesce(column, "")) if is_text else column
    # Without a value: last, whichever way it is sorted.
    order = (column.is_(None), key.desc() if asked.down else key, name, firms.id)
    return select(firms.id).select_from(joined).order_by(*order)


def rows_of_set(store: Store, change_set: int) -> list[int]:
    """The ids of the firms that a change set touched."""
    log = change.c
    query = select(log.row).where(log.change_set == change_set, log.layer == "tenant").distinct()
    with store.engine_read() as connection:
        return sorted(connection.execute(query).scalars())
