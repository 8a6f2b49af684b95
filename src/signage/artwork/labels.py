"""Sheets of labels as PDF: code, clear text, sign number, area and place on each, with marks to cut along."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from signage.artwork.label import Label
from signage.artwork.sheets import SHEETS, UNPRINTED_MM, Sheet
from signage.codes.frame import STANDARD_QUIET, Frame
from signage.codes.matrix import Matrix, matrices
from signage.codes.pdf import dark_rectangles, new_canvas, paint, set_text
from signage.codes.typeface import fitted, width
from signage.errors import InvalidInput, Said, known

Progress = Callable[[int], None]

# Colours as PDF operators: `rg` and `g` fill, `RG` and `G` draw lines.
_PLATE = "0.1 0.31 0.53 rg 0.1 0.31 0.53 RG"
_WHITE, _INK, _GREY = "1 g", "0.09 0.13 0.18 rg", "0.36 0.4 0.45 rg"
_ARM_MM = 1.5  # of a mark's cross
_GUTTER_MM = 0.5  # between the code's quiet zone and the words


def label_sheet(
    labels: Iterable[Label], *, sheet: str = "A4-24", level: str = "H", progress: Progress | None = None
) -> bytes:
    """A PDF of all labels in their order. `progress` is told after each page how many labels are done.

    Raises InvalidInput for an unknown sheet and for no labels at all.
    """
    if sheet not in SHEETS:
        raise InvalidInput(known(Said("Der Bogen", "sheet"), sheet, list(SHEETS)))
    stream = BytesIO()
    form = SHEETS[sheet]
    canvas = new_canvas(stream, form.page_width_mm, form.page_height_mm, "Schildcodes")
    done = 0
    for page in _pages(iter(labels), form.labels, level):
        _draw_page(canvas, form, page)
        done += len(page)
        if progress:
            progress(done)
    if not done:
        raise InvalidInput(Said("Es gibt keinen Code zu drucken.", "There is no code to print."))
    canvas.save()
    return stream.getvalue()


_Coded = tuple[Label, Matrix, str]  # the string: path operators of its dark modules


def _pages(labels: Iterator[Label], per_page: int, level: str) -> Iterator[list[_Coded]]:
    while chunk := list(islice(labels, 20 * per_page)):
        coded = _coded(chunk, level)
        yield from (coded[start : start + per_page] for start in range(0, len(coded), per_page))


def _coded(labels: list[Label], level: str) -> list[_Coded]:
    codes = list(matrices([label.address for label in labels], level=level))
    drawn: dict[Matrix, str] = {}
    for size in {code.size for code in codes}:
        alike = [code for code in codes if code.size == size]
        drawn |= zip(alike, dark_rectangles(alike), strict=True)
    return [(label, code, drawn[code]) for label, code in zip(labels, codes, strict=True)]


def _draw_page(canvas: Canvas, sheet: Sheet, page: list[_Coded]) -> None:
    canvas.addLiteral(_marks(sheet))
    edge = sheet.edge_mm
    for (left, top), (label, code, rectangles) in zip(sheet.corners_mm(), page, strict=False):
        shown, domain = label.caption
        frame = _frame(code, sheet, (shown,))
        left, right, top = left + edge, left + sheet.label_width_mm - sheet.right_mm, top - edge
        paint(canvas, rectangles, frame, left, top)
        start, down = left + frame.size_mm + _GUTTER_MM, frame.quiet * frame.module_mm
        foot = frame.baseline(0) * frame.module_mm
        unit = min(right - start, (foot - down) / _WORDS_HEIGHT)
        column = _Column(start, right - start, unit)
        _draw_words(canvas, label, column, top - down)
        _draw_domain(canvas, domain, column, top - foot)
    canvas.showPage()


@lru_cache
def _marks(sheet: Sheet) -> str:
    """A small cross on each corner of each label.

    Where a printer leaves the paper white its arms move inwards along their line; a line that lies in the
    white itself is the paper's edge and needs none.
    """
    arms: set[str] = set()
    for x, y in _crossings(sheet):
        across, up = (_inside(x, sheet.page_width_mm), _inside(y, sheet.page_height_mm))
        if up == y:
            arms.add(_line((across - _ARM_MM, y), (across + _ARM_MM, y)))
        if across == x:
            arms.add(_line((x, up - _ARM_MM), (x, up + _ARM_MM)))
    return "\n".join(["q 0.55 G 0.3 w", *sorted(arms), "S Q"])


def _crossings(sheet: Sheet) -> set[tuple[float, float]]:
    return {
        (x + right, y - down)
        for x, y in sheet.corners_mm()
        for right in (0, sheet.label_width_mm)
        for down in (0, sheet.label_height_mm)
    }


def _inside(place_mm: float, page_mm: float) -> float:
    """The place, or the nearest at which a whole mark is printed."""
    least = UNPRINTED_MM + _ARM_MM
    return min(max(place_mm, least), page_mm - least)


def _line(start_mm: tuple[float, float], end_mm: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = start_mm, end_mm
    return f"{x1 * mm:.2f} {y1 * mm:.2f} m {x2 * mm:.2f} {y2 * mm:.2f} l"


def _frame(code: Matrix, sheet: Sheet, caption: tuple[str, ...]) -> Frame:
    """The largest frame that leaves room for the words beside it."""
    shape = Frame(code.size, 1, STANDARD_QUIET, caption)
    by_height = (sheet.label_height_mm - sheet.edge_mm - sheet.foot_mm) / shape.height_mm
    return replace(shape, size_mm=min(by_height, 0.55 * sheet.label_width_mm))


class _Column(NamedTuple):
    """Where the words stand, and the unit of their sizes, with which they fit in width and height."""

    left_mm: float
    width_mm: float
    unit_mm: float


class _Style(NamedTuple):
    """How an item of the words is set; sizes in the column's unit."""

    weight: str
    size: float
    lines: int
    colour: str


_NUMBER = _Style("bold", 0.125, 1, _WHITE)
_AREA = _Style("semibold", 0.098, 3, _INK)
_PLACE = _Style("regular", 0.082, 2, _GREY)
_DOMAIN = _Style("semibold", 0.098, 1, _INK)
_PLATE_HEIGHT, _LEADING, _SPACE = 1.45, 1.18, 0.35  # in sizes
_WORDS_HEIGHT = _PLATE_HEIGHT * _NUMBER.size + sum(
    (_LEADING * s.lines + _SPACE) * s.size for s in (_AREA, _PLACE, _DOMAIN)
)


def _draw_words(canvas: Canvas, label: Label, column: _Column, top_mm: float) -> None:
    """Number, area and place below each other."""
    foot = top_mm - _draw_number(canvas, label.number, column, top_mm)
    for text, style in ((label.area_name, _AREA), (label.place, _PLACE)):
        size_mm = style.size * column.unit_mm
        canvas.addLiteral(style.colour)
        for line in _wrapped(text, style, column.width_mm / size_mm):
            foot -= _LEADING * size_mm
            set_text(canvas, line, style.weight, size_mm, column.left_mm, foot)
        foot -= _SPACE * size_mm


def _draw_domain(canvas: Canvas, domain: str, column: _Column, feet_mm: float) -> None:
    """What to type before the code, on the code's own line; set smaller where it is long, never cut."""
    relative = width(domain, _DOMAIN.weight)
    size_mm = min(_DOMAIN.size * column.unit_mm, column.width_mm / relative) if relative else 0.0
    canvas.addLiteral(_DOMAIN.colour)
    set_text(canvas, domain, _DOMAIN.weight, size_mm, column.left_mm, feet_mm)


def _draw_number(canvas: Canvas, number: str, column: _Column, top_mm: float) -> float:
    """The sign's number, white on a blue plate, whose height is returned."""
    size_mm = _NUMBER.size * column.unit_mm
    text = fitted(number, _NUMBER.weight, column.width_mm / size_mm - 0.8)
    height_mm = _PLATE_HEIGHT * size_mm
    canvas.addLiteral(
        _plate(column.left_mm, top_mm, (width(text, _NUMBER.weight) + 0.8) * size_mm, height_mm)
    )
    canvas.addLiteral(_NUMBER.colour)
    feet_mm = top_mm - 1.07 * size_mm
    set_text(canvas, text, _NUMBER.weight, size_mm, column.left_mm + 0.4 * size_mm, feet_mm)
    return height_mm


def _plate(left_mm: float, top_mm: float, width_mm: float, height_mm: float) -> str:
    """A filled rectangle whose outline, drawn with round joins, rounds its corners."""
    radius = 0.17 * height_mm
    x, y = (left_mm + radius) * mm, (top_mm - height_mm + radius) * mm
    across, up = (width_mm - 2 * radius) * mm, (height_mm - 2 * radius) * mm
    return f"{_PLATE} 1 j {2 * radius * mm:.2f} w {x:.2f} {y:.2f} {across:.2f} {up:.2f} re B"


@lru_cache(maxsize=4096)
def _wrapped(text: str, style: _Style, widest: float) -> list[str]:
    """`text` in lines no wider than `widest` in size 1; the last line is cut if it has to be."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < style.lines - 1:
        rest = _split(rest[0], style.weight, widest) + rest[1:]
        fitting = (n for n in range(len(rest), 1, -1) if width(" ".join(rest[:n]), style.weight) <= widest)
        taken = next(fitting, 1)
        lines.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    return [*lines, fitted(" ".join(rest), style.weight, widest)] if rest else lines


def _split(word: str, weight: str, widest: float) -> list[str]:
    """A word that is too wide in two parts, of which the first fits: behind its own stroke if it has one."""
    if width(word, weight) <= widest:
        return [word]
    strokes = (n for n in range(len(word) - 1, 1, -1) if word[n - 1] in "/-")
    if end := next((n for n in strokes if width(word[:n], weight) <= widest), 0):
        return [word[:end], word[end:]]
    fitting = (n for n in range(len(word) - 3, 1, -1) if width(word[:n] + "-", weight) <= widest)
    end = next(fitting, 1)
    return [word[:end] + "-", word[end:]]
