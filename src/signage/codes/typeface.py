"""The typeface of everything printed: Barlow, and Fira Sans Condensed for the scripts that Barlow lacks.

The files lie with the artwork; only their data is used here, none of its code.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from signage.errors import Said, Unavailable

FONTS = Path(__file__).parent / "fonts"
_BARLOW, _FIRA = "barlow-0.4.1/Barlow_", "fira-sans-condensed-0.4.1/FiraSansCondensed_"
WEIGHTS = {  # in the order in which a character is looked for
    "regular": (f"{_BARLOW}400Regular.ttf", f"{_FIRA}400Regular.ttf"),
    "semibold": (f"{_BARLOW}600SemiBold.ttf", f"{_FIRA}600SemiBold.ttf"),
    "bold": (f"{_BARLOW}700Bold.ttf", f"{_FIRA}600SemiBold.ttf"),
}
# Scripts whose letters join or run from right to left: only typeset documents can set them, labels cannot.
SHAPED = tuple(
    f"noto-sans-{script.lower()}-5.3.0/NotoSans{script}_{weight}.ttf"
    for script in ("Arabic", "Hebrew")
    for weight in ("400Regular", "600SemiBold")
)
MISSING = "\u25af"  # an upright box, which Fira Sans has: what no font can show is seen to be missing


@dataclass(frozen=True)
class Font:
    """A font that reportlab knows by `name`."""

    name: str
    file: Path
    characters: frozenset[int]


def runs(text: str, weight: str) -> list[tuple[Font, str]]:
    """`text` cut into (font, part) so that each font has every character of its part.

    What no font has becomes a visible box; characters that are invisible by nature are left out.
    """
    if text.isascii() and text.isprintable():
        return [(fonts(weight)[0], " ".join(text.split()))]
    parts = groupby(_set(text, weight), lambda pair: pair[0])
    return [(font, "".join(character for _, character in part)) for font, part in parts]


@lru_cache(maxsize=4096)
def width(text: str, weight: str) -> float:
    """The width of `text` set in size 1."""
    thousandths = (pdfmetrics.stringWidth(part, font.name, 1000) for font, part in runs(text, weight))
    return float(sum(thousandths)) / 1000


@lru_cache(maxsize=4096)
def fitted(text: str, weight: str, widest: float) -> str:
    """`text`, cut and ended with an ellipsis if it is wider than `widest` in size 1."""
    if width(text, weight) <= widest:
        return text
    shorter = (text[:end].rstrip(" ,-–/(") + "…" for end in range(len(text) - 1, 0, -1))
    return next((short for short in shorter if width(short, weight) <= widest), "…")


def fonts(weight: str) -> list[Font]:
    """The fonts of a weight, first choice first."""
    return [_font(file) for file in WEIGHTS[weight]]


def shaped_characters() -> frozenset[int]:
    """What the fonts of `SHAPED` can show."""
    return frozenset().union(*(_font(file).characters for file in SHAPED))


@lru_cache
def _font(file: str) -> Font:
    path = FONTS / file
    if not path.is_file():
        raise Unavailable(
            Said(
                f"In der Installation fehlt die Schrift {path.name}; bitte signage neu installieren.",
                f"The font {path.name} is missing from the installation; please install signage again.",
            )
        )
    font = TTFont(path.stem.replace("_", "-"), path)
    pdfmetrics.registerFont(font)
    return Font(font.fontName, path, frozenset(font.face.charToGlyph))


def _set(text: str, weight: str) -> Iterator[tuple[Font, str]]:
    choices = fonts(weight)
    for character in unicodedata.normalize("NFC", " ".join(text.split())):
        category = unicodedata.category(character)
        if category != "Cf":
            # some fonts have an empty glyph for control characters
            able = (font for font in choices if ord(character) in font.characters and category != "Cc")
            font = next(able, None)
            yield (font, character) if font else (choices[-1], MISSING)
