"""Texts as they can be printed: what no font has is seen to be missing, no word is wider than its column."""

import re
import unicodedata
from functools import cache, lru_cache

from signage.codes.typeface import MISSING, WEIGHTS, fonts, shaped_characters

_LONGEST_WORD = 24  # letters; a longer one may be broken anywhere
_BREAK = "\u200b"
_BLANKS = "\t\n\r\v\f\u2028\u2029\u0085"


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """`text` in the characters of our fonts: others become a visible box, invisible ones are left out."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", "".join(" " if sign in _BLANKS else sign for sign in text))
        text = "".join(_shown(sign) for sign in text)
    return " ".join(_breakable(word) for word in text.split(" ")).strip()


@cache
def _characters() -> frozenset[int]:
    """What every weight can show, by one of its fonts; and the scripts that have fonts of their own."""
    sets = [frozenset().union(*(font.characters for font in fonts(weight))) for weight in WEIGHTS]
    return frozenset.intersection(*sets) | shaped_characters()


def _shown(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    # The end of a font's table looks like a character U+FFFF.
    return sign if category not in ("Cc", "Cs", "Cn") and ord(sign) in _characters() else MISSING


def _breakable(word: str) -> str:
    """Behind a stroke a line may end; only where that does not help, anywhere."""
    if len(word) <= _LONGEST_WORD:
        return word
    return _BREAK.join(_cut(part) for part in re.split(r"(?<=[/_.])", word))


def _cut(part: str) -> str:
    if max(map(len, part.split("-"))) <= _LONGEST_WORD:
        return part
    step = _LONGEST_WORD // 2
    return _BREAK.join(part[start : start + step] for start in range(0, len(part), step))
