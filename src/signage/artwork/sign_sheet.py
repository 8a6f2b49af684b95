"""The data sheet of one sign: what is known, measured and found, on A4."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from signage.artwork.ground import Ground, svg
from signage.artwork.map_frame import framed_map
from signage.artwork.typesetting import paper_words, typeset
from signage.artwork.window import Window
from signage.codes.matrix import matrix
from signage.codes.outline import svg_paths
from signage.languages import DEFAULT, day_text, text

MAP_SCALE = 500
MAP_WIDTH_MM, MAP_HEIGHT_MM = 94.0, 88.0
_QUIET = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a table. `required` stands beside a measured value; a value that breaks it is `bad`."""

    name: str
    value: str
    required: str = ""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Facts under a heading."""

    title: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in words; `exception` says why, who and when, where somebody answers for it."""

    severity: str
    title: str
    sentence: str
    measured: str
    required: str
    citation: str
    exception: str = ""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """Who must say yes, and where that stands."""

    role: str
    sentence: str
    citation: str


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One row of the sign's face."""

    direction: str
    text: str
    distance: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SignSheet:
    """All that a data sheet says, in the words that are printed. What is empty is left out.

    `address` is what the code says, `typed` what people type for it.
    """

    number: str
    type: str
    name: str
    chips: Sequence[str]
    code: str = ""
    address: str = ""
    typed: str = ""
    bearing_deg: float | None = None
    groups: Sequence[Group] = ()
    findings: Sequence[FindingRow] = ()
    judged: bool = True
    statements: Sequence[StatementRow] = ()
    slots: Sequence[SlotRow] = ()
    letter_height: str = ""
    has_face: bool = False
    place: tuple[float, float] | None = None
    ground: Ground = field(default_factory=Ground)
    operator: str = ""
    version: str = ""
    source: str = ""
    language: str = DEFAULT


def draw_sign_sheet(sheet: SignSheet, *, made_on: date, photo: bytes | None = None) -> bytes:
    """The PDF; `photo` is a JPEG as `photo.prepared` gives it."""
    drawings: dict[str, str] = {}
    shown: dict[str, Any] = {
        one.name: getattr(sheet, one.name) for one in fields(sheet) if one.name not in ("ground", "place")
    }
    if sheet.place is not None:
        window = Window.around(*sheet.place, MAP_WIDTH_MM, MAP_HEIGHT_MM, MAP_SCALE)
        shown["map"], drawings["map"] = framed_map(sheet.ground, window)
    if sheet.address:
        drawings["code"] = _code(sheet.address)
    shown |= {
        "day": day_text(sheet.language, made_on),
        "facing": told_bearing(sheet.bearing_deg, sheet.language),
        "words": paper_words(sheet.language),
    }
    return typeset("sheet", shown, made_on=made_on, drawings=drawings, photo=photo)


def told_bearing(bearing_deg: float | None, language: str = DEFAULT) -> str:
    """`244° WSW`; empty where the facing is not known."""
    if bearing_deg is None:
        return ""
    names = text(language, "paper.directions").split()
    return f"{round(bearing_deg) % 360}°\u00a0{names[round(bearing_deg / 22.5) % 16]}"


def _code(address: str) -> str:
    """The code as one path with its quiet zone; the unit is a module."""
    code = matrix(address, "H")
    size = code.size + 2 * _QUIET
    [path] = svg_paths([code])
    return svg(size, size, [f'<path transform="translate({_QUIET} {_QUIET})" d="{path}"/>'])
