"""A photo made fit for print or a phone: small, upright, and without what a camera writes into its files."""

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from signage.errors import InvalidInput, Said

PRINTED_PX, PHONE_PX = 1400, 480
_FORMATS = ("JPEG", "PNG", "WEBP")


def prepared(path: Path, *, largest_px: int = PRINTED_PX, quality: int = 85) -> bytes:
    """The photo as a JPEG of at most `largest_px` pixels a side; where it was taken is not in it any more.

    Raises InvalidInput for what is no photo.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_FORMATS) as photo:
                upright = ImageOps.exif_transpose(photo).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidInput(
            Said(
                f"{path.name} ist kein Foto (JPEG, PNG, WebP).", f"{path.name} is no photo (JPEG, PNG, WebP)."
            )
        ) from None
    upright.thumbnail((largest_px, largest_px))
    stream = BytesIO()
    upright.save(stream, "JPEG", quality=quality)
    return stream.getvalue()
