"""How alike words are: a slip or two in a long word is forgiven, numbers and short words must be right."""

from collections.abc import Iterable


def slips(word: str) -> int:
    """How many letters of a word may be wrong, missing or too many."""
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < 7 else 2


def wrong_letters(words: Iterable[str], known: Iterable[str]) -> int | None:
    """How many letters of `words` differ from the nearest of the `known` ones or of their beginnings; None
    where a word has none near.
    """
    # Most searches find without it.
    from rapidfuzz.distance import Levenshtein

    known, total = [*known], 0
    for word in words:
        most = slips(word)
        beginnings = {part for text in known for part in (text, text[: len(word)])}
        best = min(
            (Levenshtein.distance(word, part, score_cutoff=most) for part in beginnings), default=most + 1
        )
        if best > most:
            return None
        total += best
    return total
