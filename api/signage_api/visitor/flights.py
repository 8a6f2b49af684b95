"""One gzip member from parts that were deflated at different times.

What belongs to an area is deflated once and ended with a sync flush, so that it may stand beside what belongs
to one sign. It is a single member: browsers ignore a second one.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from isal import isal_zlib

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_WORTH_KEEPING = 1500
_NOT_WORTH_DEFLATING = 120
_ROWS_IN_A_BLOCK = 36  # a dozen firms
_WORTH_KEEPING_FOR_A_SIGN = 3500  # what stands above the map changes seldom


class Part(NamedTuple):
    """Bytes and their deflated form, which ends on a byte's border."""

    plain: bytes
    deflated: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """Where bytes of one sign go."""

    key: str


@lru_cache(maxsize=16)
def _kept_part(plain: bytes) -> Part:
    return _best_part(plain)


def _best_part(plain: bytes) -> Part:
    return _deflated(plain, level=9, window=15)


def part(plain: bytes, *, quick: bool = True) -> Part:
    """`plain` deflated for this one page: ISA-L needs a hundredth of zlib's time for a seventh more bytes."""
    if not quick:
        return _best_part(plain)
    if len(plain) < _NOT_WORTH_DEFLATING:
        return Part(plain, _stored(plain))
    if len(plain) < _WORTH_KEEPING_FOR_A_SIGN:
        return _kept_for_a_sign(plain)
    return Part(plain, _deflated_at_once(plain))


def _deflated_at_once(plain: bytes) -> bytes:
    packer = isal_zlib.compressobj(0, isal_zlib.DEFLATED, -15)
    deflated: bytes = packer.compress(plain) + packer.flush(isal_zlib.Z_SYNC_FLUSH)
    return deflated


@lru_cache(maxsize=64)
def _kept_for_a_sign(plain: bytes) -> Part:
    return _deflated(plain, level=6, window=12)


def _deflated(plain: bytes, *, level: int, window: int) -> Part:
    packer = zlib.compressobj(level, zlib.DEFLATED, -window, 8)
    return Part(plain, packer.compress(plain) + packer.flush(zlib.Z_SYNC_FLUSH))


def _stored(plain: bytes) -> bytes:
    """A stored block (RFC 1951, 3.2.4)."""
    return struct.pack("<BHH", 0, len(plain), len(plain) ^ 0xFFFF) + plain


class Blocks(NamedTuple):
    """Rows of a page, deflated a few at a time: of those that are soon sent again, most stay as they were."""

    rows: Sequence[bytes]
    deflated: Sequence[bytes]

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes; the rows are shared."""
        return sum(map(len, self.deflated)) + 8 * len(self.rows)


def in_blocks(rows: Sequence[bytes], before: Blocks | None = None) -> Blocks:
    """`rows` deflated in blocks; those of `before` that hold the same rows are taken from there."""
    known = before or Blocks((), ())
    deflated = []
    for place, start in enumerate(range(0, len(rows), _ROWS_IN_A_BLOCK)):
        some = rows[start : start + _ROWS_IN_A_BLOCK]
        if place < len(known.deflated) and known.rows[start : start + _ROWS_IN_A_BLOCK] == some:
            deflated.append(known.deflated[place])
        else:
            deflated.append(_deflated_at_once(b"".join(some)))
    return Blocks(rows, deflated)


def pieces(page: str, *, shared: bool = False) -> list[Part | bytes | Gap]:
    """A rendered page cut at its gaps (`NUL key NUL`); long stretches are deflated at once, short ones with
    their gaps. `shared` for a page whose long stretches stand in many others, as the style does.
    """
    long_part = _kept_part if shared else _best_part
    cut: list[Part | bytes | Gap] = []
    for place, text in enumerate(page.split("\0")):
        if place % 2:
            cut.append(Gap(text))
        elif text:
            stretch = text.encode()
            cut.append(long_part(stretch) if len(stretch) >= _WORTH_KEEPING else stretch)
    return cut


class Opening(NamedTuple):
    """The beginning of a member, kept for the next one that begins with the same parts."""

    packed: tuple[bytes, ...]
    crc: int
    size: int


_NOTHING = Opening((_HEAD,), 0, 0)


def opening(parts: Iterable[Part], begun: Opening = _NOTHING) -> Opening:
    """A member up to the end of `parts`, which follow what is `begun`."""
    packed, crc, size = [*begun.packed], begun.crc, begun.size
    for piece in parts:
        packed.append(piece.deflated)
        crc = isal_zlib.crc32(piece.plain, crc)
        size += len(piece.plain)
    return Opening(tuple(packed), crc, size)


def member(begun: Opening, parts: Iterable[Part]) -> tuple[bytes, str]:
    """The whole gzip member that goes on from `begun` with `parts`, and a mark of what is inside."""
    whole = opening(parts, begun)
    trailer = struct.pack("<II", whole.crc, whole.size & 0xFFFFFFFF)
    return b"".join((*whole.packed, _LAST_BLOCK, trailer)), f"{whole.crc:08x}{whole.size:x}"


def joined(parts: Iterable[Part | bytes]) -> list[Part]:
    """Stretches that were deflated already as they are, loose bytes between them deflated together."""
    loose: list[bytes] = []
    done: list[Part] = []
    for piece in parts:
        if isinstance(piece, bytes):
            loose.append(piece)
            continue
        if loose:
            done.append(part(b"".join(loose)))
            loose = []
        done.append(piece)
    return [*done, part(b"".join(loose))] if loose else done
