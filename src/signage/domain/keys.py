"""Keys that people write: the Amtliche Gemeindeschlüssel (AGS) of a municipality, and what names an area.

An AGS has 8 digits, kept as text: two of the state, one of the region, two of the district, three of the
municipality.
"""

import re
from collections.abc import Iterable, Sequence

from signage.domain.names import listed
from signage.errors import NotFound, Said

_NAMED = 8


def read_ags(value: object) -> str | None:
    """The AGS in `value`, or None: mends what spreadsheets do to keys (a lost leading zero, `16067029.0`,
    blanks).
    """
    text = re.sub(r"\s", "", str(value))
    text = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"[0-9]{7,8}", text):
        return None
    return text.zfill(8)


def find_area(areas: Iterable[tuple[int, str | None, str | None]], key: int | str) -> int:
    """The id of the one area that `key` means: its id, its short key (`EK`) or its name, in this order.

    `areas` are (id, short key, name); case and blanks around do not count. NotFound names those that sound
    alike.
    """
    rows = list(areas)
    wanted = str(key).strip().casefold()
    for column in (0,) if isinstance(key, int) else (0, 1, 2):
        hits = [row[0] for row in rows if str(row[column] or "").casefold() == wanted]
        if len(hits) == 1:
            return hits[0]
    raise NotFound(_no_such_area(str(key), [name for *_, name in rows if name]))


def _no_such_area(key: str, names: Sequence[str]) -> Said:
    from rapidfuzz import fuzz, process  # for this sentence only

    near = [name for name, _, _ in process.extract(key, names, scorer=fuzz.WRatio, limit=5, score_cutoff=70)]
    if near:
        return Said(
            f"Das Gewerbegebiet {key!r} gibt es nicht; ähnlich heißt: {', '.join(near)}",
            f"no area {key!r}; similar: {', '.join(near)}",
        )
    some = listed(names, _NAMED)
    return Said(
        f"Das Gewerbegebiet {key!r} gibt es nicht; bekannt: {some}", f"no area {key!r}; known: {some.english}"
    )
