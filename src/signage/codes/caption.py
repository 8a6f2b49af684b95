"""The lines of clear text below a code, set so that each fits under it."""

from collections.abc import Iterator
from dataclasses import dataclass

from signage.codes.frame import Frame
from signage.codes.typeface import width


@dataclass(frozen=True, slots=True)
class Line:
    """One centred line; measures in modules, `down` from the drawing's upper edge to the letters' feet."""

    text: str
    weight: str
    size: float
    length: float
    down: float


def lines(frame: Frame) -> Iterator[Line]:
    """Large and bold, then small; a line wider than the code is set smaller."""
    for number, text in enumerate(frame.caption):
        weight, size = ("regular", frame.small) if number else ("bold", frame.large)
        relative = width(text, weight)
        size = min(size, frame.modules / relative) if relative else size
        yield Line(text, weight, size, relative * size, frame.baseline(number))
