"""Finished pages as a process keeps them, and what they were made from."""

import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from signage.store.directory_rows import CodePoint
from signage_api.visitor.answers import Answer
from signage_api.visitor.flights import Blocks
from signage_api.visitor.rendering import AreaPage, SignShare

_MARKS = {"gzip": b'"', "br": b'-b"', "": b'-i"'}  # ends of ETags
SOON_S = 2.0  # a page that is made again so soon was not worth deflating well


class Form(NamedTuple):
    """A page as it travels; `head` is how the answer begins on the line."""

    packed: Answer
    etag: bytes
    head: bytes


class Page(NamedTuple):
    """A finished page of one sign, and what it was made from; `brotli` once somebody has asked for it."""

    point: CodePoint
    day: date
    share: SignShare
    gzip: Form
    made_at: float
    blocks: Blocks | None
    brotli: Form | None = None
    is_packed_best: bool = False  # whether `brotli` is as small as it gets

    @property
    def packed(self) -> Answer:
        """The answer to who takes gzip."""
        return self.gzip.packed

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        packed = len(self.packed.body) + (len(self.brotli.packed.body) if self.brotli else 0)
        return packed + self.share.weight + (self.blocks.weight if self.blocks else 0)

    @property
    def has_stayed(self) -> bool:
        """Whether it is worth packing well."""
        return time.monotonic() - self.made_at >= SOON_S

    @property
    def is_worth_packing_best(self) -> bool:
        """Whether its Brotli form is asked for, could be smaller, and is likely to be asked for again."""
        return self.brotli is not None and not self.is_packed_best and self.has_stayed

    def form(self, packings: Sequence[str]) -> Form | None:
        """For a reader who takes `packings`, the one liked best first; None where nothing packed is taken."""
        if self.brotli is not None and packings[:1] == ("br",):
            return self.brotli
        return self.gzip if "gzip" in packings else None

    def etags(self, packings: Sequence[str]) -> list[bytes]:
        """Of what a reader who takes `packings` may hold, the form sent now first: an area that changed a
        moment ago is not packed as one that stays.
        """
        bare, now = self.gzip.etag[:-1], self.form(packings)
        found = [now.etag] if now else []
        found += [bare + _MARKS[packing] for packing in packings]
        return [*found, bare + _MARKS[""]]

    def is_to_be_packed_well(self) -> bool:
        """Whether the page was packed in haste, and has stayed as it was since."""
        return self.blocks is not None and self.has_stayed

    def lacks_brotli(self, packings: Sequence[str]) -> bool:
        """Whether that form is to be made first for a reader who takes `packings`. Not for one who takes gzip
        as well, as long as the page is likely to be made again soon.
        """
        if packings[:1] != ("br",) or self.brotli is not None:
            return False
        return self.blocks is None or "gzip" not in packings


class AreaShare(NamedTuple):
    """An area's share of its signs' pages, and what it was made from; `points` are the codes of its signs."""

    revision: int | None
    day: date
    page: AreaPage
    ended: bool
    points: Mapping[str, CodePoint]
