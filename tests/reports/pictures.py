"""Photos as phones make them, with all that should not be passed on."""

from io import BytesIO

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

SECRET = b"50.86381N"


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (800, 600)) -> bytes:
    """A photo with GPS in its EXIF, a comment and XMP that name the place too."""
    picture = Image.new("RGB", size, "#7a8b9c")
    exif = Image.Exif()
    exif[0x010F] = "Telefonwerke"
    exif.get_ifd(0x8825)[2] = (IFDRational(50), IFDRational(51), IFDRational(49))
    exif[0x010E] = SECRET.decode()
    stream = BytesIO()
    more = {"comment": SECRET, "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"} if kind == "JPEG" else {}
    picture.save(stream, kind, exif=exif, **more)
    return stream.getvalue()
