"""What a new row gets beside what the file says: names, numbers, source; and what it must not lack."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from signage.domain.conditions import (
    ENTRANCE,
    NOWHERE,
    backwards,
    entrance_amiss,
    keeps_number,
    lacking,
    number_taken,
)
from signage.domain.names import sort_key
from signage.domain.validity import today
from signage.errors import Said
from signage.services.importing.batch import Batch, Stored, Values
from signage.services.importing.cells import CLEAR
from signage.services.importing.places import Areas
from signage.services.municipalities import Municipalities
from signage.store.types import wkb_bounds

_LACKS: Mapping[str, tuple[Said, Said]] = {
    "name": (
        Said("Der Name fehlt.", "The name is missing."),
        Said("Tragen Sie den Namen ein.", "Enter the name."),
    ),
    "ags": (
        Said("Der Gemeindeschlüssel (AGS) fehlt.", "The key of the municipality (AGS) is missing."),
        Said("Tragen Sie den AGS ein, z. B. 16067029.", "Enter the AGS, such as 16067029."),
    ),
}
_ONE_OF_BOTH = Said("Berichtigen Sie eines der beiden Daten.", "Correct one of the two days.")
_ENTRANCE_AMISS = Said("Berichtigen Sie die Lkw-Einfahrt.", "Correct the entrance for lorries.")
_ONLY_A_KEY = (
    Said("Die Zeile ist leer bis auf ihren Schlüssel.", "The row is empty but for its key."),
    Said("Löschen Sie die Zeile.", "Delete the row."),
)
_NO_POSITION = (
    Said("Die Position fehlt.", "The position is missing."),
    Said("Tragen Sie Rechtswert und Hochwert ein.", "Enter easting and northing."),
)
_SAY_WHERE = Said(
    "Nennen Sie das Gewerbegebiet, oder tragen Sie die Koordinate ein.",
    "Name the area, or enter the coordinate.",
)
_IN_NO_AREA = Said(
    "Die Firma liegt in keinem Gewerbegebiet des Bestands.", "The firm lies in no area of the inventory."
)
_ONLY_KEYS = {"source_id", "source_name"}
UNNAMED = "Gewerbegebiet ohne Namen"


def trust_own_export(batch: Batch) -> None:
    """What an own export leaves empty is empty; nothing is concluded beside it."""
    for at in batch.own:
        for name in batch.columns.fields:
            batch.derived[at].pop(name, None)


def name_source(batch: Batch, source_name: str) -> None:
    """Say whose key it is, where a row has a key but not whose."""
    for at in batch.open():
        if batch.values[at].get("source_id") not in (None, CLEAR):
            batch.values[at].setdefault("source_name", source_name)
    district = "district" in batch.layer.columns
    for at in batch.open() if district else ():
        ags = batch.values[at].get("ags")
        if isinstance(ags, str):
            batch.derived[at]["district"] = ags[:5]


def check_whole(batch: Batch, towns: Municipalities, areas: Areas) -> None:
    """Park rows that contradict themselves, and new rows that lack what they need."""
    if batch.layer.name == "area":
        _match_unnamed(batch, areas)
        _name_unnamed(batch, towns, areas)
    for at in list(batch.open()):
        _check_span(batch, at)
        if batch.layer.name == "tenant" and not batch.values[at].keys().isdisjoint(ENTRANCE):
            _check_entrance(batch, at, areas)
        if at not in batch.match:
            _check_complete(batch, at)
        elif (lacking := _emptied(batch, at)) is not None:
            batch.park(at, batch.heading(lacking), *_LACKS[lacking])


def _emptied(batch: Batch, at: int) -> str | None:
    return next(
        (f.name for f in batch.layer.fields if f.required and batch.values[at].get(f.name) is CLEAR), None
    )


def _check_span(batch: Batch, at: int) -> None:
    stored = batch.match.get(at, {})
    start, end = (batch.values[at].get(name, stored.get(name)) for name in ("valid_from", "valid_to"))
    problem = None if CLEAR in (start, end) else backwards(start, end)
    if problem:
        batch.park(at, batch.heading("valid_to"), problem, _ONE_OF_BOTH)


def _check_entrance(batch: Batch, at: int, areas: Areas) -> None:
    stored = batch.match.get(at, {})
    given = [batch.values[at].get(name, stored.get(name)) for name in ENTRANCE]
    east, north = (None if value is CLEAR else value for value in given)
    shape, area = batch.geometry[at], batch.get(at, "area") or stored.get("area")
    outlines = [shape.wkb if shape is not None else stored.get("geometry")]
    outlines += [areas.rows[area]["geometry"]] if area in areas.rows else []
    near = [bounds for wkb in outlines if wkb and (bounds := wkb_bounds(wkb))]
    if problem := entrance_amiss(east, north, near):
        lacking = ENTRANCE[1] if north is None else ENTRANCE[0]
        batch.park(at, batch.heading(lacking), problem, _ENTRANCE_AMISS)


def _check_complete(batch: Batch, at: int) -> None:
    layer = batch.layer
    if batch.geometry[at] is None and not set(batch.values[at]) - _ONLY_KEYS:
        batch.park(at, "", *_ONLY_A_KEY)
        return
    for name in lacking(layer, partial(batch.get, at)):
        batch.park(at, batch.heading(name), *_LACKS[name])
    if batch.geometry[at] is not None:
        _remark_alone(batch, at)
    elif layer.geometry_required:
        batch.park(at, "Position", *_NO_POSITION)
    elif batch.get(at, "area") is None:
        batch.park(at, batch.heading("area"), NOWHERE, _SAY_WHERE)


def _remark_alone(batch: Batch, at: int) -> None:
    if batch.layer.name == "tenant" and batch.get(at, "area") is None:
        batch.remark(at, batch.heading("area"), _IN_NO_AREA)


def _match_unnamed(batch: Batch, areas: Areas) -> None:
    """An area without name and key is known by its outline."""
    for at in batch.open():
        if at in batch.match or batch.get(at, "name") is not None or batch.geometry[at] is None:
            continue
        found = areas.covering(batch.geometry[at])
        if found is not None and found not in {row["id"] for row in batch.match.values()}:
            batch.match[at] = areas.rows[found]


def _name_unnamed(batch: Batch, towns: Municipalities, areas: Areas) -> None:
    """Give new areas without a name a provisional one, counted on within the municipality."""
    used = {str(row["name"]) for row in areas.rows.values()}
    for at in batch.open():
        if at in batch.match or batch.get(at, "name") is not None:
            continue
        key = batch.get(at, "municipality")
        name = _fresh_name(towns.name(key) if key else "", used)
        used.add(name)
        batch.derived[at]["name"] = name
        batch.remark(
            at,
            batch.heading("name"),
            Said(
                f"Ohne Namen in der Datei; heißt vorläufig »{name}«.",
                f"Without a name in the file; called '{name}' for now.",
            ),
            Said("Benennen Sie das Gebiet.", "Give the area a name."),
        )


def _fresh_name(town: str, used: set[str]) -> str:
    number = 1
    while (name := f"{UNNAMED} {number}" + (f", {town}" if town else "")) in used:
        number += 1
    return name


def number_tenants(batch: Batch, rows: Sequence[Stored]) -> None:
    """Give new tenants the number on the map: A-Z, after the highest that the area ever had."""
    taken: dict[int, dict[int, Any]] = {}
    for row in rows:
        if row["area"] is not None and row["number"] is not None:
            taken.setdefault(row["area"], {})[row["number"]] = row["id"]
    _check_numbers(batch, rows, taken)
    waiting = [at for at in batch.open() if _is_new(batch, at, taken) and _wants_number(batch, at)]
    highest = {area: max(numbers) for area, numbers in taken.items()}
    for at in sorted(waiting, key=lambda at: sort_key(batch.get(at, "name") or "")):
        area = batch.get(at, "area")
        highest[area] = highest.get(area, 0) + 1
        batch.derived[at]["number"] = highest[area]


def _is_new(batch: Batch, at: int, taken: dict[int, dict[int, Any]]) -> bool:
    """Whether a number is still to be found; a row that comes back keeps its own where that is free."""
    row = batch.match.get(at)
    if row is None or row["withdrawn_by"] is None:
        return row is None
    area, number = batch.get(at, "area"), row["number"]
    if area is None or number is None or area != row["area"]:
        return True
    return bool(taken.setdefault(area, {}).setdefault(number, row["id"]) != row["id"])


def _check_numbers(batch: Batch, rows: Iterable[Stored], taken: dict[int, dict[int, Any]]) -> None:
    """Park firms whose number another one has at the same time; that of a firm that is gone may be said."""
    holders: dict[tuple[int, int], list[tuple[Any, Any]]] = {}
    for row in rows:
        if row["area"] is not None and row["number"] is not None:
            holders.setdefault((row["area"], row["number"]), []).append((row["id"], row["valid_to"]))
    for at in list(batch.open()):
        number, area = batch.values[at].get("number"), batch.get(at, "area")
        if number in (None, CLEAR) or area is None:
            continue
        own = batch.match.get(at, {}).get("id", f"row {at}")
        start = batch.get(at, "valid_from") or today()
        others = holders.setdefault((area, number), [])
        if any(holder != own and keeps_number(end, start) for holder, end in others):
            batch.park(
                at,
                batch.heading("number"),
                number_taken(number),
                Said(
                    "Lassen Sie die Zelle leer, dann wird eine freie Nummer vergeben.",
                    "Leave the cell empty, and a free number is given.",
                ),
            )
        else:
            others.append((own, batch.get(at, "valid_to")))
            taken.setdefault(area, {}).setdefault(number, own)


def _wants_number(batch: Batch, at: int) -> bool:
    values = batch.values[at]
    end = values.get("valid_to")
    gone = end not in (None, CLEAR) and end <= today()
    return values.get("number") is None and batch.get(at, "area") is not None and not gone


def provenance(file: str, source_name: str) -> Values:
    """What a new row says of its origin unless the file says it."""
    return {"source": file, "source_name": source_name}


def plain(values: Mapping[str, Any]) -> Values:
    """Values as they are stored: a hyphen in the file is an empty field."""
    return {name: None if value is CLEAR else value for name, value in values.items()}


def changes(values: Mapping[str, Any], row: Mapping[str, Any]) -> Values:
    """What of `values` differs from the stored row; reals within rounding are equal."""
    return {name: value for name, value in plain(values).items() if not _equal(value, row.get(name))}


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-6 * max(1.0, abs(one))
    return bool(one == other)


def to_add(derived: Mapping[str, Any], row: Mapping[str, Any], names: Sequence[str]) -> Values:
    """What was concluded and the stored row does not have yet."""
    return {name: derived[name] for name in names if derived.get(name) is not None and row.get(name) is None}
