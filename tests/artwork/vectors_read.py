"""Reading what a PDF draws: where the points of its filled shapes lie on the paper, in millimetres."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

Matrix = tuple[float, float, float, float, float, float]
_MM = 25.4 / 72


@dataclass(frozen=True)
class Shape:
    """A filled shape: its colour as `#rrggbb`, and its points from the page's lower left corner."""

    fill: str
    points: tuple[tuple[float, float], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, lower, right and upper edge."""
        across, up = zip(*self.points, strict=True)
        return min(across), min(up), max(across), max(up)

    @property
    def width(self) -> float:
        left, _, right, _ = self.box
        return right - left

    @property
    def height(self) -> float:
        _, lower, _, upper = self.box
        return upper - lower


def filled_shapes(pdf: bytes, page: int = 0) -> list[Shape]:
    """Every filled shape of a page, in the order of drawing; nothing is rounded, nothing rendered."""
    document = pypdfium2.PdfDocument(pdf)
    found = document[page]  # its objects live as long as it does
    sheet = found.raw
    objects = [raw.FPDFPage_GetObject(sheet, n) for n in range(raw.FPDFPage_CountObjects(sheet))]
    shapes = [shape for one in objects for shape in _drawn(one, (1, 0, 0, 1, 0, 0))]
    found.close()
    return shapes


def _drawn(item: Any, outer: Matrix) -> Iterator[Shape]:
    kind = raw.FPDFPageObj_GetType(item)
    if kind == raw.FPDF_PAGEOBJ_FORM:
        inside = (raw.FPDFFormObj_GetObject(item, n) for n in range(raw.FPDFFormObj_CountObjects(item)))
        for one in inside:
            yield from _drawn(one, _joined(_matrix(item), outer))
    elif kind == raw.FPDF_PAGEOBJ_PATH and _is_filled(item):
        by = _joined(_matrix(item), outer)
        segments = (raw.FPDFPath_GetPathSegment(item, n) for n in range(raw.FPDFPath_CountSegments(item)))
        points = tuple(_placed(one, by) for one in segments)
        if points:
            yield Shape(_fill(item), points)


def _is_filled(item: Any) -> bool:
    mode, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    return bool(raw.FPDFPath_GetDrawMode(item, mode, stroke)) and mode.value != raw.FPDF_FILLMODE_NONE


def _fill(item: Any) -> str:
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(item, *parts)
    return "#" + "".join(f"{part.value:02x}" for part in parts[:3])


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _joined(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    k, l, m, n, o, p = outer  # noqa: E741 - the six of a matrix
    return (a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p)


def _placed(segment: Any, by: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = by
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return (a * x.value + c * y.value + e) * _MM, (b * x.value + d * y.value + f) * _MM
