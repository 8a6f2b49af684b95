"""A firm's logo made fit for a page: small, of nothing but its pixels."""

import warnings
from io import BytesIO

from PIL import Image

from signage.artwork.photo import upright
from signage.errors import InvalidInput, Said

LARGEST_PX = (400, 200)
SMALLEST_PX = 16
_MOST_PX = 20_000_000
_MANY_BYTES = 24_000  # with more it is drawn in 256 colours
_FORMATS = ("PNG", "JPEG", "WEBP")


def cleaned_logo(content: bytes) -> bytes:
    """The logo as a PNG of at most 400 x 200 pixels, upright, the first of several pictures, with nothing
    that a program wrote beside the pixels.

    Raises InvalidInput for what is no PNG, JPEG or WebP, is very small, or has more than 20 megapixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=_FORMATS) as logo:
                if logo.width * logo.height > _MOST_PX:
                    raise no_logo()
                turned = upright(logo).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise no_logo() from None
    turned.thumbnail(LARGEST_PX)
    if min(turned.size) < SMALLEST_PX:
        raise no_logo()
    bare = Image.frombytes("RGBA", turned.size, turned.tobytes())
    png = _png(bare)
    return png if len(png) <= _MANY_BYTES else _png(bare.quantize(256, Image.Quantize.FASTOCTREE))


def no_logo() -> InvalidInput:
    """What is said of a file that cannot be a logo."""
    problem = Said(
        "Das ist kein Bild, das als Logo geht: PNG, JPEG oder WebP, höchstens 2 MB, mindestens 16 Pixel hoch "
        "und breit.",
        "This is no picture for a logo: PNG, JPEG or WebP, at most 2 MB, at least 16 pixels high and wide.",
    )
    return InvalidInput(problem, {"logo": problem})


def _png(picture: Image.Image) -> bytes:
    stream = BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()
