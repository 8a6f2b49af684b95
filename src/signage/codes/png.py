"""Codes as PNG: one bit for each pixel, whole pixels for each module, true to the millimetre by `pHYs`."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from signage.codes.caption import Line, lines
from signage.codes.frame import Frame
from signage.codes.matrix import Matrix
from signage.codes.outline import modules
from signage.codes.typeface import runs

_DPI = 300  # at least, but for very large codes: these are drawn coarser, as modules have no finer detail
_WIDEST = 4000  # pixels
_AT_ONCE = 64

_Pixels = npt.NDArray[np.uint8]


def write(matrices: Sequence[Matrix], frames: Sequence[Frame], _titles: Sequence[str]) -> Iterator[bytes]:
    """One picture for each matrix; all of one size, their frames alike but for the captions."""
    frame = frames[0]
    scale = pixels_per_module(frame)
    for start in range(0, len(matrices), _AT_ONCE):
        codes = _pixel_rows(modules(matrices[start : start + _AT_ONCE]), frame.quiet, scale)
        for rows, own in zip(codes, frames[start : start + _AT_ONCE], strict=True):
            yield _file(np.vstack([rows, _caption(own, scale)]) if own.caption else rows, own, scale)


def pixels_per_module(frame: Frame) -> int:
    fine = -(-frame.module_mm * _DPI // 25.4)
    return int(max(1, min(fine, _WIDEST // frame.width)))


def _pixel_rows(dark: _Pixels, quiet: int, scale: int) -> _Pixels:
    """(count, n, n) modules to (count, height, bytes) of white bits."""
    light = np.pad(1 - dark, ((0, 0), (quiet, quiet), (quiet, quiet)), constant_values=1)
    return np.packbits(light.repeat(scale, axis=2), axis=2).repeat(scale, axis=1)


def _file(rows: _Pixels, frame: Frame, scale: int) -> bytes:
    width = frame.width * scale
    scanlines = np.zeros((len(rows), rows.shape[1] + 1), np.uint8)  # each begins with its filter: none
    scanlines[:, 1:] = rows
    per_metre = round(width / frame.size_mm * 1000)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 1, 0, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            _chunk(
                b"IDAT", zlib.compress(scanlines.tobytes(), 1)
            ),  # modules repeat so much that more effort gains nothing
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def _caption(frame: Frame, scale: int) -> _Pixels:
    """The pixel rows below the quiet zone."""
    picture = Image.new("1", (frame.width * scale, round(frame.height * scale) - frame.width * scale), 1)
    pen = ImageDraw.Draw(picture)
    for line in lines(frame):
        _draw(pen, line, frame, scale)
    return np.frombuffer(picture.tobytes(), np.uint8).reshape(picture.height, -1)


def _draw(pen: ImageDraw.ImageDraw, line: Line, frame: Frame, scale: int) -> None:
    x = (frame.width - line.length) / 2 * scale
    for font, part in runs(line.text, line.weight):
        face = _face(font.file, line.size * scale)
        pen.text((x, (line.down - frame.width) * scale), part, 0, face, anchor="ls")
        x += face.getlength(part)


@lru_cache(maxsize=32)
def _face(file: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)
