"""The plan of an area for drivers and the fire brigade: a map, the firms, the signs, on A4."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from signage.artwork.ground import Ground
from signage.artwork.legend import HEIGHT_MM, WIDTH_MM, legend
from signage.artwork.map_frame import framed_map
from signage.artwork.papers import BAND_MM, MARGIN_MM, Orientation
from signage.artwork.typesetting import paper_words, typeset
from signage.artwork.window import Box, Window
from signage.languages import DEFAULT, day_text

_PAGE_MM = (210.0, 297.0)
_HEAD_MM, _FOOT_MM = 19.0, 25.0
_STEP = 500  # scales are whole multiples of this
_AROUND_MM = 8.0  # kept between the area and the frame, for signs that stand beside it


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A firm in the list; `square` is that of the printed board, empty where none is recorded."""

    number: str
    square: str
    name: str
    address: str
    note: str
    degrees: str


@dataclass(frozen=True, slots=True)
class SignRow:
    """A sign by which a caller says where they are."""

    number: str
    name: str
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


def draw_area_sheet(sheet: AreaSheet, *, made_on: date, apart: bool = True) -> bytes:
    """The PDF: the map on its first page, the lists behind it; `apart` as in `typeset`."""
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
        "legend": [words for words, _ in explained],
        "swatch": (WIDTH_MM, HEIGHT_MM),
        "firms": [asdict(firm) for firm in sheet.firms],
        "signs": [asdict(sign) for sign in sheet.signs],
    }
    return typeset("area", data, made_on=made_on, drawings=drawings, apart=apart)


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


def _map_mm(orientation: Orientation) -> tuple[float, float]:
    across, up = _PAGE_MM if orientation == "portrait" else _PAGE_MM[::-1]
    width, height = across - 2 * MARGIN_MM - 2 * BAND_MM, up - 2 * MARGIN_MM - 2 * BAND_MM
    return width, height - _HEAD_MM - _FOOT_MM
