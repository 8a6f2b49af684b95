"""Codes drawn for print and screen, as SVG, PNG or PDF: a format is a row of `WRITERS`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from signage.codes import pdf, png, svg
from signage.codes.frame import STANDARD_QUIET, Frame, framed, module_mm, reading_distance_m
from signage.codes.matrix import Matrix
from signage.codes.media import MEDIA_TYPES
from signage.errors import InvalidInput, Said, known

__all__ = ["WRITERS", "Drawn", "Writer", "draw", "draw_all", "module_mm", "reading_distance_m"]

_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Writer:
    """`write` takes matrices of one size, their frames and their titles, and gives one file for each."""

    media_type: str
    write: Callable[[Sequence[Matrix], Sequence[Frame], Sequence[str]], Iterator[bytes]]


WRITERS = {
    "svg": Writer(MEDIA_TYPES["svg"], svg.write),
    "png": Writer(MEDIA_TYPES["png"], png.write),
    "pdf": Writer(MEDIA_TYPES["pdf"], pdf.write),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is to be drawn: a matrix, the lines of clear text below it, and its name for screen readers."""

    matrix: Matrix
    caption: tuple[str, ...] = ()
    title: str = ""


def draw(
    matrix: Matrix,
    suffix: str,
    *,
    size_mm: float = 60.0,
    quiet: int = STANDARD_QUIET,
    caption: tuple[str, ...] = (),
    title: str = "",
) -> bytes:
    """The file of one code; `size_mm` is its width with the quiet zone, and `caption` makes it higher.

    Raises InvalidInput for an unknown suffix and for measures that cannot be printed or read.
    """
    return next(draw_all([Drawn(matrix, caption, title)], suffix, size_mm=size_mm, quiet=quiet))


def draw_all(
    codes: Iterable[Drawn], suffix: str, *, size_mm: float = 60.0, quiet: int = STANDARD_QUIET
) -> Iterator[bytes]:
    """The files of many codes, in their order; much faster than one by one."""
    if suffix not in WRITERS:
        raise InvalidInput(known(Said("Das Format", "format"), suffix, list(WRITERS)))
    return _drawn(iter(codes), WRITERS[suffix], size_mm, quiet)


def _drawn(codes: Iterator[Drawn], writer: Writer, size_mm: float, quiet: int) -> Iterator[bytes]:
    while chunk := list(islice(codes, _AT_ONCE)):
        for _, alike in groupby(chunk, lambda code: code.matrix.size):
            same = list(alike)
            frames = [framed(c.matrix, size_mm=size_mm, quiet=quiet, caption=c.caption) for c in same]
            yield from writer.write([c.matrix for c in same], frames, [c.title for c in same])
