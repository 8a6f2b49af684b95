"""Finding a firm as people type it: Mueller, Muller and Müller are one."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from signage.domain.names import folded, unaccented

if TYPE_CHECKING:
    from signage.services.scan import Firm

LONGEST_QUERY = 80


@lru_cache(maxsize=768)
def sort_key(text: str) -> str:
    """Order of a German list (DIN 5007-1): ä beside a; names that begin with a letter or digit stand as
    written.
    """
    return "".join(sign for sign in unaccented(text) if sign.isalnum() or sign == " ").strip()


def matching(firms: Iterable["Firm"], query: str) -> Sequence["Firm"]:
    """The firms that carry every word of `query` somewhere in number, name, trade or street; all for an empty
    one.
    """
    words = folded(query[:LONGEST_QUERY]).split()
    return [firm for firm in firms if _carries(firm, words)]


def _carries(firm: "Firm", words: Sequence[str]) -> bool:
    searched = folded(f"{firm.number} {firm.name} {firm.activity} {firm.address}")
    return all(word in searched for word in words)
