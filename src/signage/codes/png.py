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
_AS_IT_IS, _AS_ABOVE = 0, 2  # PNG's filters

_Pixels = npt.NDArray[np.uint8]


def write(matrices: Sequence[Matrix], frames: Sequence[Frame], _titles: Sequence[str]) -> Iterator[bytes]:
    """One picture for each matrix; all of one size, their frames alike but for the captions."""
    frame = frames[0]
    scale = pixels_per_module(frame)
    for start in range(0, len(matrices), _AT_ONCE):
        codes = _lines(modules(matrices[start : start + _AT_ONCE]), frame.quiet, scale)
        for code, own in zip(codes, frames[start : start + _AT_ONCE], strict=True):
            yield _file(code.tobytes() + _caption(own, scale), own, scale)


def pixels_per_module(frame: Frame) -> int:
    fine = -(-frame.module_mm * _DPI // 25.4)
    return int(max(1, min(fine, _WIDEST // frame.width)))


def _lines(dark: _Pixels, quiet: int, scale: int) -> _Pixels:
    """(count, n, n) modules to (count, ...) lines of white bits, each begun by its filter.

    Of the lines of a row of modules only the first is written, the others say "as above": that packs fastest.
    """
    light = np.pad(1 - dark, ((0, 0), (quiet, quiet), (quiet, quiet)), constant_values=1)
    firsts = np.packbits(light.repeat(scale, axis=2), axis=2)
    count, rows, width = firsts.shape
    scanlines = np.zeros((count, rows, scale, 1 + width), np.uint8)
    scanlines[:, :, 0, 1:] = firsts
    scanlines[:, :, 1:, 0] = _AS_ABOVE
    return scanlines


def _file(scanlines: bytes, frame: Frame, scale: int) -> bytes:
    width = frame.width * scale
    height = len(scanlines) // (1 + (width + 7) // 8)
    per_metre = round(width / frame.size_mm * 1000)
    packer = zlib.compressobj(1, memLevel=5)  # more effort gains nothing, more memory costs time
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", packer.compress(scanlines) + packer.flush()),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def _caption(frame: Frame, scale: int) -> bytes:
    """The lines below the quiet zone."""
    if not frame.caption:
        return b""
    picture = Image.new("1", (frame.width * scale, round(frame.height * scale) - frame.width * scale), 1)
    pen = ImageDraw.Draw(picture)
    for line in lines(frame):
        _draw(pen, line, frame, scale)
    rows = np.frombuffer(picture.tobytes(), np.uint8).reshape(picture.height, -1)
    return np.pad(rows, ((0, 0), (1, 0)), constant_values=_AS_IT_IS).tobytes()


def _draw(pen: ImageDraw.ImageDraw, line: Line, frame: Frame, scale: int) -> None:
    x = (frame.width - line.length) / 2 * scale
    for font, part in runs(line.text, line.weight):
        face = _face(font.file, line.size * scale)
        pen.text((x, (line.down - frame.width) * scale), part, 0, face, anchor="ls")
        x += face.getlength(part)


@lru_cache(maxsize=32)
def _face(file: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)
