"""What the table of firms is sorted and filtered by, in a table of its own: each firm is folded once.

It follows the history, in which edits of other programs stand too. A firm's row is true while it has the
firm's version.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from signage.errors import Unavailable
from signage.store import Store
from signage.store.base import BRIEFLY_S
from signage.store.firm_tables import LISTED_BY, firm_listed, followed
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES, change, upsert

Progress = Callable[[int, int], None]
AT_ONCE = 5_000  # changes that are followed while somebody waits, and in one transaction
# Changes of a database are numbered before they are stored: one that came late is not passed over.
_LATE = 500
_SEARCHED = ("name", "street", "house_number", "activity", "place", "note")
# Letters by which a name and a street are sorted: a database's index takes no more of both together.
_LONGEST, _LONGEST_STREET = 400, 200
_NAME = "firms listed"
_TENANT = LAYER_TABLES["tenant"]


def follow_listed(store: Store, *, wholly: bool = False, progress: Progress | None = None) -> bool:
    """Take in what changed since last time, AT_ONCE changes at most unless `wholly`; whether the table is
    true now. False where the store takes no change and something changed.
    """
    try:
        while True:
            with store.engine_read() as connection:
                done, newest = _reached(connection), _newest(connection)
                to = min(newest, done + AT_ONCE)
                stale = _stale(connection, done - _LATE, to)
            if stale or to - done > _LATE:
                _take(store, stale, to, patience_s=None if wholly else BRIEFLY_S)
            if progress:
                progress(to, newest)
            if to >= newest or not wholly:
                return to >= newest
    except Unavailable:
        return False


def is_true(connection: Connection) -> bool:
    """Whether the table holds all that this connection sees, which may be more than was followed."""
    return _reached(connection) >= _newest(connection)


def folded_name(store: Store) -> Any:
    """A firm's name as the table is sorted by it."""
    return func.substr(store.folded_text(func.coalesce(_TENANT.c.name, "")), 1, _LONGEST)


def folded_street(store: Store) -> Any:
    """A firm's street as the table is sorted by it, NULL where it has none."""
    street = _TENANT.c.street
    cut = func.substr(store.folded_text(func.coalesce(street, "")), 1, _LONGEST_STREET)
    return case((street.is_not(None), cut))


def folded_texts(store: Store) -> Any:
    """All texts of a firm that words are looked for in."""
    text: Any = func.coalesce(_TENANT.c[_SEARCHED[0]], "")
    for name in _SEARCHED[1:]:
        text = text.concat(" ").concat(func.coalesce(_TENANT.c[name], ""))
    return store.folded_text(text)


def _reached(connection: Connection) -> int:
    query = select(followed.c.change).where(followed.c.name == _NAME)
    return int(connection.execute(query).scalar() or 0)


def _newest(connection: Connection) -> int:
    return int(connection.execute(select(func.max(change.c.id))).scalar() or 0)


def _stale(connection: Connection, after: int, to: int) -> Sequence[int]:
    """The firms that some of the changes touched and that are not in the table as they are now."""
    log = change.c
    # Put together so that no index by layer is taken: there all changes ever made of firms would be read.
    of_firms = log.layer.concat("") == "tenant"
    touched = select(log.row).where(log.id > after, log.id <= to, of_firms).distinct().subquery()
    joined = touched.join(_TENANT, _TENANT.c.id == touched.c.row)
    joined = joined.outerjoin(firm_listed, firm_listed.c.tenant == _TENANT.c.id)
    other = or_(firm_listed.c.version.is_(None), firm_listed.c.version != _TENANT.c.version)
    return connection.execute(select(_TENANT.c.id).select_from(joined).where(other)).scalars().all()


def _take(store: Store, ids: Sequence[int], to: int, *, patience_s: float | None) -> None:
    names = ("tenant", "version", "name_folded", "texts_folded", "street_folded", *LISTED_BY)
    own = [_TENANT.c.id, _TENANT.c.version, folded_name(store), folded_texts(store), folded_street(store)]
    query = select(*own, *(_TENANT.c[name] for name in LISTED_BY))
    with store.write_plain(patience_s=patience_s) as connection:
        store.ready_to_fold(connection)
        for part in parts(ids):
            adding = upsert(connection.dialect.name, firm_listed)
            adding = adding.from_select(names, query.where(_TENANT.c.id.in_(part)))
            others = {name: adding.excluded[name] for name in names[1:]}
            keys = [firm_listed.c.tenant]
            connection.execute(adding.on_conflict_do_update(index_elements=keys, set_=others))
        mark = upsert(connection.dialect.name, followed).values(name=_NAME, change=to)
        further = and_(followed.c.change < mark.excluded.change)
        keys = [followed.c.name]
        setting = {"change": mark.excluded.change}
        connection.execute(mark.on_conflict_do_update(index_elements=keys, set_=setting, where=further))
