"""Geometry of the rows: read, fitted to the layer, brought to EPSG:25832, held against where the inventory
lies.
"""

import re
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.domain.layers import CRS
from signage.errors import Said
from signage.formats import crs
from signage.formats.formulas import UNCALCULATED
from signage.formats.geometry import from_wkt
from signage.formats.shapes import Shapes, fit
from signage.formats.table import Cell
from signage.services.importing.batch import GEOMETRY, Batch
from signage.services.importing.numbers import number_in
from signage.services.importing.sentences import NO_RESULT, joined
from signage.services.municipalities import Municipalities

POSITION = "Position"
_CHECK_POSITION = Said(
    "Prüfen Sie die Koordinate und das Koordinatensystem (--crs).",
    "Check the coordinate and its reference system (--crs).",
)
_NOWHERE = Said(
    "Die Position gibt es im angenommenen Koordinatensystem nicht.",
    "There is no such position in the reference system that was assumed.",
)
_ABROAD = Said("Die Position liegt außerhalb Deutschlands.", "The position is outside of Germany.")
_NOT_CHECKED = Said(
    "Ob die Positionen in den Gemeinden liegen, wurde auf Wunsch nicht geprüft (--anywhere).",
    "Whether the positions are in the municipalities was not checked, as asked for (--anywhere).",
)
_NO_TOWNS_YET = Said(
    "Der Bestand hat noch keine Gemeinden: Positionen konnten nur darauf geprüft werden, dass sie in "
    "Deutschland liegen. Importieren Sie zuerst die Gemeinden.",
    "The inventory has no municipalities yet: of positions it could only be checked that they are in "
    "Germany. Import the municipalities first.",
)
_MOSTLY = 0.5
_MILLIMETRES = 3


def read_positions(batch: Batch, towns: Municipalities, asked: str | None) -> None:
    """Fill `batch.geometry`; park rows whose geometry is broken or lies elsewhere, with a proposal."""
    raw, stated = _given(batch)
    fitted = fit(raw, batch.layer.geometry)
    for at, (problem, advice) in fitted.faults.items():
        batch.park(at, GEOMETRY, problem, advice)
    for at, remark in fitted.remarks.items():
        batch.remark(at, GEOMETRY, remark)
    batch.geometry = fitted.shapes
    rows = np.flatnonzero(~shapely.is_missing(fitted.shapes))
    if not len(rows):
        return
    middles = _middles(fitted.shapes[rows])
    home = _home(batch, towns)
    decision = _decision(middles, stated, asked, home)
    batch.read_as = decision.crs
    if decision.note:
        batch.notes.append(decision.note)
    batch.geometry[rows] = _transformed(fitted.shapes[rows], decision)
    places = crs.transform(middles, decision.crs, swapped=decision.swapped)
    outside = ~_at_home(batch, rows, places, home)
    _park_outside(batch, rows[outside], middles[outside], decision, home)
    _note_unchecked(batch, towns)


def _home(batch: Batch, towns: Municipalities) -> Municipalities:
    """What positions are held against; new municipalities may lie beside the known ones."""
    return Municipalities([], anywhere=towns.anywhere) if batch.layer.name == "municipality" else towns


def _decision(
    middles: crs.Points, stated: str | None, asked: str | None, home: Municipalities
) -> crs.Decision:
    if asked:
        return crs.read_crs(asked)
    return crs.decide(middles, stated=stated, inside=home.inside, state=home.state)


def _middles(shapes: Shapes) -> crs.Points:
    """One point of each geometry's middle, as it stands in the file."""
    bounds = shapely.bounds(shapes)
    return np.column_stack([(bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2])


def _transformed(shapes: Shapes, decision: crs.Decision) -> Any:
    def move(points: crs.Points) -> crs.Points:
        return np.round(crs.transform(points, decision.crs, swapped=decision.swapped), _MILLIMETRES)

    return shapely.transform(shapes, move)


def _at_home(
    batch: Batch, rows: NDArray[np.int64], places: crs.Points, home: Municipalities
) -> NDArray[np.bool_]:
    """Which rows lie where the inventory is; fills in the municipality that they lie in."""
    if not home.known or home.anywhere:
        return home.inside(places)
    if batch.layer.name == "area":
        return _areas_at_home(batch, rows, home, np.asarray(np.isfinite(places).all(axis=1)))
    found = home.at(places)
    if "municipality" in batch.layer.columns:
        for at, town in zip(rows, found, strict=True):
            if town >= 0:
                batch.derived[int(at)]["municipality"] = home.keys[town]
    return np.asarray(found >= 0)


def _areas_at_home(
    batch: Batch, rows: NDArray[np.int64], home: Municipalities, finite: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    answer = np.zeros(len(rows), dtype=bool)
    for place in np.flatnonzero(finite):
        at = int(rows[place])
        town, share = home.by_overlap(batch.geometry[at])
        answer[place] = share >= _MOSTLY
        if town:
            batch.derived[at]["municipality"] = town
    return answer


def _park_outside(
    batch: Batch, rows: NDArray[np.int64], middles: crs.Points, decision: crs.Decision, home: Municipalities
) -> None:
    if not len(rows):
        return
    ways = crs.proposals(middles, decision, inside=home.inside)
    for at, found in zip(rows.tolist(), ways, strict=True):
        advice = _proposal(found, home) if found else _CHECK_POSITION
        batch.park(at, POSITION, _where(batch.geometry[at], home), advice)
        batch.geometry[at] = None


def _where(shape: Any, home: Municipalities) -> Said:
    if not np.isfinite(shapely.bounds(shape)).all():
        return _NOWHERE
    if not home.known:
        return _ABROAD
    name, metres = home.nearest(shapely.centroid(shape))
    near = f"{metres / 1000:.1f} km" if metres < 100_000 else ""
    return Said(
        "Die Position liegt außerhalb der Gemeinden des Bestands "
        f"({near.replace('.', ',') or 'mehr als 100 km'} von {name}).",
        "The position is out of the municipalities of the inventory "
        f"({near or 'more than 100 km'} from {name}).",
    )


def _proposal(found: list[tuple[crs.Decision, crs.Points]], home: Municipalities) -> Said:
    """Sentences for at most two other readings of a position."""
    return joined(*(_sentence(way, _town_at(place, home)) for way, place in found[:2]))


def _sentence(way: crs.Decision, town: Said) -> Said:
    option = f"{way.crs} vertauscht" if way.swapped else way.crs
    german = f"Die Achsen sind wohl vertauscht: als {way.crs}" if way.swapped else f"Mit {way.crs}"
    english = f"The axes seem to be swapped: as {way.crs}" if way.swapped else f"With {way.crs}"
    return Said(
        f'{german} läge sie in {town} (--crs "{option}").',
        f'{english} it would be in {town.english} (--crs "{option}").',
    )


def _town_at(place: crs.Points, home: Municipalities) -> Said:
    if not home.known:
        return Said("Deutschland", "Germany")
    return Said(home.name(home.keys[int(home.at(place)[0])]))


def _note_unchecked(batch: Batch, towns: Municipalities) -> None:
    if batch.layer.name == "municipality":
        return
    if towns.anywhere:
        batch.notes.append(_NOT_CHECKED)
    elif not towns.known:
        batch.notes.append(_NO_TOWNS_YET)


def _given(batch: Batch) -> tuple[Shapes, str | None]:
    """The rows' geometries as they stand in the file, and the CRS that the file states."""
    table, columns = batch.table, batch.columns.position
    if table.geometry is not None and any(wkb is not None for wkb in table.geometry):
        return shapely.from_wkb(np.array(table.geometry, dtype=object)), table.crs
    ours = CRS if batch.columns.own else None
    if "wkt" in columns:
        shapes, faults = from_wkt(table.columns[columns["wkt"]])
        for at, fault in faults.items():
            batch.park(at, table.headings[columns["wkt"]], fault)
        return np.array(shapes, dtype=object), ours
    if "x" in columns and "y" in columns:
        return _from_columns(batch, columns["x"], columns["y"]), ours
    if "xy" in columns:
        return _from_pairs(batch, columns["xy"]), None
    return np.full(len(table), None, dtype=object), None


def _from_columns(batch: Batch, east: int, north: int) -> Shapes:
    pairs = zip(batch.table.columns[east], batch.table.columns[north], strict=True)
    headings = f"{batch.table.headings[east]}/{batch.table.headings[north]}"
    return _points(batch, headings, [(_coordinate(x), _coordinate(y), x, y) for x, y in pairs])


def _from_pairs(batch: Batch, place: int) -> Shapes:
    rows = []
    for cell in batch.table.columns[place]:
        text = str(cell).strip() if cell is not None else ""
        parts = _PAIR.split(text, maxsplit=1) if 0 < len(text) <= _LONGEST_PAIR else []
        first, second = (*parts, None, None)[:2]
        one, two = _coordinate(first), _coordinate(second)
        # As maps copy it: latitude before longitude.
        if one is not None and two is not None and 47 <= one <= 56 and 5 <= two <= 16:
            one, two = two, one
        rows.append((one, two, cell, cell))
    return _points(batch, batch.table.headings[place], rows)


_LONGEST_PAIR = 200  # letters
_PAIR = re.compile(
    r"\s*;\s*|,\s+|\s*/\s*|(?:(?<=[0-9])|(?<=[0-9°'\"][NSEOW]))\s+(?=[0-9-])|\s+(?=[NSEOW]\s?[0-9])|,(?=\d+\.)"
)


def _points(batch: Batch, heading: str, rows: list[tuple[float | None, float | None, Cell, Cell]]) -> Shapes:
    answer = np.full(len(rows), None, dtype=object)
    numbers = np.full((len(rows), 2), np.nan)
    for at, (x, y, east, north) in enumerate(rows):
        if x is not None and y is not None:
            numbers[at] = (x, y)
        elif UNCALCULATED in (east, north):
            batch.park(at, heading, *NO_RESULT)
        elif east is not None or north is not None:
            problem = Said(
                f"»{_shown(east)}« und »{_shown(north)}« sind keine Koordinate.",
                f"'{_shown(east)}' and '{_shown(north)}' are no coordinate.",
            )
            batch.park(at, heading, problem, Said("Tragen Sie beide Zahlen ein.", "Enter both numbers."))
    present = ~np.isnan(numbers).any(axis=1)
    answer[present] = shapely.points(numbers[present])
    return answer


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)[:30]


_DEGREES = re.compile(
    r"""(?P<sign>[-+NSEOW]?)\s*(?P<d>\d{1,3})\s*°\s*(?P<m>\d{1,2}(?:[.,]\d+)?)\s*['′]?\s*(?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*["″]?)?\s*(?P<side>[NSEOW]?)"""
)


def _coordinate(cell: Cell) -> float | None:
    """The number in a cell: with decimal comma or point, thousands apart, or in degrees and minutes; None
    when it is none.
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if np.isfinite(cell) else None
    text = cell.strip()
    degrees = _DEGREES.fullmatch(text.upper())
    if degrees:
        size = float(degrees["d"]) + _minutes(degrees["m"]) / 60 + _minutes(degrees["s"]) / 3600
        return -size if "-" in degrees["sign"] or {degrees["sign"], degrees["side"]} & {"S", "W"} else size
    number = number_in(text.strip("°NOE ").removesuffix("m").strip())
    return number if number is not None and np.isfinite(number) else None


def _minutes(text: str | None) -> float:
    return float((text or "0").replace(",", "."))
