"""qrcode's own matrices, the oracle of these tests."""

from typing import Any

from qrcode import QRCode

from signage.codes.matrix import LEVELS, Matrix

DOMAIN = "https://qr.thueringer-bogen.de"


def through_qrcode(text: str, level: str) -> Matrix:
    code: QRCode[Any] = QRCode(error_correction=LEVELS[level])
    code.add_data(text)
    code.make()
    rows = tuple(int("".join("01"[bool(dark)] for dark in row), 2) for row in code.modules)
    return Matrix(code.modules_count, rows)
