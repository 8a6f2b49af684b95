"""A text as the picture of a QR code within a page."""

import base64

_SIZE_MM = 60.0


def as_qr(text: str) -> str:
    """A data address of the code, for `src`."""
    from signage.codes import svg
    from signage.codes.frame import framed
    from signage.codes.matrix import matrix

    drawn = matrix(text, "M")
    (picture,) = svg.write([drawn], [framed(drawn, size_mm=_SIZE_MM, quiet=4)], [""])
    return "data:image/svg+xml;base64," + base64.b64encode(picture).decode()
