"""Branches as visitors name them in any language, and the firms that are of one.

The words stand in `branches.toml`, beginnings of words without accents, keyed to divisions of the German
classification of economic activities (WZ).
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from signage.domain.names import folded

_INSIDE = 5  # German words are put together: beginnings of so many letters are looked for inside as well
_WHOLE = 3  # so short a word must be just that
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """One branch; `words` by language and `german` are folded beginnings of words."""

    wz: tuple[str, ...]
    wz_2025: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]

    @property
    def german(self) -> tuple[str, ...]:
        """Those that stand in what firms say of themselves."""
        return self.words["de"]

    def has(self, *, wz_code: str, wz_edition: str, activity: str) -> bool:
        """Whether a firm is of this branch, by its code or by its words; `activity` is folded."""
        divisions = self.wz_2025 if "2025" in wz_edition else self.wz
        return wz_code.startswith(divisions) or any(word in activity for word in self.german)


@cache
def branches() -> Sequence[Branch]:
    """All of the table."""
    rows = tomllib.loads(files("signage.domain").joinpath("branches.toml").read_text("utf-8"))["branch"]
    return tuple([_branch(row) for row in rows])


def branches_of(word: str) -> list[Branch]:
    """Those that a word of a search may mean; the word is folded."""
    plain = word.translate(_APOSTROPHES)
    return [branch for branch in branches() if _means(branch, plain)]


def _means(branch: Branch, word: str) -> bool:
    if any(_begins(word, stem) for stems in branch.words.values() for stem in stems):
        return True
    return any(len(stem) >= _INSIDE and stem in word for stem in branch.german)


def _begins(word: str, stem: str) -> bool:
    return word == stem if len(stem) <= _WHOLE else word.startswith(stem)


def _branch(row: Mapping[str, Sequence[str]]) -> Branch:
    words = {key: _folded(stems) for key, stems in row.items() if not key.startswith("wz")}
    return Branch(tuple(row["wz"]), tuple(row.get("wz_2025", row["wz"])), words)


def _folded(stems: Iterable[str]) -> tuple[str, ...]:
    return tuple([folded(stem).translate(_APOSTROPHES) for stem in stems])
