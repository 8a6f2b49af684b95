"""Which signs a table lists, and in which order, where they are more than a page has loaded.

Filters and order are those of the planner's page (maps/static/plan/listing.js).
"""

import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from signage.domain import due
from signage.domain.audience import private_columns
from signage.domain.layers import SIGN, Field
from signage.domain.names import folded, unaccented
from signage.store import Store
from signage.store.plain import plain_values
from signage.store.reach import Reach
from signage.store.types import Bounds

DUE = "due"  # what follows from several columns is sorted by as one of them
# What a text filter looks through; a coded word counts in both languages.
_TEXTS = ("number", "name", "street", "code")
_CODED = ("type", "state")
SOUGHT = (*_TEXTS, *_CODED)
_DIGITS = re.compile(r"\d+")
Row = Mapping[str, Any]
Key = Callable[[Row], Any]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The signs valid on `as_of` that are equal in `where` (column, value), lie in `bbox` (EPSG:25832) and
    belong to `reach`, have `words` among their texts and something due as near as `due` says
    (`signage.domain.due.CLASSES`); `among` names the only signs that come into question.
    """

    as_of: date
    bbox: Bounds | None = None
    reach: Reach | None = None
    where: tuple[tuple[str, Any], ...] = ()
    words: str = ""
    due: str = ""
    among: frozenset[int] | None = None
    by: str = "number"
    down: bool = False


class Listed(NamedTuple):
    """Ids in the order asked for, eight bytes each; `stamp` names these very rows in their versions."""

    ids: "array[int]"  # an array takes its type at run time from Python 3.12 on
    stamp: str


def sortable() -> tuple[str, ...]:
    """What a table can be sorted by; anybody may ask for it, and an order tells what stands in its column."""
    private = private_columns(SIGN.name)
    return (*(f.name for f in SIGN.fields if f.kind != "json" and f.name not in private), DUE)


def listed(store: Store, asked: Asked, years: due.DueYears) -> Listed:
    """The signs that are asked for: those without a value to sort by last, equal ones by id."""
    rows = [row for row in _rows(store, asked) if _fits(row, asked, years)]
    digest = blake2b(digest_size=12)
    digest.update(";".join(f"{row['id']}.{row['version']}" for row in rows).encode())
    key = _key(asked.by, years)
    keyed = [(key(row), row["id"]) for row in rows]
    filled = [pair for pair in keyed if pair[0] is not None]
    filled.sort(key=lambda pair: pair[0], reverse=asked.down)  # stable either way: equal ones stay by id
    empty = [pair for pair in keyed if pair[0] is None]
    ids = array("q", (row_id for _, row_id in (*filled, *empty)))
    return Listed(ids, digest.hexdigest())


def _rows(store: Store, asked: Asked) -> list[dict[str, Any]]:
    """Only the columns that are looked at, by id."""
    names: dict[str, None] = dict.fromkeys(("id", "version"))
    if asked.by != DUE:
        names[asked.by] = None
    if DUE in (asked.by, asked.due and DUE):
        names |= dict.fromkeys(due.COLUMNS)
    if asked.words:
        names |= dict.fromkeys(SOUGHT)
    where, reach = dict(asked.where), asked.reach
    rows = plain_values(
        store, SIGN.name, tuple(names), as_of=asked.as_of, bbox=asked.bbox, where=where, reach=reach
    )
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return [row for row in found if asked.among is None or row["id"] in asked.among]


def _fits(row: Row, asked: Asked, years: due.DueYears) -> bool:
    if asked.due and due.due_class(due.due_on(row, years), asked.as_of) != asked.due:
        return False
    return not asked.words or folded(asked.words) in _text(row)


def _text(row: Row) -> str:
    coded = [word for name in _CODED for word in _words(SIGN.field(name)).get(row[name], ())]
    return folded(" ".join([*(row[name] or "" for name in _TEXTS), *coded]))


def _words(field: Field) -> Mapping[str, Sequence[str]]:
    return field.choices or {}


def _key(by: str, years: due.DueYears) -> Key:
    """What a row is sorted by: coded words in the order of their table, numbers in texts by their size."""
    if by == DUE:
        return lambda row: due.due_on(row, years)
    field = SIGN.field(by)
    if field.kind == "choice":
        places = {code: place for place, code in enumerate(field.choices or ())}
        return lambda row: places.get(row[by])
    if field.kind in ("text", "ags"):
        return lambda row: _natural(row[by]) if row[by] else None
    return lambda row: row[by]


def _natural(text: str) -> str:
    return _DIGITS.sub(lambda digits: digits[0].zfill(12), unaccented(text))
