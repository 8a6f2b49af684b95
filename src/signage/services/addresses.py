"""Official addresses with positions (Hauskoordinaten): loaded from a file, found while somebody types."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import delete, func, insert, select

from signage.domain.layers import TENANT
from signage.domain.names import LONGEST_QUERY, fold_heading, folded
from signage.errors import InvalidInput, Said
from signage.store import Store
from signage.store.firm_tables import address
from signage.store.parts import parts
from signage.store.types import wkb_bounds

if TYPE_CHECKING:
    from signage.services.importing.batch import Batch

Row = dict[str, Any]
# Headings of the survey offices' own files, beside those that an import of firms knows.
_OFFICIAL: Final[Mapping[str, str]] = {
    "stn": "street", "strassenname": "street", "strname": "street",
    "hnr": "house_number", "hausnr": "house_number", "hn": "house_number",
    "onm": "place", "ortsname": "place", "postort": "place", "pon": "place", "gmdname": "place",
    "plz": "postcode",
    "ostwert": "x", "nordwert": "y", "rechts": "x", "hoch": "y",
}  # fmt: skip
_SUFFIXES = frozenset({"adz", "hnrzusatz", "hausnummerzusatz", "zusatz", "hnrz"})
_MOST_READ = 400  # of those that begin as typed, before what follows the comma is looked at
_NUMBER = re.compile(r"(.*?[^\W\d].*?)[\s,]+(\d.*)")
_MOST_NAMED = 5


class Address(NamedTuple):
    """A house with its position in EPSG:25832."""

    street: str
    house_number: str
    postcode: str
    place: str
    east_m: float
    north_m: float

    @property
    def label(self) -> str:
        """`Thöreyer Straße 5, 99334 Amt Wachsenburg`."""
        return f"{self.street} {self.house_number}, {self.postcode} {self.place}".strip(" ,")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many addresses are there now of a source, how many of it were there before, how many lines were
    left out and why some of them, and what the reader noticed.
    """

    source: str
    stored: int
    replaced: int
    left_out: int
    reasons: Sequence[str]
    notes: Sequence[Said]


def load_addresses(
    store: Store,
    path: Path,
    *,
    source: str = "",
    crs: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Loaded:
    """Take the addresses of a file (CSV, Excel, GeoPackage, GeoJSON ...) in place of those that came from
    the same source before, which is called like the file unless `source` says otherwise.

    `mapping` (heading -> field) goes before what is recognised. Raises as `signage.formats.reading` does,
    InvalidInput when no line has street, house number and position.
    """
    batch = _read(store, path, crs, mapping or {})
    name = source or path.stem
    rows = list(_rows(batch, name))
    if not rows:
        raise InvalidInput(_nothing(batch))
    with store.write_plain() as connection:
        gone = connection.execute(delete(address).where(address.c.source == name)).rowcount
        for part in parts(rows):
            connection.execute(insert(address), part)
    reasons = [finding.problem for finding in batch.findings[:_MOST_NAMED]]
    # Addresses beyond the municipalities are as good as others; nobody asked for that.
    notes = [note for note in batch.notes if "--anywhere" not in note]
    return Loaded(name, len(rows), gone, len(batch.table) - len(rows), reasons, notes)


def count_addresses(store: Store) -> int:
    """How many addresses are loaded."""
    with store.engine_read() as connection:
        return int(connection.execute(select(func.count()).select_from(address)).scalar_one())


def find_addresses(store: Store, text: str, *, limit: int = 8) -> list[Address]:
    """Addresses that begin as typed: `Thöreyer Str. 5`, `thoereyerstr 5, Amt W`; by street and number.

    What follows a comma must stand in postcode or place. Nothing for fewer than three letters.
    """
    start, _, behind = text[:LONGEST_QUERY].partition(",")
    key = _typed(start)
    if len(key) < 3:
        return []
    columns = [address.c[name] for name in Address._fields]
    query = select(*columns).where(address.c.folded >= key, address.c.folded < f"{key}\uffff")
    with store.engine_read() as connection:
        found = connection.execute(query.order_by(address.c.folded, address.c.id).limit(_MOST_READ)).all()
    words = folded(behind).split()
    fitting = [one for one in (Address(*row) for row in found) if _carries(one, words)]
    return sorted(fitting, key=_order)[:limit]


def address_called(store: Store, text: str) -> Address | None:
    """The one address that a text names in full; None when it names none or several."""
    if len(text) > LONGEST_QUERY:
        return None
    start, _, _ = text.partition(",")
    found = [one for one in find_addresses(store, text, limit=_MOST_READ) if _key_of(one) == _typed(start)]
    return found[0] if len({(one.east_m, one.north_m) for one in found}) == 1 else None


def _carries(one: Address, words: Sequence[str]) -> bool:
    text = folded(f"{one.postcode} {one.place}")
    return all(word in text for word in words)


def _order(one: Address) -> tuple[str, int, str, str]:
    digits = re.match(r"\d+", one.house_number)
    return (_letters(one.street), int(digits[0]) if digits else 0, one.house_number, one.place)


def _typed(text: str) -> str:
    found = _NUMBER.fullmatch(text.strip())
    return _key(found[1], found[2]) if found else _letters(text)


def _key_of(one: Address) -> str:
    return _key(one.street, one.house_number)


def _key(street: str, number: str) -> str:
    return f"{_letters(street)} {_letters(number)}".strip()


def _letters(text: str) -> str:
    """Letters and digits as they are compared: Straße, Strasse, Str. are one, blanks do not count."""
    plain = re.sub(r"stra(ss|ß)e\b|str\.", "str", text.casefold())
    return re.sub(r"[^a-z0-9]", "", folded(plain))


def _read(store: Store, path: Path, crs: str | None, mapping: Mapping[str, str]) -> "Batch":
    """The file as an import of firms reads it: headings, character sets, coordinates."""
    from signage.formats.reading import read_table
    from signage.services.importing.addresses import split_addresses
    from signage.services.importing.batch import Batch, read_values
    from signage.services.importing.headings import recognise
    from signage.services.importing.positions import read_positions
    from signage.services.municipalities import load_municipalities

    table = read_table(path, wanted=("address", "adressen", "hauskoordinaten"))
    official = {heading: _OFFICIAL[fold_heading(heading)] for heading in table.headings
                if fold_heading(heading) in _OFFICIAL}  # fmt: skip
    batch = Batch(TENANT, table, recognise(TENANT, table.headings, {**official, **mapping}))
    read_values(batch, repair=False)
    split_addresses(batch)
    read_positions(batch, load_municipalities(store, anywhere=True), crs)
    return batch


def _rows(batch: "Batch", source: str) -> Iterator[Row]:
    suffixes = _suffixes(batch)
    for at, values in enumerate(batch.values):
        street, number = values.get("street"), str(values.get("house_number") or "").removesuffix(".0")
        at_home = _position(batch.geometry[at]) if batch.geometry is not None else None
        if not isinstance(street, str) or not number or at_home is None:
            continue
        number += suffixes[at] if suffixes else ""
        yield {
            "street": street,
            "house_number": number,
            "postcode": str(values.get("postcode") or ""),
            "place": str(values.get("place") or ""),
            "folded": _key(street, number),
            "east_m": at_home[0],
            "north_m": at_home[1],
            "source": source,
        }


def _suffixes(batch: "Batch") -> Sequence[str]:
    """The letter behind the number, where it has a column of its own."""
    for at, heading in enumerate(batch.table.headings):
        if fold_heading(heading) in _SUFFIXES:
            return [str(cell).strip() if cell is not None else "" for cell in batch.table.columns[at]]
    return ()


def _position(shape: Any) -> tuple[float, float] | None:
    if shape is None:
        return None
    bounds = wkb_bounds(shape.wkb)
    return None if bounds is None else (bounds[0], bounds[1])


def _nothing(batch: "Batch") -> Said:
    headings = ", ".join(batch.table.headings)
    return Said(
        f"Keine Zeile hat Straße, Hausnummer und Position. Spalten der Datei: {headings}. "
        'Mit --map "Spalte=street" (house_number, postcode, place, x, y) zuordnen.',
        f"No line has street, house number and position. Columns of the file: {headings}. "
        'Assign them with --map "heading=street" (house_number, postcode, place, x, y).',
    )
