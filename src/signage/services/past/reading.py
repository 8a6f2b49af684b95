"""The history as people look through it: change sets, newest first, narrowed to who, when, where and what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, true

from signage.domain.validity import end_of, start_of
from signage.errors import NotFound, Said
from signage.services.changing import reason_of
from signage.services.history import list_changes, within
from signage.services.rights import Rights
from signage.store import Store
from signage.store.schema import LAYER_TABLES, change, change_set

KINDS = ("edit", "import", "revert", "outside")
MOST_SHOWN = 100  # changes of one set that a page tells in words
_LATELY = 500  # change sets
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the history is asked for; empty is everything. `row` goes with its `layer`."""

    who: str = ""
    kind: str = ""
    layer: str = ""
    row: int | None = None
    area: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Who changed what: `rows` of it lie in reach; `reverted_by` is the set that took this one back."""

    id: int
    at: datetime
    who: str
    why: Said
    kind: str
    reverts: int | None
    reverted_by: int | None
    rows: int
    layers: tuple[str, ...]


def change_sets(
    store: Store, wanted: Wanted, *, rights: Rights, before: int | None = None, limit: int = 25
) -> list[ChangeSet]:
    """Change sets with something in the rights' reach, newest first; `before` is a number, for paging."""
    back = change_set.alias()
    reverted_by = select(back.c.id).where(back.c.reverts == change_set.c.id).scalar_subquery()
    about = [*_about_changes(wanted), *([] if rights.everywhere else [within(rights)])]
    own = change.c.change_set == change_set.c.id
    query = select(change_set, reverted_by.label("reverted_by")).where(*_about_sets(wanted))
    query = query.where(select(change.c.id).where(own, *about).exists())
    if before is not None:
        query = query.where(change_set.c.id < before)
    with store.engine_read() as connection:
        sets = connection.execute(query.order_by(change_set.c.id.desc()).limit(limit)).all()
        return [_read(row, *_extent(connection, row.id, about)) for row in sets]


def _extent(connection: Connection, number: int, about: Sequence[Any]) -> tuple[int, tuple[str, ...]]:
    """How many changes of a set are asked for, and the layers of the first and the last of them: an import
    has a million, of which nothing but an index is read.
    """
    found = select(func.count(), func.min(change.c.id), func.max(change.c.id))
    count, first, last = connection.execute(found.where(change.c.change_set == number, *about)).one()
    layers = connection.execute(select(change.c.layer).where(change.c.id.in_((first, last)))).scalars()
    return count, tuple(sorted(set(layers)))


def change_set_of(
    store: Store, number: int, *, rights: Rights, before: int | None = None
) -> tuple[ChangeSet, list[Row]]:
    """One change set and its changes (those before a change), oldest first; see `list_changes`.

    One more than MOST_SHOWN says that there are more, which lie before it.
    Raises NotFound in the same words for one that is not there and one that touched nothing in reach.
    """
    changes = list_changes(store, rights=rights, change_set_id=number, before=before, limit=MOST_SHOWN + 1)
    found = change_sets(store, Wanted(), rights=rights, before=number + 1, limit=1) if changes else []
    if not found or found[0].id != number:
        raise NotFound(
            Said(
                f"Eine Änderung {number} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin.",
                f"There is no change set {number}, or your rights do not reach it.",
            )
        )
    return found[0], changes[::-1]


def kinds_of_rows(
    store: Store, wanted: Wanted, numbers: Sequence[int], *, rights: Rights
) -> dict[int, list[tuple[str, str, int]]]:
    """What change sets did to how many rows: (layer, action, rows), the most first."""
    query = (
        select(change.c.change_set, change.c.layer, change.c.action, func.count().label("rows"))
        .join_from(change, change_set)
        .where(change.c.change_set.in_(numbers), *_about_sets(wanted), *_about_changes(wanted))
        .where(true() if rights.everywhere else within(rights))
        .group_by(change.c.change_set, change.c.layer, change.c.action)
        .order_by(func.count().desc(), change.c.layer, change.c.action)
    )
    found: dict[int, list[tuple[str, str, int]]] = {}
    with store.engine_read() as connection:
        for row in connection.execute(query) if numbers else ():
            found.setdefault(row.change_set, []).append((row.layer, row.action, row.rows))
    return found


def names_of(store: Store, *, rights: Rights) -> list[str]:
    """Everybody who changed something in reach lately, for a list to choose from."""
    own = select(change.c.id).where(change.c.change_set == change_set.c.id)
    reached = own if rights.everywhere else own.where(within(rights))
    query = select(change_set.c.who).where(reached.exists()).order_by(change_set.c.id.desc())
    with store.engine_read() as connection:
        return sorted(set(connection.execute(query.limit(_LATELY)).scalars()) - {""})


def _about_sets(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.who:
        found.append(change_set.c.who == wanted.who)
    if wanted.kind:
        found.append(change_set.c.kind == wanted.kind)
    if wanted.since is not None:
        found.append(change_set.c.at >= start_of(wanted.since))
    if wanted.until is not None:
        found.append(change_set.c.at < end_of(wanted.until))
    return found


def _about_changes(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.layer:
        found.append(change.c.layer == wanted.layer)
    if wanted.row is not None:
        found.append(change.c.row == wanted.row)
    if wanted.area is not None:
        found.append(_in_area(wanted.area))
    return found


def _in_area(area: int) -> ColumnElement[bool]:
    """Changes of the area itself and of what lies in it now."""
    lying = [
        (change.c.layer == name) & change.c.row.in_(select(table.c.id).where(table.c.area == area))
        for name, table in LAYER_TABLES.items()
        if "area" in table.c
    ]
    return or_((change.c.layer == "area") & (change.c.row == area), *lying)


def _read(row: Any, rows: int, layers: tuple[str, ...]) -> ChangeSet:
    return ChangeSet(
        id=row.id,
        at=row.at,
        who=row.who,
        why=reason_of(row),
        kind=row.kind,
        reverts=row.reverts,
        reverted_by=row.reverted_by,
        rows=rows,
        layers=layers,
    )
