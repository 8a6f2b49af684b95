"""Codes as SVG: one path of outlines, sized in millimetres."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from signage.codes.caption import Line, lines
from signage.codes.frame import Frame
from signage.codes.matrix import Matrix
from signage.codes.outline import svg_paths

# A module is 1 and the code's corner the origin, whatever the quiet zone.
# Markup.format escapes what it takes in.
_OPENING = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{frame.size_mm:g}mm" height="{frame.height_mm:.6g}mm"'
    ' viewBox="{origin} {origin} {frame.width} {frame.height:.6g}" shape-rendering="crispEdges" role="img">'
)
_GROUND = Markup(
    '<path fill="#fff" d="M{origin} {origin}h{frame.width}v{frame.height:.6g}h-{frame.width}z"/>'
)
_WEIGHTS = {"regular": 400, "bold": 700}

# XML cannot hold these, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(matrices: Sequence[Matrix], frames: Sequence[Frame], titles: Sequence[str]) -> Iterator[bytes]:
    """One drawing for each matrix, all of one size; a title is what a screen reader says."""
    for path, frame, title in zip(svg_paths(matrices), frames, titles, strict=True):
        name = f"<title>{escape(_legible(title))}</title>" if title else ""
        opening, ground = _paper(frame.modules, frame.size_mm, frame.quiet, len(frame.caption))
        yield f'{opening}{name}{ground}<path d="{path}"/>{_caption(frame)}</svg>'.encode()


@lru_cache(maxsize=64)
def _paper(modules: int, size_mm: float, quiet: int, caption_lines: int) -> tuple[str, str]:
    frame = Frame(modules, size_mm, quiet, ("",) * caption_lines)
    opening, ground = (part.format(frame=frame, origin=-quiet) for part in (_OPENING, _GROUND))
    return str(opening), str(ground)


def _caption(frame: Frame) -> str:
    if not frame.caption:
        return ""
    texts = "".join([_text(line, frame.modules / 2, line.down - frame.quiet) for line in lines(frame)])
    return f'<g font-family="Barlow,Arial,sans-serif" text-anchor="middle">{texts}</g>'


@lru_cache(maxsize=64)  # the second line is the same for all
def _text(line: Line, middle: float, down: float) -> str:
    return (
        f'<text x="{middle:g}" y="{down:.5g}" font-size="{line.size:.4g}"'
        f' font-weight="{_WEIGHTS[line.weight]}" textLength="{line.length:.4g}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(_legible(line.text))}</text>'
    )


def _legible(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
