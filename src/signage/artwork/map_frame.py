"""One map with all that makes it measurable: frame, grid, scale bar; as a template takes it."""

from typing import Any

from signage.artwork.ground import Ground, drawing
from signage.artwork.naming import names
from signage.artwork.window import Window

_CORNER_MM = 9.0  # no coordinate is written nearer to a corner, where it would run into the other edge's


def framed_map(ground: Ground, window: Window, *, size: float = 1.0) -> tuple[dict[str, Any], str]:
    """What `style.typ` draws with `framed-map`, and the drawing that lies under its words."""
    metres = window.scale_bar_m(min(40.0 * size, 0.6 * window.width_mm))
    across = [(window.place(east, window.south)[0], east) for east in window.eastings()]
    down = [(window.place(window.west, north)[1], north) for north in window.northings()]
    return {
        "width": window.width_mm,
        "height": window.height_mm,
        "scale": f"1 : {grouped(window.scale)}",
        "eastings": _figures(across, window.width_mm, size),
        "northings": _figures(down, window.height_mm, size),
        "bar": {"metres": metres, "mm": window.mm(metres)},
        "names": names(ground, window, size=size),
    }, drawing(ground, window, size=size)


def _figures(lines: list[tuple[float, int]], length_mm: float, size: float) -> list[dict[str, Any]]:
    corner = _CORNER_MM * size
    return [{"at": at, "text": grouped(number)} for at, number in lines if corner <= at <= length_mm - corner]


def grouped(number: int) -> str:
    """A number as maps write it: `5 636 200`, never broken over lines."""
    return f"{number:,}".replace(",", "\u00a0")
