"""Finding rows by words as people type them: Mueller, Muller and Müller are one."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from signage.store.base import Row, Store, layer_table

# What is looked through, the most telling column first.
COLUMNS: Mapping[str, Sequence[str]] = {
    "area": ("name", "number"),
    "tenant": ("name", "activity", "street"),
    "sign": ("number", "name", "code", "street"),
    "road": ("name", "number"),
}
LONGEST_QUERY = 80
_MOST_WORDS = 6
_LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"}
_UPPER = {"ẞ": "ss", "Æ": "ae", "Ø": "o", "Œ": "oe", "Ł": "l", "Đ": "d"}
_ACCENTED = "äöüáàâãåčćçďéèêëěíìîïňñóòôõřšśťúùûůýžźż"
_AFTER_A_VOWEL = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def folded(text: str) -> str:
    """Text to be compared: no case, no accents, no `e` after a, o, u, so that ü, ue and u are one."""
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", "".join(_LETTERS.get(letter, letter) for letter in plain))
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for pair, vowel in _AFTER_A_VOWEL:
        plain = plain.replace(pair, vowel)
    return plain


def find_rows(store: Store, layer: str, query: str, *, as_of: date, limit: int) -> list[Row]:
    """Rows of `layer` that carry every word of `query`; those that begin with it come first, then A to Z."""
    words = folded(query[:LONGEST_QUERY]).split()[:_MOST_WORDS]
    table = layer_table(layer)
    if not words:
        return []
    text = _folded_text(store, [table.c[name] for name in COLUMNS[layer]])
    carries = [text.like(_pattern(word), escape="\\") for word in words]
    begins = text.like(_pattern(" ".join(words), before=""), escape="\\")
    found = store.selection(select(table), table, as_of=as_of).where(*carries)
    found = found.order_by(case((begins, 0), else_=1), func.lower(table.c[COLUMNS[layer][0]]), table.c.id)
    with store.engine_read() as connection:
        if store.kind == "geopackage":
            driver: Any = connection.connection.driver_connection
            driver.create_function("signage_folded", 1, folded, deterministic=True)
        return [dict(row._mapping) for row in connection.execute(found.limit(limit))]


def _folded_text(store: Store, columns: Sequence[Any]) -> Any:
    """The columns one behind the other as `folded` makes them, worked out inside the database."""
    text: Any = func.coalesce(columns[0], "")
    for column in columns[1:]:
        text = text.concat(" ").concat(func.coalesce(column, ""))
    if store.kind == "geopackage":
        return func.signage_folded(text)
    # A database of the C locale lowers A to Z only.
    both = _ACCENTED + _ACCENTED.upper()
    text = func.translate(func.lower(text), both, "".join(map(folded, both)))
    for found, plain in (*_LETTERS.items(), *_UPPER.items(), *_AFTER_A_VOWEL):
        text = func.replace(text, found, plain)
    return text


def _pattern(word: str, *, before: str = "%") -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{before}{escaped}%"
