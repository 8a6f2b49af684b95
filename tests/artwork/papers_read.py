"""Reading a PDF back: its words, and where things lie on the paper in millimetres."""

import re
from typing import Any

import numpy as np
import pypdfium2

Box = tuple[float, float, float, float]
_PER_MM = 12.0  # pixels; 0.2 mm are more than two of them
_PATCH = 6
_POINTS_PER_MM = 72 / 25.4


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def words(pdf: bytes, page: int | None = None) -> str:
    """The text of a page, or of all, with every run of blanks as one and words whole again."""
    document = pypdfium2.PdfDocument(pdf)
    wanted = range(len(document)) if page is None else [page]
    texts = [document[number].get_textpage().get_text_range() for number in wanted]
    text = re.sub("[\u200b\ufffe]\\s*", "", " ".join(texts))
    return " ".join(text.split())


def page_mm(pdf: bytes, page: int = 0) -> tuple[float, float]:
    width, height = pypdfium2.PdfDocument(pdf)[page].get_size()
    return width / _POINTS_PER_MM, height / _POINTS_PER_MM


def coloured_mm(pdf: bytes, colour: str, *, within: Box | None = None, near: int = 4) -> Box:
    """Left, top, right and bottom edge, in millimetres on the first page, of what is filled with `#rrggbb`
    and lies `within` such edges. Only whole patches count, not the soft edge of something else.
    """
    left, top, right, bottom = (round(edge * _PER_MM) for edge in within or (0, 0, *page_mm(pdf)))
    picture = photographed(pdf)[top:bottom, left:right]
    alike = np.ones(picture.shape[:2], dtype=bool)
    for channel, start in enumerate((1, 3, 5)):
        wanted = int(colour[start : start + 2], 16)
        alike &= (picture[..., channel] >= max(wanted - near, 0)) & (picture[..., channel] <= wanted + near)
    rows, columns = np.nonzero(_patches(alike))
    edges = left + columns.min(), top + rows.min(), left + columns.max() + _PATCH, top + rows.max() + _PATCH
    return tuple(float(edge) / _PER_MM for edge in edges)  # type: ignore[return-value]


def _patches(alike: Any) -> Any:
    """Where a square of pixels begins that are all alike."""
    for axis in (0, 1):
        length = alike.shape[axis] - _PATCH + 1
        parts = [alike.take(range(start, start + length), axis) for start in range(_PATCH)]
        alike = np.logical_and.reduce(parts)
    return alike


def photographed(pdf: bytes) -> Any:
    """The first page as an array of pixels, 12 a millimetre."""
    return (
        pypdfium2.PdfDocument(pdf)[0]
        .render(scale=_PER_MM / _POINTS_PER_MM, rev_byteorder=True)
        .to_numpy()[..., :3]
    )
