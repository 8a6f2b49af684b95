"""The plan of an area for drivers and the fire brigade: a map with squares, the firms, the signs, on A4."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from signage.artwork.ground import Ground
from signage.artwork.legend import HEIGHT_MM, WIDTH_MM, legend
from signage.artwork.map_frame import framed_map
from signage.artwork.papers import BAND_MM, MARGIN_MM, Orientation
from signage.artwork.typesetting import paper_words, typeset
from signage.artwork.window import Box, Window
from signage.languages import DEFAULT, day_text

COLUMNS, ROWS = "ABCDEF", 6
_PAGE_MM = (210.0, 297.0)
_HEAD_MM, _FOOT_MM = 19.0, 25.0
_STEP = 500  # scales are whole multiples of this
_AROUND_MM = 8.0  # kept between the area and the frame, for signs that stand beside it


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A firm in the list; `place` in metres (EPSG:25832), None where it is not known."""

    number: str
    name: str
    address: str
    note: str
    place: tuple[float, float] | None
    degrees: str


@dataclass(frozen=True, slots=True)
class SignRow:
    """A sign by which a caller says where they are."""

    number: str
    name: str
    place: tuple[float, float]
    degrees: str


@dataclass(frozen=True, kw_only=True)
class AreaSheet:
    """All that the plan says; `box` is what the map is to show whole, in metres (EPSG:25832)."""

    title: str
    municipality: str
    confirmed: str
    ground: Ground
    box: Box
    firms: Sequence[FirmRow]
    signs: Sequence[SignRow]
    source: str
    operator: str = ""
    address: str = ""
    language: str = DEFAULT


def draw_area_sheet(sheet: AreaSheet, *, made_on: date) -> bytes:
    """The PDF: the map on its first page, the lists behind it."""
    window, orientation = frame_of(sheet.box)
    shown, picture = framed_map(sheet.ground, window)
    explained = legend(sheet.ground, sheet.language)
    drawings = {"map": picture} | {f"legend-{n}": swatch for n, (_, swatch) in enumerate(explained)}
    data: dict[str, Any] = {
        "title": sheet.title,
        "municipality": sheet.municipality,
        "confirmed": sheet.confirmed,
        "operator": sheet.operator,
        "address": sheet.address,
        "source": sheet.source,
        "language": sheet.language,
        "words": paper_words(sheet.language),
        "day": day_text(sheet.language, made_on),
        "orientation": orientation,
        "map": shown,
        "columns": list(COLUMNS),
        "rows": ROWS,
        "legend": [words for words, _ in explained],
        "swatch": (WIDTH_MM, HEIGHT_MM),
        "firms": [_firm(firm, window) for firm in sheet.firms],
        "signs": [_sign(sign, window) for sign in sheet.signs],
    }
    return typeset("area", data, made_on=made_on, drawings=drawings)


def frame_of(box: Box) -> tuple[Window, Orientation]:
    """The map that shows a box whole on one page, and how the page lies: as it lets the scale be larger."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    choices: list[tuple[Window, Orientation]] = []
    for orientation in ("portrait", "landscape"):
        width, height = _map_mm(orientation)
        across = (box[2] - box[0]) / (width - 2 * _AROUND_MM)
        up = (box[3] - box[1]) / (height - 2 * _AROUND_MM)
        scale = max(1, math.ceil(max(across, up) * 1000 / _STEP)) * _STEP
        choices.append((Window.around(x, y, width, height, scale), orientation))
    return min(choices, key=lambda choice: choice[0].scale)


def square_of(place: tuple[float, float], window: Window) -> str:
    """The square of the map that a place lies in, such as C3; empty beside the map."""
    if not window.holds(*place):
        return ""
    right, down = window.place(*place)
    column = min(int(right / window.width_mm * len(COLUMNS)), len(COLUMNS) - 1)
    return f"{COLUMNS[column]}{min(int(down / window.height_mm * ROWS), ROWS - 1) + 1}"


def _map_mm(orientation: Orientation) -> tuple[float, float]:
    across, up = _PAGE_MM if orientation == "portrait" else _PAGE_MM[::-1]
    width, height = across - 2 * MARGIN_MM - 2 * BAND_MM, up - 2 * MARGIN_MM - 2 * BAND_MM
    return width, height - _HEAD_MM - _FOOT_MM


def _firm(firm: FirmRow, window: Window) -> dict[str, str]:
    return {
        "number": firm.number,
        "name": firm.name,
        "address": firm.address,
        "note": firm.note,
        "square": square_of(firm.place, window) if firm.place else "",
        "degrees": firm.degrees,
    }


def _sign(sign: SignRow, window: Window) -> dict[str, str]:
    return {
        "number": sign.number,
        "name": sign.name,
        "square": square_of(sign.place, window),
        "degrees": sign.degrees,
    }
