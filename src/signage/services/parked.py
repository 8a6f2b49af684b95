"""Rows that an import could not take: kept with what is wrong, until they are mended or let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, and_, false, func, or_, select, update

from signage.domain.layers import LAYERS
from signage.domain.roles import ROLES
from signage.errors import Forbidden, InvalidInput, NotFound, Said
from signage.formats.csv_files import write_csv
from signage.formats.sheets import Sheet, write_sheets
from signage.services.importing.headings import ADVICE, REASON, VERDICT
from signage.services.importing.report import PARKED, require_report_ending
from signage.services.rights import Rights, everywhere
from signage.store import Store
from signage.store.schema import parked

_ALL: Final = everywhere("")
_TITLE: Final = 60  # letters


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
    id: int
    municipality: str | None = None

    @property
    def title(self) -> str:
        """The first words of the row, by which somebody knows it; empty where it has none."""
        texts = (cell.strip() for cell in self.content.values() if isinstance(cell, str))
        text = next((text for text in texts if text and not text.isdecimal()), "")
        return text if len(text) <= _TITLE else f"{text[: _TITLE - 1].rstrip()}…"


@dataclass(frozen=True, kw_only=True)
class ParkedFile:
    """How many rows of a file wait, and the first of them."""

    layer: str
    file: str
    waiting: int
    rows: Sequence[ParkedRow]


def list_parked(
    store: Store, *, rights: Rights = _ALL, file: str | None = None, most: int | None = None
) -> list[ParkedRow]:
    """The rows within the rights that still wait, by file and row; of one file, or the first `most`, where
    that is said.
    """
    of_file = [] if file is None else [parked.c.file == file]
    query = select(parked).where(*_waiting(rights), *of_file).limit(most)
    with store.engine_read() as connection:
        order = (parked.c.layer, parked.c.file, parked.c.file_row, parked.c.id)
        return [_read(row) for row in connection.execute(query.order_by(*order))]


def parked_files(store: Store, *, rights: Rights, most: int) -> list[ParkedFile]:
    """The files of which rows within the rights wait, with the first `most` rows of each: a file may have
    left a hundred thousand.
    """
    name = (parked.c.layer, parked.c.file)
    counting = select(*name, func.count()).where(*_waiting(rights)).group_by(*name).order_by(*name)
    with store.engine_read() as connection:
        return [
            ParkedFile(layer=layer, file=file, waiting=waiting, rows=rows)
            for layer, file, waiting in connection.execute(counting).all()
            if (rows := _first_of(connection, layer, file, rights, most))
        ]


def _first_of(connection: Connection, layer: str, file: str, rights: Rights, most: int) -> list[ParkedRow]:
    these = (parked.c.layer == layer, parked.c.file == file, *_waiting(rights))
    query = select(parked).where(*these).order_by(parked.c.file_row, parked.c.id)
    return [_read(row) for row in connection.execute(query.limit(most))]


def parked_row(store: Store, number: int, *, rights: Rights) -> ParkedRow:
    """A row that waits. NotFound in the same words where there is none and where it is not theirs."""
    with store.engine_read() as connection:
        found = connection.execute(select(parked).where(*_waiting(rights), parked.c.id == number)).first()
    if found is None:
        raise no_such_rows()
    return _read(found)


def count_parked(store: Store, *, rights: Rights = _ALL) -> int:
    """How many rows within the rights still wait."""
    query = select(func.count()).select_from(parked).where(*_waiting(rights))
    with store.engine_read() as connection:
        return int(connection.execute(query).scalar_one())


def clear_parked(
    store: Store,
    *,
    layer: str | None = None,
    file: str | None = None,
    number: int | None = None,
    rights: Rights = _ALL,
) -> int:
    """Let the waiting rows within the rights go: all, those of a layer or file, or one; gives how many. They
    stay in the store, solved.
    """
    asked = {parked.c.layer: layer, parked.c.file: file, parked.c.id: number}
    these = [column == value for column, value in asked.items() if value is not None]
    query = update(parked).where(*_waiting(rights), *these)
    with store.write_plain() as connection:
        done = connection.execute(query.values(solved_at=datetime.now(UTC)))
    return int(done.rowcount)


def mends_rows(rights: Rights) -> bool:
    """Whether there can be parked rows that are somebody's to mend."""
    return any(rights.writes(layer) for layer in LAYERS)


def require_mends_rows(rights: Rights) -> None:
    """Forbidden for who may write no row of any layer."""
    if not mends_rows(rights):
        raise Forbidden(
            Said(
                "Geparkte Zeilen sieht, wer sie berichtigen darf; Ihre Rolle ist dafür nicht vorgesehen.",
                "Parked rows are for who may mend them; your role is not meant for that.",
            )
        )


def no_such_rows() -> NotFound:
    """What is said of rows that are not there, or not theirs who asks."""
    return NotFound(Said("Diese geparkten Zeilen gibt es nicht.", "There are no such parked rows."))


def _waiting(rights: Rights) -> list[Any]:
    return [parked.c.solved_at.is_(None), *_theirs(rights)]


def _theirs(rights: Rights) -> list[Any]:
    """The condition for rows to mend: of layers that are written where the row belongs, and what one brought
    oneself. A row of no municipality is for who has all.
    """
    if not rights.grants:
        reach = rights.reach
        return [] if reach is None else [parked.c.municipality.in_(sorted(reach.municipalities))]
    whole = [grant for grant in rights.grants if grant.area is None and grant.fields is None]
    theirs = [
        and_(
            parked.c.layer.in_(sorted(ROLES[grant.role].writes)),
            *([] if grant.municipality is None else [parked.c.municipality == grant.municipality]),
        )
        for grant in whole
    ]
    own = [layer for layer in LAYERS if rights.writes(layer)]
    brought = [] if rights.account is None else [parked.c.account == rights.account]
    return [or_(false(), *theirs, *(and_(by, parked.c.layer.in_(own)) for by in brought))]


def _read(row: Any) -> ParkedRow:
    problems = orjson.loads(row.problems)
    german = [_with_column(one["column"], one["problem"]) for one in problems]
    english = [
        _with_column(one.get("english_column", one["column"]), one.get("english", one["problem"]))
        for one in problems
    ]
    return ParkedRow(
        layer=row.layer,
        file=row.file,
        row=row.file_row,
        problem=Said(" ".join(german), " ".join(english)),
        advice=Said(_advice(problems, "advice"), _advice(problems, "english_advice")),
        content=orjson.loads(row.content),
        parked_at=row.parked_at,
        who=row.who,
        id=row.id,
        municipality=row.municipality,
    )


def _advice(problems: Sequence[dict[str, str]], key: str) -> str:
    """Each piece of advice once; German where there is no other."""
    return " ".join(dict.fromkeys(text for one in problems if (text := one.get(key) or one["advice"])))


def _with_column(column: str, sentence: str) -> str:
    return f"{column}: {sentence}" if column else sentence


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
