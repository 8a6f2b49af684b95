"""Text that was written as UTF-8 and read as Windows-1252."""

import re

# What the two bytes of a German letter look like then, and the mark that stands for lost characters.
BROKEN = re.compile(r"[ÃÂÅâ][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]|\ufffd")


def undo_mojibake(text: str) -> str | None:
    """The text before UTF-8 was read as Windows-1252, None when that is not what happened."""
    for name in ("cp1252", "latin-1"):
        try:
            return text.encode(name).decode("utf-8")
        except UnicodeError:
            continue
    return None
