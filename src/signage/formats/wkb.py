"""A look at WKB without a geometry library.

GEOS follows nested collections until the stack ends, so WKB from a file is walked here, without recursion,
before anything parses it.
"""

import struct

_PARTS = {4: 1, 5: 2, 6: 3}


def is_plain(wkb: bytes) -> bool:
    """Whether this is whole WKB of a point, line, polygon or a multi of these; walked without recursion."""
    try:
        kind, at = _head(wkb, 0)
        if kind not in _PARTS:
            return _skip(wkb, at, kind) is not None
        count = int.from_bytes(wkb[at : at + 4], "little" if wkb[0] else "big")
        at += 4
        for _ in range(count):
            inner, at = _head(wkb, at)
            if inner != _PARTS[kind]:
                return False
            end = _skip(wkb, at, inner)
            if end is None:
                return False
            at = end
    except (struct.error, IndexError):
        return False
    return True


def _head(wkb: bytes, at: int) -> tuple[int, int]:
    order = "<" if wkb[at] else ">"
    (kind,) = struct.unpack_from(order + "I", wkb, at + 1)
    return kind & 0xFFFF if kind < 1000 or kind & 0xE0000000 else kind % 1000, at + 5


def _skip(wkb: bytes, at: int, kind: int) -> int | None:
    """Where the point, line or polygon at `at` ends; None when it is of another kind or cut off."""
    order = "<" if wkb[at - 5] else ">"
    (full,) = struct.unpack_from(order + "I", wkb, at - 4)
    size = 8 * _dimensions(full)
    if kind == 1:
        end = at + size
        return end if end <= len(wkb) else None
    if kind not in (2, 3):
        return None
    (runs,) = struct.unpack_from(order + "I", wkb, at) if kind == 3 else (1,)
    at += 4 if kind == 3 else 0
    for _ in range(runs):
        (points,) = struct.unpack_from(order + "I", wkb, at)
        at += 4 + points * size
        if at > len(wkb):
            return None
    return at


def _dimensions(kind: int) -> int:
    if kind & 0xE0000000:
        return 2 + bool(kind & 0x80000000) + bool(kind & 0x40000000)
    return (2, 3, 3, 4)[min(kind // 1000, 3)]
