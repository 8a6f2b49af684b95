"""Codes as PDF: vectors in millimetres, fonts embedded."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO

import numpy as np
import numpy.typing as npt
from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from signage.codes.caption import lines
from signage.codes.frame import Frame
from signage.codes.matrix import Matrix
from signage.codes.outline import modules
from signage.codes.typeface import fonts, runs

_AT_ONCE = 64

# Text inside of PDFs was for the mail of the nineties; it costs a quarter of the size and of the time.
rl_config.useA85 = 0


def write(matrices: Sequence[Matrix], frames: Sequence[Frame], titles: Sequence[str]) -> Iterator[bytes]:
    """One page for each matrix, all of one size; a title stands in the document's properties."""
    for rectangles, frame, title in zip(dark_rectangles(matrices), frames, titles, strict=True):
        yield _page(rectangles, frame, title)


def new_canvas(stream: BytesIO, width_mm: float, height_mm: float, title: str) -> Canvas:
    """A document that is the same bytes whenever it is made, and holds no font that is not embedded."""
    ours = fonts("regular")[0].name  # else reportlab starts each page with Helvetica
    size = (width_mm * mm, height_mm * mm)
    canvas = Canvas(stream, size, pageCompression=1, invariant=1, initialFontName=ours)
    canvas.setTitle(title)
    canvas.setCreator("signage")
    canvas.setAuthor("signage")  # else reportlab writes »anonymous«
    canvas.setSubject("QR-Codes von Schildern der Gewerbegebiete")
    return canvas


def dark_rectangles(matrices: Sequence[Matrix]) -> Iterator[str]:
    """Path operators for the dark modules, a rectangle for each run; unit 1 module, origin lower left."""
    size = matrices[0].size
    corners, widths = _words(size)
    for start in range(0, len(matrices), _AT_ONCE):
        places, lengths, ends = _runs(modules(matrices[start : start + _AT_ONCE]))
        words = np.empty((len(places), 2), object)
        words[:, 0] = corners[places]
        words[:, 1] = widths[lengths]
        flat = words.ravel().tolist()
        for first, end in zip([0, *ends], ends, strict=False):
            yield "".join(flat[2 * first : 2 * end])


def _runs(dark: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], list[int]]:
    """Of each run of dark modules the place of the first and the length; and where each code's runs end."""
    count, size, _ = dark.shape
    padded = np.pad(dark, ((0, 0), (0, 0), (0, 1))).ravel()
    change = np.flatnonzero(np.diff(padded, prepend=np.uint8(0)))
    begins, ends = change[::2], change[1::2]
    codes = begins // (size * (size + 1))
    per_code = np.bincount(codes, minlength=count).cumsum().tolist()
    return begins - codes * (size * (size + 1)), ends - begins, per_code


@lru_cache(maxsize=4)
def _words(size: int) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """`x y ` for each place of a padded matrix; `width 1 re` for each length."""
    corners = [f"{x} {size - 1 - y} " for y in range(size) for x in range(size + 1)]
    return np.array(corners, object), np.array([f"{width} 1 re\n" for width in range(size + 1)], object)


def paint(canvas: Canvas, rectangles: str, frame: Frame, left_mm: float, top_mm: float) -> None:
    """Draw a code and its caption, black, with the drawing's upper left corner there."""
    module = frame.module_mm * mm
    down = top_mm * mm - (frame.quiet + frame.modules) * module
    across = left_mm * mm + frame.quiet * module
    canvas.addLiteral(f"0 g q {module:.5f} 0 0 {module:.5f} {across:.3f} {down:.3f} cm\n{rectangles}f Q")
    for line in lines(frame):
        x = left_mm + (frame.width - line.length) / 2 * frame.module_mm
        y = top_mm - line.down * frame.module_mm
        set_text(canvas, line.text, line.weight, line.size * frame.module_mm, x, y)


def set_text(canvas: Canvas, text: str, weight: str, size_mm: float, x_mm: float, y_mm: float) -> None:
    """Set one line, changing fonts where a script needs it.

    These are the operators that reportlab's own `drawString` writes, which takes several times as long.
    """
    operators = [f"BT {x_mm * mm:.3f} {y_mm * mm:.3f} Td"]
    for font, part in runs(text, weight):
        dynamic = pdfmetrics.getFont(font.name)
        for subset, chunk in dynamic.splitString(part, canvas._doc):
            name = dynamic.getSubsetInternalName(subset, canvas._doc)
            operators.append(f"{name} {size_mm * mm:.3f} Tf ({canvas._escape(chunk)}) Tj")
    canvas.addLiteral(" ".join([*operators, "ET"]))


def _page(rectangles: str, frame: Frame, title: str) -> bytes:
    stream = BytesIO()
    canvas = new_canvas(stream, frame.size_mm, frame.height_mm, title or "QR-Code")
    paint(canvas, rectangles, frame, 0, frame.height_mm)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()
