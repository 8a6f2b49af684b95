"""Faces whose texts are too wide for their rows, in shorter words or on a wider board."""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from signage.errors import Said
from signage.siting.figures import Figures
from signage.siting.legibility import room_mm, text_width_mm
from signage.siting.values import Face, Fix, Sign, Slot

TABLE = Path(__file__).with_name("abbreviations.toml")
_STEP_MM = 100
Slots = tuple[Slot, ...]


@cache
def abbreviations() -> Mapping[str, str]:
    """Word, or `-` and the end of a word, -> its short form, as abbreviations.toml has them."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def narrower_faces(sign: Sign, figures: Figures) -> Iterator[tuple[Sign, Fix]]:
    """The sign with a face whose texts fit: in short words, else on a wider board, else both.

    Nothing where neither helps. Rows keep their order and their number; the board grows with its rows.
    """
    face = sign.face
    if face is None or not face.letter_height_mm:
        return
    letters, slots = face.letter_height_mm, face.slots
    short = tuple(replace(slot, text=_shortened(slot, letters, figures)) for slot in slots)
    for words in dict.fromkeys((slots, short)):
        if words != slots and _fit(words, letters, figures):
            yield _with(sign, words, _said_short(slots, words))
    for words in dict.fromkeys((slots, short)):
        width = _needed_mm(words, letters, figures)
        if width <= figures["slot.widest"]:
            yield _with(sign, _widened(words, width), _said_wide(slots, words, width), width)


def _with(sign: Sign, slots: Slots, label: Said, width_mm: float = 0.0) -> tuple[Sign, Fix]:
    changes: dict[str, object] = {"slots": slots}
    if sign.width_mm is not None and sign.width_mm < width_mm:
        changes["width_mm"] = width_mm
    face = Face(sign.face.letter_height_mm if sign.face else None, slots)
    board = width_mm if "width_mm" in changes else sign.width_mm
    return replace(sign, face=face, width_mm=board), Fix(label, changes)


def _fit(slots: Slots, letters: float, figures: Figures) -> bool:
    return all(_over_mm(slot, slot.text, letters, figures) <= 0 for slot in slots)


def _over_mm(slot: Slot, text: str, letters: float, figures: Figures) -> float:
    room = room_mm(slot, letters, figures)
    return -math.inf if room is None else text_width_mm(text, letters) - room


def _needed_mm(slots: Slots, letters: float, figures: Figures) -> float:
    """The width of a board on which every row fits that has a width on record, in full decimetres."""
    widths = (
        slot.width_mm + _over_mm(slot, slot.text, letters, figures)
        for slot in slots
        if slot.width_mm is not None
    )
    return float(math.ceil(max(widths, default=0.0) / _STEP_MM) * _STEP_MM)


def _widened(slots: Slots, width_mm: float) -> Slots:
    return tuple(
        slot if slot.width_mm is None else replace(slot, width_mm=max(slot.width_mm, width_mm))
        for slot in slots
    )


def _shortened(slot: Slot, letters: float, figures: Figures) -> str:
    """The text with as few words shortened as it takes to fit; with all of them where that is too little."""
    text = slot.text
    while _over_mm(slot, text, letters, figures) > 0:
        shorter = [short for word in abbreviations() if (short := _without(word, text)) != text]
        if not shorter:
            break
        text = min(shorter, key=lambda one: text_width_mm(one, letters))
    return text


def _without(word: str, text: str) -> str:
    before = r"(?<=\w)" if word.startswith("-") else r"(?<!\w)"
    return re.sub(rf"{before}{re.escape(word.removeprefix('-'))}(?!\w)", abbreviations()[word], text)


def _changed(slots: Slots, words: Slots) -> str:
    return "; ".join(new.text for old, new in zip(slots, words, strict=True) if old.text != new.text)


def _said_short(slots: Slots, words: Slots) -> Said:
    texts = _changed(slots, words)
    return Said(f"Kürzen: {texts}", f"shorten: {texts}")


def _said_wide(slots: Slots, words: Slots, width_mm: float) -> Said:
    wide = Said(f"{width_mm:.0f} mm breit machen", f"make it {width_mm:.0f} mm wide")
    if words == slots:
        return wide
    short = _said_short(slots, words)
    return Said(f"{short}; {wide}", f"{short.english}; {wide.english}")
