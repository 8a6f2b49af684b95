"""Keys that people write: the Amtliche Gemeindeschlüssel (AGS) of a municipality, and what names an area.

An AGS has 8 digits, kept as text: two of the state, one of the region, two of the district, three of the
municipality.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from signage.domain.names import listed, unaccented
from signage.errors import NotFound, Said

_NAMED = 8
_LONGEST_ID = 9  # digits: more would not fit into every store's 32 bits
_INITIALS = 4
_MOST_SAME = 1000


def read_ags(value: object) -> str | None:
    """The AGS in `value`, or None: mends what spreadsheets do to keys (a lost leading zero, `16067029.0`,
    blanks).
    """
    text = re.sub(r"\s", "", str(value))
    text = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"[0-9]{7,8}", text):
        return None
    return text.zfill(8)


def id_in(text: str) -> int | None:
    """The id or the version of a row that a text is, None where it cannot be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID else None


def find_area(areas: Iterable[tuple[int, str | None, str | None]], key: int | str) -> int:
    """The id of the one area that `key` means: its id, its short key (`EK`) or its name, in this order.

    `areas` are (id, short key, name); case and blanks around do not count. NotFound names those that sound
    alike, with their short keys.
    """
    rows = list(areas)
    wanted = str(key).strip().casefold()
    for column in (0,) if isinstance(key, int) else (0, 1, 2):
        hits = [row[0] for row in rows if str(row[column] or "").casefold() == wanted]
        if len(hits) == 1:
            return hits[0]
    raise NotFound(_no_such_area(str(key), [(name, short) for _, short, name in rows if name]))


def short_key(name: str) -> str:
    """The short key that a new area of that name may get: the initials of its first words and their figures,
    of a single word its first two letters: `Erfurter Kreuz` -> `EK`, `Am Feldrain 2` -> `AF2`, `Thörey` ->
    `TH`. Empty where the name has neither letters nor figures.
    """
    words = re.findall(r"[^\W\d_]+|\d+", unaccented(name))
    letters = [word for word in words if not word.isdecimal()]
    if len(letters) == 1:
        words = [letters[0][:2] if word is letters[0] else word for word in words]
        return "".join(words).upper()
    return "".join(word if word.isdecimal() else word[0] for word in words[:_INITIALS]).upper()


def free_key(key: str, taken: Collection[str], *, longest: int) -> str | None:
    """`key`, or with the lowest figure that makes it one of its own: `EK2`; case does not count. None where
    there is none of at most `longest` letters.
    """
    held = {one.casefold() for one in taken}
    stem = key[: longest - len(str(_MOST_SAME - 1))]
    tries = (key[:longest], *(f"{stem}{at}" for at in range(2, _MOST_SAME)))
    return next((one for one in tries if one and one.casefold() not in held), None)


def _no_such_area(key: str, areas: Sequence[tuple[str, str | None]]) -> Said:
    from rapidfuzz import fuzz, process  # for this sentence only

    names = [f"{name} ({short})" if short else name for name, short in areas]
    alike = process.extract(key, [name for name, _ in areas], scorer=fuzz.WRatio, limit=5, score_cutoff=70)
    near = [names[at] for _, _, at in alike]
    if near:
        return Said(
            f"Das Gewerbegebiet {key!r} gibt es nicht; ähnlich heißt: {', '.join(near)}",
            f"no area {key!r}; similar: {', '.join(near)}",
        )
    some = listed(names, _NAMED)
    return Said(
        f"Das Gewerbegebiet {key!r} gibt es nicht; bekannt: {some}", f"no area {key!r}; known: {some.english}"
    )
