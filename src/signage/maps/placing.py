"""Base maps in other systems than a browser's map: where their places lie, worked out once at the start."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from signage.errors import InvalidInput, Said
from signage.maps.basemaps import WEB_MERCATOR, BaseMap
from signage.processes import run_in_child

_Bounds = tuple[float, ...]


def bounds_of(given: Sequence[Any]) -> _Bounds:
    """West, south, east, north in degrees; empty for none given. InvalidInput for what is no such box."""
    if not given:
        return ()
    numbers = [one for one in given if isinstance(one, (int, float)) and not isinstance(one, bool)]
    west, south, east, north = numbers if len(numbers) == len(given) == 4 else (0, 0, 0, 0)
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise InvalidInput(
            Said(
                "bounds erwartet [West, Süd, Ost, Nord] in Grad, etwa [9.8, 50.2, 12.7, 51.7].",
                "bounds expects [west, south, east, north] in degrees, such as [9.8, 50.2, 12.7, 51.7].",
            )
        )
    return (west, south, east, north)


def placed(maps: Mapping[str, BaseMap]) -> dict[str, BaseMap]:
    """The maps by name; with their projections where a page has to turn and bend their pictures.

    Raises InvalidInput whose problems are those of the names whose pictures cannot be drawn.
    """
    foreign = {name: one for name, one in maps.items() if not one.vector and _is_foreign(one)}
    if not foreign:
        return dict(maps)
    asked = {name: (one.crs, one.bounds) for name, one in foreign.items()}
    found: dict[str, dict[str, Any]] = run_in_child(_projections, asked)
    bent = {
        name: replace(one, bounds=tuple(found[name]["bounds"]), projection=found[name])
        for name, one in foreign.items()
    }
    return {name: bent.get(name, one) for name, one in maps.items()}


def _is_foreign(one: BaseMap) -> bool:
    return one.crs != WEB_MERCATOR or bool(one.grid)


def _projections(asked: Mapping[str, tuple[str, Sequence[float]]]) -> dict[str, dict[str, Any]]:
    """For a child: the process that serves loads neither PROJ nor NumPy for it."""
    from signage.maps.projections import GERMANY, projection

    found, problems = {}, {}
    for name, (system, bounds) in asked.items():
        box = list(bounds or GERMANY)
        try:
            found[name] = projection(system, box) | {"bounds": box}
        except InvalidInput as error:
            problems[name] = error.message
    if problems:
        raise InvalidInput(Said("Das lässt sich nicht zeichnen.", "This cannot be drawn."), problems)
    return found
