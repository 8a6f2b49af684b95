"""Finding rows by words as people type them: Mueller, Muller and Müller are one."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import case, func, or_, select

from signage.domain.likeness import slips, wrong_letters
from signage.domain.names import LONGEST_QUERY, folded
from signage.store.base import Row, Store, layer_table

# What is looked through, the most telling column first.
COLUMNS: Mapping[str, Sequence[str]] = {
    "area": ("name", "number"),
    "tenant": ("name", "activity", "street"),
    "sign": ("number", "name", "code", "street"),
    "road": ("name", "number"),
    "municipality": ("name", "ags"),
}
_MOST_WORDS = 6
_MOST_CANDIDATES = 5000


def find_rows(store: Store, layer: str, query: str, *, as_of: date, limit: int) -> list[Row]:
    """Rows of `layer` that carry every word of `query`; those that begin with it come first, then A to Z."""
    words = folded(query[:LONGEST_QUERY]).split()[:_MOST_WORDS]
    table = layer_table(layer)
    if not words:
        return []
    text = _folded_text(store, [table.c[name] for name in COLUMNS[layer]])
    carries = [_has(text, word) for word in words]
    begins = text.like(pattern(" ".join(words), before=""), escape="\\")
    found = store.selection(select(table), table, as_of=as_of).where(*carries)
    found = found.order_by(case((begins, 0), else_=1), func.lower(table.c[COLUMNS[layer][0]]), table.c.id)
    return _rows(store, found.limit(limit))


def nearest_rows(store: Store, layer: str, query: str, *, as_of: date, limit: int) -> list[tuple[int, Row]]:
    """(Rank, row) of the rows that have all words of `query` but for a slip or two, nearest first.
    Numbers and short words must be right.

    The database narrows the rows: of a word cut into one piece more than it may have slips, one is right.
    """
    words = folded(query[:LONGEST_QUERY]).split()[:_MOST_WORDS]
    if not any(slips(word) for word in words):
        return []
    table = layer_table(layer)
    names = COLUMNS[layer]
    text = _folded_text(store, [table.c[name] for name in names])
    likely = [or_(*(_has(text, piece) for piece in _pieces(word))) for word in words]
    found = store.selection(select(table.c.id, *(table.c[name] for name in names)), table, as_of=as_of)
    candidates = _rows(store, found.where(*likely).order_by(table.c.id).limit(_MOST_CANDIDATES))
    ranks = {row["id"]: _rank(words, [row[name] for name in names]) for row in candidates}
    near = sorted((rank, id_) for id_, rank in ranks.items() if rank is not None)[:limit]
    rows = {row["id"]: row for row in store.read(layer, ids=[id_ for _, id_ in near])} if near else {}
    return [(rank, rows[id_]) for rank, id_ in near if id_ in rows]


def _rank(words: Sequence[str], texts: Sequence[str | None]) -> int | None:
    """By wrong letters; among equals the name itself before the rest: the street before firms along it."""
    wrong = _wrong(words, texts)
    return None if wrong is None else 2 * wrong + (_wrong(words, texts[:1]) != wrong)


def _pieces(word: str) -> list[str]:
    count = slips(word) + 1
    edges = [len(word) * i // count for i in range(count + 1)]
    return [word[start:end] for start, end in pairwise(edges)]


def _wrong(words: Sequence[str], texts: Sequence[str | None]) -> int | None:
    known = re.split(r"[\s./-]+", folded(" ".join(filter(None, texts))))
    return wrong_letters(words, known, _letters_apart)


def _letters_apart(one: str, other: str, most: int) -> int:
    """Thousands of rows are compared here."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(one, other, score_cutoff=most)


def _rows(store: Store, query: Any) -> list[Row]:
    with store.engine_read() as connection:
        store.ready_to_fold(connection)
        return [dict(row._mapping) for row in connection.execute(query)]


def _has(text: Any, word: str) -> Any:
    return text.like(pattern(word), escape="\\")


def _folded_text(store: Store, columns: Sequence[Any]) -> Any:
    """The columns one behind the other as `folded` makes them, worked out inside the database."""
    text: Any = func.coalesce(columns[0], "")
    for column in columns[1:]:
        text = text.concat(" ").concat(func.coalesce(column, ""))
    return store.folded_text(text)


def pattern(word: str, *, before: str = "%") -> str:
    """For `like` with a backslash as `escape`: what has the word in it, whatever signs that has."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{before}{escaped}%"
