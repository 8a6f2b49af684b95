"""Photos as phones make them, with all that should not be passed on."""

import struct
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


def odd_photo(*, turn: int = 6) -> bytes:
    """A photo 30 wide and 20 high to be turned by a quarter, of a camera that wrote a size as letters."""
    stream = BytesIO()
    Image.new("RGB", (30, 20), "#7a8b9c").save(stream, "JPEG")
    entry = struct.Struct("<HHII")
    fields = [(0x0112, 3, 1, turn), (0x011A, 2, 4, int.from_bytes(b"72.\0", "little"))]
    table = struct.pack("<H", len(fields)) + b"".join(entry.pack(*field) for field in fields) + b"\0" * 4
    said = b"Exif\0\0II*\0" + struct.pack("<I", 8) + table
    jpeg = stream.getvalue()
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said + jpeg[2:]
