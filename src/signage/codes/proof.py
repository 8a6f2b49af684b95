"""Proof that a drawn code reads: it is decoded by a reader that shares nothing with what drew it."""

from collections.abc import Iterable
from io import BytesIO

import zxingcpp
from PIL import Image

from signage.codes.drawing import draw
from signage.codes.matrix import Matrix, matrices
from signage.errors import Said, Unavailable

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def proves(code: Matrix | bytes, text: str) -> bool:
    """Whether exactly one code is read from the matrix, or from the file of a picture, and says `text`."""
    picture = draw(code, "png", size_mm=100) if isinstance(code, Matrix) else code
    return read(picture) == [text]


def require_readable(texts: Iterable[str], *, level: str) -> None:
    """Raise Unavailable when codes of these texts, as they are made now, cannot be read.

    One of each length is proved: codes of one length, version and level come from the same tables.
    """
    samples = list({len(text): text for text in texts}.values())
    for text, code in zip(samples, matrices(samples, level=level), strict=True):
        if not proves(code, text):
            raise Unavailable(
                Said(
                    f"Der Code für {text} lässt sich nicht lesen; nichts wurde geschrieben.",
                    f"The code of {text} cannot be read; nothing was written.",
                )
            )


def read(picture: bytes) -> list[str]:
    """What the QR codes in a picture say, in no particular order."""
    with Image.open(BytesIO(picture)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"), formats=_QR, text_mode=zxingcpp.TextMode.Plain)
    return [code.text for code in found]
