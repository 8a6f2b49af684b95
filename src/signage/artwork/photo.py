"""A photo made fit for print or a phone: small, upright, and without what a camera writes into its files."""

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from signage.errors import InvalidInput, Said

PRINTED_PX, PHONE_PX = 1400, 480
_MOST_PX = 60_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_BESIDE = ("exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp")  # what is said of a picture


def prepared(path: Path, *, largest_px: int = PRINTED_PX, quality: int = 85) -> bytes:
    """As `cleaned`, of a file. Raises InvalidInput also for a file that cannot be read."""
    try:
        content = path.read_bytes()
    except OSError:
        raise _no_photo(path.name) from None
    return cleaned(content, path.name, largest_px=largest_px, quality=quality)


def cleaned(content: bytes, name: str, *, largest_px: int = PRINTED_PX, quality: int = 85) -> bytes:
    """The photo as a JPEG of at most `largest_px` pixels a side; where it was taken is not in it any more.

    Raises InvalidInput, by `name`, for what is no photo, and for more than 60 megapixels.
    """
    size = (largest_px, largest_px)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=_FORMATS) as photo:
                if photo.width * photo.height > _MOST_PX:
                    raise _no_photo(name)
                photo.draft("RGB", size)
                turned = upright(photo).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _no_photo(name) from None
    turned.thumbnail(size)
    # Comments, XMP and the rest would be written again: a picture of nothing but these pixels has none.
    bare = Image.frombytes("RGB", turned.size, turned.tobytes())
    stream = BytesIO()
    bare.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def upright(picture: Image.Image) -> Image.Image:
    """The picture turned as its camera held it, without what the camera says of it: Pillow would write that
    again, and fails where a camera wrote a field in a way of its own.
    """
    picture.load()
    picture.getexif()  # which the picture remembers
    for name in _BESIDE:
        picture.info.pop(name, None)
    return ImageOps.exif_transpose(picture)


def _no_photo(name: str) -> InvalidInput:
    return InvalidInput(
        Said(f"{name} ist kein Foto (JPEG, PNG, WebP).", f"{name} is no photo (JPEG, PNG, WebP).")
    )
