"""The municipality and the area that a row belongs to: as it says, else by where it lies."""

from typing import Any

import shapely

from signage.domain.tolerances import tolerance
from signage.errors import Said
from signage.services.importing.batch import Batch
from signage.services.importing.cells import CLEAR
from signage.services.importing.places import Areas
from signage.services.municipalities import Municipalities

_CHECK_BOTH = Said("Prüfen Sie beides.", "Check both.")
_OUTSIDE_M = tolerance("firm")  # what the check of the inventory would call an error is not taken
_BESIDE_M = 100.0  # an approach sign, or the road that leads there, stands a little outside its area


def resolve(batch: Batch, towns: Municipalities, areas: Areas) -> None:
    """Turn names and old keys into keys, and fill in what position, area or place tell."""
    unknown = _resolve_towns(batch, towns) if "municipality" in batch.layer.columns else {}
    if "area" in batch.layer.columns:
        _resolve_areas(batch, areas)
    if "municipality" in batch.layer.columns:
        _conclude_towns(batch, towns, areas, unknown)


def _resolve_towns(batch: Batch, towns: Municipalities) -> dict[int, str]:
    """Replace what is known; gives the words that are not, which leave the row."""
    unknown: dict[int, str] = {}
    found: dict[str, str | None] = {}
    for at in batch.open():
        text = batch.values[at].get("municipality")
        if not isinstance(text, str):
            continue
        if text not in found:
            found[text] = towns.find(text)
        key = found[text]
        if key is None:
            unknown[at] = batch.values[at].pop("municipality")
            continue
        batch.values[at]["municipality"] = key
        if text.isdecimal() and key != text:
            column = batch.heading("municipality")
            problem = Said(
                f"Der Schlüssel {text} ist alt; heute gehört er zu {towns.name(key)} ({key}).",
                f"The key {text} is an old one; today it belongs to {towns.name(key)} ({key}).",
            )
            batch.remark(at, column, problem)
    return unknown


def _resolve_areas(batch: Batch, areas: Areas) -> None:
    lies_in = _areas_by_position(batch, areas)
    column = batch.heading("area")
    own = bool(batch.columns.own)
    found: dict[str, list[int]] = {}
    for at in batch.open():
        if lies_in[at] is not None:
            batch.derived[at]["area"] = lies_in[at]
        text = batch.values[at].get("area")
        if not isinstance(text, str):
            continue
        if text not in found:
            found[text] = areas.find(text, by_id=own)
        fitting = _narrowed(found[text], batch, at, areas)
        if len(fitting) == 1:
            batch.values[at]["area"] = fitting[0]
            _compare(batch, at, fitting[0], areas, column)
        else:
            batch.park(at, column, *_no_area(text, fitting, areas))


def _areas_by_position(batch: Batch, areas: Areas) -> list[int | None]:
    if not areas.rows:
        return [None] * len(batch.values)
    is_point = batch.layer.geometry == "POINT"
    return areas.at(batch.geometry if is_point else shapely.point_on_surface(batch.geometry))


def _narrowed(found: list[int], batch: Batch, at: int, areas: Areas) -> list[int]:
    """Of several areas of one name the one where the row lies, or that is in the row's municipality."""
    if len(found) <= 1:
        return found
    here = batch.derived[at].get("area")
    if here in found:
        return [here]
    town = batch.get(at, "municipality")
    return [area for area in found if areas.rows[area]["municipality"] == town] or found


def _compare(batch: Batch, at: int, named: int, areas: Areas, column: str) -> None:
    here = batch.derived[at].get("area")
    if batch.geometry[at] is None or here == named:
        return
    metres = areas.distance(named, batch.geometry[at])
    parks = batch.layer.name == "tenant" and at not in batch.own and (metres or 0.0) > _OUTSIDE_M
    if here is None and not parks and (metres is None or metres < _BESIDE_M):
        return
    if here is None:
        far = _spoken(metres or 0.0)
        where = Said(f"{far} außerhalb", f"{far.replace(',', '.')} outside of it")
    else:
        where = Said(f"in »{areas.name(here)}«", f"in '{areas.name(here)}'")
    problem = Said(
        f"Genannt ist »{areas.name(named)}«, die Position liegt {where}.",
        f"Named is '{areas.name(named)}', the position is {where.english}.",
    )
    if parks:
        batch.park(at, column, problem, _ways_out(here, areas))
    else:
        batch.remark(at, column, problem, _CHECK_BOTH)


def _ways_out(here: int | None, areas: Areas) -> Said:
    if here is None:
        return Said(
            "Berichtigen Sie die Koordinate, oder lassen Sie das Gebiet leer.",
            "Correct the coordinate, or leave the area empty.",
        )
    name = areas.name(here)
    return Said(
        f"Berichtigen Sie die Koordinate, oder nennen Sie »{name}«.",
        f"Correct the coordinate, or name '{name}'.",
    )


def _spoken(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km".replace(".", ",")


def _no_area(text: str, found: list[int], areas: Areas) -> tuple[Said, Said]:
    if found:
        ids = ", ".join(str(area) for area in found)
        return (
            Said(
                f"Mehrere Gebiete heißen »{text}« (Nr. {ids}).",
                f"Several areas are called '{text}' (ids {ids}).",
            ),
            Said(
                "Nennen Sie die Gemeinde oder das Kürzel des Gebiets.",
                "Name the municipality or the area's short key.",
            ),
        )
    problem = Said(
        f"Das Gebiet »{text}« ist nicht im Bestand.", f"The area '{text}' is not in the inventory."
    )
    if not areas.rows:
        return problem, Said("Importieren Sie zuerst die Gewerbegebiete.", "Import the areas first.")
    like = areas.like(text)
    if like:
        return problem, Said(f"Meinten Sie »{like}«?", f"Did you mean '{like}'?")
    return problem, Said(
        "Legen Sie das Gebiet an, oder berichtigen Sie den Namen.", "Add the area, or correct the name."
    )


def _conclude_towns(batch: Batch, towns: Municipalities, areas: Areas, unknown: dict[int, str]) -> None:
    column = batch.heading("municipality")
    for at in batch.open():
        derived = batch.derived[at]
        by_position = derived.get("municipality")
        if by_position is None:
            derived["municipality"] = _by_area_or_place(batch, at, towns, areas)
        if at in unknown:
            _judge_unknown(batch, at, unknown[at], towns, column)
        elif by_position and batch.values[at].get("municipality") not in (None, CLEAR, by_position):
            named = towns.name(batch.values[at]["municipality"])
            there = towns.name(by_position)
            problem = Said(
                f"Genannt ist {named}, die Position liegt in {there}.",
                f"Named is {named}, the position is in {there}.",
            )
            batch.remark(at, column, problem, _CHECK_BOTH)


def _by_area_or_place(batch: Batch, at: int, towns: Municipalities, areas: Areas) -> Any:
    area = batch.get(at, "area")
    if area in areas.rows:
        return areas.rows[area]["municipality"]
    place = batch.values[at].get("place")
    return towns.find(place) if isinstance(place, str) else None


def _judge_unknown(batch: Batch, at: int, text: str, towns: Municipalities, column: str) -> None:
    """A municipality that the store does not have: not taken where it is a key, dropped where the position
    tells better.
    """
    is_key = text.isdecimal() and len(text) == 8
    if not towns.rows:
        if is_key:
            batch.values[at]["municipality"] = text
        return
    known = batch.derived[at].get("municipality")
    if known and not is_key:
        name = towns.name(known)
        problem = Said(
            f"»{text}« ist keine Gemeinde des Bestands; gespeichert wurde {name}.",
            f"'{text}' is no municipality of the inventory; {name} was stored.",
        )
        batch.remark(at, column, problem)
        return
    like = towns.like(text)
    meant = (
        Said(f"Meinten Sie {like}?", f"Did you mean {like}?")
        if like and not is_key
        else Said(
            "Berichtigen Sie die Gemeinde, oder lassen Sie sie leer.",
            "Correct the municipality, or leave it empty.",
        )
    )
    problem = Said(
        f"Die Gemeinde »{text}« ist nicht im Bestand.", f"The municipality '{text}' is not in the inventory."
    )
    batch.park(at, column, problem, meant)
