"""The character set of a text whose file does not say it: told by marks, zeros, and what makes words."""

import re
from typing import Final

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
NAMES: Final = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1254": "Windows-1254",
    "iso8859_15": "Latin-9 (ISO 8859-15)",
    "iso8859_2": "Latin-2 (ISO 8859-2)",
    "cp850": "DOS (CP850)",
    "cp858": "DOS (CP858)",
    "cp437": "DOS (CP437)",
    "cp852": "DOS (CP852)",
    "mac_roman": "Mac Roman",
}
# The first of equally good ones counts: German offices write Windows.
_ONE_BYTE: Final = ("cp1252", "cp850", "mac_roman", "iso8859_15", "cp1250", "iso8859_2", "cp858")
_RARE: Final = 2  # Central European text must be told by more than two letters
_LAST_PLANE: Final = 0x10  # no letter of Unicode is beyond it
_SAMPLE, _HIGH = 2_000_000, 20_000
_GERMAN = frozenset("äöüÄÖÜß")
_WESTERN = frozenset("éèêëàáâåæçîíñôóúŠšŽžœŒ€§°–„“”’")
_EASTERN = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻčďěňřšťůýžáéíúČĎĚŇŘŠŤŮŽőűŐŰșțăâî€§°–„“”’")
_NEVER = frozenset("¤ı\ufffd")
_SIGN = re.compile(r"[^\x00-\x7f]")


def character_set(raw: bytes) -> str:
    """The character set: a mark at the beginning, zeros between letters, UTF-8 where it fits, else the set of
    one byte that makes words.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    wide = _wide(raw[:20_000])
    if wide:
        return wide
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return eight_bit_set(raw)
    return "utf-8"


def _wide(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by its zeros; empty for neither."""
    if sample.count(0) * 4 <= len(sample):
        return ""
    if len(sample) % 4 == 0:
        if not any(sample[3::4]) and max(sample[2::4]) <= _LAST_PLANE:
            return "utf-32-le"
        if not any(sample[0::4]) and max(sample[1::4]) <= _LAST_PLANE:
            return "utf-32-be"
    return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"


def eight_bit_set(raw: bytes) -> str:
    """Which of the one-byte sets it is: of Windows, DOS, Mac or ISO, Western or Central European."""
    sample = raw[:_SAMPLE]
    fitting = [name for name in _ONE_BYTE if _fits(raw, name)]
    return max(fitting, key=lambda name: _plausible(sample, name))


def _fits(raw: bytes, name: str) -> bool:
    """Whether every byte is a letter there: Windows leaves some free, DOS and Mac leave none."""
    try:
        raw.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _plausible(sample: bytes, name: str) -> int:
    """How much the text looks like words: letters count for it, signs in the middle of words against it."""
    is_eastern = name in ("cp1250", "iso8859_2")
    letters, score = (_EASTERN, -_RARE) if is_eastern else (_WESTERN, 0)
    text = sample.decode(name, "replace")
    for count, found in enumerate(_SIGN.finditer(text)):
        sign, at = found[0], found.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        score += _worth(before, sign, after, letters)
        if count > _HIGH:
            break
    return score


def _worth(before: str, sign: str, after: str, letters: frozenset[str]) -> int:
    """What one sign between its neighbours says for a character set."""
    if sign in _NEVER or 0x80 <= ord(sign) < 0xA0:
        return -3
    if before.isalpha() and after.isalpha() and not sign.isalpha() and sign != "’":
        return -3
    if before.isalpha() and sign.isupper() and after.islower():
        return -2
    if sign in _GERMAN or (sign in "ŠŽ" and after.islower()):
        return 3
    return int(sign in letters)
