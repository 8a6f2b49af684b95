"""Signs and areas as staff look for them: by number, code, name or street, within their rights."""

from typing import Any, Final

from sqlalchemy import Table, and_, func, or_, select

from signage.domain.keys import id_in
from signage.domain.names import LONGEST_QUERY, folded
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.services.rights import Rights
from signage.store import Store
from signage.store.base import valid_on
from signage.store.reach import narrowed
from signage.store.schema import LAYER_TABLES
from signage.store.search import pattern

MOST: Final = 20
_MOST_WORDS = 6
_AREA, _SIGN = LAYER_TABLES["area"], LAYER_TABLES["sign"]
_NONE = Said("Ein Gewerbegebiet mit diesem Namen gibt es hier nicht.", "There is no area of that name here.")
_SEVERAL = Said(
    "Das passt auf mehrere Gewerbegebiete. Wählen Sie eines der vorgeschlagenen.",
    "Several areas are like that. Choose one of those that are suggested.",
)
Row = dict[str, Any]


def find_signs(store: Store, words: str, *, rights: Rights) -> list[Row]:
    """At most MOST signs that are there, by number, each with its `area_name`.

    A number or a code may lack its stroke: `ek 3` does not find EK-003, `ek003` and `7K3M 9QX4` do.
    """
    joined = _SIGN.outerjoin(_AREA, _AREA.c.id == _SIGN.c.area)
    query = select(_SIGN, _AREA.c.name.label("area_name")).select_from(joined)
    return _found(store, query, _SIGN, ("number", "code", "name", "street"), words, rights)


def find_areas(store: Store, words: str, *, rights: Rights) -> list[Row]:
    """At most MOST areas of today, by name."""
    return _found(store, select(_AREA), _AREA, ("name", "number"), words, rights)


def the_area(store: Store, typed: str, *, rights: Rights) -> int:
    """The id of the one area that is meant by its id, its whole name or key, or some of its words;
    InvalidInput where there is none, or more than one.
    """
    if (number := id_in(typed)) is not None:
        return number
    named = _wholly_called(store, typed, rights) or find_areas(store, typed, rights=rights)
    if len(named) != 1:
        raise InvalidInput(_SEVERAL if named else _NONE, {"area": _SEVERAL if named else _NONE})
    return int(named[0]["id"])


def called(store: Store, area: int, *, rights: Rights) -> str:
    """What `the_area` takes for this area: its name, or its id where others are called so too; empty for an
    area that is out of reach.
    """
    row = store.row("area", area)
    if row is None or not rights.cover(row["municipality"], row["id"]):
        return ""
    try:
        is_meant = the_area(store, row["name"], rights=rights) == area
    except InvalidInput:
        is_meant = False
    return str(row["name"]) if is_meant else str(area)


def _wholly_called(store: Store, typed: str, rights: Rights) -> list[Row]:
    """The areas of today whose whole name or key that is, however many others have it within theirs."""
    whole = folded(typed[:LONGEST_QUERY]).strip()
    wholly = (store.folded_text(func.coalesce(_AREA.c[name], "")) == whole for name in ("name", "number"))
    with store.engine_read() as connection:
        store.ready_to_fold(connection)
        query = select(_AREA).where(or_(*wholly), *_there(_AREA, rights)).order_by(_AREA.c.id).limit(MOST)
        return [dict(row._mapping) for row in connection.execute(query)] if whole else []


def _there(table: Table, rights: Rights) -> list[Any]:
    return [table.c.withdrawn_by.is_(None), valid_on(table, today()), *narrowed(table, rights.reach)]


def _found(
    store: Store, query: Any, table: Table, names: tuple[str, ...], words: str, rights: Rights
) -> list[Row]:
    wanted = folded(words[:LONGEST_QUERY]).split()[:_MOST_WORDS]
    if not wanted:
        return []
    text: Any = func.coalesce(table.c[names[0]], "")
    for name in names[1:]:
        text = text.concat(" ").concat(func.coalesce(table.c[name], ""))
    inside = store.folded_text(text)
    bare = func.replace(func.replace(inside, "-", ""), " ", "")
    together = "".join(wanted).replace("-", "")
    has_them: Any = and_(*(inside.like(pattern(word), escape="\\") for word in wanted))
    if together:
        has_them = or_(has_them, bare.like(pattern(together), escape="\\"))
    order = (table.c.number if table is _SIGN else table.c.name, table.c.id)
    with store.engine_read() as connection:
        store.ready_to_fold(connection)
        rows = connection.execute(query.where(has_them, *_there(table, rights)).order_by(*order).limit(MOST))
        return [dict(row._mapping) for row in rows]
