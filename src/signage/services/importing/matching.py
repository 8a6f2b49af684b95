"""Which stored row a row of the file means, and which rows of the file mean the same.

Told by key first: the id of an own export, the key in the source (`source_name` + `source_id`), AGS, code,
number; then by what a person would go by: a firm's name at its place, an area's name in its municipality, a
sign where it stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np
import shapely

from signage.domain.names import fold_heading
from signage.errors import Said
from signage.formats.shapes import same
from signage.services.importing.batch import Batch, Own, Stored

TENANT_WITHIN_M = 5.0
SIGN_WITHIN_M = 1.0
_MEANS_THE_SAME = Said("meint denselben Eintrag des Bestands wie", "means the same entry of the inventory as")
_IS_DOUBLE = Said("ist doppelt, wie", "stands there twice, like")
_ONE_OF_BOTH_ROWS = Said("Löschen Sie eine der beiden Zeilen.", "Delete one of the two rows.")
_ALWAYS = (date.min, date.max)
_KEYS: Mapping[str, tuple[str, ...]] = {
    "municipality": ("ags",),
    "area": ("number",),
    "sign": ("code", "number"),
}


class Gets(Protocol):
    """What rows of the file and of the store have in common."""

    def get(self, name: str, /) -> Any:
        """The value of a field, None when there is none."""
        ...


class FileRow:
    """A row of the file, what was concluded included."""

    __slots__ = ("at", "batch")

    def __init__(self, batch: Batch, at: int) -> None:
        self.batch = batch
        self.at = at

    def get(self, name: str, /) -> Any:
        """See Batch.get."""
        return self.batch.get(self.at, name)

    def says_the_same(self, at: int) -> bool:
        """Whether another row has the same content."""
        values, derived = self.batch.values, self.batch.derived
        return values[self.at] == values[at] and derived[self.at] == derived[at]


class Entry:
    """A row as it is compared: of the file (`at`) or of the store (`row`)."""

    __slots__ = ("at", "folded", "row", "shape", "values")

    def __init__(self, values: Gets, shape: Any, *, at: int = -1, row: Stored | None = None) -> None:
        self.values = values
        self.shape = shape
        self.at = at
        self.row = row
        name = values.get("name")
        self.folded = fold_heading(name) if isinstance(name, str) else None


class Index:
    """Entries by their keys and by what makes them alike."""

    def __init__(self, layer: str) -> None:
        self.layer = layer
        self.by_key: dict[tuple[str, ...], Entry] = {}
        self.alike: dict[Any, list[Entry]] = {}
        self.numbers: dict[str, list[Entry]] = {}

    def add(self, entry: Entry) -> None:
        """Enter a row; the first with a key keeps it."""
        for key in keys_of(self.layer, entry.values):
            self.by_key.setdefault(key, entry)
        for bucket in _buckets(self.layer, entry, around=False):
            self.alike.setdefault(bucket, []).append(entry)
        number = entry.values.get("number")
        if number is not None and "number" in _KEYS.get(self.layer, ()):
            self.numbers.setdefault(str(number).casefold(), []).append(entry)

    def like(self, entry: Entry) -> Iterator[Entry]:
        """Entries that a person would take for the same thing."""
        for bucket in _buckets(self.layer, entry, around=True):
            for other in self.alike.get(bucket, ()):
                if _is_same(self.layer, entry, other):
                    yield other


def keys_of(layer: str, values: Gets) -> list[tuple[str, ...]]:
    """What identifies a row for sure, the surest first."""
    keys: list[tuple[str, ...]] = []
    owner, key = values.get("source_name"), values.get("source_id")
    if owner and key:
        keys.append(("source", str(owner), str(key)))
    for name in _KEYS.get(layer, ()):
        value = values.get(name)
        if value is not None:
            # Every town counts its signs and areas from 1.
            town = (str(values.get("municipality")),) if name == "number" else ()
            keys.append((name, *town, str(value).casefold()))
    return keys


def match(batch: Batch, rows: Sequence[Stored], withdrawn: Sequence[Stored] = ()) -> None:
    """Find each row's stored counterpart (`batch.match`), else the withdrawn one that has its code or key;
    park rows that mean what an earlier row of the file means.
    """
    shapes = shapely.from_wkb(np.array([row["geometry"] for row in rows], dtype=object))
    stored = Index(batch.layer.name)
    entries = [Entry(row, shape, row=row) for row, shape in zip(rows, shapes, strict=True)]
    for entry in entries:
        stored.add(entry)
    gone = Index(batch.layer.name)
    for row in withdrawn:
        gone.add(Entry(row, None, row=row))
    by_id = {entry.row["id"]: entry for entry in entries if entry.row} if batch.own else {}
    seen = Index(batch.layer.name)
    claimed: dict[int, int] = {}
    for at in batch.open():
        entry = Entry(FileRow(batch, at), batch.geometry[at], at=at)
        if _is_repeated(batch, entry, seen):
            continue
        found = _counterpart(batch, entry, stored, by_id) or _taken_back(batch, entry, gone)
        if found is not None and found["id"] in claimed:
            _park_double(batch, at, claimed[found["id"]], _MEANS_THE_SAME)
            continue
        seen.add(entry)
        if found is not None:
            claimed[found["id"]] = at
            batch.match[at] = found


def _counterpart(batch: Batch, entry: Entry, stored: Index, by_id: Mapping[int, Entry]) -> Stored | None:
    own = batch.own.get(entry.at)
    if own and own.id in by_id and _is_still(own, entry, by_id[own.id]):
        return by_id[own.id].row
    for key in keys_of(stored.layer, entry.values):
        found = stored.by_key.get(key)
        if found and found.row and not (key[0] == "source" and _may_be_chance(batch, entry, found.row)):
            return found.row
    if entry.values.get("number") is not None and entry.values.get("municipality") is None:
        only = stored.numbers.get(str(entry.values.get("number")).casefold(), [])
        if len(only) == 1:
            return only[0].row
    for other in stored.like(entry):
        if other.row and not _keys_differ(batch, entry.values, other.row):
            return other.row
    return None


def _taken_back(batch: Batch, entry: Entry, gone: Index) -> Stored | None:
    """A withdrawn row comes back only by what is its own for good: the code printed on it, the source's
    key.
    """
    keys = [key for key in keys_of(gone.layer, entry.values) if key[0] in ("code", "source")]
    for key in sorted(keys):
        found = gone.by_key.get(key)
        if found and found.row and not (key[0] == "source" and _may_be_chance(batch, entry, found.row)):
            return found.row
    return None


def _is_still(own: Own, entry: Entry, stored: Entry) -> bool:
    """Whether an exported row is of this store, which may have other rows by the same ids: it is as old as
    the stored one, or it bears its name or a key, or lies where it lies.
    """
    row = stored.row or {}
    if own.changed_at == row["changed_at"] or _shares_key(entry.values, row):
        return True
    if entry.folded and entry.folded == stored.folded:
        return True
    return entry.shape is not None and same(entry.shape, stored.shape, within_m=SIGN_WITHIN_M)


def _shares_key(values: Gets, row: Gets) -> bool:
    return any(
        values.get(name) is not None and values.get(name) == row.get(name)
        for name in ("ags", "code", "source_id")
    )


def _may_be_chance(batch: Batch, entry: Entry, row: Stored) -> bool:
    """A serial number may mean another row in the next edition of a list; then the name has to agree."""
    name, stored = entry.values.get("name"), row.get("name")
    told = batch.columns.weak_key and name is not None and stored is not None
    return told and fold_heading(str(name)) != fold_heading(str(stored))


def _keys_differ(batch: Batch, values: Gets, row: Gets) -> bool:
    """Whether two rows that look alike are told apart by a key that both have. A serial number tells no firms
    apart: their name and place say more.
    """
    serial = batch.columns.weak_key and batch.layer.name == "tenant"
    same_source = not serial and values.get("source_name") == row.get("source_name")
    for name in (*_KEYS.get(batch.layer.name, ()), *(("source_id",) if same_source else ())):
        one, other = values.get(name), row.get(name)
        if one is not None and other is not None and str(one).casefold() != str(other).casefold():
            return True
    return False


def _is_repeated(batch: Batch, entry: Entry, seen: Index) -> bool:
    """Park a row that comes again; of rows that only look alike but have keys of their own, say so."""
    for key in keys_of(seen.layer, entry.values):
        first = seen.by_key.get(key)
        if first is not None:
            _park_repeated(batch, entry, first, key)
            return True
    for other in seen.like(entry):
        if not _keys_differ(batch, entry.values, other.values) and not _ids_differ(batch, entry, other):
            _park_double(batch, entry.at, other.at, _IS_DOUBLE)
            return True
        if seen.layer == "tenant":
            row = batch.table.file_rows[other.at]
            problem = Said(
                f"Vielleicht dieselbe Firma wie in Zeile {row}.", f"Perhaps the same firm as in row {row}."
            )
            batch.remark(entry.at, batch.heading("name"), problem)
            break
    return False


def _ids_differ(batch: Batch, one: Entry, other: Entry) -> bool:
    """Whether both are rows of an own export, and not the same."""
    first, second = batch.own.get(one.at), batch.own.get(other.at)
    return first is not None and second is not None and first.id != second.id


def _park_repeated(batch: Batch, entry: Entry, first: Entry, key: tuple[str, ...]) -> None:
    if FileRow(batch, entry.at).says_the_same(first.at) and same(entry.shape, first.shape):
        _park_double(batch, entry.at, first.at, _IS_DOUBLE)
        return
    name = "source_id" if key[0] == "source" else key[0]
    row = batch.table.file_rows[first.at]
    problem = Said(
        f"»{key[-1]}« kommt schon in Zeile {row} vor, dort mit anderem Inhalt.",
        f"'{key[-1]}' stands in row {row} already, with other contents.",
    )
    batch.park(
        entry.at,
        batch.heading(name),
        problem,
        Said(
            "Jeder Schlüssel darf nur einmal vorkommen; berichtigen Sie einen.",
            "Each key may stand there once only; correct one of them.",
        ),
    )


def _park_double(batch: Batch, at: int, first: int, how: Said) -> None:
    row = batch.table.file_rows[first]
    problem = Said(f"Die Zeile {how} Zeile {row}.", f"The row {how.english} row {row}.")
    batch.park(at, "", problem, _ONE_OF_BOTH_ROWS)


def _buckets(layer: str, entry: Entry, *, around: bool) -> list[Any]:
    """Where alike entries meet. Around: also the neighbouring squares, for looking."""
    if layer in ("tenant", "area", "municipality"):
        return [entry.folded] if entry.folded else []
    if entry.shape is None:
        return []
    west, south, _, _ = shapely.bounds(entry.shape)
    x, y = int(west // 2), int(south // 2)
    steps = (-1, 0, 1) if around else (0,)
    return [(x + dx, y + dy) for dx in steps for dy in steps]


def _is_same(layer: str, one: Entry, other: Entry) -> bool:
    if not _overlap(one.values, other.values):
        return False
    if layer == "tenant":
        return _same_tenant(one, other)
    if layer == "area":
        return _agree(one.values, other.values, "municipality")
    if layer == "sign":
        return _same_sign(one, other)
    return True if layer == "municipality" else same(one.shape, other.shape)


def _same_tenant(one: Entry, other: Entry) -> bool:
    """The same name at the same street and number, else within 5 m, else in the same area with nothing
    against it.
    """
    a, b = one.values, other.values
    if not _agree(a, b, "area"):
        return False
    here, there = a.get("street"), b.get("street")
    if here and there:
        return _street(here) == _street(there) and _agree(a, b, "house_number")
    if one.shape is not None and other.shape is not None:
        return bool(shapely.distance(one.shape, other.shape) <= TENANT_WITHIN_M)
    return a.get("area") is not None and a.get("area") == b.get("area")


def _same_sign(one: Entry, other: Entry) -> bool:
    a, b = one.values, other.values
    alike = all(_agree(a, b, name) for name in ("type", "bearing_deg", "name"))
    return alike and bool(shapely.distance(one.shape, other.shape) <= SIGN_WITHIN_M)


def _agree(a: Gets, b: Gets, name: str) -> bool:
    """Whether a value is the same, or missing on one side."""
    one, other = a.get(name), b.get(name)
    if one is None or other is None:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return fold_heading(one) == fold_heading(other)
    return bool(one == other)


def _street(text: str) -> str:
    return fold_heading(text).replace("strasse", "str")


def _overlap(a: Gets, b: Gets) -> bool:
    """Whether the times in which two rows count meet."""
    (start_a, end_a), (start_b, end_b) = _span(a), _span(b)
    return bool(start_a < end_b and start_b < end_a)


def _span(values: Gets) -> tuple[date, date]:
    return values.get("valid_from") or _ALWAYS[0], values.get("valid_to") or _ALWAYS[1]
