"""Amtlicher Gemeindeschlüssel (AGS): 8 digits as text, two of the state, one of the region, two of the
district, three of the municipality.
"""

import re


def read_ags(value: object) -> str | None:
    """The AGS in `value`, or None: mends what spreadsheets do to keys (a lost leading zero, `16067029.0`,
    blanks).
    """
    text = re.sub(r"\s", "", str(value))
    text = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"[0-9]{7,8}", text):
        return None
    return text.zfill(8)


def district_of(ags: str) -> str:
    """The 5-digit key of the district: `16067029` -> `16067`."""
    return ags[:5]
