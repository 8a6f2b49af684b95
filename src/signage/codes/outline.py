"""The outlines of a matrix's dark areas: no hairlines between modules, and a film cutter can follow them.

A walk keeps the dark modules on its right (y grows downwards): outer outlines run clockwise, holes the
other way. Where two modules touch only at a corner it turns right and keeps them apart.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from signage.codes.matrix import Matrix

Modules = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]


class _Edges(NamedTuple):
    """The straight edges of one orientation. A vertex's number counts row by row, code after code."""

    start: Indices
    end: Indices
    length: Indices  # negative where the walk goes left or up


def modules(matrices: Sequence[Matrix]) -> Modules:
    """Matrices of one size as (count, n, n) zeros and ones."""
    size = matrices[0].size
    width = (size + 7) // 8
    pad = width * 8 - size
    raw = b"".join([(row << pad).to_bytes(width, "big") for matrix in matrices for row in matrix.rows])
    return np.unpackbits(np.frombuffer(raw, np.uint8).reshape(len(matrices), size, width), axis=2, count=size)


def svg_paths(matrices: Sequence[Matrix]) -> Iterator[str]:
    """The `d` of one SVG path for each matrix, all of one size; the unit is a module."""
    size = matrices[0].size
    at_once = _vertex_numbers(size).at_once
    for start in range(0, len(matrices), at_once):
        yield from _paths(modules(matrices[start : start + at_once]), size)


def _paths(dark: Modules, size: int) -> Iterator[str]:
    vertices = (size + 1) ** 2
    numbers = _vertex_numbers(size)
    horizontal = _edges(dark, numbers.by_rows)
    # with x and y exchanged, right and left are too: these edges have to be walked backwards
    end, start, backwards = _edges(dark.swapaxes(1, 2), numbers.by_columns)
    vertical = _Edges(start, end, -backwards)
    down = _following(horizontal, vertical, len(dark) * vertices, turn=1)
    onward = _following(vertical, horizontal, len(dark) * vertices, turn=-1)[down]
    downwards = vertical.length[down]
    # each outline has a highest edge, to which a walk comes from below and from which it goes on down
    highest = onward[np.flatnonzero(downwards < 0)]
    highest = np.sort(highest[downwards[highest] > 0])
    codes = horizontal.start[highest] // vertices
    words = _words(size)
    starts = zip(highest.tolist(), words.moves[horizontal.start[highest] - codes * vertices], strict=True)
    steps = (horizontal.length + size) * (2 * size + 1) + downwards + size
    counts = np.bincount(codes, minlength=len(dark)).tolist()
    return _walks(starts, counts, onward.tolist(), words.lines[steps].tolist(), words.last)


def _walks(
    starts: Iterator[tuple[int, str]],
    counts: list[int],
    onward: list[int],
    lines: list[str],
    last: dict[str, str],
) -> Iterator[str]:
    """Follow every outline from one of its highest edges; an edge's successor is -1 once it is drawn."""
    for count in counts:
        path: list[str] = []
        for start, move in islice(starts, count):
            if onward[start] >= 0:
                path.append(move)
                edge = start
                while (following := onward[edge]) >= 0:
                    path.append(lines[edge])
                    onward[edge] = -1
                    edge = following
                path[-1] = last[path[-1]]
        path.append("z")
        yield "".join(path)[1:]


class _Words(NamedTuple):
    moves: npt.NDArray[np.object_]  # `zM3 4` for each vertex
    lines: npt.NDArray[np.object_]  # `h3v-2` for each pair of steps
    last: dict[str, str]  # the same as the end of an outline, where `z` draws the edge down or up


@lru_cache(maxsize=4)
def _words(size: int) -> _Words:
    moves = [f"zM{x} {y}" for y in range(size + 1) for x in range(size + 1)]
    steps = range(-size, size + 1)
    lines = {f"h{across}v{down}": f"h{across}" for across in steps for down in steps}
    return _Words(np.array(moves, object), np.array(list(lines), object), lines)


class _VertexNumbers(NamedTuple):
    """The vertex at each place of the arrays in `_edges`, for as many codes as are drawn at once."""

    at_once: int
    by_rows: Indices
    by_columns: Indices


@lru_cache(maxsize=4)
def _vertex_numbers(size: int) -> _VertexNumbers:
    at_once = max(1, 40_000 // (size + 1) ** 2)  # what the processor's second cache takes
    numbers = np.arange(at_once * (size + 1) ** 2).reshape(at_once, size + 1, size + 1)
    flat = [np.pad(n, ((0, 0), (0, 0), (0, 1))).ravel() for n in (numbers, numbers.swapaxes(1, 2))]
    return _VertexNumbers(at_once, *flat)


def _edges(dark: Modules, numbers: Indices) -> _Edges:
    """The edges along the rows of `dark`: to the right above a dark module, to the left below one."""
    count, size, _ = dark.shape
    side = np.zeros((count, size + 1, size + 2), np.int8)  # 1: dark below the line, -1: dark above it
    side[:, :size, 1:-1] = dark
    side[:, 1:, 1:-1] -= dark.view(np.int8)
    flat = side.ravel()
    turns = flat[1:] != flat[:-1]
    opens = np.flatnonzero(turns & (flat[1:] != 0))
    closes = np.flatnonzero(turns & (flat[:-1] != 0))
    rightwards = flat[opens + 1] > 0
    length = (closes - opens) * flat[opens + 1]
    opens, closes = numbers[opens], numbers[closes]
    return _Edges(np.where(rightwards, opens, closes), np.where(rightwards, closes, opens), length)


def _following(edges: _Edges, nexts: _Edges, vertices: int, *, turn: int) -> Indices:
    """For each of `edges` the one of `nexts` that starts where it ends; of two the one that turns right.

    `turn` is 1 if a right turn keeps the length's sign (right to down), -1 if it changes it (down to left).
    """
    starting = np.full(2 * vertices, -1, np.int32)
    starting[2 * nexts.start + (nexts.length > 0)] = np.arange(len(nexts.start))
    wanted = 2 * edges.end + (edges.length * turn > 0)
    right = starting[wanted]
    return np.where(right >= 0, right, starting[wanted ^ 1])
