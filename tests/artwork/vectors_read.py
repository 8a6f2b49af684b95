"""Reading what a PDF draws: where its filled shapes, lines and texts lie on the paper, in millimetres.

Nothing is rounded and nothing rendered; lengths are from the page's lower left corner.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2
from pypdfium2 import raw

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
_MM = 25.4 / 72


@dataclass(frozen=True)
class Shape:
    """A filled shape: its colour as `#rrggbb`, and its points."""

    fill: str
    points: tuple[Point, ...]

    @property
    def box(self) -> Box:
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
    """Every filled shape of a page, in the order of drawing."""
    with _objects(pdf, page) as (_, found):
        paths = [(item, by) for item, by in found if _is_path(item) and _is_filled(item)]
        shapes = [Shape(_colour(item, raw.FPDFPageObj_GetFillColor), _points(item, by)) for item, by in paths]
    return [shape for shape in shapes if shape.points]


def strokes(pdf: bytes, colour: str, page: int = 0) -> list[tuple[Point, Point]]:
    """Every straight line of a page that is stroked in `#rrggbb`."""
    with _objects(pdf, page) as (_, found):
        paths = [(item, by) for item, by in found if _is_path(item) and _is_stroked(item)]
        return [
            line
            for item, by in paths
            if _colour(item, raw.FPDFPageObj_GetStrokeColor) == colour
            for line in _straight(item, by)
        ]


def texts_at(pdf: bytes, page: int = 0) -> list[tuple[str, Box]]:
    """Every run of text of a page with the box that its letters fill."""
    with _objects(pdf, page) as (text_page, found):
        return [
            (text, _bounds(item, by))
            for item, by in found
            if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT and (text := _text(item, text_page))
        ]


@contextmanager
def _objects(pdf: bytes, page: int) -> Iterator[tuple[Any, list[tuple[Any, Matrix]]]]:
    """The texts of a page, and its objects with the matrix that lays them on it; both live in here alone."""
    document = pypdfium2.PdfDocument(pdf)
    found = document[page]
    texts = found.get_textpage()
    objects = [raw.FPDFPage_GetObject(found.raw, n) for n in range(raw.FPDFPage_CountObjects(found.raw))]
    yield texts.raw, [inner for one in objects for inner in _unpacked(one, (1, 0, 0, 1, 0, 0))]
    texts.close()
    found.close()


def _unpacked(item: Any, outer: Matrix) -> Iterator[tuple[Any, Matrix]]:
    if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
        yield item, outer
        return
    for one in (raw.FPDFFormObj_GetObject(item, n) for n in range(raw.FPDFFormObj_CountObjects(item))):
        yield from _unpacked(one, _joined(_matrix(item), outer))


def _segments(item: Any) -> Iterator[Any]:
    yield from (raw.FPDFPath_GetPathSegment(item, n) for n in range(raw.FPDFPath_CountSegments(item)))


def _points(item: Any, outer: Matrix) -> tuple[Point, ...]:
    by = _joined(_matrix(item), outer)
    return tuple(_placed(one, by) for one in _segments(item))


def _straight(item: Any, outer: Matrix) -> Iterator[tuple[Point, Point]]:
    by = _joined(_matrix(item), outer)
    for before, segment in pairwise(_segments(item)):
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            yield _placed(before, by), _placed(segment, by)


def _text(item: Any, texts: Any) -> str:
    size = raw.FPDFTextObj_GetText(item, texts, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(item, texts, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le").rstrip("\0").strip()


def _bounds(item: Any, by: Matrix) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(item, *edges)
    left, lower, right, upper = (edge.value for edge in edges)
    corners = [_laid(x, y, by) for x in (left, right) for y in (lower, upper)]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)


def _is_path(item: Any) -> bool:
    return bool(raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_PATH)


def _is_stroked(item: Any) -> bool:
    mode, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    return bool(raw.FPDFPath_GetDrawMode(item, mode, stroke)) and bool(stroke.value)


def _is_filled(item: Any) -> bool:
    mode, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    return bool(raw.FPDFPath_GetDrawMode(item, mode, stroke)) and mode.value != raw.FPDF_FILLMODE_NONE


def _colour(item: Any, of: Callable[..., Any]) -> str:
    parts = [ctypes.c_uint() for _ in range(4)]
    of(item, *parts)
    return "#" + "".join(f"{part.value:02x}" for part in parts[:3])


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _joined(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    k, l, m, n, o, p = outer  # noqa: E741 - the six of a matrix
    return (a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p)


def _placed(segment: Any, by: Matrix) -> Point:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return _laid(x.value, y.value, by)


def _laid(x: float, y: float, by: Matrix) -> Point:
    a, b, c, d, e, f = by
    return (a * x + c * y + e) * _MM, (b * x + d * y + f) * _MM
