"""Rows of a workbook that could not be taken: kept with the sender's cells beside those of imports."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, insert, or_, select

from signage.services.importing.mended import resolve
from signage.services.rights import Rights
from signage.services.round_trip.columns import KEY, TENANT, VERDICT_HEADINGS, heading_of, plain_cell
from signage.services.round_trip.lines import UNCLEAR, Comparison, Line
from signage.services.round_trip.reading import Sheet
from signage.services.round_trip.scope import Ground, Row
from signage.services.round_trip.taking import LEFT, REFUSED, Decision, Outcome
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES, parked

Cells = dict[str, Any]
_ENDINGS = ("_Ergebnis", "_verdicts")


def park_refused(
    connection: Connection,
    sheet: Sheet,
    comparison: Comparison,
    decisions: Mapping[str, Decision],
    outcomes: Mapping[str, Outcome],
    *,
    file: str,
    ground: Ground,
    mended: Sequence[int] = (),
) -> int:
    """Keep the rows that were refused, or unclear with nobody to say otherwise; gives their number. What is
    kept of the same rows from an earlier turn of the file waits no longer, nor do the rows `mended` of which
    this file was made, unless they were left as they are.
    """
    resolve(connection, _brought_again(connection, comparison.lines, file, ground.rights))
    refused = [
        line for line in comparison.lines
        if line.row is not None and _is_refused(line, outcomes[line.key], decisions)
    ]  # fmt: skip
    rows = _rows(sheet, refused, outcomes, file, ground, _towns(connection, comparison.lines, ground))
    if rows:
        connection.execute(insert(parked), rows)
    if mended and (rows or any(outcome.verdict != LEFT for outcome in outcomes.values())):
        resolve(connection, list(mended))
    return len(rows)


def _rows(
    sheet: Sheet,
    lines: Sequence[Line],
    outcomes: Mapping[str, Outcome],
    file: str,
    ground: Ground,
    towns: Mapping[str, str],
) -> list[Row]:
    """The lines as they are kept, with the sender's cells."""
    at_of = {number: at for at, number in enumerate(sheet.file_rows)}
    common = {"layer": TENANT.name, "file": file[:200], "parked_at": datetime.now(UTC)}
    common |= {"who": ground.rights.who, "account": ground.rights.account}
    return [
        common
        | {
            "file_row": line.row,
            "municipality": towns.get(line.key),
            "content": orjson.dumps(_content(sheet, at_of[line.row])).decode(),
            "problems": orjson.dumps(_problems(line, outcomes[line.key])).decode(),
        }
        for line in lines
        if line.row is not None
    ]


def _towns(connection: Connection, lines: Sequence[Line], ground: Ground) -> dict[str, str]:
    """The municipality that a line is about, by its key, where it is known and within the sender's rights."""
    firms, stored = LAYER_TABLES["tenant"], dict[int, Row]()
    ids = [line.tenant for line in lines if line.tenant is not None]
    for part in parts(ids):
        query = select(firms.c.id, firms.c.municipality, firms.c.area).where(firms.c.id.in_(part))
        stored |= {row.id: dict(row._mapping) for row in connection.execute(query)}
    found = {line.key: ground.municipality_of(_whole(line, stored)) for line in lines}
    return {key: town for key, town in found.items() if town is not None and town in ground.towns}


def _whole(line: Line, stored: Mapping[int, Row]) -> Row:
    said = {cell.field: cell.mine for cell in line.cells if not cell.problem}
    return {**stored.get(line.tenant or 0, {}), **line.derived, **said}


def _is_refused(line: Line, outcome: Outcome, decisions: Mapping[str, Decision]) -> bool:
    if outcome.verdict == REFUSED:
        return True
    decided = len(line.can) > 1 and line.key in decisions
    return outcome.verdict == LEFT and line.kind == UNCLEAR and not decided


def _content(sheet: Sheet, at: int) -> Cells:
    pairs = zip(sheet.headings, sheet.columns, strict=True)
    return {heading: column[at] for heading, column in pairs if heading not in VERDICT_HEADINGS}


def _problems(line: Line, outcome: Outcome) -> list[dict[str, str]]:
    """What is wrong, in both languages: with a cell, with the row, or what the inventory said."""
    found = [
        _problem(heading_of(TENANT.field(cell.field), "de"), cell.problem)
        for cell in line.problems
        if cell.field in TENANT.editable
    ]
    found += [_problem("", reason) for reason in line.reasons]
    return found if found and outcome.verdict != REFUSED else [_problem("", outcome.why)]


def _problem(column: str, said: str) -> dict[str, str]:
    return {"column": column, "problem": said, "english": getattr(said, "english", said), "advice": ""}


def _brought_again(connection: Connection, lines: Iterable[Line], file: str, rights: Rights) -> list[int]:
    """The waiting rows of this file, by whatever name it came back, that are in it once more."""
    # Two people may have one name; rows of before accounts were kept with them have none.
    mine = (parked.c.who == rights.who, or_(parked.c.account == rights.account, parked.c.account.is_(None)))
    query = select(parked.c.id, parked.c.file, parked.c.content).where(
        parked.c.layer == TENANT.name, parked.c.solved_at.is_(None), *mine
    )
    waiting = [row for row in connection.execute(query) if _stem(row.file) == _stem(file)]
    if not waiting:
        return []
    every = list(lines)
    keys = {str(line.tenant) for line in every if line.tenant is not None}
    names = {line.name for line in every if line.row is not None and line.name}
    return [row.id for row in waiting if _is_among(orjson.loads(row.content), keys, names)]


def _is_among(cells: Cells, keys: set[str], names: set[str]) -> bool:
    key = next((cells[word] for word in (str(KEY), KEY.english) if cells.get(word) is not None), None)
    if key is not None:
        return str(plain_cell(key)) in keys
    return any(str(plain_cell(cell)) in names for cell in cells.values())


def _stem(file: str) -> str:
    stem = file.rpartition(".")[0] or file
    while stem.endswith(_ENDINGS):
        stem = stem.removesuffix(_ENDINGS[0]).removesuffix(_ENDINGS[1])
    return stem
