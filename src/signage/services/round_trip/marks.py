"""What a workbook of ours says of itself on a hidden sheet: which inventory, from when, which rows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy import select

from signage.store import Store
from signage.store.schema import change_set

SHEET: Final = "_signage"
FORM: Final = 1
_PART = 30_000  # characters of a cell; Excel keeps 32,767


@dataclass(frozen=True)
class Marks:
    """`versions` are those of the rows that went out, by id; `sheet` names the sheet with the firms."""

    store: str
    exported_at: datetime
    language: str
    sheet: str
    municipality: str | None
    area: int | None
    versions: Mapping[int, int]


def fingerprint_of(store: Store) -> str:
    """What names an inventory: its first change set, which its backups share. Empty for an empty one."""
    query = select(change_set.c.id, change_set.c.at, change_set.c.who, change_set.c.why)
    with store.engine_read() as connection:
        first = connection.execute(query.order_by(change_set.c.id).limit(1)).first()
    if first is None:
        return ""
    said = f"{first.id}|{first.at.astimezone(UTC).isoformat()}|{first.who}|{first.why}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


def to_cells(marks: Marks) -> list[str]:
    """The cells of the hidden sheet, one below the other: its checksum, then the content in parts."""
    content = {
        "form": FORM,
        "store": marks.store,
        "exported_at": marks.exported_at.astimezone(UTC).isoformat(),
        "language": marks.language,
        "sheet": marks.sheet,
        "municipality": marks.municipality,
        "area": marks.area,
        "versions": [[key, version] for key, version in sorted(marks.versions.items())],
    }
    text = orjson.dumps(content).decode()
    parts = [text[at : at + _PART] for at in range(0, len(text), _PART)]
    return [_checksum(text), *parts]


def from_cells(cells: Sequence[Any]) -> Marks | None:
    """The marks in the cells of the hidden sheet; None when they are not what was written."""
    said = [str(cell) for cell in cells if cell is not None]
    text = "".join(said[1:])
    if not said or said[0] != _checksum(text):
        return None
    try:
        content = orjson.loads(text)
        return Marks(
            store=str(content["store"]),
            exported_at=datetime.fromisoformat(content["exported_at"]),
            language="en" if content["language"] == "en" else "de",
            sheet=str(content["sheet"]),
            municipality=content["municipality"],
            area=content["area"],
            versions={int(key): int(version) for key, version in content["versions"]},
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
