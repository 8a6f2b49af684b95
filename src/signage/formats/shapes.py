"""Bring geometries to the type that a layer keeps; say of each that does not fit why."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.errors import Said

Shapes = NDArray[np.object_]
_POINT, _LINE, _POLYGON, _RING, _MULTIPOINT, _MULTILINE, _MULTIPOLYGON = 0, 1, 3, 2, 4, 5, 6
_SINGLE = {"POINT": _POINT, "LINESTRING": _LINE, "POLYGON": _POLYGON}
_MULTI = {"POINT": _MULTIPOINT, "LINESTRING": _MULTILINE, "POLYGON": _MULTIPOLYGON}
_NEEDED = {
    "POINT": Said("ein Punkt", "a point"),
    "LINESTRING": Said("eine Linie", "a line"),
    "POLYGON": Said("eine Fläche", "a polygon"),
    "MULTIPOLYGON": Said("eine Fläche", "a polygon"),
}
_A_LINE = Said("eine Linie", "a line")
_FOUND = {
    _POINT: Said("einen Punkt", "a point"),
    _LINE: _A_LINE,
    _RING: _A_LINE,
    _POLYGON: Said("eine Fläche", "a polygon"),
    _MULTIPOINT: Said("Punkte", "points"),
    _MULTILINE: Said("Linien", "lines"),
    _MULTIPOLYGON: Said("Flächen", "polygons"),
}
_SOMETHING_ELSE = Said("etwas anderes", "something else")
_DRAW_ANEW = Said("Zeichnen Sie sie neu.", "Draw it anew.")
_EMPTY = Said("Die Geometrie ist leer.", "The geometry is empty."), _DRAW_ANEW
_FLAT = Said("Die Fläche hat keine Ausdehnung.", "The polygon has no extent."), _DRAW_ANEW
_NO_NUMBER = (
    Said(
        "Eine Koordinate ist keine Zahl (NaN oder unendlich).",
        "A coordinate is no number (NaN or infinite).",
    ),
    Said("Tragen Sie sie neu ein.", "Enter it anew."),
)
_CONVERT = Said(
    "Wandeln Sie die Geometrie um, oder wählen Sie die richtige Ebene.",
    "Convert the geometry, or choose the right layer.",
)
_REPAIR = Said(
    "Zeichnen Sie die Grenze in QGIS neu, oder reparieren Sie sie dort (Geometrien reparieren).",
    "Draw the outline anew in QGIS, or mend it there (Fix geometries).",
)
_MAY_CHANGE = 0.01


@dataclass(frozen=True)
class Fitted:
    """Geometries of one type (None where there was none or a fault), and by position what is wrong or was
    mended.
    """

    shapes: Shapes
    faults: dict[int, tuple[Said, Said]] = field(default_factory=dict)
    remarks: dict[int, Said] = field(default_factory=dict)


def fit(given: Shapes, kind: str) -> Fitted:
    """`given` as geometries of `kind` (POINT, LINESTRING, POLYGON, MULTIPOLYGON), in the CRS they have."""
    answer = Fitted(given.copy())
    present = ~shapely.is_missing(given)
    _refuse(answer, present & shapely.is_empty(given), *_EMPTY)
    _refuse(answer, _not_finite(given), *_NO_NUMBER)
    _bring_to_type(answer, kind)
    if kind in ("POLYGON", "MULTIPOLYGON"):
        _mend_polygons(answer, kind)
    return answer


def _refuse(answer: Fitted, which: NDArray[np.bool_], problem: Said, advice: Said) -> None:
    for at in np.flatnonzero(which & ~shapely.is_missing(answer.shapes)):
        answer.faults[int(at)] = (problem, advice)
        answer.shapes[at] = None


def _not_finite(given: Shapes) -> NDArray[np.bool_]:
    numbers, owner = shapely.get_coordinates(given, return_index=True)
    answer = np.zeros(len(given), dtype=bool)
    answer[owner[~np.isfinite(numbers).all(axis=1)]] = True
    return answer


def _bring_to_type(answer: Fitted, kind: str) -> None:
    shapes = answer.shapes
    single = kind.removeprefix("MULTI")
    types = shapely.get_type_id(shapes)
    for at in np.flatnonzero(types == _MULTI[single]):
        if kind != "MULTIPOLYGON":
            shapes[at] = _single(shapes[at], kind)
    types = shapely.get_type_id(shapes)
    fits = (types == -1) | (types == _SINGLE[single]) | ((kind == "MULTIPOLYGON") & (types == _MULTIPOLYGON))
    for at in np.flatnonzero(~fits):
        found = _FOUND.get(int(types[at]), _SOMETHING_ELSE)
        answer.faults[int(at)] = _other_kind(_NEEDED[kind], found), _CONVERT
        shapes[at] = None
    if kind == "MULTIPOLYGON":
        for at in np.flatnonzero(types == _POLYGON):
            shapes[at] = shapely.multipolygons([shapes[at]])


def _single(shape: Any, kind: str) -> Any:
    if kind == "LINESTRING":
        shape = shapely.line_merge(shape)
    return shapely.get_geometry(shape, 0) if shapely.get_num_geometries(shape) == 1 else shape


def _mend_polygons(answer: Fitted, kind: str) -> None:
    shapes = answer.shapes
    for at in np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)):
        why = str(shapely.is_valid_reason(shapes[at]))
        mended = _mended(shapes[at], kind)
        if mended is None:
            answer.faults[int(at)] = _crossing(why), _REPAIR
        else:
            answer.remarks[int(at)] = _mended_outline(why)
        shapes[at] = mended
    flat = ~shapely.is_missing(shapes) & (shapely.area(shapes) == 0)
    _refuse(answer, flat, *_FLAT)


def _other_kind(needed: Said, found: Said) -> Said:
    return Said(
        f"Gebraucht wird {needed}, die Datei hat {found}.",
        f"Needed is {needed.english}, the file has {found.english}.",
    )


def _crossing(why: str) -> Said:
    return Said(
        f"Die Fläche überschneidet sich selbst oder ist entartet ({why}).",
        f"The polygon crosses itself or is degenerate ({why}).",
    )


def _mended_outline(why: str) -> Said:
    return Said(
        f"Ein Fehler der Grenze wurde behoben, die Fläche blieb gleich ({why}).",
        f"A fault of the outline was mended, the area stayed the same ({why}).",
    )


def _mended(shape: Any, kind: str) -> Any:
    """The valid form of a polygon, None when mending would change its area by 1 % or more, or its kind."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    parts = [part for part in shapely.get_parts(parts) if shapely.get_type_id(part) == _POLYGON]
    before, after = float(shapely.area(shape)), float(shapely.area(parts).sum())
    if not after or abs(after - before) >= _MAY_CHANGE * after:
        return None
    if kind == "POLYGON":
        return parts[0] if len(parts) == 1 else None
    return shapely.multipolygons(parts)


def same(one: Any, other: Any, *, within_m: float = 0.05) -> bool:
    """Whether two geometries differ by no more than rounding; either may be None."""
    if one is None or other is None:
        return one is other
    if shapely.get_type_id(one) != shapely.get_type_id(other):
        return False
    if shapely.equals_exact(one, other, within_m):
        return True
    if shapely.get_type_id(one) == _POINT:
        return False
    if shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), within_m):
        return True
    return bool(shapely.hausdorff_distance(one, other) <= within_m)
