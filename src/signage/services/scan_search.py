"""Finding firms as people type them: Mueller is Müller, Blechbearbeitung finds Blech, a Polish word its
branch.

The strictest reading that finds anything wins: words that stand there, a former name, or a branch; then words
that begin a compound; then words with a slip or two.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signage.domain.branches import Branch, branches_of
from signage.domain.likeness import slips, wrong_letters
from signage.domain.names import LONGEST_QUERY, folded

if TYPE_CHECKING:
    from signage.services.scan import Firm
    from signage.store.directory_rows import TenantHint

_MOST_WORDS = 6
_SHORTEST_PART = 4  # letters of a compound's part, on either side


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `near` when nothing is called just so, `former` (old name, firm) for those that
    were found by a name of the past.
    """

    firms: "Sequence[Firm]"
    near: bool = False
    former: "Sequence[tuple[str, Firm]]" = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A firm as it is searched; all texts folded."""

    firm: "Firm"
    text: str
    business: str
    wz_code: str
    wz_edition: str
    former: Sequence[str]

    def carries(self, word: str) -> bool:
        return word in self.text

    def had(self, word: str) -> bool:
        return any(word in folded(name) for name in self.former)

    def begins(self, word: str) -> bool:
        """Whether the word is put together from one of its own and more: Blechbearbeitung, Blech."""
        return any(
            len(part) >= _SHORTEST_PART and len(word) - len(part) >= _SHORTEST_PART and word.startswith(part)
            for part in _parts(self.business)
        )

    def is_of(self, branches: Sequence[Branch]) -> bool:
        return any(
            branch.has(wz_code=self.wz_code, wz_edition=self.wz_edition, activity=self.business)
            for branch in branches
        )


def search(firms: "Sequence[Firm]", hints: "Sequence[TenantHint | None]", query: str) -> Found:
    """The firms that fit every word of `query`, in their order; all for an empty one. `hints` go with the
    firms.
    """
    words = folded(query[:LONGEST_QUERY]).split()[:_MOST_WORDS]
    if not words:
        return Found(firms)
    entries = [_entry(firm, hint) for firm, hint in zip(firms, hints, strict=True)]
    meant = {word: branches_of(word) for word in words}
    every = [branch for some in meant.values() for branch in some]

    def says(entry: _Entry, word: str) -> bool:
        return entry.carries(word) or entry.had(word) or bool(meant[word] and entry.is_of(every))

    def is_part(entry: _Entry, word: str) -> bool:
        return says(entry, word) or entry.begins(word)

    for fits in (says, is_part):
        if found := _fitting(entries, words, fits):
            return Found([entry.firm for entry in found], former=_by_former_name(found, words))
    return Found(_similar(entries, words), near=True)


def _fitting(
    entries: Sequence[_Entry], words: Sequence[str], fits: Callable[[_Entry, str], bool]
) -> list[_Entry]:
    return [entry for entry in entries if all(fits(entry, word) for word in words)]


def _by_former_name(found: Sequence[_Entry], words: Sequence[str]) -> "list[tuple[str, Firm]]":
    """Those that no word of today would have found."""
    old = [entry for entry in found if any(entry.had(word) and not entry.carries(word) for word in words)]
    return [
        (next(name for name in entry.former if any(word in folded(name) for word in words)), entry.firm)
        for entry in old
    ]


def _similar(entries: Sequence[_Entry], words: Sequence[str]) -> "list[Firm]":
    """Those with the fewest wrong letters first."""
    if not any(slips(word) for word in words):
        return []
    ranked = [(wrong_letters(words, _parts(entry.text)), entry.firm) for entry in entries]
    return [firm for wrong, firm in sorted(_known(ranked), key=lambda pair: pair[0])]


def _known(ranked: "Sequence[tuple[int | None, Firm]]") -> "list[tuple[int, Firm]]":
    return [(wrong, firm) for wrong, firm in ranked if wrong is not None]


def _entry(firm: "Firm", hint: "TenantHint | None") -> _Entry:
    business = folded(f"{firm.name} {firm.activity}")
    return _Entry(
        firm=firm,
        text=f"{firm.number} {business} {folded(firm.address)}",
        business=business,
        wz_code=hint.wz_code if hint else "",
        wz_edition=hint.wz_edition if hint else "",
        former=hint.former if hint else (),
    )


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\W_]+", text) if part]
