"""Photos from strangers come out as nothing but a picture, or not at all."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from signage.services.reports.photos import cleaned_photo
from tests.reports.pictures import SECRET, a_photo, odd_photo


def cleaned(folder: Path, content: bytes) -> bytes | str:
    """The photo inside a body of a form."""
    file = folder / "body"
    file.write_bytes(b"before" + content + b"after")
    return cleaned_photo(file, 6, 6 + len(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_device_comment_and_xmp_are_gone(tmp_path: Path, kind: str) -> None:
    given = a_photo(kind)
    made = cleaned(tmp_path, given)
    assert SECRET in given
    assert isinstance(made, bytes)
    assert SECRET not in made
    with Image.open(BytesIO(made)) as photo:
        assert (photo.format, dict(photo.getexif()), photo.info.get("comment")) == ("JPEG", {}, None)


def test_what_a_camera_says_in_a_way_of_its_own_keeps_no_photo_out(tmp_path: Path) -> None:
    made = cleaned(tmp_path, odd_photo())
    assert isinstance(made, bytes)
    with Image.open(BytesIO(made)) as photo:
        assert (photo.size, dict(photo.getexif())) == ((20, 30), {})


def test_a_large_photo_is_made_small(tmp_path: Path) -> None:
    made = cleaned(tmp_path, a_photo(size=(4000, 3000)))
    assert isinstance(made, bytes)
    with Image.open(BytesIO(made)) as photo:
        assert photo.size == (1400, 1050)


def test_heic_is_told_from_what_is_no_photo(tmp_path: Path) -> None:
    assert cleaned(tmp_path, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100) == "photo_heic"


def bomb() -> bytes:
    """A PNG of 20,000 x 20,000 pixels in 400 kB."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * 2501) for _ in range(20_000)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"GIF89a" + b"\0" * 50,
        b"\xff\xd8\xff\xe0 broken",
        b"\x89PNG\r\n\x1a\n",
        a_photo()[:2000],
        bomb(),
    ],
    ids=["svg", "pdf", "gif", "broken jpeg", "empty png", "half a photo", "bomb"],
)
def test_anything_else_is_no_photo(tmp_path: Path, content: bytes) -> None:
    assert cleaned(tmp_path, content) == "photo_unreadable"
