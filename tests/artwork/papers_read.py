"""Reading a PDF back: its words, and where things lie on the paper in millimetres."""

from typing import Any

import numpy as np
import pypdfium2

Box = tuple[float, float, float, float]
_PER_MM = 12.0  # pixels; 0.2 mm are more than two of them
_SINGLE = 6
_POINTS_PER_MM = 72 / 25.4


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def words(pdf: bytes, page: int | None = None) -> str:
    """The text of a page, or of all, with every run of blanks as one."""
    document = pypdfium2.PdfDocument(pdf)
    wanted = range(len(document)) if page is None else [page]
    texts = [document[number].get_textpage().get_text_range() for number in wanted]
    return " ".join(" ".join(texts).split())


def page_mm(pdf: bytes, page: int = 0) -> tuple[float, float]:
    width, height = pypdfium2.PdfDocument(pdf)[page].get_size()
    return width / _POINTS_PER_MM, height / _POINTS_PER_MM


def coloured_mm(pdf: bytes, colour: str, *, within: Box | None = None, near: int = 4) -> Box:
    """Left, top, right and bottom edge, in millimetres on the first page, of everything painted in `#rrggbb`
    that lies `within` such edges. Single pixels, as the soft edge of something else has them, do not count.
    """
    left, top, right, bottom = (round(edge * _PER_MM) for edge in within or (0, 0, *page_mm(pdf)))
    picture = photographed(pdf)[top:bottom, left:right]
    alike = np.ones(picture.shape[:2], dtype=bool)
    for channel, start in enumerate((1, 3, 5)):
        wanted = int(colour[start : start + 2], 16)
        alike &= (picture[..., channel] >= max(wanted - near, 0)) & (picture[..., channel] <= wanted + near)
    columns, rows = (np.flatnonzero(alike.sum(axis=axis) > _SINGLE) for axis in (0, 1))
    found = left + columns.min(), top + rows.min(), left + columns.max() + 1, top + rows.max() + 1
    return tuple(float(edge) / _PER_MM for edge in found)  # type: ignore[return-value]


def photographed(pdf: bytes) -> Any:
    """The first page as an array of pixels, 12 a millimetre."""
    return (
        pypdfium2.PdfDocument(pdf)[0]
        .render(scale=_PER_MM / _POINTS_PER_MM, rev_byteorder=True)
        .to_numpy()[..., :3]
    )
