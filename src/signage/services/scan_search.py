"""Finding a firm as people type it: Mueller, Muller and Müller are one."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signage.services.scan import Firm

LONGEST_QUERY = 80

_GERMAN = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})


def folded(text: str) -> str:
    """Text to be compared: no case, no accents, and no `e` after a, o, u, so that ü, ue and u are one."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_GERMAN))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")


@lru_cache(maxsize=768)
def sort_key(text: str) -> str:
    """Order of a German list (DIN 5007-1): ä beside a; names that begin with a letter or digit stand as
    written.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_GERMAN))
    return "".join(sign for sign in plain if sign.isalnum() or sign == " ").strip()


def matching(firms: Iterable["Firm"], query: str) -> Sequence["Firm"]:
    """The firms that carry every word of `query` somewhere in number, name, trade or street; all for an empty
    one.
    """
    words = folded(query[:LONGEST_QUERY]).split()
    return [firm for firm in firms if _carries(firm, words)]


def _carries(firm: "Firm", words: Sequence[str]) -> bool:
    searched = folded(f"{firm.number} {firm.name} {firm.activity} {firm.address}")
    return all(word in searched for word in words)
