"""Parked rows of other files that a file brings again, mended or not: they wait no longer."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select, update

from signage.services.importing.batch import GEOMETRY, Batch
from signage.services.importing.headings import ADVICE, REASON, VERDICT
from signage.store.parts import parts
from signage.store.schema import parked

_ADDED = {VERDICT, REASON, ADVICE, "geometry"}
_TELLING = ("name", "number", "code", "ags", "source_id")
_ENOUGH = 3  # filled cells that agree, where none of them says who it is
Key = tuple[str, ...]


def mended_elsewhere(connection: Connection, batch: Batch, file: str) -> list[int]:
    """The waiting rows of other files that a row of this one agrees with in every cell that was not wrong.

    Such cells have to tell one row from another: a name, number or key among them, three filled ones, or two
    and the same line of the file.
    """
    columns = (parked.c.id, parked.c.file_row, parked.c.content, parked.c.problems)
    query = select(*columns).where(
        parked.c.layer == batch.layer.name, parked.c.file != file, parked.c.solved_at.is_(None)
    )
    groups: dict[Key, dict[Key, list[tuple[int, int]]]] = {}
    for row_id, line, content, problems in connection.execute(query):
        cells = orjson.loads(content)
        if sound := _sound(batch, cells, orjson.loads(problems)):
            key = tuple(_plain(cells[heading]) for heading in sound)
            groups.setdefault(sound, {}).setdefault(key, []).append((row_id, line))
    return [found for sound, waiting in groups.items() for found in _met(batch, sound, waiting)]


def _sound(batch: Batch, cells: Mapping[str, Any], problems: list[dict[str, str]]) -> Key:
    """The headings that were not wrong; none when this file has other columns."""
    headings = set(batch.table.headings) - _ADDED
    if set(cells) - _ADDED != headings:
        return ()
    wrong = {part for one in problems for part in (one["column"], *one["column"].split("/"))}
    places = batch.columns.position.values()
    wrong |= {batch.table.headings[at] for at in places} if wrong & {"Position", GEOMETRY} else set()
    return tuple(sorted(headings - wrong))


def _met(batch: Batch, sound: Key, waiting: Mapping[Key, list[tuple[int, int]]]) -> Iterator[int]:
    fields = batch.columns.fields
    telling = {batch.table.headings[at] for name in _TELLING for at in fields.get(name, ())}
    columns = [batch.table.columns[batch.table.headings.index(heading)] for heading in sound]
    for cells, line in zip(zip(*columns, strict=True), batch.table.file_rows, strict=True):
        key = tuple(map(_plain, cells))
        filled = [heading for heading, cell in zip(sound, key, strict=True) if cell]
        sure = len(filled) >= _ENOUGH or telling & set(filled)
        for row_id, first in waiting.get(key, ()):
            if sure or (len(filled) > 1 and line == first):
                yield row_id


def _plain(cell: object) -> str:
    """A cell as both a CSV and a workbook have it, without the apostrophe that disarms formulas."""
    return "" if cell is None else str(cell).strip().removeprefix("'")


def resolve(connection: Connection, ids: list[int]) -> None:
    """Let parked rows wait no longer; they stay in the store, solved."""
    for part in parts(ids):
        done = update(parked).where(parked.c.id.in_(part)).values(solved_at=datetime.now(UTC))
        connection.execute(done)
