"""What both engines share: reading rows, opening a change set, the history."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    Engine,
    Select,
    Table,
    and_,
    delete,
    false,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.exc import ProgrammingError

from signage.domain.layers import LAYERS, THE_LAYER
from signage.errors import InvalidInput, NotFound, Said, Unavailable, known
from signage.store import account_tables, desk_tables, firm_tables, schema  # noqa: F401 - a store has all of them
from signage.store.changes import ChangeSet, open_change_set
from signage.store.engine_side import EngineSide
from signage.store.faults import said_by
from signage.store.parts import parts
from signage.store.reach import Reach, within
from signage.store.types import Bounds

Row = dict[str, Any]
HEAD = "0015"
BRIEFLY_S = 0.2  # so long may who only reads wait to write what is kept beside


class Store(EngineSide):
    """An open inventory. Reads may run in any thread; writes take turns. Rows are changed through `change`,
    never deleted.
    """

    def __init__(self, url: str, reader: Engine) -> None:
        self.url = url
        self.figures = ""  # the operator's file of corrected figures of the rules, from who opened the store
        self._reader = reader
        self.large: set[str] = set()  # layers too large to be counted; what once was large stays so

    def close(self) -> None:
        """Give back all connections; the store can be opened again."""
        self._reader.dispose()

    def require_writable(self) -> None:
        """Raise Unavailable when the store takes no change; asks for one and makes none."""
        with self.write_plain() as connection:
            connection.execute(delete(schema.scan_count).where(false()))

    def require_layers(self) -> None:
        """Raise Unavailable when a layer is missing or lacks a column: another program dropped it."""
        for layer, table in schema.LAYER_TABLES.items():
            try:
                with self.engine_read() as connection:
                    connection.execute(select(table).where(false()))
            except (Unavailable, ProgrammingError) as error:
                said = said_by(error) if isinstance(error, ProgrammingError) else str(error)
                if "such" in said or "not exist" in said:
                    raise Unavailable(_missing(layer)) from error
                raise

    def probe(self) -> None:
        """Read a little of every table, for a look at the store's health; Unavailable when that fails."""
        with self.engine_read() as connection:
            for query in first_and_last():
                connection.execute(query).all()

    @contextmanager
    def change(
        self,
        *,
        who: str,
        why: str,
        source: str = "",
        kind: str = "edit",
        reverts: int | None = None,
        alone: bool = False,
        patience_s: float | None = None,
    ) -> Iterator[ChangeSet]:
        """One transaction that is one change set; nothing of it remains when the block raises.

        A block that changes nothing leaves no change set behind. `alone`: no other change set is under way
        meanwhile, so what the block reads stays true until it is stored; `patience_s` as of `write_plain`.
        """
        with self.write_plain(patience_s=patience_s) as connection:
            self.take_turn(connection, alone=alone)
            changes = open_change_set(
                self, connection, who=who, why=why, source=source, kind=kind, reverts=reverts
            )
            yield changes
            changes.finish()

    def read(self, layer: str, *, after: int = 0, limit: int | None = None, **filters: Any) -> list[Row]:
        """Rows of `layer` by id, later than `after`, at most `limit`; the filters are those of
        `selection`.
        """
        table = layer_table(layer)
        query = self.selection(select(table), table, **filters).where(table.c.id > after).order_by(table.c.id)
        with self.engine_read() as connection:
            return [dict(row._mapping) for row in connection.execute(query.limit(limit))]

    def read_ids(self, layer: str, ids: Sequence[int]) -> list[Row]:
        """The rows with these ids, whatever their validity, withdrawn ones too; by id."""
        table = layer_table(layer)
        with self.engine_read() as connection:
            return [
                dict(row._mapping)
                for part in parts(sorted(ids))
                for row in connection.execute(select(table).where(table.c.id.in_(part)).order_by(table.c.id))
            ]

    def count(self, layer: str, **filters: Any) -> int:
        """How many rows `read` would give without a limit."""
        table = layer_table(layer)
        with self.engine_read() as connection:
            query = self.selection(select(func.count()).select_from(table), table, **filters)
            return int(connection.execute(query).scalar_one())

    def row(self, layer: str, row_id: int) -> Row | None:
        """One row by id, whatever its validity, also a withdrawn one; None when there is none."""
        table = layer_table(layer)
        with self.engine_read() as connection:
            found = connection.execute(select(table).where(table.c.id == row_id)).first()
        return dict(found._mapping) if found else None

    def selection(
        self,
        query: Select[Any],
        table: Table,
        *,
        as_of: date | None = None,
        bbox: Bounds | None = None,
        area: int | None = None,
        municipality: str | None = None,
        ids: Sequence[int] | None = None,
        where: Mapping[str, Any] | None = None,
        withdrawn: bool = False,
        reach: Reach | None = None,
    ) -> Select[Any]:
        """`query` narrowed: valid on `as_of` (None: ever), within `bbox` in EPSG:25832, belonging to `reach`
        (None: to anybody), and equal in each column of `where`.
        """
        conditions: list[Any] = [] if withdrawn else [table.c.withdrawn_by.is_(None)]
        if as_of is not None:
            conditions += [valid_on(table, as_of)]
        if bbox is not None:
            conditions += [self.bbox_clause(table, bbox)]
        if ids is not None:
            conditions += [table.c.id.in_(ids)]
        if reach is not None:
            conditions += [within(table, reach)]
        for name, value in {"area": area, "municipality": municipality}.items():
            if value is not None:
                conditions += [_column(table, name) == value]
        for name, value in (where or {}).items():
            conditions += [_column(table, name).is_(None) if value is None else _column(table, name) == value]
        return query.where(*conditions)

    def code(self, token: str) -> Row | None:
        """The register's entry of a code, None when it was never minted."""
        with self.engine_read() as connection:
            found = connection.execute(select(schema.code).where(schema.code.c.token == token)).first()
        return dict(found._mapping) if found else None

    def sign_of(self, token: str) -> Row | None:
        """The sign that carries the code, also an ended or withdrawn one."""
        table = layer_table("sign")
        with self.engine_read() as connection:
            found = connection.execute(select(table).where(table.c.code == token)).first()
        return dict(found._mapping) if found else None

    def revision(self) -> int:
        """Number of the newest change set; 0 in a new store."""
        with self.engine_read() as connection:
            return int(
                connection.execute(select(func.coalesce(func.max(schema.change_set.c.id), 0))).scalar_one()
            )

    def state(self) -> str:
        """A short text that is another one whenever a read may give something else; for ETags and caches."""
        newest = select(
            func.coalesce(func.max(schema.change_set.c.id), 0),
            select(func.coalesce(func.max(schema.change.c.id), 0)).scalar_subquery(),
        )
        with self.engine_read() as connection:
            # A change set of edits by other programs grows while they go on.
            return "{}.{}".format(*connection.execute(newest).one())

    def history_state(self) -> str:
        """As `state`, but it stays while scans are counted. What is in the history is counted too, for sets
        may commit in another order than they are numbered.
        """
        sets, changes = schema.change_set.c.id, schema.change.c.id
        asked = [select(func.max(ids), func.count(ids)) for ids in (sets, changes)]
        with self.engine_read() as connection:
            found = [number or 0 for query in asked for number in connection.execute(query).one()]
        return ".".join(map(str, found))

    def layer_state(self, layer: str) -> str:  # noqa: ARG002 - where the whole is known cheaply, that will do
        """As `state`, of the rows of one layer: it stays where nothing but others changed."""
        return self.state()

    def area_revision(self, area: int) -> int:
        """A number that grows with whatever an area's page tells; 0 before the first change."""
        table = schema.area_revision
        with self.engine_read() as connection:
            found = connection.execute(select(table.c.revision).where(table.c.area == area)).scalar()
        return int(found or 0)

    def change_set_of(self, layer: str, row_id: int, version: int) -> int | None:
        """Number of the change set that made this version of a row, None when it is not in the history."""
        log = schema.change
        query = select(log.c.change_set).where(
            log.c.layer == layer, log.c.row == row_id, log.c.version == version
        )
        with self.engine_read() as connection:
            found = connection.execute(query.order_by(log.c.id.desc()).limit(1)).scalar()
        return int(found) if found is not None else None

    def history(
        self,
        *,
        layer: str | None = None,
        row: int | None = None,
        change_set: int | None = None,
        before: int | None = None,
        limit: int = 100,
        where: Any = None,
    ) -> list[Row]:
        """Changes with who, when and why, newest first; `before` and `after` of a change are JSON text.

        `before` is the id of a change, for paging; `where` a further condition in SQL.
        """
        change, sets = schema.change, schema.change_set
        query = select(
            change, sets.c.at, sets.c.who, sets.c.why, sets.c.source, sets.c.kind, sets.c.reverts
        ).join(sets)
        wanted = {change.c.layer: layer, change.c.row: row, change.c.change_set: change_set}
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        if before is not None:
            query = query.where(change.c.id < before)
        if where is not None:
            query = query.where(where)
        with self.engine_read() as connection:
            found = connection.execute(query.order_by(change.c.id.desc()).limit(limit))
            # Names that are nothing but text: a JSON writer refuses SQLAlchemy's own kind.
            return [{str(name): value for name, value in row._mapping.items()} for row in found]


def _missing(layer: str) -> Said:
    german = LAYERS[layer].german
    return Said(
        f"Die Ebene {layer} ({german}) fehlt oder ist unvollständig: Ein anderes Programm hat sie gelöscht "
        "oder ersetzt (etwa ogr2ogr -overwrite). Aus der letzten Sicherung wiederherstellen: "
        "`signage restore`.",
        f"The layer {layer} is missing or incomplete: another program dropped or replaced it "
        "(ogr2ogr -overwrite, say). Restore the last backup: `signage restore`.",
    )


def layer_table(layer: str) -> Table:
    """The table of a layer; NotFound names the known ones."""
    try:
        return schema.LAYER_TABLES[layer]
    except KeyError:
        raise NotFound(known(THE_LAYER, layer, list(schema.LAYER_TABLES))) from None


def valid_on(table: Table, day: date) -> Any:
    """The condition of `signage.domain.validity.is_valid` in SQL."""
    start, end = table.c.valid_from, table.c.valid_to
    return and_(or_(start.is_(None), start <= day), or_(end.is_(None), end > day))


def _column(table: Table, name: str) -> Any:
    if name not in table.c or name == "geometry":
        raise InvalidInput(
            known(
                Said("Die Spalte", "column"),
                name,
                [column.name for column in table.c if column.name != "geometry"],
            )
        )
    return table.c[name]


def _first_and_last(table: Table) -> Iterator[Select[Any]]:
    keys = list(table.primary_key.columns)
    everything: list[Any] = [literal_column(f"{table.name}.{column.name}") for column in table.columns]
    for order in (keys, [key.desc() for key in keys]):
        yield select(*everything).select_from(table).order_by(*order).limit(1)


@cache
def first_and_last() -> tuple[Select[Any], ...]:
    """What reads the first and the last row of every table."""
    return tuple(query for table in schema.metadata.sorted_tables for query in _first_and_last(table))
