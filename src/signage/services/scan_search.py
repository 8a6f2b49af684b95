"""Finding a firm as people type it: Mueller, Muller and Müller are one."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from signage.domain.names import LONGEST_QUERY, folded

if TYPE_CHECKING:
    from signage.services.scan import Firm


def matching(firms: Iterable["Firm"], query: str) -> Sequence["Firm"]:
    """The firms that carry every word of `query` somewhere in number, name, trade or street; all for an empty
    one.
    """
    words = folded(query[:LONGEST_QUERY]).split()
    return [firm for firm in firms if _carries(firm, words)]


def _carries(firm: "Firm", words: Sequence[str]) -> bool:
    searched = folded(f"{firm.number} {firm.name} {firm.activity} {firm.address}")
    return all(word in searched for word in words)
