"""How alike words are: a slip or two in a long word is forgiven, numbers and short words must be right."""

from collections.abc import Callable, Iterable

# How many letters two words are apart, anything above `most` once they are further: (one, other, most).
Apart = Callable[[str, str, int], int]


def slips(word: str) -> int:
    """How many letters of a word may be wrong, missing or too many."""
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < 7 else 2


def letters_apart(one: str, other: str, most: int) -> int:
    """Letters wrong, missing, too many or two changed over (optimal string alignment).

    For the few words of one area: a library for it would take 4 MB of the process that answers scans.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    older: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, older, row = older, row, [i]
        for j, seen in enumerate(other, start=1):
            best = min(older[j] + 1, row[j - 1] + 1, older[j - 1] + (letter != seen))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == seen:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


def wrong_letters(words: Iterable[str], known: Iterable[str], apart: Apart = letters_apart) -> int | None:
    """How many letters of `words` differ from the nearest of the `known` ones or of their beginnings; None
    where a word has none near.
    """
    known, total = [*known], 0
    for word in words:
        most = slips(word)
        beginnings = {part for text in known for part in (text, text[: len(word)])}
        best = min((apart(word, part, most) for part in beginnings), default=most + 1)
        if best > most:
            return None
        total += best
    return total
