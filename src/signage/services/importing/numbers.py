"""Numbers in German and English writing, with and without their unit; bearings in degrees or points of the
compass.
"""

import math
import re

from signage.domain.layers import Field
from signage.formats.table import Cell
from signage.services.importing import sentences
from signage.services.importing.cells import RefusedCell

_UNITS = {"mm": 0.001, "cm": 0.01, "m": 1.0}
_NUMBER = re.compile(r"([+-]?[0-9][0-9.,\u00a0' ]*|[+-]?[.,][0-9]+)\s*([^\d\s.,]+)?")


def number_in(text: str) -> float | None:
    """The number in German or English writing (`1.234,5`, `1,234.5`, `50,86`), None when it is none."""
    text = text.replace("\u00a0", "").replace(" ", "").replace("'", "").replace("−", "-")
    if "," in text and "." in text:
        text = (
            text.replace(".", "").replace(",", ".")
            if text.rfind(",") > text.rfind(".")
            else text.replace(",", "")
        )
    elif text.count(",") == 1:
        text = text.replace(",", ".")
    elif text.count(".") > 1 or text.count(",") > 1:
        text = text.replace(".", "").replace(",", "")
    try:
        return float(text)
    except ValueError:
        return None


def read_real(field: Field, cell: Cell, text: str) -> float:
    number = (
        float(cell)
        if isinstance(cell, int | float) and not isinstance(cell, bool)
        else _measured(field, text)
    )
    if number is None or not math.isfinite(number):
        raise RefusedCell(*sentences.no_number(text))
    return _in_range(field, number, text)


def _measured(field: Field, text: str) -> float | None:
    found = _NUMBER.fullmatch(text)
    number = number_in(found[1]) if found else None
    if found is None or number is None:
        return None
    unit = (found[2] or field.unit or "").removesuffix(".")
    if unit == field.unit or (unit == "Grad" and field.unit == "°"):
        return number
    if unit in _UNITS and field.unit in _UNITS:
        return round(number * _UNITS[unit] / _UNITS[field.unit], 6)
    return None


def read_int(field: Field, cell: Cell, text: str) -> int:
    thousands = re.fullmatch(r"[+-]?[0-9]{1,3}([.\s][0-9]{3})+", text)
    number = (
        float(re.sub(r"[.\s]", "", text))
        if thousands and isinstance(cell, str)
        else read_real(field, cell, text)
    )
    if not float(number).is_integer():
        raise RefusedCell(*sentences.no_number(text, whole=True))
    return int(_in_range(field, number, text))


def _in_range(field: Field, number: float, text: str) -> float:
    low, high = field.lowest, field.highest
    if (low is not None and number < low) or (high is not None and number > high):
        raise RefusedCell(*sentences.out_of_range(text, low, high, field.unit))
    return number


# Compass points as signs' lists write them; in German O is east.
_POINTS = ("N", "NNO", "NO", "ONO", "O", "OSO", "SO", "SSO", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_COMPASS = {name: at * 22.5 for at, name in enumerate(_POINTS)}
_COMPASS |= {name.replace("O", "E"): degrees for name, degrees in _COMPASS.items()}
_COMPASS |= {
    "NORD": 0.0,
    "OST": 90.0,
    "SÜD": 180.0,
    "WEST": 270.0,
    "NORTH": 0.0,
    "EAST": 90.0,
    "SOUTH": 180.0,
}


def read_bearing(field: Field, cell: Cell, text: str) -> float:
    if text.upper() in _COMPASS:
        return _COMPASS[text.upper()]
    return read_real(field, cell, text) % 360
