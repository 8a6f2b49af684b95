"""The municipality and the area that a row belongs to: as it says, else by where it lies."""

from typing import Any

import shapely

from signage.domain.tolerances import tolerance
from signage.services.importing.batch import Batch
from signage.services.importing.cells import CLEAR
from signage.services.importing.places import Areas
from signage.services.municipalities import Municipalities

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
            batch.remark(
                at, column, f"Der Schlüssel {text} ist alt; heute gehört er zu {towns.name(key)} ({key})."
            )
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
    where = f"{_spoken(metres or 0.0)} außerhalb" if here is None else f"in »{areas.name(here)}«"
    problem = f"Genannt ist »{areas.name(named)}«, die Position liegt {where}."
    if parks:
        batch.park(at, column, problem, _ways_out(here, areas))
    else:
        batch.remark(at, column, problem, "Prüfen Sie beides.")


def _ways_out(here: int | None, areas: Areas) -> str:
    other = "lassen Sie das Gebiet leer" if here is None else f"nennen Sie »{areas.name(here)}«"
    return f"Berichtigen Sie die Koordinate, oder {other}."


def _spoken(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km".replace(".", ",")


def _no_area(text: str, found: list[int], areas: Areas) -> tuple[str, str]:
    if found:
        ids = ", ".join(str(area) for area in found)
        return (
            f"Mehrere Gebiete heißen »{text}« (Nr. {ids}).",
            "Nennen Sie die Gemeinde oder das Kürzel des Gebiets.",
        )
    if not areas.rows:
        return f"Das Gebiet »{text}« ist nicht im Bestand.", "Importieren Sie zuerst die Gewerbegebiete."
    like = areas.like(text)
    meant = f"Meinten Sie »{like}«?" if like else "Legen Sie das Gebiet an, oder berichtigen Sie den Namen."
    return f"Das Gebiet »{text}« ist nicht im Bestand.", meant


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
            problem = f"Genannt ist {named}, die Position liegt in {towns.name(by_position)}."
            batch.remark(at, column, problem, "Prüfen Sie beides.")


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
        batch.remark(
            at, column, f"»{text}« ist keine Gemeinde des Bestands; gespeichert wurde {towns.name(known)}."
        )
        return
    like = towns.like(text)
    meant = (
        f"Meinten Sie {like}?"
        if like and not is_key
        else "Berichtigen Sie die Gemeinde, oder lassen Sie sie leer."
    )
    batch.park(at, column, f"Die Gemeinde »{text}« ist nicht im Bestand.", meant)
