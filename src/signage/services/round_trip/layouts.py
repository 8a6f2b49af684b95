"""Which column of a workbook from elsewhere means what: guessed, asked once, and remembered."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy import select

from signage.domain.names import fold_heading
from signage.formats.table import Cell
from signage.services.importing.headings import recognise
from signage.services.round_trip.columns import NAMES, TENANT, places, plain_cell
from signage.services.round_trip.reading import Sheet
from signage.store import Store
from signage.store.desk_tables import sheet_layout
from signage.store.schema import upsert

TO_DO: Final = "to_do"
POSITION: Final = ("x", "y", "xy", "wkt")
CHOICES: Final = (*NAMES, "address", "municipality", *POSITION, TO_DO)
_EXAMPLES = 3
_LONGEST = 60


@dataclass(frozen=True)
class Layout:
    """`fields` says for each heading which field it fills (empty: none); `area`: where all the firms lie when
    no column says it; `is_whole`: whether firms that the file lacks are to be asked about.
    """

    fields: Mapping[str, str]
    area: int | None = None
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file as it is asked about: what it may mean, and some of what stands in it."""

    heading: str
    guess: str
    examples: Sequence[str]


def columns_of(sheet: Sheet, fields: Mapping[str, str] | None = None) -> list[Column]:
    """The columns to ask about; with `fields` as they were chosen, else as they are guessed."""
    chosen = guessed(sheet) if fields is None else fields
    return [
        Column(heading, chosen.get(heading, ""), _examples(column))
        for heading, column in zip(sheet.headings, sheet.columns, strict=True)
    ]


def _examples(column: Sequence[Cell]) -> list[str]:
    found: dict[str, None] = {}
    for cell in column:
        text = str(plain_cell(cell) or "")
        if text:
            found.setdefault(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
        if len(found) == _EXAMPLES:
            break
    return list(found)


def guessed(sheet: Sheet) -> dict[str, str]:
    """The field of each heading, as far as headings tell."""
    columns = recognise(TENANT, sheet.headings, {})
    found: dict[str, str] = {}
    for name, at_all in columns.fields.items():
        for at in at_all:
            if name in CHOICES:
                found[sheet.headings[at]] = name
    for name, at in columns.position.items():
        found[sheet.headings[at]] = name
    if columns.address is not None:
        found[sheet.headings[columns.address]] = "address"
    own = places(sheet.headings)
    for name in (TO_DO, "valid_to"):
        if name in own and sheet.headings[own[name]] not in found:
            found[sheet.headings[own[name]]] = name
    return found


def complaints(sheet: Sheet, layout: Layout) -> list[str]:
    """What a layout lacks: keys of texts; none when it will do."""
    said = [layout.fields.get(heading, "") for heading in sheet.headings]
    filled = [name for name in said if name]
    found = [] if "name" in filled else ["name"]
    if not {"area", *POSITION} & set(filled) and layout.area is None:
        found.append("area")
    if len(filled) != len(set(filled)):
        found.append("twice")
    return found


def fingerprint(headings: Sequence[str]) -> str:
    """What names a layout: its headings in their order, without case and punctuation."""
    text = "\n".join(fold_heading(heading) or heading for heading in headings)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]


def remembered(store: Store, sheet: Sheet, municipality: str) -> Layout | None:
    """What such headings meant last time in this municipality (empty: in all of them)."""
    query = select(sheet_layout.c.mapping).where(*_is(sheet, municipality))
    with store.engine_read() as connection:
        found = connection.execute(query).scalar()
    if found is None:
        return None
    said: dict[str, Any] = orjson.loads(found)
    fields = dict(zip(sheet.headings, said["fields"], strict=False))
    return Layout(fields, said.get("area"), bool(said.get("is_whole")))


def remember(store: Store, sheet: Sheet, municipality: str, layout: Layout, *, who: str) -> None:
    """Keep a layout for the next file with such headings."""
    mapping = {
        "fields": [layout.fields.get(heading, "") for heading in sheet.headings],
        "area": layout.area,
        "is_whole": layout.is_whole,
    }
    said = {"mapping": orjson.dumps(mapping).decode(), "who": who, "used_at": datetime.now(UTC)}
    key = {"fingerprint": fingerprint(sheet.headings), "municipality": municipality, "layer": TENANT.name}
    with store.write_plain() as connection:
        adding = upsert(connection.dialect.name, sheet_layout).values(**key, **said)
        connection.execute(adding.on_conflict_do_update(index_elements=list(key), set_=said))


def _is(sheet: Sheet, municipality: str) -> tuple[Any, ...]:
    table = sheet_layout.c
    return (
        table.fingerprint == fingerprint(sheet.headings),
        table.municipality == municipality,
        table.layer == TENANT.name,
    )
