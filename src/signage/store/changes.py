"""A change set: who changed what, when and why; kept field by field, in the same transaction as the change
itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import orjson
from sqlalchemy import (
    Connection,
    Insert,
    Table,
    bindparam,
    func,
    insert,
    literal,
    select,
    union,
    update,
)

from signage.codes import token as tokens
from signage.errors import Conflict, NotFound, Said, StaleVersion
from signage.store import schema
from signage.store.gathering import GatheredUpdates
from signage.store.parts import MOST_ROWS, parts
from signage.store.remembering import Remembered
from signage.store.types import to_millisecond

if TYPE_CHECKING:
    from signage.store.base import Store

Row = dict[str, Any]
BULK = 2_000


def open_change_set(
    store: "Store", connection: Connection, *, who: str, why: str, source: str, kind: str, reverts: int | None
) -> "ChangeSet":
    """A change set whose row is written with its first change; a reason brings its English along, where it is
    the product's own.
    """
    head = {
        "at": to_millisecond(datetime.now(UTC)),  # as it is stored, and so read again
        "who": who,
        "why": str(why),
        "why_english": why.english if isinstance(why, Said) and why.english != why else None,
        "source": source,
        "kind": kind,
        "reverts": reverts,
    }
    return ChangeSet(store, connection, head)


class ChangeSet:
    """The only way to change a layer. `id` is None until something changed; `at` is the time of all of it."""

    def __init__(self, store: "Store", connection: Connection, head: Row) -> None:
        self.id: int | None = None
        self.at: datetime = head["at"]
        self.connection = connection
        self._store = store
        self._head = head
        self._areas: set[int | None] = set()
        self._layers: dict[str, bool] = {}  # to whether anything of it moved
        self._log: list[Row] = []
        self._updates = GatheredUpdates(connection)
        self._held: dict[tuple[str, int], Row] = {}
        self.remembered = Remembered()

    def create(self, layer: str, values: Mapping[str, Any]) -> int:
        """Store a new row, give its id; `values` are checked by the caller."""
        return self.create_many(layer, [values])[0]

    def add(self, layer: str, values: Mapping[str, Any]) -> Row:
        """As `create`; gives the row as it is stored."""
        [row] = self._create(layer, [values])
        return row

    def create_many(self, layer: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Store new rows in the order given, give their ids."""
        return [row["id"] for row in self._create(layer, rows)] if rows else []

    def _create(self, layer: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        table = schema.LAYER_TABLES[layer]
        ids = self._store.next_ids(self.connection, table, len(rows))
        self._begin(layer, moves=True)
        blank = dict.fromkeys(table.c.keys()) | {"version": 1, "changed_at": self.at}
        full = [blank | dict(row) | {"id": row_id} for row_id, row in zip(ids, rows, strict=True)]
        self._insert(table, full)
        for row in full:
            self.remembered.wrote(layer, {}, row)
        self._note_areas(layer, full)
        self._log += [self._entry(layer, row_id, 1, "create") for row_id in ids]
        if len(self._log) > BULK:
            self._write_log()
        return full

    def _insert(self, table: Table, rows: list[Row]) -> None:
        if len(rows) < BULK:
            self.connection.execute(insert(table), rows)
            return
        with self._store.bulk_load(self.connection, table):
            for part in parts(rows, MOST_ROWS):
                self.connection.execute(insert(table), part)

    def update(
        self, layer: str, row_id: int, values: Mapping[str, Any], *, seen_version: int | None = None
    ) -> Row:
        """Set `values` on a row and give it as it is now; values equal to the stored ones are no change.

        Raises NotFound, and StaleVersion when `seen_version` is not the stored one.
        """
        row = self.current(layer, row_id)
        self._require_seen(row, seen_version)
        return self.set_on(layer, row, values)

    def set_on(self, layer: str, row: Row, values: Mapping[str, Any]) -> Row:
        """As `update`, of a row as this change set has just read it."""
        new = {name: value for name, value in values.items() if row[name] != value}
        if not new:
            return row
        self._note_areas(layer, [row])
        changed = self._write(layer, row, new, "update", log=True)
        self._note_areas(layer, [changed])
        return changed

    @staticmethod
    def _require_seen(row: Row, seen_version: int | None) -> None:
        if seen_version is not None and seen_version != row["version"]:
            raise StaleVersion(
                Said(
                    "Der Eintrag wurde inzwischen von jemand anderem geändert.",
                    "The row was changed by somebody else meanwhile.",
                ),
                row,
            )

    def withdraw(self, layer: str, row_id: int) -> Row:
        """Take a row back as if it had never been; it stays in the history."""
        row = self.current(layer, row_id)
        if row["withdrawn_by"] is not None:
            raise Conflict(
                Said(
                    f"{layer} {row_id} ist schon zurückgenommen.",
                    f"{layer} {row_id} has been taken back already.",
                )
            )
        self._begin(layer)
        self._note_areas(layer, [row])
        return self._write(layer, row, {"withdrawn_by": self.id}, "withdraw", log=False)

    def restore(self, layer: str, row_id: int) -> Row:
        """Bring a withdrawn row back."""
        row = self.current(layer, row_id)
        changed = self._write(layer, row, {"withdrawn_by": None}, "restore", log=False)
        self._note_areas(layer, [changed])
        return changed

    def current(self, layer: str, row_id: int) -> Row:
        """The row as this transaction sees it, locked against others; NotFound when there is none."""
        table, held = schema.LAYER_TABLES[layer], self._held.get((layer, row_id))
        if held is not None:
            return dict(held)
        found = self.connection.execute(_BY_ID[layer], {"row_id": row_id}).first()
        if found is None:
            raise NotFound(
                Said(f"{table.name} {row_id} gibt es nicht.", f"There is no {table.name} {row_id}.")
            )
        return dict(found._mapping)

    def current_many(self, layer: str, ids: Sequence[int]) -> dict[int, Row]:
        """As `current`, of those of the ids that there are; locked in the order of their ids."""
        table, found = schema.LAYER_TABLES[layer], dict[int, Row]()
        for part in parts(sorted(ids)):
            query = select(table).where(table.c.id.in_(part)).order_by(table.c.id).with_for_update()
            found |= {row.id: dict(row._mapping) for row in self.connection.execute(query)}
        return found

    def hold(self, layer: str, ids: Sequence[int]) -> None:
        """Read rows together that `current` is going to be asked for one by one, in the place of those that
        were held before; locked as by `current_many`.
        """
        self._held = {(layer, row_id): row for row_id, row in self.current_many(layer, ids).items()}

    def _write(self, layer: str, row: Row, new: Row, action: str, *, log: bool) -> Row:
        self._begin(layer, moves="geometry" in new)
        version = row["version"] + 1
        kept = {"version": version, "changed_at": self.at}
        self._updates.add(layer, row["id"], new | kept)
        before = _json({name: row[name] for name in new}) if log else None
        entry = self._entry(layer, row["id"], version, action)
        self._log.append(entry | {"before": before, "after": _json(new) if log else None})
        changed = row | new | kept
        self.remembered.wrote(layer, row, changed)
        if (layer, row["id"]) in self._held:
            self._held[layer, row["id"]] = dict(changed)
        return changed

    def mint(self, count: int) -> list[str]:
        """`count` fresh codes, registered as minted; a code is never given twice."""
        known = schema.code.c.token
        fresh: list[str] = []
        while len(fresh) < count:
            batch = {tokens.mint() for _ in range(count - len(fresh))}
            taken: set[str] = set()
            for part in parts(sorted(batch)):
                taken.update(self.connection.execute(select(known).where(known.in_(part))).scalars())
            fresh += sorted(batch - taken - set(fresh))
        self.register_codes(fresh)
        return fresh

    def register_codes(self, codes: Sequence[str], state: str = "minted") -> None:
        """Enter codes that exist already (printed ones, say) in the register."""
        if codes:
            self._begin(None)  # before it the register takes nothing
            rows = [{"token": code, "state": state, "minted_at": self.at} for code in codes]
            self.connection.execute(insert(schema.code), rows)

    def keep_picture(self, key: str, jpeg: bytes) -> None:
        """Keep a picture under a key made from its bytes; one that is there already stays."""
        adding = schema.upsert(self.connection.dialect.name, schema.picture)
        self.connection.execute(adding.values(key=key, jpeg=jpeg).on_conflict_do_nothing())

    def set_code(self, token: str, *, state: str, moved_to: str | None = None) -> None:
        """Set the state of a registered code; NotFound when it was never minted."""
        self._begin(None)
        retired_at = self.at if state == "retired" else None
        table = schema.code
        done = self.connection.execute(
            update(table)
            .where(table.c.token == token)
            .values(state=state, moved_to=moved_to, retired_at=retired_at)
        )
        if done.rowcount == 0:
            raise NotFound(Said(f"Den Code {token} gibt es nicht.", f"There is no code {token}."))
        sign = schema.LAYER_TABLES["sign"]
        self._areas.update(self.connection.execute(select(sign.c.area).where(sign.c.code == token)).scalars())

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Several changes that are stored together or, where one of them raises, not at all."""
        self._updates.run()
        self._write_log()
        was = self.id, set(self._areas), dict(self._layers)
        try:
            with self.connection.begin_nested(), self._undone():
                yield
                self._write_log()
        except BaseException:
            self.id, self._areas, self._layers = was
            raise

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """Forget on an error what was not written yet, before the database goes back to where it was."""
        try:
            yield
        except BaseException:
            self._updates.drop()
            self._log, self._held = [], {}
            self.remembered.forget()
            raise

    def former(self, layer: str) -> dict[int, Row]:
        """What stood in the rows of a layer before this change set, as far as it changed it: by id, in the
        history's own form; `withdrawn_by` where a row was taken back or brought back. Not of created rows.
        """
        self._write_log()
        log, found = schema.change, dict[int, Row]()
        query = select(log.c.row, log.c.action, log.c.before).where(
            log.c.change_set == self.id, log.c.layer == layer, log.c.action != "create"
        )
        for row, action, before in self.connection.execute(query.order_by(log.c.id)):
            was = orjson.loads(before) if before else {"withdrawn_by": action == "restore" or None}
            found[row] = was | found.get(row, {})
        return found

    def created(self, layer: str) -> list[int]:
        """The ids of the rows of a layer that this change set has stored so far, by id."""
        self._write_log()
        log = schema.change
        query = select(log.c.row).where(
            log.c.change_set == self.id, log.c.layer == layer, log.c.action == "create"
        )
        return list(self.connection.execute(query.order_by(log.c.row)).scalars())

    def finish(self) -> None:
        """Write the history and the areas' revisions; called once, before the commit."""
        if self.id is None:
            return
        self._updates.run()
        self._write_log()
        self._bump_areas()
        if self._store.open_kind:
            self.connection.execute(_CLOSED, {"set_id": self.id, "set_kind": self._head["kind"]})
        touched = {schema.LAYER_TABLES[name]: moved for name, moved in sorted(self._layers.items())}
        self._store.after_write(self.connection, touched)

    def _write_log(self) -> None:
        for part in parts(self._log, MOST_ROWS):
            self.connection.execute(_LOGGED, part)
        self._log = []

    def _begin(self, layer: str | None, *, moves: bool = False) -> None:
        if self.id is None:
            kind = self._store.open_kind or self._head["kind"]
            self.id = self.connection.execute(_OPENED, self._head | {"kind": kind}).inserted_primary_key[0]  # type: ignore[index]
        if layer:
            self._layers[layer] = moves or self._layers.get(layer, False)

    def _entry(self, layer: str, row_id: int, version: int, action: str) -> Row:
        ids: Row = {"change_set": self.id, "layer": layer, "row": row_id}
        return ids | {"version": version, "action": action, "before": None, "after": None}

    def _note_areas(self, layer: str, rows: Sequence[Row]) -> None:
        if layer == "area":
            self._areas.update(row["id"] for row in rows)
        elif layer == "municipality":
            for part in parts([row["ags"] for row in rows]):
                merged = self.connection.execute(_MERGED_INTO, {"ags": part}).scalars()
                naming = {"ags": [*part, *merged]}
                self._areas.update(self.connection.execute(_AREAS_NAMING, naming).scalars())
        else:
            self._areas.update(row["area"] for row in rows if row["area"] is not None)

    def _bump_areas(self) -> None:
        statement = _bump(self.connection.dialect.name)
        # Sorted, so that two writers on PostGIS take the rows' locks in the same order.
        rows = [{"area_id": area} for area in sorted(area for area in self._areas if area is not None)]
        for part in parts(rows, MOST_ROWS):
            self.connection.execute(statement, part)


# A page names the municipality of the area, and that of the sign, which may be another.
_AREAS_NAMING = union(
    select(schema.LAYER_TABLES["area"].c.id).where(
        schema.LAYER_TABLES["area"].c.municipality.in_(bindparam("ags", expanding=True))
    ),
    select(schema.LAYER_TABLES["sign"].c.area).where(
        schema.LAYER_TABLES["sign"].c.municipality.in_(bindparam("ags", expanding=True))
    ),
)
_MERGED_INTO = select(schema.LAYER_TABLES["municipality"].c.ags).where(
    schema.LAYER_TABLES["municipality"].c.successor.in_(bindparam("ags", expanding=True))
)
# Made once: making a statement costs more than running it.
_OPENED, _LOGGED = insert(schema.change_set), insert(schema.change)
_CLOSED = (
    update(schema.change_set)
    .where(schema.change_set.c.id == bindparam("set_id"))
    .values(kind=bindparam("set_kind"))
)
_BY_ID = {
    name: select(table).where(table.c.id == bindparam("row_id")).with_for_update()
    for name, table in schema.LAYER_TABLES.items()
}


@cache
def _bump(dialect: str) -> Insert:
    """Raises an area's revision. Writers of a file take turns, so that there a revision is higher than any
    before, and what was changed since is found by it; those of a database would wait for each other.
    """
    table = schema.area_revision
    highest = select(func.coalesce(func.max(table.c.revision), 0) + 1).scalar_subquery()
    first = highest if dialect == "sqlite" else literal(1)
    statement = schema.upsert(dialect, table).values(area=bindparam("area_id"), revision=first)
    raised = statement.excluded.revision if dialect == "sqlite" else table.c.revision + 1
    raising = statement.on_conflict_do_update(index_elements=[table.c.area], set_={"revision": raised})
    return cast("Insert", raising)


def _json(values: Row) -> str:
    return orjson.dumps(values, default=_plain).decode()


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no history form for {type(value).__name__}")
