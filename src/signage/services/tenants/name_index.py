"""The words of firms' names in a table of its own, so that similar names are found among a million.

It follows the history, in which edits of other programs stand too: what changed since is looked at before it
is asked, a bounded part at a time.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from signage.domain.names import fold_name
from signage.store import Store
from signage.store.base import BRIEFLY_S
from signage.store.firm_tables import firm_indexed, firm_word
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES, change, upsert

AT_ONCE = 500  # changes that are followed while somebody types
_AT_LEISURE = 5_000  # in one transaction, when nobody waits
# Changes of a database are numbered before they are stored: one that came late is not passed over.
_LATE = 200
_SHORTEST = 3
_MOST_WORDS = 6
_BEGINNING = 4
_MOST_OF_A_WORD = 400
_TENANT = LAYER_TABLES["tenant"]
_MARK = 0  # the firm of no id under which the newest change is kept


def follow_names(store: Store, *, at_most: int | None = AT_ONCE) -> bool:
    """Take in what changed since last time, `at_most` so many changes (None: all); whether that is all.

    Raises Unavailable where somebody else writes for long: only who has leisure waits for that.
    """
    patience_s = None if at_most is None else BRIEFLY_S
    while True:
        with store.write_plain(patience_s=patience_s) as connection:
            done, newest = _reached(connection), _newest(connection)
            if done >= newest:
                return True
            to = min(newest, done + (at_most or _AT_LEISURE))
            _follow(connection, max(0, done - _LATE), to)
            _mark(connection, to)
        if at_most is not None:
            return to >= newest


def named_alike(store: Store, name: str) -> list[int]:
    """Ids of firms that share a word of a folded name, or the beginning of one; the rarer words first."""
    words = sorted(_words(name), key=len, reverse=True)[:_MOST_WORDS]
    found: dict[int, None] = {}
    with store.engine_read() as connection:
        for word in words:
            found |= dict.fromkeys(_having(connection, word))
    return list(found)


def _having(connection: Connection, word: str) -> Iterator[int]:
    """Those with the very word, then those with one that begins alike."""
    start = word[:_BEGINNING]
    begins = (firm_word.c.word >= start) & (firm_word.c.word < f"{start}\uffff")
    alike = (firm_word.c.word == word, begins)
    for condition in alike:
        query = select(firm_word.c.tenant).where(condition).limit(_MOST_OF_A_WORD)
        yield from connection.execute(query).scalars()


def _words(name: str) -> set[str]:
    return {word for word in name.split() if len(word) >= _SHORTEST}


def _reached(connection: Connection) -> int:
    query = select(firm_indexed.c.version).where(firm_indexed.c.tenant == _MARK)
    return int(connection.execute(query).scalar() or 0)


def _newest(connection: Connection) -> int:
    return int(connection.execute(select(func.max(change.c.id))).scalar() or 0)


def _mark(connection: Connection, to: int) -> None:
    _note(connection, [{"tenant": _MARK, "version": to}])


def _note(connection: Connection, rows: Sequence[dict[str, int]]) -> None:
    adding = upsert(connection.dialect.name, firm_indexed)
    version = {"version": adding.excluded.version}
    statement = adding.on_conflict_do_update(index_elements=[firm_indexed.c.tenant], set_=version)
    connection.execute(statement, rows)


def _follow(connection: Connection, after: int, to: int) -> None:
    log = change.c
    query = select(log.row).where(log.id > after, log.id <= to, log.layer == "tenant").distinct()
    for ids in parts(connection.execute(query).scalars().all()):
        _take(connection, ids)


def _take(connection: Connection, ids: Sequence[int]) -> None:
    kept = select(firm_indexed.c.tenant, firm_indexed.c.version).where(firm_indexed.c.tenant.in_(ids))
    known = {row.tenant: row.version for row in connection.execute(kept)}
    columns = (_TENANT.c.id, _TENANT.c.version, _TENANT.c.name, _TENANT.c.withdrawn_by)
    rows = connection.execute(select(*columns).where(_TENANT.c.id.in_(ids))).all()
    fresh = [row for row in rows if known.get(row.id) != row.version]
    if not fresh:
        return
    connection.execute(delete(firm_word).where(firm_word.c.tenant.in_([row.id for row in fresh])))
    words: list[dict[str, Any]] = [
        {"word": word, "tenant": row.id}
        for row in fresh
        if row.withdrawn_by is None
        for word in _words(fold_name(row.name))
    ]
    for part in parts(words):
        connection.execute(insert(firm_word), part)
    _note(connection, [{"tenant": row.id, "version": row.version} for row in fresh])
