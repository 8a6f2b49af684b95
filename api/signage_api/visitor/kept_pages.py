"""Finished pages as a process keeps them, and what they were made from."""

import time
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from signage.store.directory_rows import CodePoint
from signage_api.visitor.answers import Answer
from signage_api.visitor.flights import Blocks
from signage_api.visitor.rendering import AreaPage, SignShare

SOON_S = 2.0  # a page that is made again so soon was not worth deflating well


class Page(NamedTuple):
    """A finished page of one sign, and what it was made from; `head` is how its answer begins on the line."""

    point: CodePoint
    day: date
    share: SignShare
    packed: Answer
    etag: bytes
    head: bytes
    made_at: float
    blocks: Blocks | None

    def is_to_be_packed_well(self) -> bool:
        """Whether the page was packed in haste, and has stayed as it was since."""
        return self.blocks is not None and time.monotonic() - self.made_at >= SOON_S


class AreaShare(NamedTuple):
    """An area's share of its signs' pages, and what it was made from; `points` are the codes of its signs."""

    revision: int | None
    day: date
    page: AreaPage
    ended: bool
    points: Mapping[str, CodePoint]
