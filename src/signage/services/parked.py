"""Rows that an import could not take: kept with what is wrong, until they are mended or let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import func, select, update

from signage.domain.layers import LAYERS
from signage.errors import InvalidInput, Said
from signage.formats.csv_files import write_csv
from signage.formats.sheets import Sheet, write_sheets
from signage.services.importing.headings import ADVICE, REASON, VERDICT
from signage.services.importing.report import PARKED, require_report_ending
from signage.store import Store
from signage.store.schema import parked


@dataclass(frozen=True, kw_only=True)
class ParkedRow:
    """One row of a file as it was read; `problem` and `advice` are for the person who can mend it."""

    layer: str
    file: str
    row: int
    problem: Said
    advice: Said
    content: dict[str, Any]
    parked_at: datetime
    who: str


def list_parked(store: Store) -> list[ParkedRow]:
    """The rows that still wait, by file and row."""
    query = select(parked).where(*_waiting(None)).order_by(parked.c.layer, parked.c.file, parked.c.file_row)
    with store.engine_read() as connection:
        return [_read(row) for row in connection.execute(query)]


def count_parked(store: Store) -> int:
    """How many rows still wait."""
    with store.engine_read() as connection:
        return int(
            connection.execute(select(func.count()).select_from(parked).where(*_waiting(None))).scalar_one()
        )


def clear_parked(store: Store, *, file: str | None = None) -> int:
    """Let the waiting rows go, all or those of a file; gives their number. They stay in the store, solved."""
    with store.write_plain() as connection:
        done = connection.execute(update(parked).where(*_waiting(file)).values(solved_at=datetime.now(UTC)))
    return int(done.rowcount)


def _waiting(file: str | None) -> list[Any]:
    return [parked.c.solved_at.is_(None), *([parked.c.file == file] if file is not None else [])]


def _read(row: Any) -> ParkedRow:
    problems = orjson.loads(row.problems)
    german = [_with_column(one, one["problem"]) for one in problems]
    english = [_with_column(one, one.get("english", one["problem"])) for one in problems]
    return ParkedRow(
        layer=row.layer,
        file=row.file,
        row=row.file_row,
        problem=Said(" ".join(german), " ".join(english)),
        advice=Said(_advice(problems, "advice"), _advice(problems, "english_advice")),
        content=orjson.loads(row.content),
        parked_at=row.parked_at,
        who=row.who,
    )


def _advice(problems: Sequence[dict[str, str]], key: str) -> str:
    """Each piece of advice once; German where there is no other."""
    return " ".join(dict.fromkeys(text for one in problems if (text := one.get(key) or one["advice"])))


def _with_column(one: dict[str, str], sentence: str) -> str:
    return f"{one['column']}: {sentence}" if one["column"] else sentence


def write_parked(rows: Sequence[ParkedRow], path: Path) -> None:
    """The rows as tables like those they came from, with verdict and advice; mended, they can be imported.

    A workbook has a sheet for each file; a CSV holds one file only. Raises InvalidInput when it cannot.
    """
    require_report_ending(path)
    groups: dict[tuple[str, str], list[ParkedRow]] = {}
    for row in rows:
        groups.setdefault((row.layer, row.file), []).append(row)
    if path.suffix.lower() == ".xlsx":
        write_sheets(path, [_sheet(layer, file, group) for (layer, file), group in groups.items()])
    elif len(groups) > 1:
        files = ", ".join(file for _, file in groups)
        raise InvalidInput(
            Said(
                f"Eine CSV-Datei fasst nur eine Tabelle: --file nennt eine ({files}), .xlsx nimmt alle.",
                f"A CSV file holds one table only: name one with --file ({files}), or use .xlsx.",
            )
        )
    else:
        for (layer, file), group in groups.items():
            sheet = _sheet(layer, file, group)
            write_csv(path, sheet.headings, sheet.rows)


def _sheet(layer: str, file: str, rows: Sequence[ParkedRow]) -> Sheet:
    added = (VERDICT, REASON, ADVICE)
    headings = [
        name for name in dict.fromkeys(name for row in rows for name in row.content) if name not in added
    ]
    cells = [[*(row.content.get(name) for name in headings), PARKED, row.problem, row.advice] for row in rows]
    return Sheet(name=f"{LAYERS[layer].german} {Path(file).stem}", headings=[*headings, *added], rows=cells)
