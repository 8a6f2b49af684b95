"""Proof that a drawn code reads: it is decoded by a reader that shares nothing with what drew it."""

from io import BytesIO

import zxingcpp
from PIL import Image

from signage.codes.drawing import draw
from signage.codes.matrix import Matrix

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def proves(code: Matrix | bytes, text: str) -> bool:
    """Whether exactly one code is read from the matrix, or from the file of a picture, and says `text`."""
    picture = draw(code, "png", size_mm=100) if isinstance(code, Matrix) else code
    return read(picture) == [text]


def read(picture: bytes) -> list[str]:
    """What the QR codes in a picture say, in no particular order."""
    with Image.open(BytesIO(picture)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"), formats=_QR, text_mode=zxingcpp.TextMode.Plain)
    return [code.text for code in found]
